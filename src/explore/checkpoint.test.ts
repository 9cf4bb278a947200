// SPDX-License-Identifier: MIT
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vmallocHotRemove } from '../../models/vmalloc-hot-remove/index.ts';
import type { Selection } from '../check/selection.ts';
import { engineOf } from '../engine/engine.ts';
import { instanceOf } from '../model/instance.ts';
import { abba, lostUpdate } from '../testing/toys.ts';
import { runs } from '../testing/full.ts';
import { Checkpoint, CheckpointError } from './checkpoint.ts';
import { Search } from './search.ts';
import { outcome } from './verdicts.ts';

const shared = (design: string) =>
  instanceOf({
    model: vmallocHotRemove,
    design,
    configuration: 'what-if-unpinned',
    bound: 'tiny',
  } as Selection);
const none = shared('none');

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** All that a search knows. */
const known = (search: Search) => ({
  outcome: outcome(search),
  explored: search.explored,
  states: [...search.store.states.subarray(0, search.store.count * search.engine.layout.words)],
  parents: [...search.store.parents.subarray(0, search.store.count)],
  firstTaken: [...search.store.firstTaken],
});
const whole = (() => {
  const search = new Search(engineOf(none));
  search.run();
  return known(search);
})();

/** A search of `none` that wrote a checkpoint at about so many states. */
function keptAt(...counts: readonly number[]): Search {
  const search = new Search(engineOf(none));
  const checkpoint = Checkpoint.create(dir, search, 'none');
  for (const count of counts) {
    search.run(count);
    checkpoint.write(1);
  }
  checkpoint.close();
  return search;
}
const resumed = (instance = none, what = 'none') => {
  const search = new Search(engineOf(instance));
  const { checkpoint, seconds } = Checkpoint.resume(dir, search, what);
  return { search, checkpoint, seconds };
};

describe('a search that goes on from a checkpoint', () => {
  it('finds the same as one that was never stopped, wherever it was cut', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: whole.outcome.states }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(cuts, fc.boolean(), (counts, again) => {
        rmSync(dir, { recursive: true, force: true });
        const upTo = counts.toSorted((a, b) => a - b);
        const cut = keptAt(...upTo);
        const { search, checkpoint } = resumed();
        expect(search.progress).toEqual(cut.progress);
        if (again) {
          search.run((upTo.at(-1) as number) + 500);
          checkpoint.write(2);
        }
        checkpoint.close();
        const last = again ? resumed() : { search, checkpoint };
        last.search.run();
        if (again) last.checkpoint.close();
        expect(known(last.search)).toEqual(whole);
      }),
      { numRuns: runs(2, 5) },
    );
  });

  it('forgets what was written after the last whole checkpoint', () => {
    keptAt(500);
    for (const part of ['states', 'parents', 'broken']) appendFileSync(join(dir, `${part}.bin`), 'cut short');
    writeFileSync(join(dir, 'checkpoint.json.new'), '{"half":');
    const { search, checkpoint, seconds } = resumed();
    expect(seconds).toBe(1);
    search.run();
    checkpoint.write(2);
    checkpoint.close();
    expect(known(search)).toEqual(whole);
    const { search: done } = resumed();
    expect(done.done).toBe(true);
    expect(known(done)).toEqual(whole);
  });

  it('asks all of a state that came from one which was answered before it: trees have not grown by that', () => {
    keptAt(500);
    const { search, checkpoint } = resumed();
    checkpoint.close();
    expect(search.expanded).toBeGreaterThan(100);
    expect(search.before.from).toBe(search.expanded);
  });

  it.each([
    ['of something else', () => resumed(none, 'option-1'), 'is of none, not of option-1'],
    ['of a model that was changed', () => resumed(shared('option-1')), 'has changed since'],
    ['of another model', () => resumed(abba()), 'has changed since'],
  ])('is refused where it is %s', (_, resume, message) => {
    keptAt(500);
    expect(resume).toThrow(message);
  });

  it('is refused where a file is damaged', () => {
    keptAt(500);
    const file = join(dir, 'parents.bin');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.with(41, (bytes[41] as number) ^ 1));
    expect(() => resumed()).toThrow('is damaged');
    writeFileSync(file, bytes);
    truncateSync(join(dir, 'states.bin'), 100);
    expect(() => resumed()).toThrow('is damaged');
  });

  it('is refused where there is none, or of another format', () => {
    expect(() => resumed()).toThrow('holds no checkpoint');
    keptAt(500);
    const meta = join(dir, 'checkpoint.json');
    writeFileSync(meta, readFileSync(meta, 'utf8').replace('"version":2', '"version":3'));
    expect(() => resumed()).toThrow('is of format 3');
    writeFileSync(meta, '{');
    expect(() => resumed()).toThrow('is not JSON');
    expect(() => Checkpoint.create(dir, new Search(engineOf(none)), 'none')).toThrow(
      'holds a checkpoint already',
    );
  });

  it('is refused whichever byte of its word is another, or missing', () => {
    keptAt(500);
    const meta = join(dir, 'checkpoint.json');
    const bytes = readFileSync(meta);
    const search = new Search(engineOf(none));
    const attempt = () => Checkpoint.resume(dir, search, 'none');
    for (let i = 0; i < bytes.length; i++) {
      writeFileSync(meta, bytes.with(i, (bytes[i] as number) ^ (1 << (i % 8))));
      expect(attempt, `byte ${i}`).toThrow(CheckpointError);
      writeFileSync(meta, Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)]));
      expect(attempt, `without byte ${i}`).toThrow(CheckpointError);
    }
    writeFileSync(meta, `${bytes.toString()} `);
    expect(attempt).toThrow('is damaged');
  });

  it('is of one writer at a time', () => {
    const search = new Search(engineOf(none));
    const checkpoint = Checkpoint.create(dir, search, 'none');
    search.run(500);
    checkpoint.write(1);
    expect(() => resumed()).toThrow(`is in use by process ${process.pid}`);
    checkpoint.close();
    resumed().checkpoint.close();
  });

  it('notices other steps behind the same text', () => {
    keptAt(500);
    const search = new Search(engineOf(none));
    const { expand, batch } = search.engine.code;
    const broken: typeof expand = (...args) => {
      const end = expand(...args);
      for (let k = 0; k < batch.count; k++) batch.records[k * search.engine.code.stride] = -1;
      return end;
    };
    Object.assign(search.engine.code, { expand: broken });
    expect(() => Checkpoint.resume(dir, search, 'none')).toThrow('its states are not those of this model');
  });

  it('notices a property that was changed, however large it is', () => {
    keptAt(500);
    const properties = none.properties.map((p) =>
      p.name === 'no-table-lost' && 'holds' in p && p.kind === 'always'
        ? { ...p, parts: [...(p.parts ?? [p.holds]).slice(1), () => true] }
        : p,
    );
    expect(() => resumed({ ...none, properties })).toThrow('has changed since');
  });

  it('keeps what a sometimes was met by', () => {
    const toy = lostUpdate();
    const search = new Search(engineOf(toy));
    const checkpoint = Checkpoint.create(dir, search, 'toy');
    search.run();
    checkpoint.write(0);
    checkpoint.close();
    const { search: again } = resumed(toy, 'toy');
    expect(again.met.size).toBe(1);
    expect(outcome(again)).toEqual(outcome(search));
  });
});
