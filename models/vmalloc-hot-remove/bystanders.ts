// SPDX-License-Identifier: MIT
/** Threads that call vmalloc() with something held, that hot-remove waits for, or that look at the tables. v5.3. */
import {
  code,
  complete_kthread,
  int,
  mutex_lock,
  mutex_unlock,
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  run,
  source,
  table_walk,
  thread,
  wait_for_kthread,
  wait_for_request,
  wake_up_kthreadd,
} from '../../src/vocabulary/index.ts';
import type { Leaf, Level, Region } from '../../src/vocabulary/index.ts';
import { entriesOf, PTE_ENTRIES, walking, walkStack } from './memory.ts';
import type { Build, Bystander, Kernel, WalkStack } from './memory.ts';
import { forget, pmd, pte } from './pages.ts';
import { mm_vmalloc } from './vmalloc.ts';

const { fn, branch, call, loop, inlined, as } = code<Kernel, WalkStack>();
const plain = code<Kernel>();
const in_file = (file: string) => source(file, 'v5.3');
const kthread = in_file('kernel/kthread.c');

const get_online_mems = percpu_down_read('get_online_mems', 'mem_hotplug_lock', 'get_online_mems()');
const put_online_mems = percpu_up_read('put_online_mems', 'mem_hotplug_lock', 'put_online_mems()');

/** kthreadd: forks the threads that others ask for. Their stacks come from vmalloc(): CONFIG_VMAP_STACK. */
function kthreadd(b: Build): Region {
  const area = b.areas.indexOf('kthreadd');
  const { __vmalloc_node_range } = mm_vmalloc(b, area);
  // Once it has one, the stack of a kswapd that was stopped waits in cached_stacks for the next.
  const choices = (k: Kernel) => (k.vm_area[area] === 'mapped' ? ['cached'] : ['cached', 'none']);
  const create_kthread = fn(kthread('create_kthread'), [
    inlined(in_file('kernel/fork.c')('alloc_thread_stack_node'), [
      branch('alloc_thread_stack_node', { says: 'this_cpu_read(cached_stacks[i])', choices }, [
        { choice: 'cached' },
        { then: call(__vmalloc_node_range, []) },
      ]),
    ]),
    complete_kthread('complete'),
  ]);
  const daemon = fn(kthread('kthreadd'), [loop([wait_for_request('schedule'), call(create_kthread)])]);
  return run(walking(b, 'kthreadd'), daemon);
}

/** _cpu_up(): under cpu_hotplug_lock for writing, smpboot_create_threads() has kthreadd start the CPU's threads. */
function cpu_up(b: Build): Region {
  const _cpu_up = plain.fn(in_file('kernel/cpu.c')('_cpu_up'), [
    percpu_down_write('cpus_write_lock', 'cpus_readers_gone', 'cpu_hotplug_lock', [
      'cpus_write_lock()',
      'cpus_write_lock(): readers gone?',
    ]),
    plain.inlined(kthread('kthread_create_on_cpu', 'smpboot_create_threads'), [
      wake_up_kthreadd('wake_up_kthreadd'),
      wait_for_kthread('wait_for_kthread'),
    ]),
    percpu_up_write('cpus_write_unlock', 'cpu_hotplug_lock', 'cpus_write_unlock()'),
  ]);
  return run(thread(b.memory, 'cpu_up', {}, { threads: b.threads }), _cpu_up);
}

/**
 * kmem_cache_create() holds mem_hotplug_lock for reading (to v5.11: 7e1fa93deff4) while alloc_kmem_cache_cpus()
 * allocates per-CPU memory. A new chunk whose arrays exceed a page takes __vmalloc(): pcpu_alloc_chunk().
 */
function kmem_cache_create(b: Build): Region {
  const { __vmalloc_node_range } = mm_vmalloc(b, b.areas.indexOf('kmem_cache_create'));
  const kmem_cache_create_usercopy = fn(in_file('mm/slab_common.c')('kmem_cache_create_usercopy'), [
    get_online_mems,
    inlined(in_file('mm/percpu.c')('pcpu_mem_zalloc', 'alloc_kmem_cache_cpus', 'pcpu_alloc_chunk'), [
      as('pcpu_', call(__vmalloc_node_range, [])),
    ]),
    put_online_mems,
  ]);
  return run(walking(b, 'kmem_cache_create'), kmem_cache_create_usercopy);
}

/** A file system that calls vmalloc() with pages locked: z_erofs_vle_unzip() does, through kvmalloc_array(). */
function z_erofs(b: Build): Region {
  const unzip_vle = in_file('drivers/staging/erofs/unzip_vle.c');
  const { __vmalloc_node_range } = mm_vmalloc(b, b.areas.indexOf('z_erofs'));
  const readpages = fn(unzip_vle('z_erofs_vle_normalaccess_readpages'), [
    inlined(in_file('mm/filemap.c')('add_to_page_cache_lru'), [
      mutex_lock('lock_page', 'page_lock', '__SetPageLocked(page)'),
    ]),
    inlined(unzip_vle('z_erofs_vle_unzip'), [
      call(__vmalloc_node_range, []),
      mutex_unlock('unlock_page', 'page_lock', 'unlock_page(page)'),
    ]),
  ]);
  return run(walking(b, 'z_erofs'), readpages);
}

