// SPDX-License-Identifier: MIT
/** A way out of a branch has the C that it stands for, and the place of that, where these are given. */
import { describe, expect, it } from 'vitest';
import { anchorsOf } from '../sources/anchors.ts';
import { confirmedOf, toySelection } from '../testing/sample.ts';
import { code, source } from './code.ts';
import { bool } from './domain.ts';
import type { Values } from './domain.ts';
import type { Thread } from './program.ts';
import { readMachine } from './read.ts';
import { regionOf } from './rewrite.ts';
import { run } from './run.ts';
import { system, thread } from './thread.ts';
import { noFault } from './types.ts';
import type { Instance } from './types.ts';

const memory = { freed: bool };
type K = Values<typeof memory>;
const { fn, branch, step } = code<K>();
const mm = source('mm/f.c', 'v1');
const t = thread(memory, 'task', {});

/** The page is freed by free_page(), which the switch calls in one of its cases; then it is used. */
function freed(way: object): Instance {
  const f = fn(mm('f', 'main'), [
    branch('switch', 'switch (what)', [{ when: (k) => !k.freed, does: { freed: true }, ...way }, {}]),
    step('look', 'page->flags'),
    branch('use', 'page->x = 1', [{ when: (k) => k.freed, then: 'fault(use-after-free)' }, {}]),
  ]);
  const machine = system({ id: 'freed', memory, threads: [run(t, f)] });
  return { machine, properties: [noFault('no-uaf', 'No page is used once it is freed.', 'use-after-free')] };
}
const told = (way: object) => {
  const [found] = confirmedOf(toySelection('freed', () => freed(way)));
  const text = found?.text(undefined, { full: true }) ?? '';
  return text.split('\n').slice(8, text.split('\n').indexOf('', 8));
};

describe('a way out of a branch', () => {
  it('is told as it is written, in the function that has it', () => {
    expect(told({ says: 'case FREE: __free_page(page)', at: mm('free_page', 'put_page') })).toEqual([
      '  main()',
      '    f()',
      '      put_page()',
      '        free_page()',
      '          case FREE: __free_page(page) [freed: false -> true]',
      '      page->flags',
      '      page->x = 1 <--- use-after-free!',
    ]);
  });
  it('has the text of the branch if it has none of its own', () => {
    expect(told({})[2]).toBe('      switch (what) [freed: false -> true]');
    expect(told({ says: 'case FREE:' })[2]).toBe('      case FREE: [freed: false -> true]');
  });
  it('has an effect where it does something: a mutant without it would be the same', () => {
    const program = readMachine(freed({ does: [] }).machine);
    const effects = (machine = program) =>
      regionOf(machine, machine.threads[0] as Thread).states['switch']?.candidates.map((c) => c.actions);
    expect(effects()?.every((one) => one === undefined)).toBe(true);
    expect(effects(readMachine(freed({ does: [[], { freed: true }] }).machine))?.[0]).toBeDefined();
  });
  it('is looked up in a kernel tree like any step', () => {
    const { model } = toySelection('freed', () => freed({ at: mm('free_page') }));
    const found = anchorsOf([{ model, design: 'plain', configuration: 'default' }]);
    expect(found.map(({ func }) => func).toSorted()).toEqual(['f', 'free_page']);
  });
  it.each<[object, string]>([
    [{ says: 1 }, "'says' of a way of 'switch' is no text but 1"],
    [{ at: 'f' }, "'at' of a way of 'switch' is no place: write what source(file, version)('f') returns"],
    [{ at: null }, "'at' of a way of 'switch' is no place"],
  ])('is refused by name if it is no text, or no place: %o', (way, said) => {
    expect(() => freed(way)).toThrow(said);
  });
});
