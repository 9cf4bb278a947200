// SPDX-License-Identifier: MIT
/** `npm run bench`: our engine beside the hand-written explorer, on the same sizes, in turn, in one run. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSize } from './vhr.ts';

const HELP = `Usage: npm run bench -- [--repeats N] [--sizes 'V H S P C R OPT, ...'] [--json]

Explores vhr (peers/README.md) with mhpcheck and with the hand-written,
hand-packed explorer in peers/node, each in a process of its own, in turn.
Times are of the exploration; compiling the machine is given on its own.
Exit status 1 if the two do not agree on states, transitions and verdict.
`;
const SIZES = ['3 1 2 2 2 2 1', '2 1 3 3 2 2 1', '2 2 3 3 2 2 1'];

interface Run {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly verdict: string;
  readonly seconds: number;
  readonly compileSeconds?: number;
  readonly rssMB: number;
}
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
/** The built files where there are any (`npm run bench` builds first), else the sources. */
const ours = existsSync(here('child.js')) ? [here('child.js')] : ['--import', 'tsx', here('child.ts')];
const peer = [here(existsSync(here('child.js')) ? '../../peers/node/vhr.mjs' : '../peers/node/vhr.mjs')];

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    sizes: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const repeats = Number(values.repeats);
const sizes = values.sizes?.split(',').map((s) => s.trim()) ?? SIZES;
try {
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new RangeError(`--repeats '${values.repeats}' is not a whole number above 0`);
  for (const size of sizes) parseSize(size);
} catch (error) {
  console.error(`bench: ${(error as Error).message}\n\n${HELP}`);
  process.exit(3);
}

const once = (command: readonly string[], size: string): Run =>
  JSON.parse(execFileSync(process.execPath, [...command, ...size.split(/\s+/)], { encoding: 'utf8' })) as Run;
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;

function measure(size: string) {
  const pairs = Array.from({ length: repeats }, (_, i) => {
    process.stderr.write(`${size}: run ${i + 1} of ${repeats}\n`);
    return { mine: once(ours, size), theirs: once(peer, size) };
  });
  for (const { mine, theirs } of pairs)
    for (const field of ['states', 'transitions', 'depth', 'verdict'] as const)
      if (mine[field] !== theirs[field]) {
        console.error(`${size}: mhpcheck has ${field} ${mine[field]}, the peer ${theirs[field]}`);
        process.exit(1);
      }
  const sum = (runs: readonly Run[]) => {
    const seconds = runs.map((r) => r.seconds);
    return {
      median: median(seconds),
      min: Math.min(...seconds),
      max: Math.max(...seconds),
      rssMB: median(runs.map((r) => r.rssMB)),
    };
  };
  const [first] = pairs;
  return {
    size,
    states: first?.mine.states ?? 0,
    mhpcheck: {
      ...sum(pairs.map((p) => p.mine)),
      compile: median(pairs.map((p) => p.mine.compileSeconds ?? 0)),
    },
    peer: sum(pairs.map((p) => p.theirs)),
    // States per second, ours to theirs: the median of the pairs, which drift together.
    ratio: median(pairs.map(({ mine, theirs }) => theirs.seconds / mine.seconds)),
  };
}

const rows = sizes.map(measure);
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else {
  const cells = (
    name: string,
    r: { median: number; min: number; max: number; rssMB: number },
    states: number,
  ) =>
    `  ${name.padEnd(12)} ${r.median.toFixed(2).padStart(6)} s (${r.min.toFixed(2)}-${r.max.toFixed(2)})  ${(states / r.median / 1e6).toFixed(2)} M states/s  ${r.rssMB} MB`;
  for (const { size, states, mhpcheck, peer: theirs, ratio } of rows) {
    console.log(`vhr ${size}: ${states.toLocaleString('en-US')} states, median of ${repeats}`);
    console.log(cells('mhpcheck', mhpcheck, states));
    console.log(cells('hand-written', theirs, states));
    console.log(
      `  ratio in states/s ${ratio.toFixed(2)}; compiling the machine ${mhpcheck.compile.toFixed(2)} s\n`,
    );
  }
}
