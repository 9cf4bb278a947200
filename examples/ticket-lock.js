// SPDX-License-Identifier: MIT
/**
 * A model of your own, in one file: a ticket lock whose ticket is drawn in one access or in two.
 *
 *   npx mhpcheck check ./ticket-lock.js
 *   npx mhpcheck check ./ticket-lock.js#two-accesses
 *
 * Read from top to bottom: memory, a thread, what must be true, designs, bounds.
 */
import {
  always,
  array,
  bool,
  code,
  int,
  model,
  noDeadlock,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

/** What all CPUs see: the two halves of an arch_spinlock_t, and who is in the critical section. */
const memoryOf = (cpus) => ({
  next: int(0, cpus),
  owner: int(0, cpus),
  inside: array(cpus, bool),
});

const { fn, step, wait_until, call } = code();
const spinlock = source('asm-generic/spinlock.h', 'v6.12');
const locktorture = source('kernel/locking/locktorture.c', 'v6.12');

/** One CPU takes the lock, is inside, and lets it go. A statement for each access to shared memory. */
function cpu(memory, decisions, index) {
  const arch_spin_lock = fn(spinlock('arch_spin_lock'), [
    decisions.atomicTicket &&
      step(
        'start',
        { says: 'ticket = atomic_fetch_add(&lock->next)', primitive: 'atomic_fetch_add' },
        (k, me) => (me.ticket = k.next++),
      ),
    !decisions.atomicTicket && [
      step('start', 'ticket = lock->next', (k, me) => (me.ticket = k.next)),
      step('store', 'lock->next = ticket + 1', (k, me) => (k.next = me.ticket + 1)),
    ],
    wait_until('wait', 'smp_cond_load(&lock->owner == ticket)', (k, me) => k.owner === me.ticket),
  ]);
  const arch_spin_unlock = fn(spinlock('arch_spin_unlock'), [
    step('release', { says: 'lock->owner++', primitive: 'atomic_inc' }, (k, me) => {
      k.owner++;
      me.ticket = 0;
    }),
  ]);
  const lock_torture_writer = fn(locktorture('lock_torture_writer'), [
    call(arch_spin_lock),
    step('enter', 'critical section begins', (k) => (k.inside[index] = true)),
    step('leave', 'critical section ends', (k) => (k.inside[index] = false)),
    call(arch_spin_unlock),
  ]);
  return run(thread(memory, `cpu${index}`, { ticket: memory.next }), lock_torture_writer);
}

export default model({
  name: 'ticket-lock',
  asks: 'Does a ticket lock still exclude if the ticket is drawn in two accesses?',
  assumptions: ['Sequential consistency: memory barriers are not modelled.', 'Each CPU takes the lock once.'],
  designs: {
    'atomic-ticket': {
      says: 'The ticket is drawn with atomic_fetch_add().',
      source: 'this file',
      decisions: { atomicTicket: true },
    },
    'two-accesses': {
      says: 'The ticket is loaded, then the next one is stored.',
      source: 'this file',
      decisions: { atomicTicket: false },
    },
  },
  configurations: { default: { says: 'nothing to configure', settings: {} } },
  bounds: {
    tiny: { says: 'two CPUs', limits: { cpus: 2 } },
    small: { says: 'three CPUs', limits: { cpus: 3 } },
    large: { says: 'five CPUs', limits: { cpus: 5 } },
  },
  build(decisions, _settings, { cpus }) {
    const memory = memoryOf(cpus);
    const threads = Array.from({ length: cpus }, (_, i) => cpu(memory, decisions, i));
    return {
      machine: system({ id: 'ticket-lock', memory, threads }),
      properties: [
        always(
          'mutual-exclusion',
          'At most one CPU is inside.',
          (s) => s.mem.inside.filter(Boolean).length <= 1,
        ),
        noDeadlock('no-deadlock', 'Every CPU gets its turn.'),
        sometimes(
          'contended',
          'A CPU waits while another is inside.',
          (s) => s.mem.inside.includes(true) && Object.values(s.at).includes('wait'),
        ),
      ],
    };
  },
});
