// SPDX-License-Identifier: MIT
/**
 * Every model: the pinned numbers, the answers that the kernel's source gives, and that nothing is idle. A pass over a
 * model that never gets there is worth nothing: a step that no interleaving of any design takes, a `sometimes` that is
 * never met, a property that neither a design nor a mutant violates. What is allowed to be so is listed with its reason
 * (models/MODEL/vacuous.ts). Machines are searched by steps.test.ts, and at the other bound by verdicts.full.ts, which
 * asks each step of a model whether it is idle.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { checkModel } from '../src/model/whole.ts';
import { OWN_CHECKS } from '../src/report/mutants.ts';
import { oneOf } from '../src/testing/full.ts';
import { answer, toldOf } from './answers.ts';
import { searches } from './budget.ts';
import { isMachine, machines, pairs, readManifest } from './manifest.ts';
import { killerOf, readFates, rowsOf } from './mutants.ts';

describe.each(entries)('$model.name', (entry) => {
  const { model, expected } = entry;
  const all = pairs(model);
  const wanted = (configuration: string, design: string) =>
    expected.filter((e) => e.configuration === configuration && e.design === design);

  it.each(['tiny', 'small'] as const)('has all pairs pinned at %s', (bound) => {
    expect(readManifest(model.name, bound).map((p) => [p.configuration, p.design])).toEqual(all);
  });
  const ofTest = isMachine(entry) ? [] : searches(entry).now;
  it.each(ofTest.map(({ bound, pin }) => [bound, pin.configuration, pin.design, pin] as const))(
    'gives the pinned verdicts and points: %s, %s, %s',
    (bound, configuration, design, pin) => {
      expect(answer(model, configuration, design, bound)).toEqual(pin);
    },
  );

  describe('the answers that the kernel source gives', () => {
    const pins = readManifest(model.name, 'small');
    it.each(all)('are the ones pinned: %s, %s', (configuration, design) => {
      const pinned = pins.find((p) => p.configuration === configuration && p.design === design);
      const violated = pinned?.violated ?? {};
      const told = wanted(configuration, design).map((e) => ({
        ...e,
        verdict: e.property in violated ? 'violated' : 'holds',
      }));
      expect(told).toEqual(wanted(configuration, design));
    });
    it.each(oneOf(8, all))('speak of every property: %s, %s', (configuration, design) => {
      const told = toldOf(model, configuration, design).map((p) => p.name);
      const names = wanted(configuration, design).map((e) => e.property);
      expect(names.toSorted()).toEqual(told.toSorted());
      expect(names.length).toBeGreaterThan(0);
    });
  });

  it('has what a model in a file of somebody’s own may have, and nothing else', () => {
    expect(() => checkModel(model.name, model)).not.toThrow();
  });

  it('knows no design by its name: neither a step nor a property mentions one', () => {
    const folder = new URL(`../models/${model.name}/`, import.meta.url);
    // Where designs are told, and what is told of them.
    const tells = ['designs.ts', 'configurations.ts', 'expected.ts', 'otherwise.ts', 'survivors.ts'];
    // `none` is an empty entry as well.
    const names = Object.keys(model.designs).filter((name) => name !== 'none');
    const name = `['"\`](${names.join('|').replaceAll('.', '\\.')})['"\`]`;
    const compared = new RegExp(`${name}\\s*[!=]==|[!=]==\\s*${name}`);
    for (const file of readdirSync(folder).filter((f) => !tells.includes(f)))
      expect(compared.exec(readFileSync(new URL(file, folder), 'utf8'))?.[0], file).toBeUndefined();
  });
});

describe.each(machines(entries))('nothing of $model.name is idle', ({ model, vacuous = {} }) => {
  const { sometimes = {}, properties = {} } = vacuous;
  const pins = readManifest(model.name, 'small');
  let told: ReadonlyMap<string, string> | undefined;
  const asked = () =>
    (told ??= new Map(
      pairs(model)
        .flatMap(([configuration, design]) => toldOf(model, configuration, design))
        .map((p) => [p.name, p.kind] as const),
    ));

  it('has no `sometimes` that is never met, but for those listed', () => {
    const goals = [...asked()].filter(([, kind]) => kind === 'sometimes').map(([name]) => name);
    const never = goals.filter((name) => pins.every((p) => p.violated[name] !== undefined));
    expect(goals.length).toBeGreaterThan(0);
    expect(never).toEqual(Object.keys(sometimes));
  });
  it('has no property that no design and no mutant violates, but for those listed', () => {
    const kills = (['tiny', 'small'] as const)
      .flatMap((bound) => rowsOf(readFates(model.name, bound)))
      .filter(([, , verdict]) => verdict === 'killed')
      .map(([, , , rest]) => killerOf(rest));
    const violated = new Set([...pins.flatMap((p) => Object.keys(p.violated)), ...kills]);
    const never = [...asked().keys()].filter((name) => !violated.has(name));
    expect(never).toEqual(Object.keys(properties));
    expect(violated.size).toBeGreaterThan(violated.has(OWN_CHECKS) ? 1 : 0);
  });
});
