// SPDX-License-Identifier: MIT
/** Small systems as models of their own, and the counterexamples of a model: what tests of reports and commands start from. */
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import { traced } from '../check/selection.ts';
import type { Checked, Selection } from '../check/selection.ts';
import { engineOf } from '../engine/engine.ts';
import { instanceOf } from '../model/instance.ts';
import { fingerprintOf } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { bool, mutex } from '../model/domain.ts';
import { parseEvent } from '../model/program.ts';
import { fault, system, thread } from '../model/thread.ts';
import { alwaysPossible, BOUNDS, noFault } from '../model/types.ts';
import type { Bound, BoundName, Entry, Expected, Instance, Source } from '../model/types.ts';

const at = (func: string, ...callers: readonly string[]): Source => ({
  func,
  file: 'mm/toy.c',
  version: 'v0',
  callers,
});

/** A model of one design, `plain`, in one configuration, `default`, the same at every bound. */
export function entryOf(
  name: string,
  build: () => Instance,
  expected: readonly Expected[] = [],
): Entry<Instance> {
  const bounds = Object.fromEntries(BOUNDS.map((b) => [b, { says: 'all of it', limits: {} }]));
  return {
    expected,
    model: {
      name,
      asks: `What does ${name} do?`,
      assumptions: ['It is a toy.'],
      designs: { plain: { says: 'as it is', source: 'none', decisions: {} } },
      configurations: { default: { says: 'the only one', settings: {} } },
      bounds: bounds as Record<BoundName, Bound<object>>,
      build,
    },
  };
}

export function searched(selection: Selection): Checked {
  const search = new Search(engineOf(instanceOf(selection)));
  search.run();
  return { ...selection, search, outcome: outcome(search), seconds: 0 };
}

/** Every counterexample of one instance, shortest first. */
export function confirmedOf(selection: Selection): Confirmed[] {
  const checked = searched(selection);
  return traced(checked.outcome).map(([{ property }, violation]) =>
    confirm(checked, checked.search.engine, property, violation),
  );
}

/** The text of a counterexample's file that was changed, with the fingerprint of what it says now. */
export function sealed(json: string): string {
  const c = JSON.parse(json) as Omit<Counterexample, 'schedule'> & { schedule: readonly string[] };
  return JSON.stringify({ ...c, fingerprint: fingerprintOf({ ...c, schedule: c.schedule.map(parseEvent) }) });
}

export const toySelection = (name: string, build: () => Instance): Selection => ({
  model: entryOf(name, build).model,
  design: 'plain',
  configuration: 'default',
  bound: 'tiny',
});

/** `t` may give up; then it never succeeds. `other` steps once, before or after. */
export function hopeless(): Instance {
  const memory = { done: bool };
  const t = thread(memory, 't', {});
  const retry = t.region('attempt', {
    attempt: t.on(
      { at: at('attempt'), says: 'err = try()', choices: ['ok', 'EBUSY'] },
      { guard: (_k, _me, choice) => choice === 'ok', effect: (k) => void (k.done = true), target: 'end' },
      { target: 'gave_up', note: 'failed' },
    ),
    gave_up: t.on({ at: at('attempt'), says: 'return err' }, { target: 'end' }),
    end: t.end(),
  });
  const o = thread(memory, 'other', {});
  const other = o.region('go', {
    go: o.on({ at: at('other'), says: 'cpu_relax()' }, { target: 'end' }),
    end: o.end(),
  });
  const can = alwaysPossible('can-succeed', 'It can still succeed.', (s) => s.mem.done);
  return { machine: system({ id: 'hopeless', memory, threads: [retry, other] }), properties: [can] };
}

/**
 * `reader` looks a page up without the lock that `writer` unlinks it under, and touches it after `reaper` has freed it.
 */
export function threeWay(): Instance {
  const memory = { unlinked: bool, freed: bool, lock: mutex(['writer']) };
  const r = thread(memory, 'reader', {});
  const reader = r.region('lookup', {
    lookup: r.on(
      { at: at('find_page', 'read_page'), says: 'page = xa_load(&pages, index)' },
      { guard: (k) => k.unlinked, target: 'end', note: 'NULL' },
      { target: 'use', note: 'found' },
    ),
    use: r.on(
      { at: at('read_page'), says: 'kmap(page)' },
      { guard: (k) => k.freed, target: fault('use-after-free') },
      { target: 'end' },
    ),
    end: r.end(),
  });
  const w = thread(memory, 'writer', {});
  const writer = w.region('lock', {
    lock: w.on(
      { at: at('erase_page'), says: 'mutex_lock(&lock)', waitsFor: (k) => [k.lock] },
      { guard: (k) => k.lock === null, effect: (k) => void (k.lock = 'writer'), target: 'unlink' },
    ),
    unlink: w.on(
      { at: at('erase_page'), says: 'xa_erase(&pages, index)' },
      { effect: (k) => void (k.unlinked = true), target: 'unlock' },
    ),
    unlock: w.on(
      { at: at('erase_page'), says: 'mutex_unlock(&lock)' },
      { effect: (k) => void (k.lock = null), target: 'end' },
    ),
    end: w.end(),
  });
  const p = thread(memory, 'reaper', {});
  const reaper = p.region('scan', {
    scan: p.on({ at: at('reap'), says: 'page is unlinked?' }, { guard: (k) => k.unlinked, target: 'free' }),
    free: p.on(
      { at: at('free_page', 'reap'), says: 'put_page(page)' },
      { effect: (k) => void (k.freed = true), target: 'end' },
    ),
    end: p.end(),
  });
  const safe = noFault('no-uaf', 'A freed page is not used.', 'use-after-free');
  const machine = system({ id: 'three-way', memory, threads: [reader, writer, reaper] });
  return { machine, properties: [safe] };
}
