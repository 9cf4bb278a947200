// SPDX-License-Identifier: MIT
/** `why`: what would have forbidden a violation. `report --why` puts it under the diagram of another form. */
import { whyOf } from '../check/why.ts';
import { isSpace } from '../model/space.ts';
import type { AnyInstance } from '../model/types.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { Budget } from '../repair/find.ts';
import { ProgressLine, UsageError } from './console.ts';
import { quantity } from './large.ts';
import { text, wholeNumber } from './options.ts';
import type { Arguments } from './options.ts';
import { parseTime } from './quantity.ts';
import type { Context } from './verbs.ts';

/** How many changes are tried, of how many states each, in how long. */
const USUAL: Budget = { candidates: 400, states: 200_000, seconds: 60 };
const OF_WHY = ['tries', 'max-states', 'time'];

function budgetOf(args: Arguments): Budget {
  return {
    candidates: wholeNumber(args, 'tries') ?? USUAL.candidates,
    states: wholeNumber(args, 'max-states') ?? USUAL.states,
    seconds: quantity(args, 'time', parseTime, '90s, 10m or 2h') ?? USUAL.seconds,
  };
}

/** The paragraphs; none where they were not asked for. */
export async function whyAsked(
  { args, console, stopped }: Context,
  instance: AnyInstance,
  c: Counterexample,
): Promise<readonly string[]> {
  if (args.verb !== 'why' && args.options['why'] !== true) {
    const stray = OF_WHY.find((option) => text(args, option) !== undefined);
    if (stray !== undefined) throw new UsageError(`${args.verb}: --${stray} goes with --why`);
    return [];
  }
  if (isSpace(instance))
    throw new UsageError(
      `${args.verb}: ${c.model} is a finite space: nothing interleaves that could be kept apart`,
    );
  const line = new ProgressLine(console, 'why');
  try {
    return await whyOf(instance, c, {
      budget: budgetOf(args),
      stopped,
      progress: (done, of) => line.say(`why: change ${done} of ${of}`),
    });
  } finally {
    line.end();
  }
}
