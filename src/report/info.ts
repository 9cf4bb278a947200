// SPDX-License-Identifier: MIT
/** `info`: what an instance is made of, and how large it is, as far as a sample tells. */
import { isSpace } from '../model/space.ts';
import type { Program, Thread } from '../model/program.ts';
import type { SpaceInstance } from '../model/space.ts';
import type { AnyProperty } from '../model/types.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { ascii, count, item, paragraph, plural } from './text.ts';

export interface Info {
  /** `model: design d, configuration c, bound b`. */
  readonly of: string;
  readonly says: string;
  readonly made: SpaceInstance | MachineInfo;
  readonly properties: readonly AnyProperty[];
  readonly sample: Sample;
}
export interface MachineInfo {
  readonly program: Program;
  /** Words of 32 bits that a state takes. */
  readonly words: number;
}
export interface Sample {
  /** States, or points, that were looked at. */
  readonly states: number;
  readonly excluded: number;
  /** What is left of a space; of a machine nobody knows. */
  readonly left: number | undefined;
  readonly seconds: number;
  /** The rest was looked at too: the sample is all there is. */
  readonly complete: boolean;
  /** All states, where that can be said. */
  readonly expected: number | undefined;
  /** What ended it before its end. */
  readonly stop: string | undefined;
}

/** What a state takes beside its words: its parent, and its share of a table that is neither full nor empty. */
const BESIDE = 20;

export function infoText({ of, says, made, properties, sample }: Info): string {
  const space = isSpace(made);
  const lines = [
    paragraph(of),
    paragraph(`Bound: ${says}`),
    '',
    ...(space ? parameters(made) : threads(made.program)),
    '',
    paragraph(asked(properties)),
    ...(space ? [paragraph(points(sample))] : [paragraph(state(made)), paragraph(states(sample, made))]),
    '',
  ];
  return ascii(lines.join('\n'));
}

/** A line for each role: how many threads have it, steps, and those that choose or wait. */
function threads({ threads: all }: Program): string[] {
  const roles = [...new Set(all.map(({ role }) => role))];
  const rows = roles.map((role) => {
    const own = all.filter((t) => t.role === role);
    const steps = (own[0] as Thread).positions.filter((p) => p.candidates.length > 0);
    const choose = steps.filter((p) => p.declared === undefined || p.declared.length > 1).length;
    const locks = [...new Set(steps.flatMap((p) => (p.waitsFor && p.lock !== undefined ? [p.lock] : [])))];
    const waits = locks.length === 0 ? '' : `; waits for ${locks.join(', ')}`;
    const choices = choose === 0 ? '' : `, ${choose} with a choice`;
    const names = own.length === 1 ? '' : ` (${own.map(({ name }) => name).join(', ')})`;
    return item(`${role}${names}: ${plural(steps.length, 'step')}${choices}${waits}`);
  });
  return [`${plural(all.length, 'thread')}:`, ...rows];
}

function parameters({ space }: SpaceInstance): string[] {
  const all = Object.entries(space.parameters);
  const combinations = all.reduce((product, [, { values }]) => product * values.length, 1);
  return [
    `A finite space of ${plural(all.length, 'parameter')}:`,
    ...all.map(([name, { values }]) => item(`${name}: ${plural(values.length, 'value')}`)),
    paragraph(
      `${plural(combinations, 'combination')}, ${plural(Object.keys(space.formulas).length, 'formula')}.`,
    ),
  ];
}

/** Kinds as a model writes them: `12 always, 2 sometimes, noDeadlock`. */
function asked(properties: readonly AnyProperty[]): string {
  const kinds = properties.filter(isTold).map(({ kind }) => kind);
  const each = [...new Set(kinds)].map((kind) => {
    const n = kinds.filter((k) => k === kind).length;
    return kind === 'noDeadlock' || kind === 'lockOrder' ? kind : `${n} ${kind}`;
  });
  return `Asked: ${each.join(', ')}.`;
}

const state = ({ words }: MachineInfo): string =>
  `A state takes ${plural(words, 'word')} of 32 bits; with what is kept beside it some ${bytesOf(words)} bytes.`;
const bytesOf = (words: number) => words * 4 + BESIDE;

const seconds = (s: number) => `${s < 10 ? s.toPrecision(2) : s.toFixed(0)} s`;
/** One digit of it is meant. */
const some = (n: number) => `some ${count(Number(n.toPrecision(1)))}`;

function states(sample: Sample, { words }: MachineInfo): string {
  const { complete, expected, seconds: took } = sample;
  const found = plural(sample.states, 'state');
  if (complete) return `${found}: all of them, in ${seconds(took)}.`;
  const sampled = `${ended(sample)} ${found} were found in ${seconds(took)}.`;
  if (expected === undefined)
    return `${sampled} How many there are is unknown: the sample does not tell. A larger --max-states sees more.`;
  const mega = (expected * bytesOf(words)) / 1e6;
  return `${sampled} From how they grow and how long random runs are, ${some(expected)} are expected, which would take ${some((took / sample.states) * expected)} s and ${some(Math.max(1, mega))} MB: the order of magnitude, and that is no promise (docs/large.md).`;
}

function points({ complete, states: n, excluded, left, seconds: took, stop }: Sample): string {
  const found = `${plural(n, 'point')}, and ${plural(excluded, 'combination')} that there are not`;
  if (complete) return `${found}: all of them, in ${seconds(took)}.`;
  const rest = left ?? 0;
  const time = (took / (n + excluded)) * (n + excluded + rest);
  return `${ended({ stop })} ${found}, in ${seconds(took)}; ${plural(rest, 'combination')} left. All take ${some(Math.max(1, time))} s at this pace, if the rest is as the first.`;
}

const ended = ({ stop }: Pick<Sample, 'stop'>) =>
  stop === undefined || stop === '--max-states' ? 'A sample:' : `Stopped (${stop}):`;
