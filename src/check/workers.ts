// SPDX-License-Identifier: MIT
/** The threads of a search, as a command or a test asks for them. */
import type { Sharing } from '../explore/together.ts';
import { hasFewAddresses } from '../watch/cores.ts';

/** Threads that can be asked for. */
export const MOST_WORKERS = 64;

/** So many threads, with the one that calls, after so long (ms); none beside it where they could share no table. */
export const sharingOf = (workers: number, after = 0): Sharing | undefined =>
  workers === 1 || hasFewAddresses() ? undefined : { workers, after };
