// SPDX-License-Identifier: MIT
/** `npm run bench:workers -- [N] ['V H S P C R OPT']`: one thread beside N (default 2), in turn, five times. */
import { engineOf } from '../src/engine/engine.ts';
import { parallelSearch } from '../src/explore/parallel.ts';
import { Search } from '../src/explore/search.ts';
import { parseSize, vhr } from './vhr.ts';

const [count = '2', size = '2 2 3 3 2 2 1'] = process.argv.slice(2);
const build = () => vhr(parseSize(size));
/** What each worker imports. */
const origin = { module: new URL('./workers-instance.js', import.meta.url).href, selected: size };

async function timed(workers: number): Promise<{ seconds: number; states: number; transitions: number }> {
  const start = performance.now();
  const search =
    workers === 1 ? new Search(engineOf(build())) : await parallelSearch(build(), origin, { workers });
  search.run();
  const { states, transitions } = search.progress;
  return { seconds: (performance.now() - start) / 1000, states, transitions };
}

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;
const [one, many]: [number[], number[]] = [[], []];
for (let i = 0; i < 5; i++) {
  const [a, b] = [await timed(1), await timed(Number(count))];
  if (a.states !== b.states || a.transitions !== b.transitions)
    throw new Error(`one thread finds ${a.states} states, ${count} find ${b.states}`);
  one.push(a.seconds);
  many.push(b.seconds);
  console.error(
    `${a.states} states: 1 thread ${a.seconds.toFixed(2)} s, ${count} threads ${b.seconds.toFixed(2)} s`,
  );
}
console.log(
  `vhr ${size}: ${median(one).toFixed(2)} s on 1 thread, ${median(many).toFixed(2)} s on ${count}: ${(median(one) / median(many)).toFixed(2)} x`,
);
