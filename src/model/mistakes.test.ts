// SPDX-License-Identifier: MIT
/** What is wrong with a function is said with the function, the statement and the nearest name. */
import { describe, expect, it } from 'vitest';
import { code } from './code.ts';
import { bool } from './domain.ts';
import { run } from './run.ts';
import type { AnyFn, AnyItem, Fn } from './statement.ts';
import { fault, thread } from './thread.ts';

const memory = { a: bool };
const at = (func: string) => ({ func, file: 'mm/f.c', version: 'v1' });
/** As a model in JavaScript has it: without types, so that the mistake is found when the thread is built. */
const { step, branch, ret, goto, label, loop, break_, as, end, inlined } = code();
const fn = (func: string, ...body: AnyItem[]): AnyFn =>
  code().fn(at(func) as never, [body as never]) as AnyFn;
const call = code().call as (f: AnyFn, arms?: object) => never;
const built = (f: AnyFn) => run(thread(memory, 'task', {}), f as never);

const busy = fn('busy', branch('b', 'b', [{ when: () => true, then: ret('-EBUSY') }, {}]), ret('0'));
const twice = fn('twice', step('x', 'x'));
const WRONG: readonly (readonly [mistake: string, f: AnyFn, message: string])[] = [
  [
    'a goto without its label',
    fn('f', branch('x', 'x', [{ then: goto('outt') }]), label('out'), step('y', 'y')),
    "f() in mm/f.c, at 'x': unknown label 'outt'; did you mean 'out'? (there is: out)",
  ],
  [
    'a goto where there is no label',
    fn('f', step('x', 'x'), goto('out')),
    "f() in mm/f.c, at 'x': there is no label 'out'",
  ],
  [
    'two labels',
    fn('f', step('x', 'x'), label('out'), step('y', 'y'), label('out')),
    "f() in mm/f.c, at 'y': there are two labels 'out'",
  ],
  [
    'a value without an arm',
    fn('f', step('x', 'x'), call(busy)),
    "f() in mm/f.c, at 'x': busy() in mm/f.c returns '-EBUSY', and the call has no arm for it",
  ],
  [
    'a value that is passed on, without an arm',
    fn('f', call(fn('g', ret(busy as Fn)), { '-EBSUY': [] })),
    "f() in mm/f.c: g() in mm/f.c returns '-EBUSY', and the call has no arm for it (it has: -EBSUY)",
  ],
  [
    'a name twice',
    fn('f', step('x', 'one'), call(fn('g', step('x', 'two')))),
    "two statements are called 'x': 'one' in f() in mm/f.c, 'two' in g() in mm/f.c",
  ],
  [
    'a function called twice by the same',
    fn('f', call(twice), call(twice)),
    "twice() in mm/f.c is called twice by f() in mm/f.c, and 'x' is the name of a statement in it: as('second_', call(...)) names those of one call",
  ],
  [
    'a statement below a return',
    fn('f', step('x', 'x'), ret(), step('y', 'y')),
    "f() in mm/f.c, at 'x': nothing reaches 'y': what is above it never goes on, and there is no label between",
  ],
  [
    'a call below a fault',
    fn('f', step('x', 'x'), fault('bug'), call(twice)),
    "f() in mm/f.c, at 'x': nothing reaches the call of twice(): what is above it never goes on, and there is no label between",
  ],
  [
    'a statement below a loop without a way out',
    fn('f', loop([step('x', 'x')]), as('p_', [step('y', 'y')])),
    "f() in mm/f.c, at 'x': nothing reaches 'y': what is above it never goes on, and there is no label between",
  ],
  [
    'a statement below an end',
    fn('f', inlined(at('g'), [step('x', 'x'), end('e')]), step('y', 'y')),
    "f() in mm/f.c, at 'x': nothing reaches 'y': what is above it never goes on, and there is no label between",
  ],
  [
    'a label that no goto names, below a jump',
    fn('f', step('x', 'x'), ret(), label('out'), step('y', 'y')),
    "f() in mm/f.c: nothing reaches label 'out': what is above it jumps, and no goto names it",
  ],
  [
    'a way that is never taken',
    fn('f', branch('x', 'x', [{ note: 'else' }, { when: () => true }])),
    "f() in mm/f.c, at 'x': the way after 'else' is never taken: put it above",
  ],
  [
    'a branch without a way',
    fn('f', branch('x', 'x', [false])),
    "f() in mm/f.c, at 'x': a branch without a way to go",
  ],
  [
    'a break outside of a loop',
    fn('f', step('x', 'x'), break_),
    "f() in mm/f.c, at 'x': break_ outside of a loop",
  ],
  ['a statement without a name', fn('f', step('', 'x')), "f() in mm/f.c: 'x' has no name"],
  [
    'a name where a goto is meant',
    fn('f', step('x', 'x'), 'out' as never),
    "f() in mm/f.c, at 'x': 'out' is no statement: step(...), goto('out') or fault('out')?",
  ],
  [
    'a function where a statement is meant',
    fn('f', ret as never),
    'f() in mm/f.c: a function is no statement: write what step(), branch(), call() and the like return',
  ],
  [
    'a call of nothing',
    fn('f', step('x', 'x'), call(undefined as never)),
    "f() in mm/f.c, at 'x': call() of what is no function: write what fn() returns",
  ],
  [
    'a key that nobody reads',
    fn('f', branch('x', 'x', [{ wehn: () => true } as never, {}])),
    "f() in mm/f.c: unknown key of a way of 'x' 'wehn'; did you mean 'when'? (there are: when, choice, does, note, says, at, then)",
  ],
  [
    'a fact that nobody reads',
    fn('f', step('x', { says: 'x', maywait: true } as never)),
    "f() in mm/f.c: unknown fact of 'x' 'maywait'; did you mean 'mayWait'? (there are: choices, waitsFor, lock, acquires, primitive, mayWait)",
  ],
  [
    'a guard that is none',
    fn('f', branch('x', 'x', [{ when: true } as never, {}])),
    "f() in mm/f.c: 'when' of 'x' is no function but true",
  ],
  [
    'a statement without a text',
    fn('f', (step as (name: string) => never)('x')),
    "f() in mm/f.c: a statement has a name and a text, as step('set_state', 'mem->state = MEM_OFFLINE'); this has 'x' and undefined",
  ],
  ['a loop of nothing', fn('f', loop([])), 'f() in mm/f.c goes round without a statement'],
  [
    'a label that leads to itself',
    fn('f', label('a'), goto('a')),
    'f() in mm/f.c goes round without a statement',
  ],
];

