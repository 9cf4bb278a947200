// SPDX-License-Identifier: MIT
/** `toHold`, for the `expect.extend()` of vitest and of jest: it knows neither. */
import { calledFrom } from './called.ts';
import { CheckResult } from './result.ts';
import type { Answer } from './result.ts';

/** What both call a matcher with, and what they take from it. */
export interface MatcherContext {
  readonly isNot?: boolean;
}
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * `expect(check(model, { design })).toHold('no-deadlock')`: the property holds; without a name, every property that was
 * asked does. The message of a failure is the trace, drawn. `.not.toHold` says that it is violated, or that one is.
 * What is unknown fails both ways, with the reason. Throws for a name that was not asked, and for what is no result.
 */
// `this` is how both hand a matcher its context, and how a matcher is exported.
export function toHold(this: MatcherContext | void, received: unknown, property?: string): MatcherResult {
  // oxlint-disable-next-line oxc/no-this-in-exported-function
  const isNot = this?.isNot === true;
  const result = resultIn(received);
  const asked =
    property === undefined ? result.properties : [calledFrom(toHold, () => named(result, property))];
  const of = (verdict: Answer['verdict']) => asked.filter((answer) => answer.verdict === verdict);
  const [violated, unknown] = [of('violated'), of('unknown')];
  if (violated.length > 0) return { pass: false, message: () => violatedText(violated) };
  // An answer that nobody has is no pass, whichever way it was asked.
  if (unknown.length > 0) return { pass: isNot, message: () => unknownText(unknown, property, isNot) };
  return { pass: true, message: () => holdsText(result, property) };
}

function resultIn(received: unknown): CheckResult {
  if (received instanceof CheckResult) return received;
  const isPromise = typeof (received as { then?: unknown } | null | undefined)?.then === 'function';
  throw new TypeError(
    isPromise
      ? 'toHold: this is a promise: check() returns its result at once, and needs no async function'
      : 'toHold: this is no result of check(): write expect(check(model, { design })).toHold(name)',
  );
}

function named(result: CheckResult, property: unknown): Answer {
  if (typeof property === 'string') return result.property(property);
  throw new TypeError(`toHold: a property is named by a string: toHold('${result.properties[0]?.name}')`);
}

/** Of several that are violated the shortest trace, and the others by name. */
function violatedText(violated: readonly Answer[]): string {
  const lengths = (answer: Answer) => answer.counterexamples[0]?.length ?? Infinity;
  const [first, ...others] = violated.toSorted((a, b) => lengths(a) - lengths(b)) as [Answer, ...Answer[]];
  const more = others.length === 0 ? '' : `\nViolated as well: ${others.map((a) => a.name).join(', ')}.\n`;
  return `expected '${first.name}' to hold\n\n${first.report()}${more}`;
}

function unknownText(unknown: readonly Answer[], property: string | undefined, isNot: boolean): string {
  const [first] = unknown as [Answer];
  const what = property === undefined ? (isNot ? 'a property' : 'every property') : `'${property}'`;
  const found =
    property === undefined
      ? `unknown are ${unknown.map((a) => a.name).join(', ')}, which pass`
      : 'it is unknown, which passes';
  return `expected ${what} to ${isNot ? 'be violated' : 'hold'}: ${found} neither way\n\n${first.report()}`;
}

const holdsText = (result: CheckResult, property: string | undefined): string =>
  `expected ${property === undefined ? 'a property' : `'${property}'`} to be violated\n\n${String(result)}`;
