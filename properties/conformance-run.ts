// SPDX-License-Identifier: MIT
/**
 * `npm run conformance`: docs/conformance.md, what became of each saved counterexample whose design is a kernel as it is.
 * Kernels are those that `npm run kernels` has made ready; it takes some minutes.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entries } from '../models/index.ts';
import { cacheOf, kernelsIn } from '../src/kernel/kernels.ts';
import { command } from '../src/testing/command.ts';
import { conformance } from './conformance.ts';
import type { Became } from './conformance.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ready = kernelsIn(cacheOf()).map(({ version }) => version);
const rows: Became[] = [];
for (const { model, operations } of entries)
  for (const name of readdirSync(`${root}counterexamples/${model.name}`).filter((n) => n.endsWith('.json'))) {
    const [design = ''] = name.split('--');
    if (!/^v\d/.test(design)) continue;
    const versions = operations?.kernels[design];
    const became =
      versions && operations?.never === undefined && !versions.some((version) => ready.includes(version))
        ? [{ kernel: '', outcome: 'no-kernel', why: versions.join(' or ') }]
        : await tried(`${root}counterexamples/${model.name}/${name}`);
    for (const one of became) {
      rows.push({ model: model.name, name: name.replace('.json', ''), ...one });
      process.stderr.write(`${name}: ${one.outcome} ${one.kernel} ${one.why}\n`);
    }
  }
writeFileSync(`${root}docs/conformance.md`, conformance(rows));

async function tried(file: string): Promise<readonly Omit<Became, 'model' | 'name'>[]> {
  const { status, out, err } = await command(['reproduce', file, '--json'], entries);
  if (status === 3) throw new Error(err);
  const { results = [], why = '' } = JSON.parse(out) as Printed;
  if (results.length === 0) return [{ kernel: '', outcome: 'not-possible', why }];
  return results.map(({ release, outcome, why: because, log, forbidden }) => ({
    kernel: release,
    outcome,
    why: outcome === 'reproduced' ? (log[0] ?? '') : because,
    forbidden,
  }));
}

interface Printed {
  readonly results?: readonly {
    readonly release: string;
    readonly outcome: string;
    readonly why: string;
    readonly log: readonly string[];
    readonly forbidden: NonNullable<Became['forbidden']>;
  }[];
  readonly why?: string;
}