describe('a mistake is named', () => {
  it.each(WRONG)('%s', (_, f, message) => {
    expect(() => built(f)).toThrow(new RangeError(message));
  });
  it('a function that calls itself', () => {
    const body: AnyItem[] = [step('x', 'x')];
    const f: AnyFn = { at: at('f'), body: body as never };
    body.push(call(f));
    expect(() => built(f)).toThrow(
      'f() in mm/f.c calls itself: write a loop, or what one more turn of it does',
    );
  });
  it('a word that must know the threads, in a thread that was not told', () => {
    const f = code<object>().fn(at('f'), [
      code<object>().step('x', { says: 'x', choices: (_k, _me, self) => self.threads }),
    ]);
    const { meta } = run(thread(memory, 'task', {}), f).config.states['x'] as {
      meta: { choices: (k: object, me: object) => unknown };
    };
    expect(() => meta.choices({}, {})).toThrow(
      'task is not among the threads it was told of: thread(memory, name, stack, { threads })',
    );
  });
});

describe('the compiler refuses', () => {
  interface K {
    a: boolean;
  }
  const typed = code<K>();
  const g = typed.fn(at('g'), [
    typed.branch('b', 'b', [{ when: (k) => k.a, then: typed.ret('-EBUSY') }, {}]),
    typed.ret('0'),
  ]);
  const me = code<K, { left: number }>();
  it('what it can: each line below is an error to it', () => {
    // @ts-expect-error -- no such label: "outt"
    typed.fn(at('f'), [goto('outt'), label('out')]);
    // @ts-expect-error -- no such label, in an arm of a branch
    typed.fn(at('f'), [typed.branch('x', 'x', [{ then: [goto('outt')] }]), label('out')]);
    // @ts-expect-error -- no such label, in an arm of a call
    typed.fn(at('f'), [typed.call(g, { '-EBUSY': goto('outt') }), label('out')]);
    // @ts-expect-error -- no arm for '-EBUSY'
    typed.call(g);
    // @ts-expect-error -- no arm for '-EBUSY'
    typed.call(g, { '0': [] });
    // @ts-expect-error -- an arm for a value that is never returned
    typed.call(g, { '-EBUSY': [], '-EINVAL': [] });
    // @ts-expect-error -- a field that the memory does not have
    typed.step('x', 'x', { b: true });
    const left = me.step('x', 'x', (_, stack) => stack.left--);
    // @ts-expect-error -- a statement of threads that have `left` on their stack
    typed.fn(at('f'), [left]);
    typed.fn(
      at('f'),
      [0, 1].map((i) => [goto(`out${i}`), label(`out${i}`)]),
    );
    expect(g.at.func).toBe('g');
  });
});
