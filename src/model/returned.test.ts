// SPDX-License-Identifier: MIT
/** `call(f, ret)`, `if (err) return err;`, against the call that it is short for; and what is left out of `does`. */
import { describe, expect, it } from 'vitest';
import { code } from './code.ts';
import { bool, int } from './domain.ts';
import type { Values } from './domain.ts';
import { run } from './run.ts';
import type { AnyFn, Fn } from './statement.ts';
import { BARE, thread } from './thread.ts';

const memory = { a: bool, n: int(0, 3) };
type K = Values<typeof memory>;
const { fn, step, branch, call, ret } = code<K>();
const at = (func: string) => ({ func, file: 'mm/f.c', version: 'v1' });
const laid = (f: Fn<K, unknown, string>) => run(thread(memory, 'task', {}), f).config;

describe('call(f, ret)', () => {
  const choices = ['ok', 'ENOMEM', 'EBUSY'];
  const f = fn(at('f'), [
    branch('f', { says: 'f', choices }, [
      { choice: 'ok', then: ret('0') },
      { choice: 'ENOMEM', then: ret('-ENOMEM') },
      { then: ret('-EBUSY') },
    ]),
  ]);
  const told = { '-ENOMEM': step('nomem', '-ENOMEM'), '-EBUSY': step('busy', '-EBUSY') };
  const caller = (g: Fn<K, unknown, '-ENOMEM' | '-EBUSY' | '0'>) => laid(fn(at('main'), [call(g, told)]));
  const text = (config: object) =>
    JSON.stringify(config, (_, v: unknown) => (typeof v === 'function' ? 'f' : v));

  it('returns each value but 0, after which it goes on', () => {
    const short = fn(at('g'), [call(f, ret), step('next', 'next'), ret('0')]);
    const handedOn = { '-ENOMEM': ret('-ENOMEM'), '-EBUSY': ret('-EBUSY') };
    const long = fn(at('g'), [call(f, handedOn), step('next', 'next'), ret('0')]);
    expect(text(caller(short))).toBe(text(caller(long)));
    expect(Object.keys(caller(short).states)).toEqual(['f', 'next', 'nomem', 'busy', 'returned']);
  });
  it('asks its caller for an arm for each of them, and for none for 0', () => {
    const g = fn(at('g'), [call(f, ret), ret('done')]) as AnyFn;
    const bare = code().call as (f: AnyFn, arms?: object) => never;
    const main = (arms: object) => laid(code().fn(at('main') as never, [bare(g, arms)]));
    expect(() => main({ done: [] })).toThrow(
      "g() in mm/f.c returns '-ENOMEM', and the call has no arm for it",
    );
    expect(() => main({ done: [], '-ENOMEM': [], '-EBUSY': [] })).not.toThrow();
    // @ts-expect-error -- no arm for '-EBUSY'
    fn(at('main'), [call(fn(at('g'), [call(f, ret)]), { '-ENOMEM': [] })]);
  });
});

describe('what a step does', () => {
  const after = (does: never) => {
    const [x] = Object.values(laid(fn(at('f'), [step('x', 'x', does)])).states) as {
      on: { task: [{ actions?: { [BARE]: (k: K, me: object, choice: string) => void } }] };
    }[];
    const k = { a: false, n: 0 };
    x?.on.task[0].actions?.[BARE](k, {}, '');
    return k;
  };
  const inc = (k: K) => k.n++;
  it.each([
    [[{ a: true }, false, inc], { a: true, n: 1 }],
    [[undefined, [null, inc]], { a: false, n: 1 }],
    [[false], { a: false, n: 0 }],
  ])('is done without what a decision has left out: %j', (does, left) => {
    expect(after(does as never)).toEqual(left);
  });
  it.each([
    [[inc, true], "'does' of 'x' is no function but true"],
    ['a = true', "'does' of 'x' is no function but 'a = true'"],
  ])('is refused where it is neither a function nor fields: %j', (does, message) => {
    expect(() => after(does as never)).toThrow(`f() in mm/f.c: ${message}`);
  });
});
