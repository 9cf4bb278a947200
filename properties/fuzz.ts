// SPDX-License-Identifier: MIT
/** The fuzzer: damaged counterexamples, damaged checkpoints, random command lines; none may get past fuzz-ran.ts. */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { confirmedOf } from '../src/testing/sample.ts';
import { commandLine, damages, fileDamage } from './fuzz-inputs.ts';
import { entries, run, saidBy, wrong } from './fuzz-ran.ts';
import type { Ran } from './fuzz-ran.ts';

export interface Fuzzed {
  /** How many runs ended with each status. */
  readonly files: Readonly<Record<number, number>>;
  readonly checkpoints: Readonly<Record<number, number>>;
  readonly lines: Readonly<Record<number, number>>;
}
export interface Asked {
  readonly seed: number;
  /** Damaged files, of which one in five is of a checkpoint. */
  readonly files: number;
  readonly lines: number;
}

/** Throws what fast-check says of the smallest input on which something is wrong. */
export async function fuzz({ seed, files, lines }: Asked): Promise<Fuzzed> {
  const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-fuzz-'));
  const checkpoints = Math.floor(files / 5);
  try {
    return {
      files: await counted(
        seed,
        files - checkpoints,
        fc.tuple(fc.constantFrom(...originals()), fileDamage),
        ([text, damage]) => replayed(dir, text, damage(Buffer.from(text))),
      ),
      checkpoints: await resumed(dir, seed, checkpoints),
      lines: await counted(seed, lines, commandLine(dir), async (argv) => {
        const ran = await run(argv);
        return [ran, wrong(ran)];
      }),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Judged = readonly [Ran, readonly string[]];

/** Counts by status; fails with the input, shrunk, on which something is wrong. */
async function counted<T>(
  seed: number,
  numRuns: number,
  inputs: fc.Arbitrary<T>,
  judged: (input: T) => Promise<Judged>,
): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  const right = fc.asyncProperty(inputs, async (input) => {
    const [ran, problems] = await judged(input);
    counts[ran.status] = (counts[ran.status] ?? 0) + 1;
    if (problems.length > 0)
      throw new Error(
        `${problems.join('; ')}\n${JSON.stringify({ ...ran, out: ran.out.slice(0, 500), err: ran.err.slice(0, 2000) })}`,
      );
  });
  await fc.assert(right, { seed, numRuns, endOnFailure: false });
  return counts;
}

/** The counterexamples of the toys. */
const originals = (): string[] =>
  entries
    .flatMap(({ model }) =>
      confirmedOf({ model, design: 'plain', configuration: 'default', bound: 'tiny' }).slice(0, 2),
    )
    .map((c) => c.json);

async function replayed(dir: string, original: string, bytes: Buffer): Promise<Judged> {
  const file = join(dir, 'damaged.json');
  writeFileSync(file, bytes);
  const ran = await run(['replay', file]);
  const [said, before] = [saidBy(bytes.toString()), saidBy(original)];
  const accepted = ran.status < 3;
  return [
    ran,
    [
      ...wrong(ran),
      ...(accepted && !said?.honest ? ['a fingerprint that is not that of the file is accepted'] : []),
      ...(accepted && said?.all === before?.all && ran.status !== 1
        ? ['the same violation is not found again']
        : []),
    ],
  ];
}

/** Checkpoints of a search that was cut, each byte of each file as likely: refused, or the same answer. */
async function resumed(dir: string, seed: number, runs: number): Promise<Record<number, number>> {
  const [kept, damaged] = [join(dir, 'kept'), join(dir, 'damaged')];
  const asked = ['check', 'lost-update', '--bound', 'tiny'];
  const answer = ({ status, out }: Ran) => `${status} ${out.replaceAll(/sec=.*/g, '')}`;
  const place = 'lost-update/plain--default--tiny';
  const whole = answer(await run(asked, Infinity));
  await run([...asked, '--max-states', '7', '--checkpoint', kept], Infinity);
  const files = readdirSync(join(kept, place));
  return counted(
    seed,
    runs,
    fc.tuple(fc.constantFrom('checkpoint.json', ...files), damages),
    async ([file, damage]) => {
      rmSync(damaged, { recursive: true, force: true });
      cpSync(kept, damaged, { recursive: true });
      const at = join(damaged, place, file);
      writeFileSync(at, damage(readFileSync(at)));
      const ran = await run([...asked, '--resume', damaged], Infinity);
      const differs = ran.status !== 3 && answer(ran) !== whole;
      return [ran, [...wrong(ran), ...(differs ? ['another answer'] : [])]];
    },
  );
}

const total = (counts: Readonly<Record<number, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
/** `800 files (3: 790, 1: 10), ...`: how many, and with which statuses they ended. */
export const fuzzedText = (fuzzed: Fuzzed): string =>
  (['files', 'checkpoints', 'lines'] as const)
    .map(
      (what) =>
        `${total(fuzzed[what])} ${what} (status ${Object.entries(fuzzed[what])
          .map(([status, n]) => `${status}: ${n}`)
          .join(', ')})`,
    )
    .join('\n');
