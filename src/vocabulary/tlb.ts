// SPDX-License-Identifier: MIT
/**
 * What a CPU keeps of the page tables, for the one address that a model looks at: for each level below the root the
 * table that a walk came to (a walk cache; x86: paging-structure caches), and the translation of last level (the TLB).
 * Its walker fills them whenever it likes, from the root or from what it holds already; nobody sees it, no lock stops
 * it, and clearing an entry in memory takes nothing back: a flush does. What is held of a table or page that was freed
 * is stale; to walk through it, or to use it, is a fault.
 *
 * arm64 (arch/arm64/include/asm/tlbflush.h, v5.3): flush_tlb_kernel_range() is TLBI VAALE1IS, last level alone;
 * __flush_tlb_kernel_pgtable() is VAAE1IS, walk caches too; both reach all CPUs at once (inner shareable), one step,
 * where local_flush_tlb_all() reaches its own. x86 (arch/x86/mm/tlb.c, v5.3): flush_tlb_all() and
 * flush_tlb_kernel_range() have each CPU flush its own by on_each_cpu(), a step each; INVLPG takes the
 * paging-structure caches along (SDM 3A, 4.10.4.1), so that every flush there is one of all levels.
 */
import { word } from '../model/code.ts';
import { bool, ghost, record } from '../model/domain.ts';
import type { RecordOf, Scalar } from '../model/domain.ts';
import type { Arm, Stmt } from '../model/statement.ts';
import { fault } from '../model/thread.ts';

/** What one CPU holds. `L`: the levels, `pmd`, `pte`; each is a field with the table's number, or null. */
export type Tlb<L extends string> = { [level in L]: number | null } & {
  [freed in `${L}_freed`]: boolean;
} & { tlb: boolean; tlb_freed: boolean };
type Holding<X extends string, L extends string> = { [cpu in X]: Tlb<L> };
/** Any of its fields, by name. */
type Cells = Record<string, number | boolean | null>;

/** The field of one CPU. `tables`: of each level, topmost first, the tables that there are: `{ pmd: id('pmd_page', 2) }`. */
export function tlb<L extends string>(tables: Readonly<Record<L, Scalar<number | null>>>): RecordOf<Tlb<L>> {
  const levels = Object.entries<Scalar<number | null>>(tables).map(([level, table]) => ({
    [level]: table,
    [`${level}_freed`]: ghost(bool),
  }));
  return record(Object.assign({}, ...levels, { tlb: bool, tlb_freed: ghost(bool) })) as never;
}

/** A level of the walk of one address. */
export interface Level<K, L extends string> {
  readonly level: L;
  /** The table that the entry leads to: the root's entry (`above` is null), or one of the table above. */
  readonly entry: (k: K, above: number | null) => number | null;
  /** Was the table freed, and not allocated since? */
  readonly freed: (k: K, table: number) => boolean;
}
/** The entry of last level and the page it maps. */
export interface Leaf<K> {
  readonly present: (k: K, table: number) => boolean;
  readonly freed: (k: K) => boolean;
}

/**
 * The one step of a CPU's walker, which goes on as it pleases: it chooses where it starts from, `root` or a level that
 * it holds; `tlb`: it does not walk, it uses the translation.
 */
export function table_walk<X extends string, L extends string, K extends Holding<X, L>>(
  name: string,
  says: string,
  cpu: X,
  levels: readonly Level<K, L>[],
  leaf: Leaf<K>,
): Stmt<K> {
  const choices = ['root', ...levels.map(({ level }) => level), 'tlb'];
  const facts = { says, choices, primitive: 'table_walk', mayWait: true };
  return word<K>(name, facts, ...walks(cpu, levels, leaf));
}

function walks<X extends string, L extends string, K extends Holding<X, L>>(
  cpu: X,
  levels: readonly Level<K, L>[],
  leaf: Leaf<K>,
): Arm<K, unknown>[] {
  /** The table that a walk goes on from: the root, then that of each level, the last of which has the leaf entry. */
  const starts = [undefined, ...levels.map(({ level }) => level)].map((level) => startAt<X, K>(cpu, level));
  const fills = levels.map(({ level, entry, freed }, i): Arm<K, unknown> => {
    const { name: choice, held, table } = starts[i] as (typeof starts)[number];
    return {
      choice,
      when: (k) => held(k) && (k[cpu] as Cells)[level] === null && entry(k, table(k)) !== null,
      does: (k) => {
        const next = entry(k, table(k)) as number;
        (k[cpu] as Cells)[level] = next;
        (k[cpu] as Cells)[`${level}_freed`] = freed(k, next);
      },
      note: `${i === 0 ? choice : choice.toUpperCase()} entry cached`,
    };
  });
  const { name: choice, held, table } = starts.at(-1) as (typeof starts)[number];
  const translates: Arm<K, unknown> = {
    choice,
    when: (k) => held(k) && !k[cpu].tlb && leaf.present(k, table(k) as number),
    does: (k) => {
      k[cpu].tlb = true;
      k[cpu].tlb_freed = leaf.freed(k);
    },
    note: 'translation in the TLB',
  };
  const uses: Arm<K, unknown> = {
    choice: 'tlb',
    when: (k) => k[cpu].tlb && k[cpu].tlb_freed,
    note: 'the page it translates to was freed',
    then: fault('access-to-freed-page'),
  };
  return [...[...fills, translates].flatMap((goesOn, i) => [...(starts[i]?.stale ?? []), goesOn]), uses];
}

/** Where a walk goes on from: at the root (no level) it holds nothing that could be stale. */
function startAt<X extends string, K extends { [cpu in X]: object }>(cpu: X, level: string | undefined) {
  const name = level ?? 'root';
  const cells = (k: K) => k[cpu] as unknown as Cells;
  if (level === undefined) return { name, held: () => true, table: () => null, stale: [] };
  const held = (k: K) => cells(k)[level] !== null;
  const stale: Arm<K, unknown> = {
    choice: name,
    when: (k) => held(k) && cells(k)[`${level}_freed`] === true,
    note: `cached ${level.toUpperCase()} page was freed`,
    then: fault('walk-of-freed-table'),
  };
  return { name, held, table: (k: K) => cells(k)[level] as number | null, stale: [stale] };
}

/** Last level alone: arm64's flush_tlb_kernel_range(). `cpus`: those that are reached, in one step. */
export const flushesLastLevel =
  <X extends string>(...cpus: readonly X[]) =>
  (k: { [cpu in X]: { tlb: boolean; tlb_freed: boolean } }): void => {
    for (const cpu of cpus) {
      k[cpu].tlb = false;
      k[cpu].tlb_freed = false;
    }
  };
/** Walk caches too: arm64's __flush_tlb_kernel_pgtable(), and any flush of x86. `levels`: all that there are. */
export const flushesAllLevels =
  <X extends string, L extends string>(levels: readonly L[], ...cpus: readonly X[]) =>
  (k: Holding<X, L>): void => {
    flushesLastLevel(...cpus)(k);
    for (const cpu of cpus)
      for (const level of levels) {
        const held = k[cpu] as Cells;
        held[level] = null;
        held[`${level}_freed`] = false;
      }
  };

/** For whoever frees a table, or the page that is mapped: from now on what a CPU holds of it is stale. */
export function tableFreed<L extends string>(held: Tlb<L>, level: L, table: number | null): void {
  if (held[level] === table) (held as Cells)[`${level}_freed`] = true;
}
export function pageFreed(held: { tlb: boolean; tlb_freed: boolean }): void {
  held.tlb_freed = held.tlb;
}
