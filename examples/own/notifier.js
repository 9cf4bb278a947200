// SPDX-License-Identifier: MIT
/**
 * A notifier of your own: one callback, called while it may be unregistered. When may its module be freed?
 *
 *   npx mhpcheck check ./notifier.js
 */
import {
  bool,
  code,
  fault,
  int,
  model,
  noDeadlock,
  noFault,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, if_, wait_until, ret } = code();
const mine = source('my/notifier.c', 'v1');

const call_chain = fn(mine('my_call_chain'), [
  step('enter', { says: 'atomic_inc(&inside)', primitive: 'atomic_inc' }, (k) => k.inside++),
  step('load', 'nb = READ_ONCE(head)', (k, me) => (me.nb = k.head)),
  if_('none', 'nb == NULL', (_k, me) => me.nb === 'none', [
    step('leave_at_once', { says: 'atomic_dec(&inside)', primitive: 'atomic_dec' }, (k) => k.inside--),
    ret(),
  ]),
  branch('call', 'nb->notifier_call(nb)', [
    { when: (k) => k.freed, note: 'freed', then: fault('use-after-free') },
    { note: 'there', does: (k) => (k.called = true) },
  ]),
  step('leave', { says: 'atomic_dec(&inside)', primitive: 'atomic_dec' }, (k, me) => {
    k.inside--;
    me.nb = 'none';
  }),
]);

const unregister = (d) =>
  fn(mine('my_unregister'), [
    step('unlink', 'WRITE_ONCE(head, NULL)', { head: 'none' }),
    d.waits && wait_until('wait', 'wait for inside == 0', (k) => k.inside === 0),
    step('free', 'module_put(nb->owner)', { freed: true }),
  ]);

export default model({
  name: 'own-notifier',
  asks: 'May a callback be freed once it is unlinked?',
  assumptions: ['Sequential consistency: barriers are not modelled.', 'One callback.'],
  designs: {
    'free-at-once': {
      says: 'It is freed once it is unlinked.',
      source: 'this file',
      decisions: { waits: false },
    },
    'wait-for-callers': {
      says: 'First it is waited for whoever is inside.',
      source: 'this file',
      decisions: { waits: true },
    },
  },
  configurations: { default: { says: 'nothing to configure', settings: {} } },
  bounds: {
    tiny: { says: 'one caller', limits: { callers: 1 } },
    small: { says: 'two callers', limits: { callers: 2 } },
    large: { says: 'four callers', limits: { callers: 4 } },
  },
  build(decisions, _settings, { callers }) {
    const nb = oneOf('none', 'registered');
    const memory = {
      head: oneOf('registered', 'none'),
      inside: int(0, callers),
      freed: bool,
      called: bool,
    };
    const threads = [
      ...Array.from({ length: callers }, (_, i) =>
        run(thread(memory, `caller${i}`, { nb }), call_chain, 'done'),
      ),
      run(thread(memory, 'remover', {}), unregister(decisions), 'done'),
    ];
    return {
      machine: system({ id: 'own-notifier', memory, threads }),
      properties: [
        noFault('no-use-after-free', 'What is freed is not called.', 'use-after-free'),
        noDeadlock('no-deadlock', 'Everybody gets through.'),
        sometimes('called', 'The callback is called.', (s) => s.mem.called),
      ],
    };
  },
});
