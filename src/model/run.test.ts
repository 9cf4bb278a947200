// SPDX-License-Identifier: MIT
/** Each construct of the notation against the states as they would be written by hand. */
import { describe, expect, it } from 'vitest';
import { code } from './code.ts';
import { bool, int } from './domain.ts';
import type { Values } from './domain.ts';
import { run } from './run.ts';
import type { AnyFn, Item } from './statement.ts';
import { BARE, fault, thread } from './thread.ts';
import type { Source } from './types.ts';

const memory = { a: bool, n: int(0, 3) };
const stack = { i: int(0, 3) };
type K = Values<typeof memory>;
type Me = Values<typeof stack>;
const { fn, step, wait_until, branch, call, ret, goto, label, loop, break_, continue_, inlined, as, end } =
  code<K, Me>();
const at = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'mm/f.c',
  version: 'v1',
  ...(callers.length > 0 && { callers }),
});
const t = thread(memory, 'task', stack, { threads: ['other', 'task'] });

/** A function is there or not: a guard is compared by what it says of two memories, an effect by what it leaves. */
function plain(states: Readonly<Record<string, object>>) {
  return JSON.parse(
    JSON.stringify(states, (_, value: unknown) => {
      if (typeof value !== 'function') return value;
      const bare = (value as { [BARE]?: (k: K, me: Me, c: string) => unknown })[BARE];
      if (!bare) return 'a function';
      const seen = [false, true].flatMap((a) =>
        ['x', 'y'].map((choice) => {
          const [k, me] = [{ a, n: 1 }, { i: 1 }];
          const says = bare(k, me, choice);
          return typeof says === 'boolean' ? says : { k, me };
        }),
      );
      return seen;
    }),
  ) as object;
}
const laid = (f: AnyFn) => run(t, f as never).config;
const shape = ({ initial, states }: { initial: string; states: Readonly<Record<string, object>> }) => ({
  initial,
  order: Object.keys(states),
  states: plain(states),
});
const laidOut = (f: AnyFn) => shape(laid(f));
const byHand = (initial: string, states: Readonly<Record<string, object>>) =>
  shape(t.region(initial, states).config);
const set = (k: K) => void (k.a = true);
const isSet = (k: K) => k.a;

