// SPDX-License-Identifier: MIT
/** Runs a Promela twin (peers/spin) with SPIN and reads what it prints. What the twins are: twins.ts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Model, Property } from '../src/model/types.ts';

type Macros = Readonly<Record<string, boolean>>;
/** What a decision or a setting is to a twin: macros of its preprocessor, or why it cannot follow. */
type Rules<T> = { readonly [K in keyof T]: (value: T[K]) => Macros | string };
export interface Twin {
  readonly model: Model;
  readonly rules: Readonly<Record<string, ((value: never) => Macros | string) | undefined>>;
}
export const twin = <D, C, B>(model: Model<D, C, B>, rules: NoInfer<Rules<D> & Rules<C>>): Twin => ({
  model,
  rules,
});

const fileOf = ({ model }: Twin) =>
  fileURLToPath(new URL(`../peers/spin/${model.name}.pml`, import.meta.url));

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

/** "Whatever has happened, it can still" is no formula of linear time; SPIN's invalid end is `noDeadlock`. */
const linear = ({ kind }: Property) => kind !== 'alwaysPossible';
/** The properties that SPIN is asked, by name. */
export const compared = (properties: readonly Property[]): readonly string[] =>
  properties.filter(linear).map(({ name }) => name);

/** Those that the twin has no assertion for: none, or a `holds` says nothing. */
export function unasked(t: Twin, properties: readonly Property[]): readonly string[] {
  const asks = [...readFileSync(fileOf(t), 'utf8').matchAll(/^ {2}ask\([^]*?,\s+(\w+)\)$/gm)];
  const names = new Set(asks.map(([, name]) => nameOf(name as string)));
  return properties
    .filter((p) => linear(p) && p.kind !== 'noDeadlock' && !names.has(p.name))
    .map((p) => p.name);
}
const nameOf = (variable: string) => variable.replaceAll('_', '-');

/** What SPIN finds: two programs, for the monitor's questions about states hide invalid ends. */
export function search(t: Twin, flags: readonly string[], properties: readonly Property[]) {
  const counted = runs(fileOf(t), [...flags, '-DASK=0'], [['-c0'], ['-c0', '-E']]);
  const asked = runs(fileOf(t), [...flags, '-DASK=1'], [['-c0']]);
  const [all, faulting] = counted as [string, string];
  const failures = new Set([all, ...asked].flatMap(failuresIn));
  const violated = new Set(failures);
  for (const { kind, name } of properties) {
    if (kind === 'sometimes' && !violated.delete(name)) violated.add(name);
    if (kind === 'noDeadlock' && violated.delete('invalid end state')) violated.add(name);
  }
  return {
    states: numberIn(all, /(\d+) states, stored/),
    // pan counts the initial state as a transition, and the monitor takes one in each faulting state.
    transitions: numberIn(all, /(\d+) transitions/) - 1 - numberIn(faulting, /errors: (\d+)/),
    violated: [...violated].toSorted(),
  };
}
const numberIn = (text: string, what: RegExp) => Number(what.exec(text)?.[1]);
const failuresIn = (text: string) =>
  [...text.matchAll(/^pan:\d+: (.*) \(at depth \d+\)$/gm)].map(([, what]) =>
    nameOf((what as string).replace('assertion violated ', '')),
  );

/** What pan printed, by macros: designs that differ in what is not there are one program. */
const printed = new Map<string, readonly string[]>();
function runs(file: string, flags: readonly string[], options: readonly string[][]): readonly string[] {
  const key = [file, ...flags].join(' ');
  const texts = printed.get(key) ?? build(file, flags, options);
  printed.set(key, texts);
  return texts;
}
function build(file: string, flags: readonly string[], options: readonly string[][]): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'twin-'));
  try {
    // -o2: a variable that only a question reads stays part of the state where it is not asked.
    execFileSync('spin', [...flags, '-o2', '-a', file], { cwd });
    // -O0: the compiler takes longer than the search.
    execFileSync('gcc', ['-O0', '-w', '-DNOREDUCE', '-DSAFETY', '-o', 'pan', 'pan.c'], { cwd });
    return options.map((given) => execFileSync('./pan', given, { cwd, encoding: 'utf8' }));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
