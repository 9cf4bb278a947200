// SPDX-License-Identifier: MIT
/** Arguments of large runs: limits, checkpoints, sets that forget. */
import { exceeds } from '../watch/watch.ts';
import { maxStates, seedOf } from './args.ts';
import { UsageError } from './console.ts';
import type { Console } from './console.ts';
import type { Keeping } from './keeper.ts';
import type { Resources } from '../check/limits.ts';
import { MOST_WORKERS, sharingOf } from '../check/workers.ts';
import type { Sharing } from '../explore/together.ts';
import type { LossyArguments } from './lossy.ts';
import { text, wholeNumber } from './options.ts';
import type { Arguments } from './options.ts';
import { parseSize, parseTime, sizeText } from './quantity.ts';

/** The limits of a search, each over all that it does. */
export function limits(args: Arguments): Resources {
  const maxTime = quantity(args, 'max-time', parseTime, '90s, 10m or 2h');
  const maxMemory = quantity(args, 'max-memory', parseSize, '512M or 2G');
  return {
    maxStates: maxStates(args),
    ...(maxTime !== undefined && { maxTime }),
    ...(maxMemory !== undefined && { maxMemory }),
  };
}

/** A line where the memory asked for is gone before anything was done. */
export function tooLittle({ maxMemory = Infinity }: Pick<Resources, 'maxMemory'>): string | undefined {
  if (maxMemory === Infinity || !exceeds(maxMemory)) return undefined;
  const taken = sizeText(process.memoryUsage.rss());
  return `--max-memory ${sizeText(maxMemory)} is less than the ${taken} that it takes to start: nothing can be looked at`;
}

/** Time after which a search goes on with every core there is, unless --workers says how many (ms). */
const LONG = 1000;

/** The threads of a search: so many from the start, or one a core once it takes long. */
export function sharing(args: Arguments, { cores = 1 }: Pick<Console, 'cores'>): Sharing | undefined {
  const asked = wholeNumber(args, 'workers');
  if (asked !== undefined && asked > MOST_WORKERS)
    throw new UsageError(`${args.verb}: --workers ${asked}: at most ${MOST_WORKERS}`);
  return sharingOf(asked ?? cores, asked === undefined ? LONG : 0);
}

/** What --checkpoint, --resume and --every say. */
export function keeping(args: Arguments): Keeping | undefined {
  const { verb, options } = args;
  const [fresh, old] = [text(args, 'checkpoint'), text(args, 'resume')];
  const every = quantity(args, 'every', parseTime, '30s or 10m', 0);
  const dir = fresh ?? old;
  if (dir === undefined) {
    if (every === undefined) return undefined;
    throw new UsageError(`${verb}: --every goes with --checkpoint DIR or --resume DIR`);
  }
  if (dir === '')
    throw new UsageError(`${verb}: --${fresh === '' ? 'checkpoint' : 'resume'} '': write a directory`);
  if (fresh !== undefined && old !== undefined)
    throw new UsageError(`${verb}: --resume ${old} keeps its checkpoints there too: leave out --checkpoint`);
  if (options['reduce'] !== undefined)
    throw new UsageError(`${verb}: checkpoints are of a search in full: leave out --reduce`);
  return { dir, resume: old !== undefined, every: every ?? 60 };
}

/** What --bitstate and --compact say; undefined where the search keeps its states. */
export function lossyArguments(args: Arguments): LossyArguments | undefined {
  const { verb, options } = args;
  const [search, other] = (['bitstate', 'compact'] as const).filter((name) => options[name] !== undefined);
  if (search === undefined) return undefined;
  const stray =
    other ?? ['workers', 'reduce', 'checkpoint', 'resume', 'every'].find((o) => options[o] !== undefined);
  if (stray) throw new UsageError(`${verb}: --${search} does not go with --${stray}`);
  const bytes = quantity(args, search, parseSize, '512M or 2G', 2 ** 14) ?? 0;
  return { search, bytes, seed: seedOf(args) ?? 0 };
}

/** A number with a unit, or undefined where the option is not given. */
export function quantity(
  args: Arguments,
  option: string,
  parsed: (given: string) => number | undefined,
  like: string,
  least = Number.MIN_VALUE,
): number | undefined {
  const given = text(args, option);
  if (given === undefined) return undefined;
  const value = parsed(given);
  if (value === undefined || value < least)
    throw new UsageError(`${args.verb}: --${option} '${given}': write ${like}`);
  return value;
}
