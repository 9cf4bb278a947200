// SPDX-License-Identifier: MIT
/** Runs a Promela twin (peers/spin) with SPIN and reads what it prints. What the twins are: twins.ts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BoundName, Model, Property } from '../src/model/types.ts';
import { isTold } from '../src/model/unnamed-faults.ts';
import { graphOf, losesSight } from './twin-graph.ts';

type Macros = Readonly<Record<string, boolean>>;
/** What a decision or a setting is to a twin: macros of its preprocessor, or why it cannot follow. */
type Rules<T> = { readonly [K in keyof T]: (value: T[K]) => Macros | string };
export interface Twin {
  readonly model: Model;
  readonly rules: Readonly<Record<string, ((value: never) => Macros | string) | undefined>>;
  readonly size: ((limits: never, settings: never) => Size | string) | undefined;
}
/** How much takes part, by macro. */
type Size = Readonly<Record<string, number>>;
/** Without `size` a twin has the one size of bound `tiny`. */
export const twin = <D, C, B>(
  model: Model<D, C, B>,
  rules: NoInfer<Rules<D> & Rules<C>>,
  size?: (limits: NoInfer<B>, settings: NoInfer<C>) => Size | string,
): Twin => ({ model, rules, size });

const fileOf = ({ model }: Twin) =>
  fileURLToPath(new URL(`../peers/spin/${model.name}.pml`, import.meta.url));
/** A file and what it includes. */
const textOf = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/^#include "(.*)"$/gm, (_, part: string) =>
    textOf(join(dirname(file), part)),
  );

/** The macros, or a sentence. A decision without a rule, as of a design that is new, is one it cannot follow. */
export function macros({ model, rules }: Twin, configuration: string, design: string): string[] | string {
  const told = { ...model.designs[design]?.decisions, ...model.configurations[configuration]?.settings };
  const flags: string[] = [];
  for (const [name, value] of Object.entries(told)) {
    const defines = rules[name]?.(value as never) ?? `'${name}' is unknown to it`;
    if (typeof defines === 'string') return defines;
    flags.push(...Object.entries(defines).map(([macro, on]) => `-D${macro}=${on ? 1 : 0}`));
  }
  return flags;
}

/** The macros of the pair and of the bound, or a sentence. */
export function macrosAt(t: Twin, configuration: string, design: string, bound: BoundName) {
  const flags = macros(t, configuration, design);
  if (typeof flags === 'string' || (!t.size && bound === 'tiny')) return flags;
  const { settings } = t.model.configurations[configuration] ?? {};
  const size = t.size?.(t.model.bounds[bound].limits as never, settings as never) ?? 'it has one size';
  if (typeof size === 'string') return size;
  return [...flags, ...Object.entries(size).map(([macro, n]) => `-D${macro}=${n}`)];
}

/** Progress cannot be asserted, and is not compared. */
export const comparable = (properties: readonly Property[]) =>
  properties.filter((p) => p.kind !== 'eventually' && p.name !== 'lock-order');

/** Properties that the twin has no assertion for: none, or a `holds` says nothing. */
export function unasked(t: Twin, properties: readonly Property[]): readonly string[] {
  const asks = [...textOf(fileOf(t)).matchAll(/^ {2}ask\([^]*?,\s+(\w+)\)$/gm)];
  const variables = new Set(asks.map(([, variable]) => variable));
  return properties
    .filter((p) => p.kind !== 'noDeadlock' && isTold(p) && !variables.has(variableOf(p)))
    .map(({ name }) => name);
}
const variableOf = ({ name }: Property) => name.replaceAll('-', '_');
const INVALID_END = 'invalid end state';

/** What SPIN finds: two programs, for the monitor's questions about states hide invalid ends. */
export function search(t: Twin, flags: readonly string[], properties: readonly Property[]) {
  const counting = { flags: [...flags, '-DASK=0'], defines: [], options: [['-c0'], ['-c0', '-E']] };
  const graph = properties.some(({ kind }) => kind === 'alwaysPossible');
  const asking = {
    flags: [...flags, '-DASK=1'],
    defines: graph ? ['-DCHECK'] : [],
    options: [['-c0', '-n']],
  };
  const [counted = '', faulting = ''] = printed(fileOf(t), counting);
  const [asked = ''] = printed(fileOf(t), asking);
  const failures = new Set([counted, asked].flatMap(failuresIn));
  const violated = properties.filter((p) => violates(p, properties, failures, asked));
  const known = new Set([INVALID_END, ...properties.map(variableOf)]);
  const unknown = [...failures].filter((what) => !known.has(what));
  return {
    states: numberIn(counted, /(\d+) states, stored/),
    // pan counts the initial state as a transition, and the monitor takes one in each faulting state.
    transitions: numberIn(counted, /(\d+) transitions/) - 1 - numberIn(faulting, /errors: (\d+)/),
    violated: [...violated.map(({ name }) => name), ...unknown].toSorted(),
  };
}

function violates(p: Property, all: readonly Property[], failures: ReadonlySet<string>, asked: string) {
  const fails = failures.has(variableOf(p));
  if (p.kind === 'sometimes') return !fails;
  if (p.kind === 'noDeadlock') return fails || failures.has(INVALID_END);
  if (p.kind !== 'alwaysPossible') return fails;
  // Where nothing but faults can be reached, the fault is what is reported.
  const good = [p, ...all.filter(({ kind }) => kind === 'noFault')].map(variableOf);
  return losesSight(graphOf(asked), good);
}
const numberIn = (text: string, what: RegExp) => Number(what.exec(text)?.[1]);
/** The variables of assertions that fail, and invalid ends. */
const failuresIn = (text: string) =>
  [...text.matchAll(/^pan:\d+: (?:assertion violated )?(.*) \(at depth \d+\)$/gm)].map(
    ([, what]) => what as string,
  );

/** One program: what SPIN is given, what gcc is given, and how it is run, once for each list of options. */
interface Program {
  readonly flags: readonly string[];
  readonly defines: readonly string[];
  readonly options: readonly (readonly string[])[];
}
/** What pan printed, run after run. */
function printed(file: string, { flags, defines, options }: Program): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'twin-'));
  try {
    // -o2: a variable that only a question reads stays part of the state where it is not asked.
    execFileSync('spin', [...flags, '-o2', '-a', file], { cwd });
    // -O0: the compiler takes longer than the search.
    execFileSync('gcc', ['-O0', '-w', '-DNOREDUCE', '-DSAFETY', ...defines, '-o', 'pan', 'pan.c'], { cwd });
    const run = { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    return options.map((given) => execFileSync('./pan', given, run));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
