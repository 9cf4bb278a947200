// SPDX-License-Identifier: MIT
/** A schedule as somebody writes it down: which thread goes on, how far, and with which choice. */
import type { Position, Program, Thread } from '../model/program.ts';
import { unknownName } from '../model/suggest.ts';
import type { StepEvent } from '../model/types.ts';
import { foreign } from '../outside/text.ts';

/** One word: `vmalloc`, `vmalloc:ENOMEM`, `vmalloc.pmd_none`, `vmalloc.alloc:ENOMEM`, each with `*3` for three times. */
export interface Word {
  readonly text: string;
  readonly thread: string;
  /** The thread runs up to and with its step of this name. Default: its next step, whatever it is. */
  readonly step?: string;
  readonly choice?: string;
}
/** A schedule, and the initial state it begins in: `initial 3: ...`. */
export interface Words {
  readonly words: readonly Word[];
  readonly initial: number;
}
/** A schedule that can't be read, or that names what the model has not. */
export class WordsError extends Error {
  override readonly name = 'WordsError';
}

/** Steps of a schedule that are run. */
const MOST = 100_000;

/** Reads a schedule. Throws a {@link WordsError}. */
export function wordsOf(given: string): Words {
  const [, place, rest = ''] = /^\s*(?:initial\s+(\d+)\s*:)?(.*)$/s.exec(given) ?? [];
  const words: Word[] = [];
  for (const text of rest.split(/\s+/).filter(Boolean)) {
    const { times, ...word } = wordOf(text);
    if (words.length + times > MOST) throw new WordsError(`a schedule of more than ${MOST} words is not run`);
    for (let i = 0; i < times; i++) words.push(word);
  }
  return { words, initial: Number(place ?? 0) };
}

function wordOf(text: string): Word & { readonly times: number } {
  const [, head = '', choice, count = '1'] = /^([^:*]+?)(?::(.+?))?(?:\*(\d+))?$/s.exec(text) ?? [];
  const dot = head.indexOf('.');
  const [thread, step] = dot < 0 ? [head, undefined] : [head.slice(0, dot), head.slice(dot + 1)];
  const times = Number(count);
  if (thread === '' || step === '' || times < 1 || times > MOST)
    throw new WordsError(`'${foreign(text)}' is no step: write thread, thread:choice or thread.step`);
  return {
    text,
    thread: unescaped(thread),
    times,
    ...(step !== undefined && { step }),
    ...(choice !== undefined && { choice: unescaped(choice) }),
  };
}

/** The thread a word means: by its name, or by its role where one thread alone has it. Throws a {@link WordsError}. */
export function threadOf({ threads }: Program, name: string): Thread {
  const found = threads.find((t) => t.name === name);
  if (found) return found;
  const [one, ...more] = threads.filter((t) => t.role === name);
  const names = threads.map((t) => t.name);
  if (!one) throw new WordsError(unknownName('thread', name, names));
  if (more.length === 0) return one;
  const all = [one, ...more].map((t) => t.name);
  throw new WordsError(`'${foreign(name)}' is several threads here: write ${all.join(' or ')}`);
}

/**
 * The places of a thread's steps that a name means: those of that name, or else those in a kernel function of that name,
 * with what it calls. Throws a {@link WordsError} with the nearest where there is none.
 */
export function placesOf({ name, positions }: Thread, step: string): readonly number[] {
  const steps = positions.flatMap((p, i) => (p.fault === undefined && p.candidates.length > 0 ? [i] : []));
  const where = (fits: (p: Position) => boolean) => steps.filter((i) => fits(positions[i] as Position));
  const found = where((p) => p.name === step);
  if (found.length > 0) return found;
  const func = step.replace(/\(\)$/, '');
  const inside = where(({ at }) => at?.func === func || at?.callers?.includes(func) === true);
  if (inside.length > 0) return inside;
  const known = steps.map((i) => positions[i]?.name ?? '');
  throw new WordsError(`${name}: ${unknownName('step', step, known)}`);
}

/** The steps that `thread.step`, `role.step` or `thread.f()` names, of each thread. Throws a {@link WordsError}. */
export function stepsOf(
  { threads }: Program,
  name: string,
): { readonly t: Thread; readonly position: number }[] {
  const dot = name.indexOf('.');
  const [who, step] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
  if (who === '' || step === '')
    throw new WordsError(`'${foreign(name)}' is no step: write thread.step, as a schedule does`);
  const found = threads.filter((t) => t.name === who || t.role === who);
  const known = [...new Set(threads.flatMap((t) => [t.role, t.name]))];
  if (found.length === 0) throw new WordsError(unknownName('thread', who, known));
  return found.flatMap((t) => placesOf(t, step).map((position) => ({ t, position })));
}

/** What separates words, counts them, or would not come through a mail or a shell as it is. */
const UNSAFE = /[^\w.,/@+()[\]-]/gu;
export const escaped = (text: string): string =>
  text.replace(
    UNSAFE,
    (c) =>
      `%${[...new TextEncoder().encode(c)].map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join('%')}`,
  );
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Written by hand: `:50%`.
  }
}

/** A schedule as {@link wordsOf} reads it: steps of one thread in a row as `vmalloc*7`. */
export function wordsFor(events: readonly StepEvent[], initial = 0): string {
  const words: { word: string; times: number }[] = [];
  for (const { type, choice } of events) {
    const word = choice === undefined ? escaped(type) : `${escaped(type)}:${escaped(choice)}`;
    const last = words.at(-1);
    if (last?.word === word) last.times++;
    else words.push({ word, times: 1 });
  }
  const told = words.map(({ word, times }) => (times === 1 ? word : `${word}*${times}`)).join(' ');
  return initial === 0 ? told : `initial ${initial}: ${told}`;
}
