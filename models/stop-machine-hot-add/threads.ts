// SPDX-License-Identifier: MIT
/** hot_add (arch_add_memory()), the stoppers, the disk's interrupt, and tasks that walk swapper_pg_dir. */
import { fault, thread } from '../../src/model/thread.ts';
import type { Region, ThreadOf } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { context } from '../../src/vocabulary/context.ts';
import { allocPages, endPageWriteback, WMARK_LOW } from '../../src/vocabulary/page-allocator.ts';
import { stopMachine, stopper } from '../../src/vocabulary/stop-machine.ts';
import type { Decisions } from './designs.ts';
import { createMapping, MAPPING_START } from './mapping.ts';
import { mappingStack, stoppers, tablesNeeded, walkStack } from './memory.ts';
import type { Limits, MappingStack, Memory, Settings } from './memory.ts';

export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
}
const ADD = ['add_memory_resource', 'arch_add_memory'];

export function hotAdd(b: Build): Region {
  const { memory, decisions: d, limits } = b;
  const name = 'hot_add';
  const words = context(name, 0, 'task');
  const t = thread(memory, name, mappingStack(limits), { cpu: 0 });
  const at = (func: string, ...callers: string[]): Source => ({
    func,
    file: 'arch/arm64/mm/mmu.c',
    version: d.version,
    callers,
  });
  const mapping = d.stopMachine ? 'stop_machine' : MAPPING_START;
  return t.region(d.preallocate ? 'pool_alloc' : mapping, {
    ...(d.preallocate && preallocate(t, b, mapping)),
    ...(d.stopMachine
      ? stopMachine(t, words, limits.cpus, [...ADD, 'hotplug_paging'], '__add_pages')
      : createMapping(t, { ...b, words, stopper: false, callers: ADD, done: '__add_pages' })),
    __add_pages: t.on(
      { at: at('arch_add_memory', 'add_memory_resource'), says: '__add_pages()', choices: ['ok', 'ENOMEM'] },
      {
        guard: (_k, _me, choice) => choice === 'ok',
        effect: (k) => void (k.added = true),
        target: 'added',
        note: 'ok',
      },
      { target: d.unwind ? 'unmap' : 'failed', note: '-ENOMEM' },
    ),
    ...(d.unwind && unmap(t, b, at('unmap_hotplug_pmd_range', ...ADD, '__remove_pgd_mapping'))),
    added: t.end(),
    failed: t.end(),
  });
}

function preallocate(
  t: ThreadOf<Memory, MappingStack>,
  { decisions, settings, limits }: Build,
  done: string,
) {
  const tables = tablesNeeded(settings, limits);
  const at: Source = {
    func: 'hotplug_paging',
    file: 'arch/arm64/mm/mmu.c',
    version: decisions.version,
    callers: ADD,
  };
  return {
    ...allocPages(t, {
      prefix: 'pool_',
      at,
      says: `__get_free_page(${decisions.gfp} | __GFP_ZERO)`,
      gfp: decisions.gfp,
      words: context(t.name, 0, 'task'),
      stopper: false,
      debugAtomicSleep: settings.debugAtomicSleep,
      got: 'pool_add',
      failed: 'failed',
    }),
    pool_add: t.on(
      { at, says: 'keep the table for the callback' },
      { guard: (k) => k.pool + 1 < tables, effect: (k) => void k.pool++, target: 'pool_alloc' },
      { effect: (k) => void k.pool++, target: done },
    ),
  };
}

/** __remove_pgd_mapping(): every entry that maps is cleared. Tables left empty stay: they are another model's. */
function unmap(t: ThreadOf<Memory, MappingStack>, { settings, limits }: Build, at: Source) {
  const lastLeaf = limits.ptes - 1;
  const last = (index: number) => index + 1 === limits.pmdEntries;
  const toNext = [
    { index: 'more', target: 'unmap' },
    { index: 'last', target: 'failed' },
  ] as const;
  if (!settings.debugPagealloc)
    return {
      unmap: t.on(
        { at, says: 'pmd_clear(pmdp)' },
        ...toNext.map(({ index, target }) => ({
          guard: (_: unknown, me: { index: number }) => last(me.index) === (index === 'last'),
          effect: (k: { pmd: unknown[] }, me: { index: number }) => {
            k.pmd[me.index] = 'none';
            me.index = index === 'last' ? 0 : me.index + 1;
          },
          target,
        })),
      ),
    };
  return {
    unmap: t.on(
      { at: { ...at, func: 'unmap_hotplug_pte_range' }, says: 'pte_clear(&init_mm, addr, ptep)' },
      {
        guard: (_, me) => me.leaf < lastLeaf,
        effect: (k, me) => {
          (k.pte[me.index] as boolean[])[me.leaf] = false;
          me.leaf++;
        },
        target: 'unmap',
      },
      ...toNext.map(({ index, target }) => ({
        guard: (_: unknown, me: { index: number }) => last(me.index) === (index === 'last'),
        effect: (k: { pte: boolean[][] }, me: { index: number; leaf: number }) => {
          (k.pte[me.index] as boolean[])[me.leaf] = false;
          me.leaf = 0;
          me.index = index === 'last' ? 0 : me.index + 1;
        },
        target,
      })),
    ),
  };
}

