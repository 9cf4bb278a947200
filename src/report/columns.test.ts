// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { memoryBlock } from '../../models/memory-block/index.ts';
import { instanceOf } from '../model/instance.ts';
import { asked, noDeadlock } from '../model/types.ts';
import { entryOf } from '../testing/sample.ts';
import { lostUpdate } from '../testing/toys.ts';
import { columnsOf, headLines } from './columns.ts';
import { list } from './list.ts';

const named = (...names: readonly string[]) => names.map((name) => noDeadlock(name, ''));
const heads = (short: Readonly<Record<string, string>>, ...names: readonly string[]) =>
  columnsOf({ short }, named(...names)).map((c) => c.short);

describe('the head of a column', () => {
  it('is what the model declares, whatever else is asked', () => {
    const short = { 'no-uaf': 'U', 'no-leak': 'L' };
    expect(heads(short, 'no-uaf', 'no-leak')).toEqual(['U', 'L']);
    expect(heads(short, 'no-leak')).toEqual(['L']);
  });
  it('is made of the first letters of its words where nothing is declared, and of no other', () => {
    expect(heads({}, 'no-uaf', 'all_end', 'no-use', 'n-u')).toEqual(['nu', 'ae', 'nu2', 'nu3']);
    expect(heads({ x: 'nu' }, 'no-uaf')).toEqual(['nu2']);
  });
  it('goes down where it is to', () => {
    const columns = columnsOf({ short: { a: 'A' } }, named('a', 'no-uaf'));
    expect(headLines(columns, ' ', false)).toEqual(['A nu']);
    expect(headLines(columns, ' ', true)).toEqual(['  n', 'A u']);
  });
  it.each([
    [{ a: 'X', b: 'X' }, "toy: 'X' is short for two properties: a and b"],
    [{ a: 'TOOLONG' }, 'toy: short for a is no word of at most 4 letters or digits'],
    [{ a: '' }, 'toy: short for a is no word'],
  ])('is refused where it tells nothing: %o', (short, says) => {
    const { model } = entryOf('toy', lostUpdate);
    const chosen = { design: 'plain', configuration: 'default', bound: 'tiny' } as const;
    expect(() => instanceOf({ ...chosen, model: { ...model, short } })).toThrow(says);
  });
});

it.each(entries.map(({ model }) => [model.name, model] as const))(
  '%s declares one letter for each property',
  (_, model) => {
    const some = asked(model).filter((__, i) => i % 9 === 0);
    const names = some.flatMap(([configuration, design]) =>
      instanceOf({ model, configuration, design, bound: 'tiny' }).properties.map((p) => p.name),
    );
    const without = names.filter((name) => model.short?.[name]?.length !== 1);
    // What is asked of every model, and told where it is violated alone, has none.
    expect(without.filter((name) => name !== 'no-splat' && name !== 'no-other-fault')).toEqual([]);
  },
);

it('stand in the list of a model as they do in its tables', () => {
  const text = list(memoryBlock);
  expect(text).toContain(
    '\nProperties, behind the heads of their columns\n  - A valid-zones-has-node: No reader',
  );
});
