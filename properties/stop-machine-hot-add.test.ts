// SPDX-License-Identifier: MIT
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stopMachineHotAdd as model } from '../models/stop-machine-hot-add/index.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { expected } from './expected/stop-machine-hot-add.ts';
import { instanceOf, pairs, pin, readManifest } from './manifest.ts';
import type { Pin } from './manifest.ts';

const found = new Map<string, Pin>();
const answer = (configuration: string, design: string): Pin => {
  const key = `${configuration} ${design}`;
  const known = found.get(key) ?? pin(model, configuration, design, 'small');
  found.set(key, known);
  return known;
};

describe.each(['tiny', 'small'] as const)('every interleaving within %s', (bound) => {
  it.each(pairs(model))('gives the pinned verdicts, states and depth: %s, %s', (configuration, design) => {
    const pinned = readManifest(model.name, bound).find(
      (p) => p.configuration === configuration && p.design === design,
    );
    expect(
      bound === 'small' ? answer(configuration, design) : pin(model, configuration, design, bound),
    ).toEqual(pinned);
  });
});

describe('the answers that the kernel source gives', () => {
  it.each(pairs(model))('are the ones found: %s, %s', (configuration, design) => {
    const { violated } = answer(configuration, design);
    const wanted = expected.filter((e) => e.configuration === configuration && e.design === design);
    expect(wanted.length).toBeGreaterThan(0);
    for (const e of wanted)
      expect(`${e.property} ${e.property in violated ? 'violated' : 'holds'}`).toBe(
        `${e.property} ${e.verdict}`,
      );
  });
  it('speak of every property', () => {
    const { properties } = instanceOf(model, 'low', 'as-posted', 'small');
    expect(properties.map((p) => p.name).toSorted()).toEqual(
      [...new Set(expected.map((e) => e.property))].toSorted(),
    );
  });
});

describe('splat, silence, hang and BUG()', () => {
  const steps = (c: string, d: string, property: string) => answer(c, d).violated[property];
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

describe('the model means the same to XState and to the compiled form', () => {
  // Each design once, and each configuration; reference.full.ts has all of them.
  const configurations = Object.keys(model.configurations);
  const designs = Object.keys(model.designs);
  const sample = configurations.map((c, i) => [c, designs[i % designs.length] as string] as const);
  it.each(sample)('state by state at bound tiny: %s, %s', (c, design) => {
    expect(compareWithGraph(instanceOf(model, c, design, 'tiny')).done).toBe(true);
  });
  it.each(sample)('on random schedules: %s, %s', (c, design) => {
    expect(compareOnSchedules(instanceOf(model, c, design, 'small'), 5)).toBe(5);
  });
});

interface Candidate {
  target: string;
  actions?: unknown;
}
/** The properties violated once a candidate of one thread's step, the last, has lost its effect. */
function withoutEffect(design: string, configuration: string, thread: string, state: string) {
  const { machine, properties } = instanceOf(model, configuration, design, 'tiny');
  const region = machine.config.states?.[thread] as {
    states: Record<string, { on: Record<string, Candidate[]> }>;
  };
  const step = region.states[state];
  const candidates = [...(step?.on[thread] ?? [])];
  const { actions: _, ...rest } = candidates.at(-1) as Candidate;
  const kept = [...candidates.slice(0, -1), rest];
  const states = { ...region.states, [state]: { ...step, on: { [thread]: kept } } };
  const config = {
    ...machine.config,
    states: { ...machine.config.states, [thread]: { ...region, states } },
  };
  const search = new Search({
    machine: createMachine(config as never) as unknown as AnyStateMachine,
    properties,
  });
  search.run();
  return outcome(search).results.flatMap((r) => (r.verdict === 'violated' ? [r.property.name] : []));
}

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

describe('the model', () => {
  it('knows no design by its name: neither a step nor a property mentions one', () => {
    const folder = new URL('../models/stop-machine-hot-add/', import.meta.url);
    for (const file of readdirSync(folder).filter((f) => f !== 'designs.ts')) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const name of Object.keys(model.designs).filter((n) => n !== 'preallocated'))
        expect(text.includes(name), `${file} mentions ${name}`).toBe(false);
    }
  });
});