/** Where ptdump is: the root entry, the PMD entry, the leaf entry. */
interface Dump extends WalkStack {
  root: number;
  i: number;
  j: number;
}
/**
 * Reading /sys/kernel/debug/kernel_page_tables, or looking for pages that are W+X: ptdump visits every table from the
 * root. v5.3 arch/arm64/mm/dump.c; get_online_mems() as in v5.7 arch/arm64/mm/ptdump_debugfs.c, where
 * ptdump_check_wx() has none, or as since 59305202c67f in the walk.
 */
function ptdump(b: Build): Region {
  const { rootEntries, pmdEntries } = b.layout;
  const t = code<Kernel, Dump>();
  const dump = in_file('arch/arm64/mm/dump.c');
  const entry = (k: Kernel, me: Dump) => pmd.page(k, me.pmd).entry[me.i] ?? null;
  const no_pte = (k: Kernel, me: Dump) => entry(k, me) === null;
  const no_pmd = (k: Kernel, me: Dump) => k.pud[me.root] === null;
  const at_end = (_: Kernel, me: Dump) => me.root === rootEntries;
  const next_pmd = (_: Kernel, me: Dump) => Object.assign(me, { i: me.i + 1, j: 0 });
  const next_root = (_: Kernel, me: Dump) => Object.assign(me, { root: me.root + 1, i: 0 });
  const walk_pte = t.fn(dump('walk_pte'), [
    t.branch('pte_offset', 'ptep = pte_offset_kernel(pmdp, start)', [
      pmd.through,
      { does: (k, me, _, self) => pte.point(k, me, entry(k, me), self) },
    ]),
    t.loop([
      t.branch('pte', 'note_page(st, addr, 4, READ_ONCE_pte(*ptep))', [
        pte.through,
        { when: (_, me) => me.j < PTE_ENTRIES - 1, does: (_, me) => me.j++ },
        { does: [pte.forget, next_pmd], then: t.break_ },
      ]),
    ]),
  ]);
  const walk_pmd = t.fn(dump('walk_pmd'), [
    t.step('pmd_offset', 'pmdp = pmd_offset(pudp, start)', (k, me, _choice, self) =>
      pmd.point(k, me, k.pud[me.root], self),
    ),
    t.loop([
      t.branch('pmd', 'pmd_none(READ_ONCE(*pmdp))', [
        { when: (_, me) => me.i === pmdEntries, does: [forget, next_root], note: 'end', then: t.ret() },
        pmd.through,
        { when: no_pte, does: [pte.forget, next_pmd], note: 'none', then: t.continue_ },
        { note: 'present' },
      ]),
      t.call(walk_pte),
    ]),
  ]);
  const walk_pud = t.fn(dump('walk_pud'), [
    t.loop([
      t.branch('pud', 'pud_none(READ_ONCE(*pudp))', [
        { when: at_end, does: (_, me) => (me.root = 0), note: 'end', then: t.ret() },
        { when: no_pmd, does: (_, me) => me.root++, note: 'none', then: t.continue_ },
        { note: 'present' },
      ]),
      t.call(walk_pmd),
    ]),
  ]);
  const { ptdumpLock } = b.decisions;
  const ptdump_walk_pgd = t.fn(source('mm/ptdump.c', 'v6.18')('ptdump_walk_pgd'), [
    ptdumpLock === 'walk' && get_online_mems,
    t.call(walk_pud),
    ptdumpLock === 'walk' && put_online_mems,
  ]);
  const ptdump_check_wx = t.fn(dump('ptdump_check_wx'), [t.call(ptdump_walk_pgd)]);
  const ptdump_show = t.fn(source('arch/arm64/mm/ptdump_debugfs.c', 'v5.7')('ptdump_show'), [
    ptdumpLock === 'show' && get_online_mems,
    t.call(ptdump_walk_pgd),
    ptdumpLock === 'show' && put_online_mems,
  ]);
  const stack = {
    ...walkStack(b.memory),
    root: int(0, rootEntries),
    i: int(0, pmdEntries),
    j: int(0, PTE_ENTRIES - 1),
  };
  const entry_point = b.settings.checksWx ? ptdump_check_wx : ptdump_show;
  return run(thread(b.memory, 'ptdump', stack, { threads: b.threads }), entry_point);
}

/**
 * The table walker of a CPU. At any moment it may walk, speculatively, to the vmemmap of the block, and keep what it
 * finds until somebody flushes it; and use what the TLB holds. (Arm ARM, DDI 0487: "Translation table walks" and "TLB
 * maintenance".)
 */
function mmu({ memory, layout }: Build): Region {
  const { root, index } = entriesOf(layout, layout.hotVmemmap);
  const levels: Level<Kernel, 'pmd' | 'pte'>[] = [
    { level: 'pmd', entry: (k) => k.pud[root] ?? null, freed: (k, page) => !pmd.page(k, page).used },
    {
      level: 'pte',
      entry: (k, above) => pmd.page(k, above).entry[index] ?? null,
      freed: (k, page) => !pte.page(k, page).used,
    },
  ];
  const leaf: Leaf<Kernel> = {
    present: (k, page) => pte.page(k, page).pte[0] === true,
    freed: (k) => k.vmemmap_freed,
  };
  const walk = table_walk('walk', 'speculative access to vmemmap', 'walk_cache', levels, leaf);
  const walker = plain.fn(source('DDI 0487', 'Armv8')('table_walk'), [plain.loop([walk])]);
  return run(thread(memory, 'mmu', {}), walker);
}

type Start = (b: Build) => Region;
export const beside: Record<Bystander, Start> = { kthreadd, cpu_up, kmem_cache_create, z_erofs, ptdump, mmu };