/** migration/N: the first online CPU runs the callback. */
export function stopperThread(b: Build, cpu: number): Region {
  const { memory, limits } = b;
  const name = stoppers(limits)[cpu] as string;
  const words = context(name, cpu, 'stopper');
  const t = thread(memory, name, mappingStack(limits), { cpu, context: 'stopper' });
  const runs = cpu === 0 && b.decisions.stopMachine;
  const callers = ['cpu_stopper_thread', 'multi_cpu_stop', '__hotplug_paging'];
  return t.region('sleeping', {
    ...stopper(t, words, cpu, limits.cpus, runs ? MAPPING_START : undefined),
    ...(runs && createMapping(t, { ...b, words, stopper: true, callers, done: 'ack_state' })),
  });
}

/** A task that faults memory in until the low watermark is reached. */
export function hog({ memory }: Build): Region {
  const t = thread(memory, 'hog', {}, { cpu: 1 });
  const at: Source = {
    func: 'do_anonymous_page',
    file: 'mm/memory.c',
    version: 'v4.14',
    callers: ['handle_mm_fault'],
  };
  return t.region('fault', {
    fault: t.on(
      { at, says: 'alloc_zeroed_user_highpage_movable()', primitive: 'alloc_pages' },
      { guard: (k) => k.nr_free > WMARK_LOW, effect: (k) => void k.nr_free--, target: 'fault' },
      { target: 'returned', note: 'below the low watermark' },
    ),
    returned: t.end(),
  });
}

export function diskIrq({ memory, settings, limits }: Build): Region {
  const cpu = settings.diskIrqOnCpu0 ? 0 : limits.cpus - 1;
  const t = thread(memory, 'disk_irq', {}, { cpu, context: 'irq' });
  return t.region('idle', endPageWriteback(t, context('disk_irq', cpu, 'irq')));
}

/** A walk of swapper_pg_dir without a lock, as /sys/kernel/debug/kernel_page_tables does, to the last PMD entry. */
export function reader({ memory, limits }: Build, name: string, index: number): Region {
  const t = thread(memory, name, walkStack, { cpu: 1 + (index % (limits.cpus - 1)) });
  const at = (func: string, ...callers: string[]): Source => ({
    func,
    file: 'arch/arm64/mm/dump.c',
    version: 'v4.14',
    callers: ['ptdump_show', 'ptdump_walk_pgd', ...callers],
  });
  const entry = limits.pmdEntries - 1;
  const garbage = { target: fault('uninitialised-table'), note: 'a table that was not cleared' };
  const wild = {
    guard: (_: unknown, me: { entry: string }) => me.entry !== 'table',
    target: fault('wild-pointer'),
    note: 'the entry it came from was none',
  };
  return t.region('walk_pud', {
    walk_pud: t.on(
      { at: at('walk_pud', 'walk_pgd'), says: 'if (pud_none(*pud) || pud_sect(*pud))' },
      { guard: (k) => k.pud === 'garbage', ...garbage },
      {
        guard: (k) => k.pud === 'table',
        effect: (k, me) => void (me.entry = k.pud),
        target: 'walk_pmd',
        note: 'table',
      },
      { target: 'returned', note: 'none' },
    ),
    walk_pmd: t.on(
      { at: at('walk_pmd', 'walk_pgd', 'walk_pud'), says: 'if (pmd_none(*pmd) || pmd_sect(*pmd))' },
      wild,
      { guard: (k) => k.pmd[entry] === 'garbage', ...garbage },
      {
        guard: (k) => k.pmd[entry] === 'table',
        effect: (k, me) => void (me.entry = k.pmd[entry] ?? 'none'),
        target: 'walk_pte',
        note: 'table',
      },
      {
        effect: (k, me) => {
          k.shown[index] = k.pmd[entry] === 'block';
          me.entry = 'none';
        },
        target: 'returned',
        note: 'none, or a block',
      },
    ),
    walk_pte: t.on(
      {
        at: at('walk_pte', 'walk_pgd', 'walk_pud', 'walk_pmd'),
        says: 'note_page(st, addr, 4, pte_val(*pte))',
      },
      wild,
      {
        effect: (k, me) => {
          k.shown[index] = k.pte[entry]?.[0] === true;
          me.entry = 'none';
        },
        target: 'returned',
      },
    ),
    returned: t.end(),
  });
}
