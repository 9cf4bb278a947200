// SPDX-License-Identifier: MIT
/** `npm run strategies`: how many random schedules each strategy needs to find a violation. Prints a Markdown table. */
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { randomSearch } from '../src/interleave/random.ts';
import { parseStrategy } from '../src/interleave/strategy.ts';
import { instanceOf } from '../src/model/instance.ts';
import { Walker } from '../src/interleave/walk.ts';

/** Runs after which a seed is given up. */
const RUNS = 1000;
const seeds = Number(process.argv[2] ?? 100);
const STRATEGIES = ['uniform', 'pct:1', 'pct:2', 'pct:3', 'pct:4'];
const CASES = [
  ['what-if-unpinned', 'none'],
  ['what-if-unpinned', 'option-1-drop-between-levels'],
  ['what-if-unpinned', 'option-1-one-mutator-missing'],
  ['what-if-first-add', 'option-1-drop-between-levels'],
  ['what-if-first-add', 'floor-ceiling'],
] as const;

console.log(`| design, configuration | ${STRATEGIES.join(' | ')} |`);
console.log(`|---|${STRATEGIES.map(() => '---').join('|')}|`);
for (const [configuration, design] of CASES) {
  const walker = new Walker(instanceOf({ model, design, configuration, bound: 'small' }));
  const cells: string[] = [];
  for (const name of STRATEGIES) {
    const needed: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { runs, found } = await randomSearch(walker, { runs: RUNS, seed, strategy: parseStrategy(name) });
      if (found) needed.push(runs);
    }
    process.stderr.write(`${design} ${configuration} ${name}: ${needed.length} of ${seeds}\n`);
    const mean = needed.reduce((a, b) => a + b, 0) / needed.length;
    cells.push(
      needed.length === 0 ? `0 of ${seeds}` : `${needed.length} of ${seeds}, ${mean.toFixed(0)} runs`,
    );
  }
  console.log(`| ${design}, ${configuration} | ${cells.join(' | ')} |`);
}
