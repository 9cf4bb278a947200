// SPDX-License-Identifier: MIT
/**
 * blocking_notifier_call_chain(), kernel/notifier.c: each link is called in turn, a step each, until one returns
 * NOTIFY_BAD. The chain itself does not change here, so its rwsem is left out. What each link has been told is kept for
 * properties alone.
 */
import { array, bool, ghost, oneOf } from '../model/domain.ts';
import { word } from '../model/code.ts';
import type { Arm, Flow, NoFlow, Stmt } from '../model/statement.ts';

/**
 * `pending`: it answered NOTIFY_OK to a GOING event and waits for the end. `vetoed`: it answered NOTIFY_BAD.
 * `ended`: it was told of an end, in this turn.
 */
export const notifierChain = (links: number) => ({
  told: ghost(array(links, oneOf('nothing', 'pending', 'vetoed', 'ended'))),
  /** Some link was told of an end whose beginning it never saw. */
  told_out_of_turn: ghost(bool),
  /** Some link was told of the end a second time. */
  told_twice: ghost(bool),
});
interface Chain {
  told: ('nothing' | 'pending' | 'vetoed' | 'ended')[];
  told_out_of_turn: boolean;
  told_twice: boolean;
}
/** The turn is over, whoever was told: a link that is still `pending` stays so. What went wrong was seen at its step. */
export const chainOver = (k: Chain) => {
  k.told_out_of_turn = false;
  k.told_twice = false;
  k.told = k.told.map((told) => (told === 'pending' ? told : 'nothing'));
};
/** What a link may answer, and where the caller goes when it has answered NOTIFY_BAD. */
interface Going<F extends Flow> {
  readonly answers: (link: number) => readonly string[];
  readonly bad: Stmt<unknown, unknown, F>;
  /** notifier_call_chain_robust(): the event that those who have agreed are told before that, and nobody else. */
  readonly rollback?: string | false;
}

/**
 * Calls the links, all of them or the first `links`; the states are called `${name}_0` and so on.
 * `going`: the event may be refused. Otherwise it ends what such an event began, done or CANCEL, and what a link
 * returns is not looked at.
 */
export const notify = <F extends Flow = NoFlow>(
  name: string,
  event: string,
  links: number,
  going?: Going<F>,
): readonly Stmt<Chain, unknown, F>[] =>
  Array.from({ length: links }, (_, i) => {
    const says = `nb${i}->notifier_call(${event})`;
    const step = going
      ? word(`${name}_${i}`, { says, choices: going.answers(i) }, ...answersOf(name, i, going))
      : word(`${name}_${i}`, says, { does: (k: Chain) => end(k, i) });
    return step as never;
  });

function answersOf<F extends Flow>(name: string, i: number, going: Going<F>): Arm<Chain, unknown>[] {
  const { answers, bad, rollback } = going;
  const says = (answer: string) => answers(i).includes(answer);
  return [
    ...(says('NOTIFY_BAD')
      ? [
          {
            choice: 'NOTIFY_BAD',
            does: (k: Chain) => (k.told[i] = 'vetoed'),
            note: 'NOTIFY_BAD',
            then: [rollback ? notify(`${name}_${i}_rollback`, rollback, i) : null, bad],
          },
        ]
      : []),
    ...(says('NOTIFY_OK') ? [{ does: (k: Chain) => (k.told[i] = 'pending'), note: 'NOTIFY_OK' }] : []),
  ];
}
function end(k: Chain, i: number): void {
  if (k.told[i] === 'nothing') k.told_out_of_turn = true;
  if (k.told[i] === 'ended') k.told_twice = true;
  k.told[i] = 'ended';
}
