// SPDX-License-Identifier: MIT
/**
 * Two locks in opposite order: the lockdep splat as a trace.
 *
 *   Report: mm/memory-failure: fix deadlock when hugetlb_optimize_vmemmap is enabled (v6.9, CVE-2024-26987)
 *   Fix:    1983184c22dd
 *   Run:    npx mhpcheck check ./hwpoison-pcp.js#v6.8
 *
 * memory_failure() of a hugetlb page holds pcp_batch_high_lock (zone_pcp_disable()) while it dissolves the page, which
 * may take cpus_read_lock(): static_key_slow_dec(). A CPU that comes up holds cpu_hotplug_lock for writing and its
 * callback takes pcp_batch_high_lock. The fix drains after dissolving, with nothing held. Memory offlining takes both
 * in the good order.
 */
import {
  code,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  percpuRwsem,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, call, inlined } = code();
const [failure, jump_label, cpu, alloc, hotplug] = [
  'mm/memory-failure.c',
  'kernel/jump_label.c',
  'kernel/cpu.c',
  'mm/page_alloc.c',
  'mm/memory_hotplug.c',
].map((file) => source(file, 'v6.8'));

const threads = ['poison', 'cpu_up', 'offline'];
const memory = { cpu_hotplug_lock: percpuRwsem(threads), pcp_batch_high_lock: mutex(threads) };

const zone_pcp_disable = (name) =>
  mutex_lock(name, 'pcp_batch_high_lock', 'zone_pcp_disable(zone): mutex_lock(&pcp_batch_high_lock)');
const zone_pcp_enable = (name) =>
  mutex_unlock(name, 'pcp_batch_high_lock', 'zone_pcp_enable(zone): mutex_unlock(&pcp_batch_high_lock)');
const cpus_read_lock = (name) => percpu_down_read(name, 'cpu_hotplug_lock', 'cpus_read_lock()');
const cpus_read_unlock = (name) => percpu_up_read(name, 'cpu_hotplug_lock', 'cpus_read_unlock()');

const static_key_slow_dec = fn(
  jump_label('static_key_slow_dec', 'dissolve_free_huge_page', '__hugetlb_vmemmap_restore_folio'),
  [cpus_read_lock('cpus_read'), cpus_read_unlock('cpus_unread')],
);
const page_handle_poison = (d) =>
  fn(failure('page_handle_poison', 'memory_failure'), [
    d.pcpDisabled && zone_pcp_disable('disable'),
    call(static_key_slow_dec),
    d.pcpDisabled && zone_pcp_enable('enable'),
    !d.pcpDisabled && step('drain', 'drain_all_pages(page_zone(page))'),
  ]);

const cpu_up = fn(cpu('_cpu_up', 'cpu_up'), [
  percpu_down_write('cpus_write', 'cpus_readers', 'cpu_hotplug_lock', [
    'cpus_write_lock()',
    'cpus_write_lock(): readers gone?',
  ]),
  inlined(alloc('page_alloc_cpu_online', 'cpuhp_invoke_callback'), [
    mutex_lock('pcp_lock', 'pcp_batch_high_lock'),
    mutex_unlock('pcp_unlock', 'pcp_batch_high_lock'),
  ]),
  percpu_up_write('cpus_unwrite', 'cpu_hotplug_lock', 'cpus_write_unlock()'),
]);

const offline_pages = fn(hotplug('offline_pages'), [
  cpus_read_lock('cpus_read'),
  zone_pcp_disable('disable'),
  zone_pcp_enable('enable'),
  cpus_read_unlock('cpus_unread'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.8': { default: ['no-deadlock', 'lock-order'] },
  'drain-after': { default: [] },
};

export default model({
  name: 'hwpoison-pcp',
  asks: 'May a poisoned hugetlb page be dissolved with per-CPU page lists disabled?',
  assumptions: ['Sequential consistency.', 'cpuhp callbacks run in the thread of _cpu_up().'],
  designs: {
    'v6.8': {
      says: 'zone_pcp_disable() around the dissolving.',
      source: 'before 1983184c22dd',
      decisions: { pcpDisabled: true },
    },
    'drain-after': {
      says: 'drain_all_pages() after it.',
      source: '1983184c22dd',
      decisions: { pcpDisabled: false },
    },
  },
  configurations: { default: { says: 'hugetlb_optimize_vmemmap', settings: {} } },
  bounds: {
    tiny: { says: 'without an offline', limits: { offline: false } },
    small: { says: 'with a memory offline', limits: { offline: true } },
    large: { says: 'with a memory offline', limits: { offline: true } },
  },
  build(decisions, _settings, { offline }) {
    const start = (name, f) => run(thread(memory, name, {}, { threads }), f);
    return {
      machine: system({
        id: 'hwpoison-pcp',
        memory,
        threads: [
          start('poison', page_handle_poison(decisions)),
          start('cpu_up', cpu_up),
          ...(offline ? [start('offline', offline_pages)] : []),
        ],
      }),
      properties: [
        noDeadlock('no-deadlock', 'Nobody waits in a cycle.'),
        sometimes('all-return', 'All return in some run.', (s) => s.quiet),
      ],
    };
  },
});
