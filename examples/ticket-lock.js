// SPDX-License-Identifier: MIT
/**
 * A model of your own, in one file: a ticket lock whose ticket is drawn in one access or in two.
 *
 *   npx mhpcheck check ./ticket-lock.js
 *   npx mhpcheck check ./ticket-lock.js#two-accesses
 *
 * Read from top to bottom: memory, a thread, what must be true, designs, bounds.
 */
import { always, array, bool, int, model, noDeadlock, sometimes, system, thread } from 'mhpcheck';

/** What all CPUs see: the two halves of an arch_spinlock_t, and who is in the critical section. */
const memoryOf = (cpus) => ({
  next: int(0, cpus),
  owner: int(0, cpus),
  inside: array(cpus, bool),
});

/** One CPU: arch_spin_lock(), a critical section, arch_spin_unlock(). A state for each access to shared memory. */
function cpu(memory, decisions, index) {
  const t = thread(memory, `cpu${index}`, { ticket: memory.next });
  const at = (func) => ({ func, file: 'asm-generic/spinlock.h', version: 'v6.12' });
  const lock = at('arch_spin_lock');
  const unlock = at('arch_spin_unlock');
  const draw = decisions.atomicTicket
    ? {
        start: t.on(
          { at: lock, says: 'ticket = atomic_fetch_add(&lock->next)', primitive: 'atomic_fetch_add' },
          { effect: (k, me) => void (me.ticket = k.next++), target: 'wait' },
        ),
      }
    : {
        start: t.on(
          { at: lock, says: 'ticket = lock->next' },
          { effect: (k, me) => void (me.ticket = k.next), target: 'store' },
        ),
        store: t.on(
          { at: lock, says: 'lock->next = ticket + 1' },
          { effect: (k, me) => void (k.next = me.ticket + 1), target: 'wait' },
        ),
      };
  return t.region('start', {
    ...draw,
    wait: t.on(
      { at: lock, says: 'smp_cond_load(&lock->owner == ticket)' },
      { guard: (k, me) => k.owner === me.ticket, target: 'enter' },
    ),
    enter: t.on(
      { at: lock, says: 'critical section begins' },
      { effect: (k) => void (k.inside[index] = true), target: 'leave' },
    ),
    leave: t.on(
      { at: unlock, says: 'critical section ends' },
      { effect: (k) => void (k.inside[index] = false), target: 'release' },
    ),
    release: t.on(
      { at: unlock, says: 'lock->owner++', primitive: 'atomic_inc' },
      {
        effect: (k, me) => {
          k.owner++;
          me.ticket = 0;
        },
        target: 'done',
      },
    ),
    done: t.end(),
  });
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
