// SPDX-License-Identifier: MIT
/**
 * A thread that is asked to stop, and sleeps on a condition that does not ask for it.
 *
 *   Report: mm: fix kcompactd hang during memory offlining (v4.6-rc7)
 *   Fix:    172400c69cb0
 *   Run:    npx mhpcheck check ./kcompactd-hang.js#v4.6-rc6
 *
 * Offlining the last block of a node calls kthread_stop(): it sets KTHREAD_SHOULD_STOP, wakes kcompactd and waits for
 * it. kcompactd looks whether there is work, and goes back to sleep. The third design shows what wait_event() is for:
 * the condition looked at before the thread is on the queue loses the wakeup.
 */
import {
  bool,
  code,
  eventually,
  kthread,
  kthread_exit,
  kthread_should_stop,
  kthread_stop,
  model,
  noDeadlock,
  prepare_to_wait,
  run,
  schedule_until_woken,
  sometimes,
  source,
  system,
  thread,
  wait_event,
  waitQueue,
  wake_up,
} from 'mhpcheck';

const { fn, step, branch, loop, break_ } = code();
const hotplug = source('mm/memory_hotplug.c', 'v4.6');
const compaction = source('mm/compaction.c', 'v4.6');

const threads = ['offline', 'kcompactd', 'alloc'];
const WAIT = 'kcompactd_wait';
const memory = { kcompactd: kthread(), [WAIT]: waitQueue(threads.length), max_order: bool };

const offline_pages = fn(hotplug('offline_pages'), [kthread_stop('stop', 'kcompactd', WAIT)]);

const should_stop = kthread_should_stop('kcompactd');
const kcompactd = (d) => {
  const condition = (k) => k.max_order || (d.asksStop && should_stop(k));
  const says = `pgdat->kcompactd_max_order > 0${d.asksStop ? ' || kthread_should_stop()' : ''}`;
  return fn(compaction('kcompactd'), [
    loop([
      branch('should_stop', 'kthread_should_stop()', [
        { when: should_stop, note: 'true', then: break_ },
        { note: 'false' },
      ]),
      d.announceFirst && wait_event('wait', WAIT, condition, { says, mayWait: true }),
      !d.announceFirst &&
        loop([
          branch('condition', says, [{ when: condition, note: 'true', then: break_ }, { note: 'false' }]),
          prepare_to_wait('prepare', WAIT),
          schedule_until_woken('schedule', WAIT, { mayWait: true }),
        ]),
      step('work', 'kcompactd_do_work(pgdat)', { max_order: false }),
    ]),
    kthread_exit('exit', 'kcompactd'),
  ]);
};

const wakeup_kcompactd = fn(compaction('wakeup_kcompactd', 'alloc_pages'), [
  step('order', 'pgdat->kcompactd_max_order = order', { max_order: true }),
  wake_up('wake', WAIT, 'wake_up_interruptible(&pgdat->kcompactd_wait)'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.6-rc6': { idle: ['no-hang', 'offline-returns'], busy: ['no-hang', 'offline-returns'] },
  'asks-should-stop': { idle: [], busy: [] },
  'no-recheck': { idle: ['no-hang', 'offline-returns'], busy: ['no-hang', 'offline-returns'] },
};

const bound = { says: 'one offline', limits: {} };
export default model({
  name: 'kcompactd-hang',
  asks: 'Does kcompactd end when its node loses its memory?',
  assumptions: ['Sequential consistency.', 'prepare_to_wait() and a wakeup are one step each.'],
  designs: {
    'v4.6-rc6': {
      says: 'The wait condition asks for work alone.',
      source: 'before 172400c69cb0',
      decisions: { asksStop: false, announceFirst: true },
    },
    'asks-should-stop': {
      says: 'It asks kthread_should_stop() too.',
      source: '172400c69cb0',
      decisions: { asksStop: true, announceFirst: true },
    },
    'no-recheck': {
      says: 'The same, but looked at before prepare_to_wait().',
      source: 'this file',
      decisions: { asksStop: true, announceFirst: false },
    },
  },
  configurations: {
    idle: { says: 'nobody asks for compaction', settings: { alloc: false } },
    busy: { says: 'an allocation wakes kcompactd once', settings: { alloc: true } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions, settings) {
    const start = (name, f) => run(thread(memory, name, {}, { threads }), f);
    return {
      machine: system({
        id: 'kcompactd-hang',
        memory,
        threads: [
          start('offline', offline_pages),
          start('kcompactd', kcompactd(decisions)),
          ...(settings.alloc ? [start('alloc', wakeup_kcompactd)] : []),
        ],
      }),
      properties: [
        noDeadlock('no-hang', 'Nobody waits for ever.'),
        eventually('offline-returns', 'The offline returns.', (s) => s.ended.offline),
        sometimes('returns', 'It returns in some run.', (s) => s.ended.offline),
      ],
    };
  },
});
