// SPDX-License-Identifier: MIT
/** What a model's functions may answer. JavaScript would take a promise for true, a string for a list of letters. */
import { types } from 'node:util';
import { DomainError, show } from './domain.ts';

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as { then?: unknown } | null | undefined)?.then === 'function';

/** An answer as an error tells it. */
function told(answer: unknown): string {
  if (isPromise(answer)) {
    // Nobody waits for it: what it throws is nobody's either.
    answer.then(undefined, () => {});
    return 'a promise';
  }
  return typeof answer === 'function' ? 'a function' : String(show(answer) ?? typeof answer);
}

/** What is wrong with an answer that should be true or false. */
export function notTruth(answer: unknown): string {
  const instead = isPromise(answer) ? ': it must not be async' : '';
  return `gives ${told(answer)}, not true or false${instead}`;
}

/** The answer of a guard or a property. `who` gave it, for the error. */
export function truth(answer: unknown, who: string): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new DomainError(`${who} ${notTruth(answer)}`);
}

/** What a measure gives: nothing, where it does not speak of the state. */
export function measuredNumber(answer: unknown, who: string): number | undefined {
  if (answer === undefined || (typeof answer === 'number' && Number.isFinite(answer))) return answer;
  throw new DomainError(`${who} gives ${told(answer)}, not a number, nor undefined`);
}

/** What an effect leaves to be done later is never done. Anything else that it returns does not matter. */
export function done(answer: unknown): void {
  // A part of memory, as `(k) => k.list.fill(null)` returns: looking for a `then` in it would be a read of the step.
  if (types.isProxy(answer)) return;
  if (isPromise(answer))
    throw new DomainError(`its effect returns ${told(answer)}: it must not be async, nothing waits for it`);
  if (typeof answer === 'function')
    throw new DomainError('its effect returns a function, which nobody calls: write (k, me) => { ... }');
  if (Object.prototype.toString.call(answer) === '[object Generator]')
    throw new DomainError('its effect is a generator, of which nothing has run: write (k, me) => { ... }');
}

/** A record that an effect returns as a reducer would, for somebody to take it in place of what there was. */
export function written(answer: unknown, mem: object, me: object, wrote: boolean): void {
  if (!isRecord(answer)) return;
  const all = Object.keys(mem);
  const field = [...all, ...Object.keys(me)].find((name) => Object.hasOwn(answer, name));
  // `(k) => (k.head = { a: 1 })` returns what it has written.
  if (field === undefined || (wrote && !all.every((name) => Object.hasOwn(answer, name)))) return;
  throw new DomainError(
    `its effect returns an object with '${field}', which nobody reads: an effect writes to what it is given, and returns nothing`,
  );
}

/** No draft, no list. */
export const isRecord = (answer: unknown): answer is object =>
  typeof answer === 'object' && answer !== null && !types.isProxy(answer) && !Array.isArray(answer);

/** The list that a step's choices are. */
export function choiceList(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) throw new DomainError(`its choices are ${told(answer)}, not a list of strings`);
  // A copy: the list may be a draft that the effects then change.
  const list = answer.slice() as unknown[];
  const odd = list.findIndex((c) => typeof c !== 'string');
  if (odd >= 0) throw new DomainError(`its choices have ${told(list[odd])} among them: each is a string`);
  if (new Set(list).size < list.length)
    throw new DomainError(`its choices say one choice twice: ${list.join(', ')}`);
  return list as string[];
}

/** The list of who holds what a step waits for. */
export function holderList(answer: unknown): readonly (string | null)[] {
  if (!Array.isArray(answer))
    throw new DomainError(`its waitsFor gives ${told(answer)}, not a list of threads`);
  return answer as (string | null)[];
}
