// SPDX-License-Identifier: MIT
/**
 * Many readers and one writer: /proc/kcore reads a page that virtio-mem has just given back.
 *
 *   Report: mm: introduce page_offline_(begin|end|freeze|thaw) to synchronize setting PageOffline() (v5.14)
 *   Fix:    82840451936f, with 6cc26d77613a (virtio-mem) and c6d9eee2a686 (kcore)
 *   Run:    npx mhpcheck check ./kcore-offline.js#v5.13
 *
 * kcore looks whether a page is PageOffline() and then reads it; the driver sets PageOffline() in between and has the
 * hypervisor take the page away. Both have to take part. The last design holds the lock over a whole read: it holds
 * as well, and `compare` shows what it costs the driver in waiting.
 */
import {
  array,
  bool,
  code,
  down_read,
  down_write,
  fault,
  int,
  model,
  noDeadlock,
  noFault,
  run,
  rwsem,
  sometimes,
  source,
  system,
  thread,
  up_read,
  up_write,
} from 'mhpcheck';

const { fn, step, branch, if_, loop, inlined, goto, label, break_ } = code();
const kcore = source('fs/proc/kcore.c', 'v5.14');
const virtio_mem = source('drivers/virtio/virtio_mem.c', 'v5.14');
const SEM = 'page_offline_rwsem';

const read_kcore = (d, pages) => {
  const freeze = d.freeze && down_read('freeze', SEM, 'page_offline_freeze()');
  const thaw = d.freeze && up_read('thaw', SEM, 'page_offline_thaw()');
  return fn(kcore('read_kcore'), [
    !d.often && freeze,
    loop([
      d.often && freeze,
      if_(
        'look',
        'PageOffline(page)',
        (k, me) => k.page_offline[me.pfn],
        goto('next'),
        'true: zeros',
        'false',
      ),
      branch('copy', 'copy_to_user(buffer, start, tsz)', [
        { when: (k, me) => k.unplugged[me.pfn], then: fault('unplugged-memory-read') },
        {},
      ]),
      label('next'),
      d.often && thaw,
      branch('more', 'next page?', [
        { when: (_, me) => me.pfn + 1 < pages, does: (_, me) => me.pfn++, note: 'yes' },
        { does: (_, me) => (me.pfn = 0), note: 'no', then: break_ },
      ]),
    ]),
    !d.often && thaw,
  ]);
};

const virtio_mem_fake_offline = (d, pages) =>
  fn(virtio_mem('virtio_mem_sbm_unplug_sb_online'), [
    inlined(virtio_mem('virtio_mem_set_fake_offline'), [
      d.begin && down_write('begin', SEM, 'page_offline_begin()'),
      loop([
        branch('set', '__SetPageOffline(page)', [
          {
            when: (_, me) => me.pfn + 1 < pages,
            does: (k, me) => (k.page_offline[me.pfn++] = true),
            note: 'more pages',
          },
          {
            does: (k, me) => {
              k.page_offline[me.pfn] = true;
              me.pfn = 0;
            },
            then: break_,
          },
        ]),
      ]),
      d.begin && up_write('end', SEM, 'page_offline_end()'),
    ]),
    inlined(virtio_mem('virtio_mem_send_unplug_request'), [
      step('unplug', { says: 'virtio_mem_send_request(vm, &req)', primitive: 'hypercall' }, (k) =>
        k.unplugged.fill(true),
      ),
    ]),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.13': { default: ['no-unplugged-read'] },
  'driver-only': { default: ['no-unplugged-read'] },
  both: { default: [] },
  'both-around-list': { default: [] },
};

const decides = (begin, freeze, often) => ({ begin, freeze, often });
export default model({
  name: 'kcore-offline',
  asks: 'May /proc/kcore read a page that a driver takes away?',
  assumptions: ['Sequential consistency.'],
  designs: {
    'v5.13': {
      says: 'No synchronization.',
      source: 'before 82840451936f',
      decisions: decides(false, false, false),
    },
    'driver-only': {
      says: 'The driver calls page_offline_begin(), kcore does not freeze.',
      source: '6cc26d77613a',
      decisions: decides(true, false, false),
    },
    both: {
      says: 'kcore freezes, and thaws after each page.',
      source: 'c6d9eee2a686',
      decisions: decides(true, true, true),
    },
    'both-around-list': {
      says: 'kcore freezes over the whole read.',
      source: 'this file',
      decisions: decides(true, true, false),
    },
  },
  configurations: {
    default: { says: 'virtio-mem; unplugged memory must not be read', settings: {} },
  },
  bounds: {
    tiny: { says: 'one reader, one page', limits: { readers: 1, pages: 1 } },
    small: { says: 'two readers, two pages', limits: { readers: 2, pages: 2 } },
    large: { says: 'three readers, three pages', limits: { readers: 3, pages: 3 } },
  },
  build(decisions, _settings, { readers, pages }) {
    const names = ['virtio_mem', ...Array.from({ length: readers }, (_, i) => `kcore${i}`)];
    const memory = { [SEM]: rwsem(names), page_offline: array(pages, bool), unplugged: array(pages, bool) };
    const start = (name, f) => run(thread(memory, name, { pfn: int(0, pages) }, { threads: names }), f);
    return {
      machine: system({
        id: 'kcore-offline',
        memory,
        threads: names.map((name, i) =>
          start(name, i === 0 ? virtio_mem_fake_offline(decisions, pages) : read_kcore(decisions, pages)),
        ),
      }),
      properties: [
        noFault('no-unplugged-read', 'No unplugged memory is read.', 'unplugged-memory-read'),
        noDeadlock('no-deadlock', 'All end.'),
        sometimes('reads', 'A page is read in some run.', (s) => s.at.kcore0 === 'copy'),
      ],
    };
  },
});
