// SPDX-License-Identifier: MIT
/** The models of the package in somebody else's hands. */
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { MODELS } from '../models/by-name.ts';
import * as shipped from '../models/shipped.ts';
import { command, input } from '../src/testing/command.ts';

it('are all there, by name and in one list, in the order of `mhpcheck list`', () => {
  const { models, ...named } = shipped;
  expect(models).toEqual(entries.map((e) => e.model));
  const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  expect(named).toEqual(Object.fromEntries(models.map((model) => [camel(model.name), model])));
});
it('are loaded by their own names', () => {
  expect(Object.keys(MODELS)).toEqual(entries.map((e) => e.model.name));
});
it('are built on: a design more is asked like any other', async () => {
  const ask = async (design: string) => {
    const of = `${input('shipped/one-more-design.js')}#${design}`;
    const { out, status } = await command(
      `check ${of} --config veto --bound tiny --property cancel-to-told-only`,
    );
    return [status, /cancel-to-told-only +\w+/.exec(out)?.[0].replaceAll(/ +/g, ' ')];
  };
  expect(await ask('v6.1')).toEqual([1, 'cancel-to-told-only violated']);
  expect(await ask('mine')).toEqual([0, 'cancel-to-told-only holds']);
});
