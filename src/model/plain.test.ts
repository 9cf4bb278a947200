// SPDX-License-Identifier: MIT
import { assign, createMachine, setup } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { compareOnSchedules, compareWithGraph, graphOf } from '../testing/compare.ts';
import { int, record } from './domain.ts';
import { system, thread } from './thread.ts';

/**
 * One system written in several ways: each of two threads adds its own amount (1 or 2) to n while n + amount <= 3, and
 * counts on its stack how often. A choice says whether it goes on or ends.
 */
const memory = { n: int(0, 3) };
const stack = { times: int(0, 3) };
const AMOUNTS = { one: 1, two: 2 } as const;
type Name = keyof typeof AMOUNTS;

interface Context {
  readonly mem: { readonly n: number };
  readonly stack: Readonly<Record<Name, { readonly times: number }>>;
}
interface Args {
  readonly context: Context;
  readonly event: { readonly type: string; readonly choice?: string };
}
const fits = ({ context }: Args, amount: number) => context.mem.n + amount <= 3;
const mem = ({ context }: Args, amount: number) => ({ n: context.mem.n + amount });
const stacks = ({ context, event }: Args) => {
  const name = event.type as Name;
  return { ...context.stack, [name]: { times: context.stack[name].times + 1 } };
};

/** The machine, given the candidate that adds: the other says that the thread ends. */
function written(add: (name: Name) => object, implementations: object = {}): AnyStateMachine {
  const ends = { guard: ({ event }: Args) => event.choice === 'end', target: 'done' };
  const region = (name: Name) => ({
    initial: 'go',
    states: {
      go: { meta: { choices: ['add', 'end'] }, on: { [name]: [ends, add(name)] } },
      done: { type: 'final' },
    },
  });
  const config = {
    id: 'sums',
    type: 'parallel',
    context: { mem: { n: 0 }, stack: { one: { times: 0 }, two: { times: 0 } } },
    meta: {
      memory: record(memory),
      threads: { one: { stack: record(stack) }, two: { stack: record(stack) } },
    },
    states: { one: region('one'), two: region('two') },
  };
  const made =
    Object.keys(implementations).length > 0
      ? setup(implementations).createMachine(config as never)
      : createMachine(config as never);
  return made as unknown as AnyStateMachine;
}

function withThreads(): AnyStateMachine {
  const at = { func: 'f', file: 'f.c', version: 'v0' };
  const region = (name: Name) => {
    const t = thread(memory, name, stack);
    const go = t.on(
      { at, says: 'n += amount', choices: ['add', 'end'] },
      { guard: (_k, _me, choice) => choice === 'end', target: 'done' },
      {
        guard: (k) => k.n + AMOUNTS[name] <= 3,
        effect: (k, me) => {
          k.n += AMOUNTS[name];
          me.times++;
        },
        target: 'go',
      },
    );
    return t.region('go', { go, done: t.end() });
  };
  return system({ id: 'sums', memory, threads: [region('one'), region('two')] });
}

const guards = { fits: (args: Args, { amount }: { amount: number }) => fits(args, amount) };
const byName = {
  guards: { ...guards, one: (args: Args) => fits(args, 1), two: (args: Args) => fits(args, 2) },
  actions: {
    add: assign({
      mem: (args: Args, { amount }: { amount: number }) => mem(args, amount),
      stack: stacks,
    } as never),
    addOne: assign(((args: Args) => ({ mem: mem(args, 1), stack: stacks(args) })) as never),
    addTwo: assign(((args: Args) => ({ mem: mem(args, 2), stack: stacks(args) })) as never),
  },
};

const fromEvent = ({ event }: Args) => ({ amount: AMOUNTS[event.type as Name] });

const WAYS: Readonly<Record<string, () => AnyStateMachine>> = {
  'guards as functions, assign of an object': () =>
    written((name) => ({
      guard: (args: Args) => fits(args, AMOUNTS[name]),
      actions: assign({ mem: (args: Args) => mem(args, AMOUNTS[name]), stack: stacks } as never),
      target: 'go',
    })),
  'guards as functions, assign of a function': () =>
    written((name) => ({
      guard: (args: Args) => fits(args, AMOUNTS[name]),
      actions: assign(((args: Args) => ({ mem: mem(args, AMOUNTS[name]), stack: stacks(args) })) as never),
    })),
  'guards and actions as strings': () =>
    written((name) => ({ guard: name, actions: name === 'one' ? 'addOne' : 'addTwo', target: 'go' }), byName),
  'guards and actions with parameters': () =>
    written((name) => {
      const params = { amount: AMOUNTS[name] };
      return { guard: { type: 'fits', params }, actions: { type: 'add', params } };
    }, byName),
  'parameters that are functions of context and event': () =>
    written(() => {
      return {
        guard: { type: 'fits', params: fromEvent },
        actions: [{ type: 'add', params: fromEvent }],
        target: 'go',
      };
    }, byName),
  'two assigns, one after the other': () =>
    written(
      (name) => ({
        guard: { type: 'fits', params: { amount: AMOUNTS[name] } },
        actions: [
          assign({ mem: (args: Args) => mem(args, AMOUNTS[name]) } as never),
          // The second sees what the first did, and takes one addition of two back and again.
          assign({ mem: ({ context }: Args) => ({ n: context.mem.n - 1 }) } as never),
          assign({ mem: ({ context }: Args) => ({ n: context.mem.n + 1 }), stack: stacks } as never),
        ],
      }),
      byName,
    ),
  'implementations given later': () =>
    written((name) => ({ guard: name, actions: name === 'one' ? 'addOne' : 'addTwo' })).provide(
      byName as never,
    ),
};

describe('one system written as a plain XState machine', () => {
  const expected = graphOf({ machine: withThreads(), properties: [] });
  it('is, with our own helpers, larger than a few states', () => {
    expect(expected.nodes.size).toBeGreaterThan(20);
    compareWithGraph({ machine: withThreads(), properties: [] });
  });
  it.each(Object.entries(WAYS))('%s: the same states and steps, compiled or not', (_, way) => {
    const instance = { machine: way(), properties: [] };
    const graph = graphOf(instance);
    expect(new Set(graph.nodes.keys())).toEqual(new Set(expected.nodes.keys()));
    expect(
      [...graph.nodes].every(
        ([key, node]) =>
          JSON.stringify([...node.steps]) === JSON.stringify([...(expected.nodes.get(key)?.steps ?? [])]),
      ),
    ).toBe(true);
    compareWithGraph(instance, { graph });
    compareWithGraph(instance, { graph, budget: 0 });
    compareOnSchedules(instance, 10);
  });
});
