// SPDX-License-Identifier: MIT
/** What each engine of the field prints, read. */

export interface Counts {
  readonly states: number;
  /** Where it says them, and means the same by them. */
  readonly transitions?: number;
  /** Steps of the trace that it found. */
  readonly length?: number;
}

const numberIn = (text: string, what: RegExp): number => Number(what.exec(text)?.[1]?.replaceAll(',', ''));
/** A count that is not there is no count. */
function counted(text: string, counts: Counts): Counts {
  if (Number.isNaN(counts.states))
    throw new Error(`no count of states in:\n${text.trim().split('\n').slice(-5).join('\n')}`);
  return counts;
}

/**
 * pan counts its first state as a transition, and each assertion that fails as one; with `starts` it has a state of its own more, from
 * which it draws one of so many. An assertion fails in the step after the depth that it says, a deadlock is at it.
 */
export function readPan(text: string, starts: number): Counts & { readonly seconds: number } {
  if (/max search depth too small|Search not completed/.test(text) && !/pan:\d+: /.test(text))
    throw new Error(`pan did not search everything:\n${text}`);
  const failures = [...text.matchAll(/^pan:\d+: (.*) \(at depth (\d+)\)/gm)];
  const [, what = '', depth] = failures[0] ?? [];
  const isAssertion = what.startsWith('assertion');
  const length = Number(depth) + (isAssertion ? 1 : 0);
  const failing = isAssertion ? numberIn(text, /errors: (\d+)/) : 0;
  return {
    ...counted(text, {
      states: numberIn(text, /([\d,]+) states, stored/) - (starts > 0 ? 1 : 0),
      transitions: numberIn(text, /([\d,]+) transitions/) - 1 - starts - failing,
      ...(depth !== undefined && { length }),
    }),
    seconds: numberIn(text, /elapsed time ([\d.]+)/),
  };
}

/** The first line of its trace is the start, not a step. vhr counts the ends as rules, and how many there were. */
export function readRumur(text: string): Counts {
  const fired = text.match(/fired\.$/gm)?.length ?? 0;
  const ends = numberIn(text, /cover "ends" hit (\d+)/);
  return counted(text, {
    states: numberIn(text, /(\d+) states, \d+ rules fired/),
    transitions: numberIn(text, /\d+ states, (\d+) rules fired/) - (Number.isNaN(ends) ? 0 : ends),
    ...(fired > 0 && { length: fired - 1 }),
  });
}

/**
 * It generates a state for each transition, and one for each that stays where it is: not what others count. Of a trace
 * it numbers the states.
 */
export function readTlc(text: string): Counts {
  const trace = text.match(/^State \d+: /gm)?.length ?? 0;
  const left = trace > 0 ? String.raw`[\d,]+` : '0';
  const done = new RegExp(
    String.raw`^[\d,]+ states generated, ([\d,]+) distinct states found, ${left} states left on queue`,
    'm',
  );
  return counted(text, { states: numberIn(text, done), ...(trace > 0 && { length: trace - 1 }) });
}
