// SPDX-License-Identifier: MIT
/**
 * Three CPUs: a zone is listed by one, before another has given it per-CPU lists, and a third allocates from it.
 *
 *   Report: mem-hotplug: fix potential race while building zonelist for new populated zone (v2.6.35)
 *   Fix:    4eaf3f64397c
 *   Run:    npx mhpcheck check ./boot-pageset.js#v2.6.34
 *
 * CPU0 raises zone->present_pages; CPU1, which rebuilds for another reason, lists the zone; CPU2 allocates through
 * boot_pageset, which all zones share; only then CPU0 gives the zone its own. Fix: zonelists_mutex.
 */
import {
  bool,
  code,
  fault,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  noFault,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, call, if_, inlined, ret } = code();
const page_alloc = source('mm/page_alloc.c', 'v2.6.34');
const hotplug = source('mm/memory_hotplug.c', 'v2.6.34');
const cpu = source('kernel/cpu.c', 'v2.6.34');

const MUTEX = 'zonelists_mutex';
const memory = {
  [MUTEX]: mutex(['online', 'rebuild', 'alloc']),
  present: bool,
  listed: bool,
  pageset: oneOf('boot', 'own'),
};

/** The callback of stop_machine(): nobody else runs. That of online_pages() gives the zone its pageset too. */
const build_all_zonelists = (pageset) =>
  fn(page_alloc('__build_all_zonelists', 'build_all_zonelists'), [
    branch('build', { says: 'build_zonelists(pgdat)', primitive: 'stop_machine' }, [
      {
        when: (k) => k.present,
        does: { listed: true, ...(pageset && { pageset }) },
        note: 'the new zone is listed',
      },
      { note: 'without the new zone' },
    ]),
  ]);
const online_pages = (d) =>
  fn(hotplug('online_pages'), [
    d.lock && mutex_lock('lock', MUTEX),
    step('present', 'zone->present_pages += onlined_pages', { present: true }),
    call(build_all_zonelists('own')),
    d.lock && mutex_unlock('unlock', MUTEX),
  ]);
const cpu_up = (d) =>
  fn(cpu('cpu_up'), [
    d.lock && mutex_lock('lock', MUTEX),
    call(build_all_zonelists(undefined)),
    d.lock && mutex_unlock('unlock', MUTEX),
  ]);
const alloc_page = fn(page_alloc('get_page_from_freelist', 'alloc_page'), [
  if_('alloc', 'the new zone is on the zonelist?', (k) => !k.listed, ret('NULL'), 'no', 'yes'),
  inlined(page_alloc('buffered_rmqueue'), [
    branch('rmqueue', 'pcp = &zone_pcp(zone, cpu)->pcp', [
      { when: (k) => k.pageset === 'boot', then: fault('boot-pageset-used') },
      {},
    ]),
  ]),
  ret('page'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'v2.6.34': { default: ['own-pageset'] }, 'zonelists-mutex': { default: [] } };

const bound = { says: 'one allocation', limits: {} };
export default model({
  name: 'boot-pageset',
  asks: 'Is a zone listed before it has per-CPU lists of its own?',
  assumptions: ['Sequential consistency.', 'One zone is populated; stop_machine() is one step.'],
  designs: {
    'v2.6.34': {
      says: 'No lock: whoever rebuilds lists whatever has pages.',
      source: 'before 4eaf3f64397c',
      decisions: { lock: false },
    },
    'zonelists-mutex': {
      says: 'zonelists_mutex around it all.',
      source: '4eaf3f64397c',
      decisions: { lock: true },
    },
  },
  configurations: {
    default: { says: 'memory of a new zone is onlined while a CPU comes up', settings: {} },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'boot-pageset',
      memory,
      threads: [
        run(thread(memory, 'online', {}), online_pages(decisions)),
        run(thread(memory, 'rebuild', {}), cpu_up(decisions)),
        run(thread(memory, 'alloc', {}), alloc_page),
      ],
    }),
    properties: [
      noFault('own-pageset', 'Nobody allocates from a zone through boot_pageset.', 'boot-pageset-used'),
      noDeadlock('no-deadlock', 'All end.'),
      sometimes(
        'allocates',
        'The new zone gives a page in some run.',
        (s) => s.at.alloc === 'rmqueue' && s.mem.pageset === 'own',
      ),
    ],
  }),
});
