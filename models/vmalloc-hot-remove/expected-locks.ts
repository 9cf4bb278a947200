// SPDX-License-Identifier: MIT
/** The part of the expected answers (expected.ts) that is about mem_hotplug_lock in vmalloc(). */

import type { Row } from '../expected.ts';

/** Who waits for whom under mem_hotplug_lock; nothing else takes it in vmalloc()'s stead. */
export function lockRows(): Row[] {
  const stuck = ['no-deadlock', 'vmalloc-gets-through', 'hot_remove-gets-through', 'every-call-returns'];
  const others = [...stuck, 'others-get-through'];
  const readers = ['option-2', 'option-2-map-level'];
  const row = (
    configuration: string,
    designs: readonly string[],
    violated: readonly string[],
    source: string,
  ) => designs.map((design): Row => ({ configurations: [configuration], design, violated, source }));
  const notifier = 'online_pages() (v5.3) calls its notifiers with mem_hotplug_lock held for writing';
  return [
    ...row(
      'kasan',
      readers,
      [...stuck, 'hotplug-can-finish'],
      `${notifier}; kasan_mem_notifier(): __vmalloc_node_range()`,
    ),
    ...row(
      'page-ext',
      readers,
      stuck,
      `${notifier}; alloc_page_ext(): vzalloc_node() if alloc_pages_exact_nid() fails`,
    ),
    ...row(
      'new-node',
      ['option-2'],
      [],
      'hotadd_new_pgdat(): alloc_percpu() maps with map_kernel_range_noflush(), not vmalloc(); mm/percpu.c pcpu_mem_zalloc() (v5.3): kzalloc() up to a page',
    ),
    ...row(
      'new-node-big-chunk',
      readers,
      stuck,
      'hotadd_new_pgdat(), under the lock: mm/percpu.c pcpu_alloc_chunk() (v5.3), pcpu_mem_zalloc(): __vmalloc() where an array exceeds PAGE_SIZE: bound_map from 32 unit pages on; obj_cgroups always (of every chunk in v5.14)',
    ),
    ...row(
      'new-node',
      ['option-2-map-level'],
      stuck,
      'hotadd_new_pgdat(), under the lock: alloc_percpu(), pcpu_map_pages(): map_kernel_range_noflush()',
    ),
    ...row(
      'vmap-stack',
      readers,
      others,
      'online_pages(): kswapd_run() waits for kthreadd; alloc_thread_stack_node(): __vmalloc_node_range()',
    ),
    ...row(
      'nested-reader',
      readers,
      others,
      'kernel/locking/percpu-rwsem.c (v5.3): a reader waits behind a writer, whatever it holds; mm/slab_common.c kmem_cache_create_usercopy() (to v5.11): get_online_mems()',
    ),
    ...row(
      'page-lock',
      readers,
      others,
      'offline_pages() migrates under the lock; z_erofs_vle_unzip(): kvmalloc_array() with pages locked',
    ),
    ...row(
      'cpu-hotplug',
      readers,
      [],
      'mem_hotplug_begin(), _cpu_up(): cpu_hotplug_lock comes before mem_hotplug_lock everywhere',
    ),
    ...row(
      'cpu-hotplug',
      ['option-2-cpus-inside'],
      others,
      'mem_hotplug_begin() (v5.3): cpus_read_lock(), then percpu_down_write(&mem_hotplug_lock)',
    ),
    ...[
      'kasan',
      'page-ext',
      'new-node',
      'new-node-big-chunk',
      'vmap-stack',
      'nested-reader',
      'page-lock',
      'cpu-hotplug',
    ].flatMap((c) => row(c, ['option-1', 'floor-ceiling'], [], 'vmalloc() does not take mem_hotplug_lock')),
  ];
}
