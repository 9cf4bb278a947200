// SPDX-License-Identifier: MIT
/**
 * Every model of threads, each pair at one bound: the pinned numbers, that XState's own transition() means the same, and
 * what each step keeps to, whatever its subject.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { readCell } from '../src/compile/layout.ts';
import type { Slot } from '../src/compile/layout.ts';
import { engineOf } from '../src/engine/engine.ts';
import { rulesBroken } from '../src/explore/rules-kept.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareSearch, compareSteps } from '../src/testing/compare.ts';
import { deadLocals, paths, sharedAccesses } from '../src/testing/footprint.ts';
import { runs } from '../src/testing/full.ts';
import { foundBy } from './answers.ts';
import { searches } from './budget.ts';
import { machines } from './manifest.ts';

/** Of a pair that XState does not search here. */
const SCHEDULES = runs(3, 20);

describe.each(machines(entries))('$model.name', (entry) => {
  const { model } = entry;
  const asked = searches(entry).now.map(
    ({ bound, pin, whole }) => [bound, pin.configuration, pin.design, pin, whole] as const,
  );
  describe.each(asked)('%s, %s, %s', (bound, configuration, design, pinned, whole) => {
    let made: Search | undefined;
    const searched = () =>
      (made ??= new Search(engineOf(instanceOf({ model, configuration, design, bound }))));
    afterAll(() => {
      made = undefined;
    });

    it('gives the pinned verdicts, states and depth', () => {
      expect(foundBy(configuration, design, searched()).pin).toEqual(pinned);
    });
    it(`agrees with XState: ${whole ? 'each state' : 'random schedules'}`, () => {
      const search = searched();
      const agreed = whole
        ? compareSearch(search).done
        : compareSteps(search.engine, SCHEDULES) === SCHEDULES;
      expect(agreed).toBe(true);
    });
    it('keeps the rules of docs/semantics.md, as --strict asks', () => {
      expect(rulesBroken(searched().engine)).toEqual([]);
    });
    it('touches one shared field a step, or is one primitive', () => {
      const { compiled } = searched().engine;
      let checked = 0;
      for (const path of paths(compiled)) {
        const position = compiled.program.threads[path.thread]?.positions[path.position];
        if (position?.primitive !== undefined) continue;
        const touched = [...sharedAccesses(compiled, path)];
        expect(touched.length, `${position?.path} touches ${touched.join(', ')}`).toBeLessThanOrEqual(1);
        checked++;
      }
      expect(checked).toBeGreaterThan(0);
    });

    it('leaves no value behind that nothing reads any more', () => {
      const search = searched();
      search.run();
      const { store } = search;
      const { compiled, layout } = search.engine;
      const { cells, pcs } = compiled.map;
      const dead = deadLocals(compiled);
      // Two states that differ in a dead local alone are counted twice: at each position it must hold one value.
      const held = new Map<string, Set<number>>();
      for (const t of compiled.program.threads) {
        const kept = t.positions.map(({ path }) =>
          [...(dead.get(path) ?? [])].map((cell) => {
            const values = new Set<number>();
            held.set(`${path}: ${cells[cell]?.name}`, values);
            return [layout.slots[cell] as Slot, values] as const;
          }),
        );
        const pc = layout.slots[pcs[t.index] as number] as Slot;
        for (let state = 0; state < store.count; state++) {
          if ((store.parents[state] as number) < 0) continue;
          const at = state * layout.words;
          for (const [slot, values] of kept[readCell(pc, store.states, at)] ?? [])
            values.add(readCell(slot, store.states, at));
        }
      }
      expect(held.size).toBeGreaterThan(0);
      expect([...held].filter(([, values]) => values.size > 1).map(([key]) => key)).toEqual([]);
    });

    it('names the kernel function, file and version of each step', () => {
      const { compiled } = searched().engine;
      const steps = compiled.program.threads.flatMap((t) =>
        t.positions.filter((p) => p.candidates.length > 0),
      );
      for (const p of steps) {
        expect(p.at, p.path).toBeDefined();
        // Hardware has its manual instead: the Arm ARM.
        expect(`${p.at?.file} ${p.at?.version}`, p.path).toMatch(
          /^([a-z0-9_/-]+\.[ch] ((RFC|v\d+) on )?v\d+\.\d+|DDI 0487 Armv8)$/,
        );
        expect(p.at?.func, p.path).toMatch(/^[a-z_0-9]+$/);
      }
    });
  });
});
