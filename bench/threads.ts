// SPDX-License-Identifier: MIT
/**
 * `npm run bench:threads -- [N] ['V H S P C R OPT']`: the same search on 1, 2, ... N threads (default: one a core), in
 * turn, five times: medians, and how many times the speed of one.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { besideOne, cores } from '../src/watch/cores.ts';
import { median } from './targets.ts';
import { LARGEST } from './workloads.ts';

const [most = String(cores()), size = LARGEST.replace(/^vhr /, '')] = process.argv.slice(2);
const child = fileURLToPath(new URL('child.js', import.meta.url));
const counts = Array.from({ length: Number(most) }, (_, i) => i + 1);
interface Run {
  readonly states: number;
  readonly seconds: number;
  readonly rssMB: number;
}
const runs = new Map<number, Run[]>(counts.map((n) => [n, []]));
for (let i = 0; i < 5; i++)
  for (const n of counts) {
    const argv = [besideOne(), child, `threads:${n}`, 'vhr', size];
    const line = execFileSync(process.execPath, argv, { encoding: 'utf8' });
    runs.get(n)?.push(JSON.parse(line) as Run);
  }
const of = (n: number, field: keyof Run) => median((runs.get(n) ?? []).map((run) => run[field]));
console.log(`vhr ${size}, ${of(1, 'states').toLocaleString('en-US')} states\n`);
for (const n of counts) {
  const speed = (of(1, 'seconds') / of(n, 'seconds')).toFixed(2);
  const memory = (of(n, 'rssMB') / of(1, 'rssMB')).toFixed(2);
  console.log(`${n} threads: ${of(n, 'seconds').toFixed(2)} s, ${speed} x the speed, ${memory} x the memory`);
}