describe('a function is laid out as', () => {
  it('statements that go on to the next, without what a decision has left out', () => {
    const off = false as boolean;
    expect(
      laidOut(fn(at('f'), [step('x', 'a = true', { a: true }), off && step('z', 'z'), [step('y', 'y')]])),
    ).toEqual(
      byHand('x', {
        x: t.on({ at: at('f'), says: 'a = true' }, { effect: set, target: 'y' }),
        y: t.on({ at: at('f'), says: 'y' }, { target: 'returned' }),
        returned: t.end(),
      }),
    );
  });

  it('a statement with facts, and one that waits', () => {
    const holder = (k: K) => [k.a ? 'other' : null];
    const f = fn(at('f'), [
      step('x', { says: 'x', primitive: 'alloc_page', mayWait: true, choices: ['ok'] }),
      wait_until('y', { says: 'y', lock: 'l', waitsFor: holder }, isSet, (_, me) => me.i++),
    ]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: t.on(
          { at: at('f'), says: 'x', primitive: 'alloc_page', mayWait: true, choices: ['ok'] },
          { target: 'y' },
        ),
        y: t.on(
          { at: at('f'), says: 'y', lock: 'l', waitsFor: holder },
          { guard: isSet, effect: (_, me) => void me.i++, target: 'returned' },
        ),
        returned: t.end(),
      }),
    );
  });

  it('branches, whose arms are done before what comes below', () => {
    const f = fn(at('f'), [
      branch('x', { says: 'x', choices: ['x', 'y'] }, [
        { when: isSet, note: 'set', then: fault('bug') },
        [{ choice: 'y', does: (_, me) => me.i--, then: [step('z', 'z')] }, false],
        { when: isSet, choice: 'x', note: 'both' },
        { note: 'else', then: ret() },
      ]),
      step('y', 'y'),
    ]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: t.on(
          { at: at('f'), says: 'x', choices: ['x', 'y'] },
          { guard: isSet, target: fault('bug'), note: 'set' },
          { guard: (_, __, c) => c === 'y', effect: (_, me) => void me.i--, target: 'z' },
          { guard: (k, _, c) => c === 'x' && k.a, target: 'y', note: 'both' },
          { target: 'returned', note: 'else' },
        ),
        z: t.on({ at: at('f'), says: 'z' }, { target: 'y' }),
        y: t.on({ at: at('f'), says: 'y' }, { target: 'returned' }),
        returned: t.end(),
      }),
    );
  });

  it('labels, before their goto and after', () => {
    const f = fn(at('f'), [
      label('again'),
      branch('x', 'x', [{ when: isSet, then: goto('out') }, {}]),
      step('y', 'y'),
      goto('again'),
      label('out'),
      step('z', 'z'),
    ]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: t.on({ at: at('f'), says: 'x' }, { guard: isSet, target: 'z' }, { target: 'y' }),
        y: t.on({ at: at('f'), says: 'y' }, { target: 'x' }),
        z: t.on({ at: at('f'), says: 'z' }, { target: 'returned' }),
        returned: t.end(),
      }),
    );
  });

  it('loops, with break and continue, one in another', () => {
    const f = fn(at('f'), [
      loop([
        branch('x', 'x', [{ when: isSet, then: break_ }, { when: (k) => k.n === 0, then: continue_ }, {}]),
        loop([branch('y', 'y', [{ when: isSet, then: break_ }, {}])]),
      ]),
      step('z', 'z'),
    ]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: t.on(
          { at: at('f'), says: 'x' },
          { guard: isSet, target: 'z' },
          { guard: (k) => k.n === 0, target: 'x' },
          { target: 'y' },
        ),
        y: t.on({ at: at('f'), says: 'y' }, { guard: isSet, target: 'x' }, { target: 'y' }),
        z: t.on({ at: at('f'), says: 'z' }, { target: 'returned' }),
        returned: t.end(),
      }),
    );
  });

  it('a daemon that never returns, without an end', () => {
    expect(laidOut(fn(at('f'), [loop([step('x', 'x')])]))).toEqual(
      byHand('x', { x: t.on({ at: at('f'), says: 'x' }, { target: 'x' }) }),
    );
  });

  it('ends of several names', () => {
    expect(laidOut(fn(at('f'), [branch('x', 'x', [{ when: isSet, then: end('failed') }, {}])]))).toEqual(
      byHand('x', {
        x: t.on({ at: at('f'), says: 'x' }, { guard: isSet, target: 'failed' }, { target: 'returned' }),
        failed: t.end(),
        returned: t.end(),
      }),
    );
  });
});

