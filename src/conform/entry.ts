// SPDX-License-Identifier: MIT
/** What was done to a kernel and seen of it: the lines of a journal. */
import type { Act, Seen } from '../model/conformance.ts';

/** An act, with what it was answered, `ok` or the name of an errno or a text, and when (us, on the guest's clock). */
export interface Did {
  readonly act: Act;
  readonly got: string;
  readonly from: number;
  readonly to: number;
}
/** What somebody sees who looks while nothing goes on. */
export interface Sight {
  readonly auto: string;
  /** Of each block. */
  readonly blocks: readonly Seen[];
  /** Counters, in pages. */
  readonly counts: Readonly<Record<string, number>>;
}
/** Acts that went on together, and what was seen after them; none where the kernel crashed, which its log says. */
export interface Batch {
  readonly did: readonly Did[];
  /** Of each block: what a probe saw meanwhile, in order. */
  readonly marks?: readonly (readonly string[])[] | undefined;
  readonly sight?: Sight | undefined;
  readonly crash?: readonly string[] | undefined;
}
/** A kernel from a known state on, as far as it went. */
export interface Run {
  /** `12`; `12.3` is the third try to make it shorter. */
  readonly name: string;
  readonly begins: Sight;
  readonly batches: readonly Batch[];
}

export const actText = (act: Act): string => {
  switch (act.does) {
    case 'plug':
    case 'eject':
      return `${act.does} block ${act.block}`;
    case 'write':
      return `write ${act.value} to block ${act.block}`;
    case 'read':
      return `read ${act.file} of block ${act.block}`;
    case 'auto':
      return `write ${act.value} to auto_online_blocks`;
    case 'probe':
      return `write ${act.value} to probe`;
    case 'hog':
      return `take ${act.mib} MiB${act.pinned ? ', pinned' : ''}`;
  }
};
/** What it is counted under: `write offline`, `read state`. */
export const kindOf = (act: Act): string =>
  act.does === 'write'
    ? `write ${WORDS.includes(act.value) ? act.value : 'junk'}`
    : act.does === 'read'
      ? `read ${act.file}`
      : act.does === 'hog' && act.pinned
        ? 'pin'
        : act.does;
const WORDS = ['online', 'online_kernel', 'online_movable', 'offline'];

export const didText = ({ act, got }: Did): string => `${actText(act)}: ${got}`;
