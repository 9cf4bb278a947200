// SPDX-License-Identifier: MIT
/** Checks one instance for a command: with a line of progress, and checkpoints where they are asked for. */
import { running } from '../check/run.ts';
import type { RunOptions as Options } from '../check/run.ts';
import type { AnyChecked, AnySelection } from '../check/selection.ts';
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
    return await inTurns(
      running(selection, {
        ...options,
        keep: keeping && ((search) => new Keeper(selection, search, keeping, console)),
        tells: {
          update: (counts) => progress.update(counts),
          say: (now) => progress.say(`${what}: ${now}`),
        },
      }),
    );
  } finally {
    progress.end();
  }
}
