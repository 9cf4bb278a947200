// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { ADVICE, machine, refusal, refused, stack } from '../testing/subset.ts';
import type { Config, Given } from '../testing/subset.ts';
import { bool, int, record } from './domain.ts';
import { readMachine } from './read.ts';
import { fault, system, thread } from './thread.ts';

describe('refused in a region, with its path and what to write instead', () => {
  refused([
    ['on', { region: { on: { t: { target: '.done' } } } }, 'm.t', ADVICE.inStates],
    ['onDone', { region: { onDone: { actions: [] } } }, 'm.t', ADVICE.reads],
    ['always', { region: { always: { target: '.done' } } }, 'm.t', ADVICE.schedulable],
    ['entry', { region: { entry: () => {} } }, 'm.t', ADVICE.leading],
    ['exit', { region: { exit: () => {} } }, 'm.t', ADVICE.leaving],
    ['after', { region: { after: { 10: '.done' } } }, 'm.t', ADVICE.choice],
    ['invoke', { region: { invoke: { src: 'x' } } }, 'm.t', ADVICE.aThread],
    ['output', { region: { output: 1 } }, 'm.t', ADVICE.result],
    [
      'actions of its start',
      { region: { initial: { target: 'step', actions: () => {} } } },
      'm.t',
      "write the state's name alone",
    ],
    [
      'no states',
      { region: { initial: undefined, states: undefined } },
      'm.t',
      'give it states and an initial one',
    ],
    [
      'parallel states',
      { region: { type: 'parallel', initial: undefined } },
      'm.t',
      'give it states and an initial one',
    ],
  ]);
});

describe('refused at the root, with its path and what to write instead', () => {
  const threads = { t: stack, u: stack };
  const memory = record({ n: int(0, 2), on: bool });
  const meta = (given: Config): Given => ({ root: { meta: { memory, threads, ...given } } });
  const mem = { n: 0, on: false };
  refused([
    [
      'a root that is not parallel',
      { root: { type: undefined, initial: 't' } },
      'm',
      "write type: 'parallel', one region for each thread",
    ],
    ['on', { root: { on: { t: { target: '.t.done' } } } }, 'm', ADVICE.inStates],
    ['onDone', { root: { onDone: { actions: [] } } }, 'm', ADVICE.reads],
    ['always', { root: { always: { actions: [] } } }, 'm', ADVICE.schedulable],
    ['entry', { root: { entry: () => {} } }, 'm', ADVICE.leading],
    ['exit', { root: { exit: () => {} } }, 'm', ADVICE.leaving],
    ['after', { root: { after: { 10: '.t.done' } } }, 'm', ADVICE.choice],
    ['invoke', { root: { invoke: { src: 'x' } } }, 'm', ADVICE.aThread],
    ['output', { root: { output: 1 } }, 'm', ADVICE.result],
    [
      'no declared domains',
      { root: { meta: undefined } },
      'm',
      'build it with system(), or give meta.memory and meta.threads',
    ],
    [
      'no declared stacks',
      meta({ threads: undefined }),
      'm',
      'build it with system(), or give meta.memory and meta.threads',
    ],
    ['a stack that is not declared', meta({ threads: { t: stack } }), 'm.u', 'add meta.threads.u'],
    [
      'two threads on one CPU',
      meta({ threads: { t: { ...stack, cpu: 3 }, u: { ...stack, cpu: 3 } } }),
      'm.u',
      'declare the CPUs that are shared',
    ],
    [
      'a context made by a function',
      { root: { context: () => ({ mem, stack: { t: {}, u: {} } }) } },
      'm',
      'give it as a plain object',
    ],
    ['no context', { root: { context: undefined } }, 'm', 'give it as a plain object'],
    [
      'a context with other fields',
      { root: { context: { mem, stack: { t: {}, u: {} }, count: 0 } } },
      'm',
      'put it into one of them and declare its domain',
    ],
    [
      'a stack of no thread',
      { root: { context: { mem, stack: { t: {}, u: {}, v: {} } } } },
      'm',
      'leave it out',
    ],
  ]);
  it.each([
    [{ mem: { n: 3, on: false }, stack: { t: {}, u: {} } }, 'the initial mem.n is 3, outside int(0, 2)'],
    [{ mem: { n: 0 }, stack: { t: {}, u: {} } }, 'the initial mem.on is undefined, outside bool'],
    [{ mem, stack: { t: {} } }, 'the initial stack.u is undefined, outside its record'],
    [{ mem, stack: { t: {}, u: { x: 1 } } }, 'the initial stack.u.x is not declared'],
  ])('the initial context %j: %s', (context, message) => {
    expect(() => readMachine(machine({ root: { context } }))).toThrow(message);
  });
});

describe('a machine built with system()', () => {
  const memory = { n: int(0, 1) };
  const at = { func: 'f', file: 'f.c', version: 'v0' };
  it('refuses a fault state with a step', () => {
    const t = thread(memory, 't', {});
    const step = (target: string) => t.on({ at, says: 'x' }, { target });
    const region = { ...t.region('go', { go: step(fault('oops')) }) };
    const states = { ...region.config.states, [fault('oops')]: step('go') };
    const threads = [{ ...region, config: { ...region.config, states } }];
    expect(refusal(system({ id: 'm', memory, threads }))).toBe(
      'm.t.fault(oops): a fault state has a step; nothing after a fault means anything: leave its events out',
    );
  });
  it('has the states, sources, ends and faults that its threads were written with', () => {
    const t = thread(memory, 'mapper0', {}, { cpu: 2 });
    const walk = t.on(
      { at, says: 'p4d = p4d_offset()', mayWait: true },
      { target: fault('oops'), note: 'gone' },
    );
    const [read] = readMachine(
      system({ id: 'm', memory, threads: [t.region('walk', { walk, done: t.end() })] }),
    ).threads;
    expect([read?.role, read?.cpu, read?.initial]).toEqual(['mapper', 2, 0]);
    const of = read?.positions.map((p) => [
      p.name,
      p.says,
      p.at,
      p.validEnd,
      p.fault,
      p.candidates.map((c) => [c.target, c.note]),
    ]);
    expect(of).toEqual([
      ['walk', 'p4d = p4d_offset()', at, true, undefined, [[2, 'gone']]],
      ['done', 'done', undefined, true, undefined, []],
      ['fault(oops)', 'fault(oops)', undefined, false, 'oops', []],
    ]);
  });
});
