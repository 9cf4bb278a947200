// SPDX-License-Identifier: MIT
/** A search in one piece, and one in partitions on one thread: what workers do, without workers. */
import { merge } from '../src/explore/merge.ts';
import { Partition } from '../src/explore/partition.ts';
import { Search } from '../src/explore/search.ts';
import type { Instance } from '../src/model/types.ts';

export const inOnePiece = (of: Instance): Search => {
  const search = new Search(of);
  search.run();
  return search;
};
/** What the workers do, one after the other. */
export function inPartitions(of: Instance, count: number): Search {
  const partitions = Array.from({ length: count }, (_, me) => new Partition(of, me, count));
  const sum = (what: 'queue' | 'transitions') => partitions.reduce((n, p) => n + p.progress[what], 0);
  while (sum('queue') > 0) {
    const boxes = partitions.map((p) => p.expand());
    partitions.forEach((p, to) => boxes.forEach((box, from) => box[to] && from !== to && p.take(box[to])));
  }
  const search = new Search(of);
  const shares = partitions.map((p) => p.share());
  merge(search, shares, sum('transitions'));
  return search;
}
