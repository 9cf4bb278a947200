// SPDX-License-Identifier: MIT
/**
 * Pages that are removed while somebody holds a reference: the wait comes too late.
 *
 *   Report: mm/devm_memremap_pages: fix final page put race (v5.2-rc5)
 *   Fix:    50f44ee7248a
 *   Run:    npx mhpcheck check ./memremap-ref.js#v5.1
 *
 * The release kills the percpu_ref, drops its own references and calls arch_remove_memory(); the wait for the last
 * reference came after all that. The third design forgets the kill: a percpu_ref in percpu mode never sees that
 * it is 0, and whoever wants a new reference gets one.
 */
import {
  bool,
  code,
  completes,
  completion,
  eventually,
  fault,
  initially,
  model,
  noDeadlock,
  noFault,
  percpu_ref_kill,
  percpu_ref_put,
  percpu_ref_tryget_live,
  percpuRef,
  run,
  sometimes,
  source,
  system,
  thread,
  wait_for_completion,
} from 'mhpcheck';

const { fn, step, branch, loop, inlined, ret, continue_ } = code();
const remap = source('kernel/memremap.c', 'v5.1');
const dax = source('drivers/dax/device.c', 'v5.1');
const gup = source('mm/gup.c', 'v5.1');
const mm = source('include/linux/mm.h', 'v5.1');

/** Two references from the start: the initial one, and that of the page. */
const memoryOf = (users) => ({
  ref: initially(percpuRef(users + 2), { count: 2, mode: 'percpu' }),
  done: completion(1),
  memmap_gone: bool,
});

/** dev_dax_percpu_release() */
const release = { does: completes('done').effect };

const device_release = (d) => {
  const wait = inlined(dax('dev_dax_percpu_exit'), [wait_for_completion('wait', 'done')]);
  const remove = step(
    'remove',
    { says: 'arch_remove_memory(nid, start, size, altmap)', primitive: 'arch_remove_memory' },
    { memmap_gone: true },
  );
  return fn(remap('devm_memremap_pages_release', 'device_release_driver', 'release_nodes'), [
    d.kill && percpu_ref_kill('kill', 'ref', release),
    percpu_ref_put('put', 'ref', release),
    d.waitFirst ? [wait, remove] : [remove, wait],
  ]);
};

/** Looks at the struct page, which lies in the memmap. */
const page = (name, says) =>
  branch(name, says, [{ when: (k) => k.memmap_gone, then: fault('page-after-remove') }, {}]);
const get_user_pages_fast = (s) =>
  fn(gup('get_user_pages_fast', 'ib_umem_get'), [
    loop([
      percpu_ref_tryget_live('get', 'ref', { then: ret('-EFAULT') }),
      page('use', 'page->flags'),
      inlined(mm('put_devmap_managed_page', 'put_user_page'), [
        page('put_page', 'page->pgmap'),
        percpu_ref_put('put', 'ref', release),
      ]),
      s.again ? continue_ : ret('0'),
    ]),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.1': { once: ['no-page-after-remove'], again: ['no-page-after-remove'] },
  'cleanup-first': { once: [], again: [] },
  'no-kill': { once: ['no-deadlock', 'release-returns'], again: ['release-returns'] },
};

export default model({
  name: 'memremap-ref',
  asks: 'Are the pages of a pgmap removed after the last reference?',
  assumptions: [
    'Sequential consistency.',
    'percpu_ref is one count; its switch to atomic mode is over at once, for nothing waits for that here.',
  ],
  designs: {
    'v5.1': {
      says: 'Kill, put, remove; wait last.',
      source: 'before 50f44ee7248a',
      decisions: { kill: true, waitFirst: false },
    },
    'cleanup-first': {
      says: 'Kill, put, wait, remove.',
      source: '50f44ee7248a',
      decisions: { kill: true, waitFirst: true },
    },
    'no-kill': {
      says: 'Put, wait, remove: new references are still given.',
      source: 'this file',
      decisions: { kill: false, waitFirst: true },
    },
  },
  configurations: {
    once: { says: 'each user takes one reference', settings: { again: false } },
    again: { says: 'a user takes references again and again', settings: { again: true } },
  },
  bounds: {
    tiny: { says: 'one user', limits: { users: 1 } },
    small: { says: 'two users', limits: { users: 2 } },
    large: { says: 'four users', limits: { users: 4 } },
  },
  build(decisions, settings, { users }) {
    const memory = memoryOf(users);
    const start = (name, f) => run(thread(memory, name, {}), f);
    return {
      machine: system({
        id: 'memremap-ref',
        memory,
        threads: [
          start('release', device_release(decisions)),
          ...Array.from({ length: users }, (_, i) => start(`gup${i}`, get_user_pages_fast(settings))),
        ],
      }),
      properties: [
        noFault('no-page-after-remove', 'No page is touched after its memmap is gone.', 'page-after-remove'),
        noDeadlock('no-deadlock', 'All end.'),
        eventually('release-returns', 'The release returns.', (s) => s.ended.release),
        sometimes(
          'held',
          'The release waits for a user in some run.',
          (s) => s.at.release === 'wait' && s.mem.ref.count > 0,
        ),
      ],
    };
  },
});
