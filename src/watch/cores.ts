// SPDX-License-Identifier: MIT
/** How many threads there is a processor for: those that the process may run on, and the quota of its control groups. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** The text of a file, where there is one. */
export type Reads = (file: string) => string | undefined;
const reads: Reads = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Are addresses limited (ulimit -v)? Each thread sets many aside, and where they are not to be had the process ends. */
export const hasFewAddresses = (read = reads): boolean =>
  /^Max address space +\d/m.test(read('/proc/self/limits') ?? '');

export function cores(processors = availableParallelism(), read = reads): number {
  return Math.max(1, Math.min(processors, Math.floor(quota(read))));
}

/** Threads that Node gives V8 for what it does beside, compiling and collecting, whatever processors there are. */
const BESIDE = 4;
/**
 * What Node is told of them for a process that works: with it they are to be no more than the processors. More take turns
 * with it: on two, a model took 0.7 s to compile instead of 0.5.
 */
export const besideOne = (processors = cores()): string =>
  `--v8-pool-size=${Math.max(1, Math.min(BESIDE, processors - 1))}`;

/** Processors' worth of time: the least that a group, or one that it is in, is given. */
function quota(read: Reads): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n');
  const least = groups.map((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) return Infinity;
    if (controllers === '') return along(path, (at) => share(read(join('/sys/fs/cgroup', at, 'cpu.max'))));
    if (!controllers?.split(',').includes('cpu')) return Infinity;
    return along(path, (at) => {
      const value = (name: string) => read(join('/sys/fs/cgroup/cpu', at, `cpu.cfs_${name}_us`)) ?? '';
      return share(`${value('quota').trim()} ${value('period').trim()}`);
    });
  });
  return Math.min(Infinity, ...least);
}

/** The least at a path and above it. In a container the path may be that of the host: then what is above counts. */
function along(path: string, at: (path: string) => number): number {
  let least = at(path);
  for (let up = path; up !== '/' && up !== '.';) least = Math.min(least, at((up = dirname(up))));
  return least;
}

/** `200000 100000` is two; `max` or `-1` no limit. */
function share(text = ''): number {
  const [time = 0, of = 0] = text.trim().split(' ').map(Number);
  return time > 0 && of > 0 ? time / of : Infinity;
}
