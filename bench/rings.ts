// SPDX-License-Identifier: MIT
/**
 * `npm run bench:memory -- THREADS POSITIONS COPIES`: threads that each go once round a ring, each with so many copies of where
 * it is on its stack. POSITIONS to the power THREADS states, as wide as the copies make them: for memory, and for speed
 * against width and size. The default is a hundred million states of four words.
 */
import { engineOf } from '../src/engine/engine.ts';
import { int } from '../src/model/domain.ts';
import { system, thread } from '../src/model/thread.ts';
import { noDeadlock } from '../src/model/types.ts';
import type { Instance, Source } from '../src/model/types.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';

const at: Source = { func: 'ring', file: 'ring.c', version: 'v0' };

export function rings(threads: number, positions: number, copies: number): Instance {
  const ring = (t: number) => {
    const stack = Object.fromEntries(
      Array.from({ length: copies }, (_, i) => [`copy${i}`, int(0, positions - 1)]),
    );
    const own = thread({}, `t${t}`, stack);
    const step = (i: number) =>
      own.on(
        { at, says: `step ${i}` },
        { effect: (_, me) => Object.keys(me).forEach((name) => (me[name] = i + 1)), target: `p${i + 1}` },
      );
    const steps = Array.from({ length: positions - 1 }, (_, i) => [`p${i}`, step(i)] as const);
    return own.region('p0', Object.fromEntries([...steps, [`p${positions - 1}`, own.end()]]));
  };
  const machine = system({
    id: 'rings',
    memory: {},
    threads: Array.from({ length: threads }, (_, t) => ring(t)),
  });
  return { machine, properties: [noDeadlock('no-deadlock', 'No deadlock.')] };
}

const [threads = 8, positions = 10, copies = 3] = process.argv.slice(2).map(Number);
const search = new Search(engineOf(rings(threads, positions, copies)));
const start = performance.now();
while (!search.done) {
  search.run(Infinity, performance.now() + 5000);
  process.stderr.write(`${JSON.stringify(search.progress)}\n`);
}
const seconds = (performance.now() - start) / 1000;
const { states, transitions, depth, results } = outcome(search);
const verdict = results.every((r) => r.verdict === 'holds') ? 'holds' : 'violated';
const rss = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    states,
    transitions,
    depth,
    verdict,
    bytesOfState: search.engine.layout.words * 4,
    seconds: Number(seconds.toFixed(2)),
    statesPerSecond: Math.round(states / seconds),
    peakGiB: Number((rss / 2 ** 30).toFixed(2)),
    bytesPerState: Number((rss / states).toFixed(1)),
  }),
);
