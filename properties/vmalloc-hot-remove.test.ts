// SPDX-License-Identifier: MIT
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { rangeAligned } from '../models/vmalloc-hot-remove/free-tables.ts';
import { expected } from './expected/vmalloc-hot-remove.ts';
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
    const wanted = expected.filter((e) => e.configuration === configuration && e.design === design);
    expect(wanted.map((e) => e.property).toSorted()).toEqual(properties.map((p) => p.name).toSorted());
  });
});

describe('the three races of `none` end at different places', () => {
  const { violated } = pin(model, 'shared', 'none', 'tiny');
  it('a stale pointer at the next use of the freed page', () => {
    expect(violated['no-freed-table-accessed']).toContain('use-after-free vmalloc.pmd_none');
    expect(violated['no-freed-table-accessed']).toContain('use-after-free vmalloc.pmd_populate_kernel');
  });
  it('an entry that became none between its two reads at the use of the pointer derived from it', () => {
    expect(violated['no-wild-pointer']).toEqual(['wild-pointer vmalloc.pmd_none']);
  });
  it('a lost update where the table goes with somebody’s entry in it', () => {
    expect(violated['live-mappings-reachable']).toContain('false hot_remove.free_pud_clear');
    expect(violated['no-table-lost']).toContain('false hot_remove.free_pmd_page');
  });
  it('of which a lock around the free alone stops the last', () => {
    const locked = pin(model, 'shared', 'lock-around-free-only', 'tiny').violated;
    expect(Object.keys(locked)).toEqual(['no-freed-table-accessed', 'no-wild-pointer']);
  });
});

describe('the model', () => {
  it('knows no design by its name: neither a step nor a property mentions one', () => {
    const folder = new URL('../models/vmalloc-hot-remove/', import.meta.url);
    const named = Object.keys(model.designs).filter((name) => name !== 'none');
    for (const file of readdirSync(folder).filter((f) => !['designs.ts', 'configurations.ts'].includes(f))) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const name of named) expect(text.includes(name), `${file} mentions ${name}`).toBe(false);
      expect(/['"`]none['"`]\s*(===|!==)|(===|!==)\s*['"`]none['"`].*design/.test(text), file).toBe(false);
    }
  });
  it('keeps a table that straddles floor or ceiling, and frees one that lies within, as pgtable_range_aligned() does', () => {
    // A table of span 4 at [4, 8): ours from 5 on, up to 7, or wholly.
    expect(rangeAligned(5, 6, 5, 100, 4)).toBe(false);
    expect(rangeAligned(5, 6, 4, 7, 4)).toBe(false);
    expect(rangeAligned(5, 6, 4, 8, 4)).toBe(true);
    expect(rangeAligned(1, 2, 0, 3, 4)).toBe(false);
  });
});
