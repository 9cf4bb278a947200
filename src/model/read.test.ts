// SPDX-License-Identifier: MIT
import { and, enqueueActions, log, not, or, raise, sendTo, stateIn } from 'xstate';
import { describe, expect, it } from 'vitest';
import { ADVICE, machine, refusal, refused } from '../testing/subset.ts';
import type { Config, Given } from '../testing/subset.ts';
import { readMachine } from './read.ts';

const STEP = 'm.t.step';
const flat = 'threads are flat: write a state for each point where another CPU can interleave';
const asEffect = 'transition() only returns it, it does not run it: write what it changes as an effect';
const oneGuard = 'write the guard as one function of context and event';
const own = "'t'";

it('a machine of the subset is accepted', () => {
  expect(refusal(machine({}))).toBe('accepted');
  expect(
    readMachine(machine({})).threads.map((t) => [t.name, t.role, t.cpu, t.positions.map((p) => p.path)]),
  ).toEqual([
    ['t', 't', 0, ['t.step', 't.done']],
    ['u', 'u', 1, ['u.idle']],
  ]);
});

describe('refused in a state, with its path and what to write instead', () => {
  refused([
    ['always', { state: { always: { target: 'done' } } }, STEP, ADVICE.schedulable],
    ['entry', { state: { entry: () => {} } }, STEP, ADVICE.leading],
    ['exit', { state: { exit: () => {} } }, STEP, ADVICE.leaving],
    ['after', { state: { after: { 10: 'done' } } }, STEP, ADVICE.choice],
    ['invoke', { state: { invoke: { src: 'x' } } }, STEP, ADVICE.aThread],
    ['nested states', { state: { initial: 'a', states: { a: {} } } }, STEP, flat],
    ['nested parallel states', { state: { type: 'parallel', states: { a: {} } } }, STEP, flat],
    ['onDone of nested states', { state: { initial: 'a', states: { a: {} }, onDone: 'done' } }, STEP, flat],
    ['onDone', { state: { onDone: { target: 'done' } } }, STEP, ADVICE.reads],
    ['a history state', { state: { type: 'history' } }, STEP, 'keep what is to be remembered on the stack'],
    ['the wildcard', { state: { on: { '*': { target: 'done' } } } }, STEP, `listen for ${own} alone`],
    ['a partial wildcard', { state: { on: { 't.*': { target: 'done' } } } }, STEP, `listen for ${own} alone`],
    [
      'another thread’s event',
      { state: { on: { u: { target: 'done' } } } },
      STEP,
      `a thread moves on its own event: ${own}`,
    ],
    [
      'an unknown event',
      { state: { on: { go: { target: 'done' } } } },
      STEP,
      `the event is the thread's name: ${own}`,
    ],
    [
      'the event of a thread’s end',
      { state: { on: { 'xstate.done.state.m.u': { target: 'done' } } } },
      STEP,
      `the event is the thread's name: ${own}`,
    ],
    ['output', { done: { output: 1 } }, 'm.t.done', ADVICE.result],
    ['a step of a final state', { done: { on: { t: { target: 'step' } } } }, 'm.t.done', "tag it 'may-wait'"],
    [
      'an unknown key',
      { state: { timeout: 3 } },
      STEP,
      'leave it out (allowed here: id, type, on, meta, description, tags)',
    ],
    ['no choice at all', { state: { meta: { choices: [] } } }, STEP, 'list each choice once'],
    ['a choice twice', { state: { meta: { choices: ['a', 'b', 'a'] } } }, STEP, 'list each choice once'],
  ]);
});

const second = (candidate: Config): Given => ({
  candidate: [{ guard: () => false, target: 'done' }, candidate],
});

describe('refused in a candidate, with its path and what to write instead', () => {
  const at = `${STEP}[1]`;
  const target = 'done';
  refused([
    [
      'several targets',
      second({ target: ['done', 'step'] }),
      at,
      'a step moves its own thread, to one state',
    ],
    ['a target in another thread', second({ target: '#m.u.idle' }), at, 'a step moves its own thread only'],
    ['its own region as a target', second({ target: '#m.t' }), at, 'a step moves its own thread only'],
    ['neither a target nor an effect', second({ guard: () => true }), at, 'leave the candidate out'],
    [
      'raise',
      second({ target, actions: raise({ type: 'u' }) }),
      at,
      'let the thread that is meant take a step of its own',
    ],
    [
      'enqueueActions',
      second({ target, actions: enqueueActions(() => {}) }),
      at,
      'write its conditions as candidates with guards',
    ],
    ['sendTo', second({ target, actions: sendTo('x', { type: 'u' }) }), at, asEffect],
    ['log', second({ target, actions: log('x') }), at, asEffect],
    ['a function as an action', second({ target, actions: () => {} }), at, asEffect],
    ['an action that is not implemented', second({ target, actions: 'missing' }), at, "the action 'missing'"],
    ['and()', second({ target, guard: and([() => true]) }), at, oneGuard],
    ['or()', second({ target, guard: or([() => true]) }), at, oneGuard],
    ['not()', second({ target, guard: not(() => true) }), at, oneGuard],
    ['stateIn()', second({ target, guard: stateIn('#m.u.idle') }), at, oneGuard],
    [
      'a guard that is not implemented',
      second({ target, guard: 'missing' }),
      at,
      'give it in setup({ guards })',
    ],
    ['reenter', second({ target, reenter: true }), at, 'leave it out: states have no entry or exit actions'],
    [
      'an unknown key',
      second({ target, in: '#m.u.idle' }),
      at,
      'leave it out (allowed here: guard, actions, target',
    ],
  ]);
});
