// SPDX-License-Identifier: MIT
/** A checkpoint and its reader are stopped like anything else, and what was kept stays as it was. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import type { AnySelection } from '../check/selection.ts';
import { Checkpoint } from '../explore/checkpoint.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { instanceOf } from '../model/instance.ts';
import { orStopped, Stopped, watch } from '../watch/watch.ts';
import { Keeper, placeIn } from './keeper.ts';
import { check } from './run.ts';

const selection = {
  model,
  design: 'option-3',
  configuration: 'what-if-unpinned',
  bound: 'small',
} as AnySelection;
const instance = instanceOf({ model, design: 'option-3', configuration: 'what-if-unpinned', bound: 'small' });
/** No wait between two looks, nor after there is a reason. */
const pace = { look: 0, grace: 0 };

let dir = '';
let err = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  err = '';
});
afterEach(() => {
  watch();
  rmSync(dir, { recursive: true });
});
const console = { out: () => {}, err: (text: string) => void (err += text), isTTY: false };
const ask = (resume: boolean, maxStates = Infinity) =>
  check(selection, { maxStates, keeping: { dir, resume, every: 60 } }, console);
const kept = () => {
  const place = placeIn(dir, selection);
  return Object.fromEntries(
    readdirSync(place)
      .filter((name) => name !== 'lock')
      .map((name) => [name, readFileSync(join(place, name)).toString('base64')]),
  );
};

it('Ctrl-C is heard while steps are taken again: nothing is known, nothing is lost', async () => {
  const part = await ask(false, 3000);
  const before = kept();
  // From when the checkpoint is opened.
  const stopped = () => existsSync(join(placeIn(dir, selection), 'lock'));
  watch({ stopped, pace });
  const { outcome, stop, search } = await ask(true);
  expect([stop, search, outcome.states]).toEqual(['interrupt', undefined, 0]);
  expect(new Set(outcome.results.map((r) => r.verdict))).toEqual(new Set(['unknown']));
  expect(err).toContain('not gone on from');
  expect(kept()).toEqual(before);
  watch();
  const gone = await ask(true);
  const whole = await check(selection, { maxStates: Infinity }, console);
  expect(part.outcome.states).toBeLessThan(gone.outcome.states);
  expect(JSON.stringify(gone.outcome)).toBe(JSON.stringify(whole.outcome));
});

it.each([undefined, 4])('any look at what is kept can be the last: trees of %s paths', (budget) => {
  const engine = () => engineOf(instance, { budget });
  const search = new Search(engine());
  const checkpoint = Checkpoint.create(join(dir, 'a'), search, 'a');
  search.run(3000);
  checkpoint.write(1);
  checkpoint.close();
  let stops = 0;
  for (let [stopped, looks] = [true, 1]; stopped; looks *= 4) {
    watch();
    const fresh = new Search(engine());
    let left = looks;
    watch({ stopped: () => left-- <= 0, pace });
    const resumed = orStopped(() => Checkpoint.resume(join(dir, 'a'), fresh, 'a'));
    stopped = resumed instanceof Stopped;
    if (resumed instanceof Stopped) stops++;
    else resumed.checkpoint.close();
  }
  // Of a look, of four, of sixteen: three files, what each state is, its steps, where they lead.
  expect(stops).toBeGreaterThan(3);
});

it('the last write is part of the time', () => {
  const search = new Search(engineOf(instance));
  const keeper = new Keeper(selection, search, { dir, resume: false, every: 60 }, console);
  search.run(3000);
  const late = (left: number) => {
    watch({ stopped: () => false, until: performance.now() + left });
    return keeper.late;
  };
  expect([late(50), late(60_000), late(Infinity)]).toEqual([true, false, false]);
  keeper.end();
});

it('a write says how long it may take', () => {
  const search = new Search(engineOf(instance));
  const told: number[] = [];
  const busy = (time: number) => void told.push(time);
  const keeper = new Keeper(selection, search, { dir, resume: false, every: 60 }, { ...console, busy });
  search.run(3000);
  keeper.end();
  expect(told).toEqual([expect.any(Number)]);
  expect(told[0]).toBeGreaterThan(1000);
});
