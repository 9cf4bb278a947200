// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import { traced } from '../check/selection.ts';
import type { Checked } from '../check/selection.ts';
import { int } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import { always } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';
import { confirmedOf, hopeless, searched, threeWay, toySelection } from '../testing/sample.ts';
import { faulty, lostUpdate } from '../testing/toys.ts';
import { cause } from './cause.ts';
import { counterexample } from './counterexample.ts';
import { explain } from './trace.ts';

/** `early` writes n, then m; `late` writes n over it, and has read nothing. */
function overwritten(): Instance {
  const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
  const memory = { n: int(0, 2), m: int(0, 1) };
  const e = thread(memory, 'early', {});
  const early = e.region('write', {
    write: e.on({ at, says: 'n = 1' }, { effect: (k) => void (k.n = 1), target: 'more' }),
    more: e.on({ at, says: 'm = 1' }, { effect: (k) => void (k.m = 1), target: 'end' }),
    end: e.end(),
  });
  const l = thread(memory, 'late', {});
  const late = l.region('write', {
    write: l.on({ at, says: 'n = 2' }, { effect: (k) => void (k.n = 2), target: 'end' }),
    end: l.end(),
  });
  const kept = always('kept', 'With m set, n is not 2.', (s) => s.mem.m === 0 || s.mem.n !== 2);
  return { machine: system({ id: 'overwritten', memory, threads: [early, late] }), properties: [kept] };
}

/** The labels of the steps that a violation's trace points at. */
function pointedAt(checked: Checked, step: string, kind?: string) {
  const { model: of, design, configuration, bound, search } = checked;
  const found = traced(checked.outcome).find(([, v]) => v.step === step && (!kind || v.kind === kind));
  if (!found) throw new Error(`no violation at ${step}`);
  const origin = { model: of.name, design, configuration, bound };
  const { schedule } = counterexample(search.engine.compiled, origin, found[0].property, found[1]);
  const trace = explain(search.engine.compiled, { schedule });
  const { earlier, changed, decisive } = cause(search.engine.compiled, trace) ?? {};
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
  it('is told with the copy that it goes by, where it was read, and what is there by now', () => {
    const [told] = confirmedOf(toySelection('lost-update', lostUpdate));
    const text = told?.text().replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/Its \w+ there, 0, is counter as read by "[^"]+" \(\d\); by now that is 1\./);
  });

  it('is who cleared the entry that a stale pointer came from', () =>
    expect(pointedAt(instance('what-if-unpinned'), 'vmalloc.pmd_none', 'wild-pointer')).toEqual([
      'vmalloc.pud_none',
      'hot_remove.free_pud_clear',
      'vmalloc.pmd_none',
    ]));

  it('is who installed the table that a second one replaces, not who took a lock or allocated a page', () =>
    expect(pointedAt(instance('what-if-first-add'), 'hot_remove.vmemmap_pud_populate')).toEqual([
      'hot_remove.vmemmap_pud_none',
      'vmalloc.pud_populate',
      'hot_remove.vmemmap_pud_populate',
    ]));

  it('is whose table the memory’s vmemmap was lost with, not whose page an allocator passed over', () =>
    expect(pointedAt(instance('what-if-first-add'), 'hot_remove.online')).toEqual([
      'hot_remove.online_readers',
      'vmalloc.pud_populate',
      'hot_remove.online',
    ]));

  it('is who wrote last what is overwritten unread, not what else that thread wrote since', () =>
    expect(pointedAt(toy('overwritten', overwritten), 'late.write')).toEqual([
      undefined,
      'early.write',
      'late.write',
    ]));

  it('is where the thread took the spinlock that it sleeps under, not what others did before', () => {
    const checked = searched({
      model,
      design: 'option-1-alloc-under-lock',
      configuration: 'what-if-unpinned',
      bound: 'tiny',
    });
    const sleeping = traced(checked.outcome).filter(([, v]) => v.kind === 'sleeping-in-atomic');
    expect(sleeping.length).toBeGreaterThan(1);
    for (const [, { schedule }] of sleeping) {
      const trace = explain(checked.search.engine.compiled, { schedule });
      const { held = -1, changed, earlier } = cause(checked.search.engine.compiled, trace) ?? {};
      expect(trace.steps[held]?.says).toBe('spin_lock(&init_mm.page_table_lock)');
      expect(trace.steps[held]?.thread).toBe(trace.steps.at(-1)?.thread);
      expect([changed, earlier]).toEqual([undefined, undefined]);
    }
  });

  it('is nobody else where only one thread has run', () =>
    expect(pointedAt(toy('hopeless', hopeless), 't.attempt')).toEqual([undefined, undefined, 't.attempt']));

  it('is nothing where nothing has run', () => {
    const { search } = toy('faulty', faulty);
    expect(cause(search.engine.compiled, explain(search.engine.compiled, { schedule: [] }))).toBeUndefined();
  });
});
