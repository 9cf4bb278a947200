// SPDX-License-Identifier: MIT
/** A search in one piece, and one in partitions on one thread: what workers do, without workers. */
import { engineOf } from '../src/engine/engine.ts';
import { merge } from '../src/explore/merge.ts';
import { Partition } from '../src/explore/partition.ts';
import { Search } from '../src/explore/search.ts';
import type { Instance } from '../src/model/types.ts';
import { orStopped, Stopped, watch } from '../src/watch/watch.ts';

export const inOnePiece = (of: Instance): Search => {
  const search = new Search(engineOf(of));
  search.run();
  return search;
};
/** What the workers do, one after the other; stopped in the level after so many, if at all, at the nth look. */
export function inPartitions(of: Instance, count: number, levels = Infinity, nth = 1): Search {
  const partitions = Array.from({ length: count }, (_, me) => new Partition(of, me, count));
  const sum = (what: 'queue' | 'transitions') => partitions.reduce((n, p) => n + p.progress[what], 0);
  let done = 0;
  for (; done < levels && sum('queue') > 0; done++) {
    const boxes = partitions.map((p) => p.expand());
    partitions.forEach((p, to) => boxes.forEach((box, from) => box[to] && from !== to && p.take(box[to])));
  }
  const search = new Search(engineOf(of));
  const transitions = sum('transitions');
  if (levels < Infinity) {
    let looks = 0;
    watch({ stopped: () => ++looks >= nth, pace: { look: 0, grace: 0 } });
    // Some have come to its end, one is stopped in it, others have not begun.
    for (const p of partitions) if (orStopped(() => p.expand()) instanceof Stopped) break;
    watch();
  }
  const shares = partitions.map((p) => p.share(levels < Infinity ? done : undefined));
  merge(search, shares, transitions);
  return search;
}
