// SPDX-License-Identifier: MIT
/**
 * blocking_notifier_call_chain(), kernel/notifier.c: each link is called in turn, a step each, until one returns
 * NOTIFY_BAD. The chain itself does not change here, so its rwsem is left out. What each link has been told is kept for
 * properties alone.
 */
import { array, bool, ghost, oneOf } from '../model/domain.ts';
import type { Candidate, StepInfo } from '../model/thread.ts';
import type { Source } from '../model/types.ts';

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
/** The turn is over, whoever was told: a link that is still `pending` stays so. */
export const chainOver = (k: Chain) => {
  k.told = k.told.map((told) => (told === 'pending' ? told : 'nothing'));
};
interface Caller {
  on(info: StepInfo<Chain, object>, ...candidates: readonly Candidate<Chain, object>[]): object;
}
interface Call {
  /** The prefix of the states' names: `going_online`. */
  readonly name: string;
  /** The event: `MEM_GOING_ONLINE`. */
  readonly event: string;
  readonly at: Source;
  /** How many links are called: all of them, or notifier_call_chain_robust()'s `nr - 1`. */
  readonly links: number;
}

/** The state that calls the first link, or where the call returns to when there is none. */
export const enterChain = (name: string, links: number, returned: string) =>
  links > 0 ? `${name}_0` : returned;

/** An event that a link may refuse. `answersOf(i)`: what link i may return; `bad(i)`: where the caller goes when link i returned NOTIFY_BAD. */
export function callGoing(
  t: Caller,
  { name, event, at, links }: Call,
  answersOf: (link: number) => readonly string[],
  ok: string,
  bad: (link: number) => string,
): Record<string, object> {
  const refuses: (i: number) => Candidate<Chain, object> = (i) => ({
    guard: (_, __, answer) => answer === 'NOTIFY_BAD',
    effect: (k) => void (k.told[i] = 'vetoed'),
    target: bad(i),
    note: 'NOTIFY_BAD',
  });
  const agrees: (i: number) => Candidate<Chain, object> = (i) => ({
    effect: (k) => void (k.told[i] = 'pending'),
    target: i + 1 < links ? `${name}_${i + 1}` : ok,
    note: 'NOTIFY_OK',
  });
  const step = (i: number) => {
    const answers = answersOf(i);
    return t.on(
      { at, says: `nb${i}->notifier_call(${event})`, choices: answers },
      ...(answers.includes('NOTIFY_BAD') ? [refuses(i)] : []),
      ...(answers.includes('NOTIFY_OK') ? [agrees(i)] : []),
    );
  };
  return Object.fromEntries(Array.from({ length: links }, (_, i) => [`${name}_${i}`, step(i)]));
}

/** An event that ends what a GOING event began: done or CANCEL. What a link returns is not looked at. */
export function callEnd(
  t: Caller,
  { name, event, at, links }: Call,
  returned: string,
): Record<string, object> {
  const step = (i: number) =>
    t.on(
      { at, says: `nb${i}->notifier_call(${event})` },
      {
        effect: (k) => {
          if (k.told[i] === 'nothing') k.told_out_of_turn = true;
          if (k.told[i] === 'ended') k.told_twice = true;
          k.told[i] = 'ended';
        },
        target: i + 1 < links ? `${name}_${i + 1}` : returned,
      },
    );
  return Object.fromEntries(Array.from({ length: links }, (_, i) => [`${name}_${i}`, step(i)]));
}
