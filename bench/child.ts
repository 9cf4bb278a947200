// SPDX-License-Identifier: MIT
/** Explores one size of vhr with our engine, in a process of its own, and prints one line of JSON. */
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { parseSize, vhr } from './vhr.ts';

const size = process.argv.slice(2).join(' ');
const start = performance.now();
const search = new Search(vhr(parseSize(size)));
const compiled = performance.now();
search.run();
const explored = performance.now();
const { states, transitions, depth, results } = outcome(search);
const verdict = results.some((r) => r.verdict === 'violated') ? 'violated' : 'holds';
const seconds = (explored - compiled) / 1000;
const compileSeconds = (compiled - start) / 1000;
const rssMB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({
    tool: 'mhpcheck',
    size,
    words: search.layout.words,
    states,
    transitions,
    depth,
    verdict,
    seconds,
    compileSeconds,
    rssMB,
  }),
);
