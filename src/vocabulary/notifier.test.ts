// SPDX-License-Identifier: MIT
/** Who is told of a refusal: with notifier_call_chain_robust() those who have agreed, and nobody else. */
import { expect, it } from 'vitest';
import { code, notifierChain, notify, run, thread } from './index.ts';
import type { Values } from './index.ts';

const memory = notifierChain(3);
const { fn, step, ret } = code<Values<typeof memory>>();
const at = { func: 'f', file: 'mm/f.c', version: 'v1' };
const statesOf = (rollback: string | false) =>
  Object.keys(
    run(
      thread(memory, 'task', {}),
      fn(at, [
        notify('going', 'MEM_GOING_OFFLINE', 3, {
          answers: (link) => (link === 0 ? ['NOTIFY_OK'] : ['NOTIFY_OK', 'NOTIFY_BAD']),
          bad: ret('-EBUSY'),
          rollback,
        }),
        step('done', 'all have agreed'),
        ret('0'),
      ]),
    ).config.states,
  );

it('a refusal is told to nobody by itself', () => {
  expect(statesOf(false)).toEqual(['going_0', 'going_1', 'going_2', 'done', 'returned']);
});
it('a rollback tells those before the one that refused', () => {
  expect(statesOf('MEM_CANCEL_OFFLINE')).toEqual([
    'going_0',
    'going_1',
    'going_1_rollback_0',
    'going_2',
    'going_2_rollback_0',
    'going_2_rollback_1',
    'done',
    'returned',
  ]);
});
