// SPDX-License-Identifier: MIT
/** What a mapping walk is asked to do, and which statements it is made of. */
import type { ThreadOf } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import type { walkStack } from './pages.ts';

/** A statement of the walk: what a trace prints, and where it is. */
export interface Place {
  readonly says: string;
  readonly at: Source;
}
export type Statement =
  | 'walk_lock'
  | 'pud_none'
  | 'pmd_alloc_one'
  | 'pud_lock'
  | 'pud_present'
  | 'pud_populate'
  | 'pmd_free'
  | 'pud_unlock'
  | 'pmd_offset'
  | 'pmd_none'
  | 'pte_alloc_one_kernel'
  | 'pmd_lock'
  | 'pmd_none_again'
  | 'pmd_populate_kernel'
  | 'pmd_unlock'
  | 'pte_free_kernel'
  | 'pte_offset_kernel'
  | 'pte_none'
  | 'set_pte_at'
  | 'walk_unlock';

export interface Walk {
  readonly layout: Layout;
  /** Where the page is mapped: which PMD entry, which leaf entry below it. */
  readonly address: number;
  readonly leaf: number;
  /** The thread's place among the threads: whose pointers are whose. */
  readonly self: number;
  /** `entry`: the lock is taken to link a table, none entries looked at again. `none`: never. `walk`: over all of it. */
  readonly locking: 'none' | 'entry' | 'walk';
  readonly dropBetweenLevels: boolean;
  readonly allocUnderLock: boolean;
  /** Can the allocation of a table fail? */
  readonly mayFail: boolean;
  /** What mapping the page means beside its leaf entry, to the checker's own bookkeeping. */
  readonly onMap?: (k: Kernel) => void;
  readonly places: Readonly<Record<Statement, Place>>;
  /** Put before each state's name. */
  readonly prefix: string;
  /** The states to go on to. */
  readonly done: string;
  readonly failed: string;
}
export type Walker = ThreadOf<Memory, ReturnType<typeof walkStack> & Record<never, never>>;
