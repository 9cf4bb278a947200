// SPDX-License-Identifier: MIT
/** Reads a recording of kprobes, and matches a line of it with what a model's step stands for. */
import { constants } from 'node:os';
import type { Line, Recording } from '../model/recording.ts';
import { FileError } from '../outside/read.ts';

/** A line as the kernel's own file of what it traced has it. */
export interface Traced {
  readonly task: string;
  readonly cpu: string;
  /** In microseconds. */
  readonly time: number;
  readonly event: string;
  readonly rest: string;
}
const TRACED = /^ *(\S.*-\d+) +\[(\d+)\] +\S+ +(\d+\.\d+): (\w+): (.*)$/;
export function tracedIn(line: string): Traced | undefined {
  const [, task, cpu = '', time = '', event = '', rest = ''] = TRACED.exec(line) ?? [];
  return task === undefined ? undefined : { task, cpu, time: Math.round(Number(time) * 1e6), event, rest };
}
/** The same as a line of a recording, from when it begins. */
export const recordedLine = ({ task, cpu, time, event, rest }: Traced, from: number): string =>
  `${(time - from).toFixed(1).padStart(12)} us cpu${Number(cpu)} ${task.padEnd(22)} ${event.padEnd(34)} ${rest}`;

const LINE = /^ *(\d+(?:\.\d+)?) us cpu(\d+) (\S+) +(\S+) +(.*)$/;

export function linesIn(text: string, name: string): Line[] {
  return text
    .split('\n')
    .map((line, i) => [line.trimEnd(), i + 1] as const)
    .filter(([line]) => line !== '' && !line.startsWith('#'))
    .map(([line, number]): Line => {
      const traced = tracedIn(line);
      const as = traced ? recordedLine(traced, 0) : line;
      const [, time = '', , task = '', event = '', rest = ''] = LINE.exec(as) ?? [];
      if (time === '')
        throw new FileError(`${name}: line ${number} is no line of a recording: ${line.slice(0, 60)}`);
      const common = { number, text: line.trim(), time: Number(time), task };
      const [mark, ...words] = rest.split(' ');
      if (mark === 'STEP')
        return { ...common, event: 'STEP', where: '', values: Object.fromEntries(words.entries()) };
      const [, where = '', values = ''] = /^(\([^)]*\))(.*)$/.exec(rest) ?? [];
      const pairs = values
        .trim()
        .split(' ')
        .filter(Boolean)
        .map((word) => word.split('='));
      return { ...common, event, where, values: Object.fromEntries(pairs) as Record<string, string> };
    });
}

/** What is known of values so far: each name's, once it was met. */
export type Known = Readonly<Record<string, string>>;

/** What is known after a line that is as a template says; undefined where it is not. */
export function matched(
  template: string,
  line: Line,
  known: Known,
  { follows, role }: Recording,
): Known | undefined {
  const [event, ...wanted] = template.split(' ');
  if (event !== line.event || !atFunction(line)) return undefined;
  const isMark = event === 'STEP';
  // A mark begins another operation, which another task may do, or ends it.
  const isBegun = isMark && wanted[0] !== 'done';
  const lasts = (name: string) =>
    !(isMark && name.startsWith('task of ')) && !(isBegun && name.startsWith('its_'));
  const kept = Object.entries(known).filter(([name]) => lasts(name));
  const now: Record<string, string> = Object.fromEntries(kept);
  const is = (name: string, value: string): boolean => (now[name] ??= value) === value;
  // A function is as large wherever it is named, and an operation is one task's.
  for (const [, func = '', size = ''] of line.where.matchAll(/(\w+)\+0x[\da-f]+\/(0x[\da-f]+)/g))
    if (!is(`size of ${func}`, size)) return undefined;
  const who = role(line);
  if (who !== undefined && !is(`task of ${who}`, line.task)) return undefined;
  const number = (name: string): bigint => {
    const derived = follows[name];
    return derived ? derived(number) : (numberIn(now[name] ?? '') ?? 0n);
  };
  const fits = (value: string, want: string): boolean => {
    const name = /^\{(\w+)\}$/.exec(want)?.[1];
    if (name === undefined)
      return want.split('|').includes(value) || (numberIn(value) ?? want) === numberIn(want);
    const exact = numberIn(value) ?? errnoIn(value);
    return follows[name] ? exact === number(name) : is(name, String(exact ?? value));
  };
  if (isMark && Object.keys(line.values).length !== wanted.length) return undefined;
  for (const [i, word] of wanted.entries()) {
    const [key, want] = isMark ? [String(i), word] : (word.split('=') as [string, string]);
    const value = line.values[key];
    if (value === undefined || want === undefined || !fits(value, want)) return undefined;
  }
  return now;
}

/** The name of an error is what a function returns. */
const errnoIn = (value: string): bigint | undefined => {
  const errno = (constants.errno as Readonly<Record<string, number>>)[value];
  return errno === undefined ? undefined : BigInt(-errno);
};

/** Pointers have more digits than a double. */
function numberIn(value: string): bigint | undefined {
  const [, minus, digits = ''] = /^(-?)(0x[\da-f]+|\d+)$/.exec(value) ?? [];
  if (digits === '') return undefined;
  return minus === '-' ? -BigInt(digits) : BigInt(digits);
}

/** A probe at an entry is at the function's first byte; one at a return names who is returned to. */
function atFunction({ event, where }: Line): boolean {
  if (event === 'STEP') return true;
  const func = event.slice(2).replaceAll(/[^\w]/g, '');
  return event.startsWith('p_')
    ? new RegExp(`^\\(${func}\\+0x0/0x[\\da-f]+\\)$`).test(where)
    : new RegExp(`^\\(\\w+\\+0x[\\da-f]+/0x[\\da-f]+ <- ${func}\\)$`).test(where);
}
