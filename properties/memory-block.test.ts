// SPDX-License-Identifier: MIT
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryBlock as model } from '../models/memory-block/index.ts';
import { compareOnSchedules, compareWithGraph } from '../src/testing/compare.ts';
import { expected } from './expected/memory-block.ts';
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
  it.each(pairs(model))('speak of every property: %s, %s', (configuration, design) => {
    const { properties } = instanceOf(model, configuration, design, 'small');
    const rows = expected.filter((e) => e.configuration === configuration && e.design === design);
    expect(rows.map((e) => e.property).toSorted()).toEqual(properties.map((p) => p.name).toSorted());
  });
});

// All pairs are in memory-block.full.ts.
describe('XState and the compiled form', () => {
  it.each(Object.keys(model.designs))('reach the same states on tiny: first-add, %s', (design) => {
    expect(compareWithGraph(instanceOf(model, 'first-add', design, 'tiny')).done).toBe(true);
  });
  it.each(Object.keys(model.configurations))('agree on random schedules of %s, v6.1', (configuration) => {
    expect(compareOnSchedules(instanceOf(model, configuration, 'v6.1', 'small'), 5)).toBe(5);
  });
});

describe('the model', () => {
  it('knows no design by its name: neither a step nor a property mentions one', () => {
    const folder = new URL('../models/memory-block/', import.meta.url);
    const named = Object.keys(model.designs);
    for (const file of readdirSync(folder).filter((f) => f !== 'designs.ts')) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const name of named)
        expect(
          new RegExp(`['"\`]${name}['"\`] *[,:]? *(=|!)==|(=|!)== *['"\`]${name}['"\`]`).test(text),
          `${file} mentions ${name}`,
        ).toBe(false);
    }
  });
});
