// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import { traced } from '../cli/run.ts';
import type { Checked } from '../cli/run.ts';
import { hopeless, searched, threeWay, toySelection } from '../testing/sample.ts';
import { faulty, lostUpdate } from '../testing/toys.ts';
import { cause } from './cause.ts';
import { counterexample } from './counterexample.ts';
import { explain } from './trace.ts';

/** The labels of the steps that a violation's trace points at. */
function pointedAt(checked: Checked, step: string, kind?: string) {
  const { model: of, design, configuration, bound, search } = checked;
  const found = traced(checked.outcome).find(([, v]) => v.step === step && (!kind || v.kind === kind));
  if (!found) throw new Error(`no violation at ${step}`);
  const origin = { model: of.name, design, configuration, bound };
  const { schedule } = counterexample(search.compiled, origin, found[0].property, found[1]);
  const trace = explain(search.compiled, schedule);
  const { earlier, changed, decisive } = cause(search.compiled, trace) ?? {};
  return [earlier, changed, decisive].map((i) => (i === undefined ? undefined : trace.steps[i]?.label));
}
const toy = (name: string, build: typeof faulty) => searched(toySelection(name, build));
const instance = (configuration: string) => searched({ model, design: 'none', configuration, bound: 'tiny' });

describe('the cause of a violation', () => {
  it('is who freed what the decisive step uses, and the check before that', () => {
    expect(pointedAt(toy('faulty', faulty), 'user.use')).toEqual(['user.look', 'freer.free', 'user.use']);
    const three = toy('three-way', threeWay);
    expect(pointedAt(three, 'reader.use')).toEqual(['reader.lookup', 'reaper.free', 'reader.use']);
  });

  it('is who wrote what the decisive step overwrites', () => {
    const lost = toy('lost-update', lostUpdate);
    expect(pointedAt(lost, 'add.write')).toEqual(['add.read', 'add.write', 'add.write']);
  });

  it('is who cleared the entry that a stale pointer came from', () =>
    expect(pointedAt(instance('shared'), 'vmalloc.pmd_none', 'wild-pointer')).toEqual([
      'vmalloc.pud_none',
      'hot_remove.free_pud_clear',
      'vmalloc.pmd_none',
    ]));

  it('is who installed the table that a second one replaces, not who took a lock or allocated a page', () =>
    expect(pointedAt(instance('shared-first-add'), 'hot_remove.vmemmap_pud_populate')).toEqual([
      'hot_remove.vmemmap_pud_none',
      'vmalloc.pud_populate',
      'hot_remove.vmemmap_pud_populate',
    ]));

  it('is nobody else where only one thread has run', () =>
    expect(pointedAt(toy('hopeless', hopeless), 't.attempt')).toEqual([undefined, undefined, 't.attempt']));

  it('is nothing where nothing has run', () => {
    const { search } = toy('faulty', faulty);
    expect(cause(search.compiled, explain(search.compiled, []))).toBeUndefined();
  });
});
