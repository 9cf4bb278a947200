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
  it('a hang where reclaim waits for the worker of a CPU that is stopped', () =>
    expect(steps('low', 'as-posted', 'no-deadlock')).toContain('stuck migration.pmd_flush0'));
  it('none where the worker is on the CPU that sleeps', () =>
    expect(steps('low-lists-empty', 'as-posted', 'no-deadlock')).toBeUndefined());
  it('BUG() where interrupts have used the reserve up', () =>
    expect(steps('low', 'gfp-atomic', 'no-bug')).toEqual(['bug migration.bug']));
  it('a splat of GFP_ATOMIC too, where the spinlock of a page table is allocated apart', () =>
    expect(steps('plenty-lockdep', 'gfp-atomic', 'no-splat')).toEqual([
      'sleeping-in-atomic migration.pmd_ptlock',
    ]));
});

describe('locks that hot-add holds, or does not', () => {
  const steps = (c: string, d: string, property: string) => answer(model, c, d, 'tiny').violated[property];
  it('stop_machine() waits behind a writer that waits for its caller; told so, it does not', () => {
    for (const design of ['as-posted', 'gfp-atomic', 'preallocated'])
      expect(steps('plenty-cpu-hotplug', design, 'no-deadlock')).toContain('cycle cpu_up.cpus_write_lock');
    for (const design of ['preallocated-cpuslocked', 'additive-update'])
      expect(steps('plenty-cpu-hotplug', design, 'no-deadlock')).toBeUndefined();
  });
  it('the slot of the first level is the first to stray, on either side, until fixmap_lock', () => {
    const stray = steps('boot', 'additive-update-unwind', 'no-stray-fixmap-access');
    expect(stray).toContain('fixmap hot_add.pud_none');
    expect(stray).toContain('fixmap kernel_init.pmd_set_fixmap');
    expect(steps('boot', 'preallocated-cpuslocked', 'no-stray-fixmap-access')).toBeDefined();
    expect(steps('boot', 'additive-update-fixmap-lock', 'no-stray-fixmap-access')).toBeUndefined();
  });
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
