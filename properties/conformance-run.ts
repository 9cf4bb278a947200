// SPDX-License-Identifier: MIT
/**
 * `npm run conformance`: docs/conformance.md, what became of each saved counterexample whose design is a kernel as it is.
 * Kernels are those that `npm run kernels` has made ready; it takes some minutes.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entries } from '../models/index.ts';
import { command } from '../src/testing/command.ts';
import { conformance } from './conformance.ts';
import type { Became } from './conformance.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows: Became[] = [];
for (const { model } of entries)
  for (const name of readdirSync(`${root}counterexamples/${model.name}`).filter((n) => n.endsWith('.json'))) {
    const [design = ''] = name.split('--');
    if (!/^v\d/.test(design)) continue;
    const { status, out, err } = await command(
      ['reproduce', `${root}counterexamples/${model.name}/${name}`, '--json'],
      entries,
    );
    const noKernel = /no bootable kernel (\S+( or \S+)*) in/.exec(err)?.[1];
    if (noKernel === undefined && status === 3) throw new Error(err);
    const { results = [], why } = (noKernel === undefined ? JSON.parse(out) : {}) as Printed;
    const tried = results.map(({ release, outcome, why: because, log }) => ({
      kernel: release,
      outcome,
      why: outcome === 'reproduced' ? (log[0] ?? '') : because,
    }));
    const none =
      noKernel === undefined
        ? { outcome: 'not-possible', why: why ?? '' }
        : { outcome: 'no-kernel', why: noKernel };
    const became = tried.length > 0 ? tried : [{ kernel: '', ...none }];
    for (const one of became) {
      rows.push({ model: model.name, name: name.replace('.json', ''), ...one });
      process.stderr.write(`${name}: ${one.outcome} ${one.kernel} ${one.why}\n`);
    }
  }
writeFileSync(`${root}docs/conformance.md`, conformance(rows));

interface Printed {
  readonly results?: readonly {
    readonly release: string;
    readonly outcome: string;
    readonly why: string;
    readonly log: readonly string[];
  }[];
  readonly why?: string;
}
