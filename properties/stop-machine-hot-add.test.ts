// SPDX-License-Identifier: MIT
/** What is asked of stop-machine-hot-add alone: what each configuration shows of the mistake, and mutants by hand. */
import { describe, expect, it } from 'vitest';
import { stopMachineHotAdd as model } from '../models/stop-machine-hot-add/index.ts';
import { answer } from './answers.ts';
import { brokenAt, last, violated } from './broken.ts';

describe('splat, silence, hang and BUG()', () => {
  const steps = (c: string, d: string, property: string) => answer(model, c, d, 'small').violated[property];
  it('a splat where CONFIG_DEBUG_ATOMIC_SLEEP looks', () =>
    expect(steps('plenty-debug', 'as-posted', 'no-splat')).toEqual([
      'sleeping-in-atomic migration.pmd_alloc',
    ]));
  it('silence where it does not and memory is there: the add succeeds', () =>
    expect(steps('plenty', 'as-posted', 'hot-add-can-succeed')).toBeUndefined());
  it('a hang where reclaim sleeps and its waker’s CPU is stopped', () =>
    expect(steps('low', 'as-posted', 'no-deadlock')).toContain('stuck migration.pmd_schedule'));
  it('none where the interrupt comes to the CPU that sleeps', () =>
    expect(steps('low-irq-on-cpu0', 'as-posted', 'no-deadlock')).toBeUndefined());
  it('BUG() where the reserve is used up', () =>
    expect(steps('low-pagealloc', 'gfp-atomic', 'no-bug')).toEqual(['bug migration.bug']));
});

/** The properties violated once the last candidate of one thread's step has lost its effect. */
const withoutEffect = (design: string, configuration: string, thread: string, state: string) =>
  violated(
    brokenAt(model, design, configuration, thread, (step) => delete last(step(state)).actions, 'tiny'),
  );

describe('a broken model is caught', () => {
  it('clear_page() is left out: a reader finds garbage', () =>
    expect(withoutEffect('additive-update', 'plenty-pagealloc', 'hot_add', 'pmd_clear')).toContain(
      'no-half-written-entry',
    ));
  it('the mapping stops short', () =>
    expect(withoutEffect('additive-update', 'plenty', 'hot_add', 'pmd_set_huge')).toContain(
      'added-memory-is-mapped',
    ));
  it('a CPU leaves interrupts on at MULTI_STOP_DISABLE_IRQ', () =>
    expect(withoutEffect('preallocated', 'plenty', 'migration1', 'local_irq_disable')).toContain(
      'callback-runs-alone',
    ));
});