describe('a call is laid out', () => {
  const g = fn(at('g'), [
    branch('x', 'x', [{ when: isSet, then: ret('-EBUSY') }, { when: (k) => k.n > 0, then: ret('1') }, {}]),
    ret('0'),
  ]);
  const x = (busy: string, one: string, zero: string, ...callers: string[]) =>
    t.on(
      { at: at('g', ...callers), says: 'x' },
      { guard: isSet, target: busy },
      { guard: (k) => k.n > 0, target: one },
      { target: zero },
    );
  const plainStep = (name: string) => t.on({ at: at('f'), says: name }, { target: 'returned' });

  it('with an arm for each value, and the call path', () => {
    const f = fn(at('f'), [call(g, { '-EBUSY': ret(), '1': [step('one', 'one'), ret()] }), step('y', 'y')]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: x('returned', 'one', 'y', 'f'),
        one: plainStep('one'),
        y: plainStep('y'),
        returned: t.end(),
      }),
    );
  });
  it('with one arm for every value but 0, as `if (ret)` has', () => {
    const f = fn(at('f'), [call(g, goto('out')), step('y', 'y'), label('out')]);
    expect(laidOut(f)).toEqual(
      byHand('x', { x: x('returned', 'returned', 'y', 'f'), y: plainStep('y'), returned: t.end() }),
    );
  });
  it('with none where the value is of no interest', () => {
    expect(laidOut(fn(at('f'), [call(g, []), step('y', 'y')]))).toEqual(
      byHand('x', {
        x: x('y', 'y', 'y', 'f'),
        y: plainStep('y'),
        returned: t.end(),
      }),
    );
  });
  it('as `return g();`', () => {
    const f = fn(at('f'), [ret(g)]);
    expect(laidOut(fn(at('main'), [call(f, { '-EBUSY': end('busy'), '1': end('one') })]))).toEqual(
      byHand('x', {
        x: x('busy', 'one', 'returned', 'main', 'f'),
        busy: t.end(),
        one: t.end(),
        returned: t.end(),
      }),
    );
  });
  it('inline: in its own function, with the labels of the one around it', () => {
    const f = fn(at('f'), [
      inlined(at('h', 'between'), [branch('x', 'x', [{ when: isSet, then: goto('out') }, {}])]),
      step('y', 'y'),
      label('out'),
    ]);
    expect(laidOut(f)).toEqual(
      byHand('x', {
        x: t.on(
          { at: at('h', 'f', 'between'), says: 'x' },
          { guard: isSet, target: 'returned' },
          { target: 'y' },
        ),
        y: plainStep('y'),
        returned: t.end(),
      }),
    );
  });

  const lock = fn(at('lock'), [step('lock', 'lock'), step('', 'locked')]);
  it('inline in a helper of its own: a statement of the caller, where the path to it ends', () => {
    const f = at('f', 'e');
    const helped = (own: Item<K, Me>) =>
      inlined(at('helper'), [step('before', 'b'), own, step('after', 'a')]);
    expect(laidOut(fn(f, [helped(inlined(f, [step('x', 'x')]))]))).toEqual(
      byHand('before', {
        before: t.on({ at: at('helper', 'e', 'f'), says: 'b' }, { target: 'x' }),
        x: t.on({ at: f, says: 'x' }, { target: 'after' }),
        after: t.on({ at: at('helper', 'e', 'f'), says: 'a' }, { target: 'returned' }),
        returned: t.end(),
      }),
    );
  });

  it('twice, by names given with as([]), where a statement without a name has that of the call', () => {
    const names = Object.keys(
      laid(fn(at('f'), [as('a_', [call(lock)]), as('b', [as('_c_', [call(lock)])])])).states,
    );
    expect(names).toEqual(['a_lock', 'a', 'b_c_lock', 'b_c', 'returned']);
  });
  it('twice, the later one named after the function in which the call paths part', () => {
    const h = fn(at('h'), [step('x', 'x')]);
    const [g1, g2] = [fn(at('g1'), [call(h)]), fn(at('g2'), [call(h)])];
    const { states } = laid(fn(at('f'), [call(g1), call(g2)]));
    expect(Object.keys(states)).toEqual(['x', 'g2_x', 'returned']);
    expect((states['g2_x'] as { meta: { at: Source } }).meta.at).toEqual(at('h', 'f', 'g2'));
  });
  it('by two threads, each of which a statement knows', () => {
    const mine = fn(at('f'), [step('x', 'x', (k, _me, _choice, self) => (k.n = self.index))]);
    const n = (name: string) => {
      const other = thread(memory, name, stack, { threads: ['other', 'task'] });
      const k = { a: false, n: 3 };
      const state = run(other, mine).config.states['x'] as { on: Record<string, { actions: object }[]> };
      const [taken] = state.on[name] as [{ actions: object }];
      (taken.actions as { [BARE]?: (k: K) => void })[BARE]?.(k);
      return k.n;
    };
    expect(['other', 'task'].map(n)).toEqual([0, 1]);
  });
});

it('lays nothing out that no path reaches', () => {
  const never = fn(at('g'), [step('x', 'x'), ret('0')]);
  const f = fn(at('f'), [call(never, [step('y', 'y')]), branch('z', 'z', [{ then: ret() }]), step('w', 'w')]);
  expect(Object.keys(laid(f).states)).toEqual(['x', 'z', 'returned']);
});
