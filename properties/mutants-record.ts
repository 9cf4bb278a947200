// SPDX-License-Identifier: MIT
/** Runs the mutants of one design and writes down what became of them, beside what is recorded of the others. */
import { writeFileSync } from 'node:fs';
import type { Model } from '../src/model/types.ts';
import { again, againAt, againFile, askedAgain, readAgain } from './mutants-again.ts';
import { fatesFile, fatesOf, readFates } from './mutants.ts';
import type { Fates, MutantBound } from './mutants.ts';

export async function recordFates(model: Model, design: string, at: MutantBound): Promise<void> {
  const fates = (await fatesOf(model, at, [design]))[design] ?? {};
  record(model, design, fates, readFates(model.name, at), fatesFile(model.name, at));
}

/** Those found equivalent at tiny, at the larger bounds. */
export async function recordAgain(model: Model, design: string): Promise<void> {
  for (const at of againAt(model.name)) {
    const fates = await again(model, design, at, askedAgain(model, design, at));
    record(model, design, fates, readAgain(model.name, at), againFile(model.name, at));
  }
}

function record(model: Model, design: string, fates: Record<string, string>, others: Fates, file: URL): void {
  // Mutants that were there stay where they were: a state that is written elsewhere moves no line.
  const before = Object.keys(others[design] ?? {}).filter((name) => fates[name] !== undefined);
  const kept = Object.fromEntries(before.map((name) => [name, fates[name] as string]));
  const known: Fates = { ...others, [design]: { ...kept, ...fates } };
  const inOrder = Object.keys(model.designs).flatMap((d) => (known[d] ? [[d, known[d]] as const] : []));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(inOrder), undefined, 2)}\n`);
  const where = /([^.]+)\.json$/.exec(file.href)?.[1] ?? '';
  console.error(`${model.name} ${where} ${design}: ${Object.keys(fates).length} mutants`);
}
