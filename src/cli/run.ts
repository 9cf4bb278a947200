// SPDX-License-Identifier: MIT
/** Checks one instance for a command: with a line of progress, and checkpoints where they are asked for. */
import { running } from '../check/run.ts';
import type { RunOptions as Options } from '../check/run.ts';
import type { AnyChecked, AnySelection } from '../check/selection.ts';
import { Search } from '../explore/search.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import { inTurns } from '../watch/slices.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Keeper } from './keeper.ts';
import type { Keeping } from './keeper.ts';

export interface RunOptions extends Omit<Options, 'keep' | 'tells'> {
  /** Where checkpoints are kept. Default: nowhere. */
  readonly keeping?: Keeping | undefined;
}

export async function check(
  selection: AnySelection,
  { keeping, ...options }: RunOptions,
  console: Console,
): Promise<AnyChecked> {
  const { design, configuration, bound } = selection;
  if (options.reduce !== undefined && options.reduce !== 'none' && isSpace(instanceOf(selection)))
    throw new UsageError('a model without threads has no interleavings to leave out: leave out --reduce');
  const what = `${design} ${configuration} ${bound}`;
  const progress = new ProgressLine(console, what);
  try {
    const checked = await inTurns(
      running(selection, {
        ...options,
        keep: keeping && ((search) => new Keeper(selection, search, keeping, console)),
        tells: {
          update: (counts) => progress.update(counts),
          say: (now) => progress.say(`${what}: ${now}`),
        },
      }),
    );
    if (options.sharing?.after === 0 && checked.search instanceof Search) tellAlone(checked.search, console);
    return checked;
  } finally {
    progress.end();
  }
}

/** Where threads were asked for and can't share the work. */
function tellAlone({ engine, heard }: Search, console: Console): void {
  const why = engine.code.shared.stepsHere
    ? 'a step has too many paths to be code'
    : heard
      ? 'a checkpoint of a property that has too many paths to be code'
      : undefined;
  if (why !== undefined) console.err(`mhpcheck: one thread searches: ${why}\n`);
}
