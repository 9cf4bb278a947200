// SPDX-License-Identifier: MIT
/** A few threads that are written in words of the vocabulary, and what is found of them: by the search, held against XState. */
import { expect } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Fields } from '../model/domain.ts';
import { run } from '../model/run.ts';
import type { AnyFn } from '../model/statement.ts';
import { system, thread } from '../model/thread.ts';
import type { ThreadOptions } from '../model/thread.ts';
import type { Instance, Property } from '../model/types.ts';
import { noDeadlock } from '../model/types.ts';
import { compareWithGraph } from './compare.ts';

export const at = { func: 'toy', file: 'toy.c', version: 'v0' };

/** What a thread runs, with its stack and its CPU where it has them. */
export interface Runs extends Pick<ThreadOptions, 'cpu' | 'context'> {
  readonly fn: AnyFn;
  readonly stack?: Fields;
}
type Threads = Readonly<Record<string, AnyFn | Runs>>;

export function instanceOf(memory: Fields, threads: Threads, ...properties: readonly Property[]): Instance {
  const names = Object.keys(threads);
  const regions = Object.entries(threads).map(([name, given]) => {
    const { fn, stack = {}, ...on } = 'fn' in given ? given : { fn: given };
    return run(thread(memory, name, stack, { threads: names, ...on }), fn as never);
  });
  return {
    machine: system({ id: 'words', memory, threads: regions }),
    properties: [noDeadlock('no-deadlock', 'All end.'), ...properties],
  };
}

/** What is wrong, as `use-after-free reader.use`, `cycle updater.wait`; a property that is no fault by its name. */
export function wrong(
  memory: Fields,
  threads: Threads,
  ...properties: readonly Property[]
): readonly string[] {
  const instance = instanceOf(memory, threads, ...properties);
  compareWithGraph(instance);
  const search = new Search(engineOf(instance));
  search.run();
  const { results, complete } = outcome(search);
  expect(complete).toBe(true);
  const found = results
    .flatMap(({ violations }) => violations)
    .map(({ property, kind, step }) => (['false', 'never'].includes(kind) ? property : `${kind} ${step}`));
  return [...new Set(found)].toSorted();
}
