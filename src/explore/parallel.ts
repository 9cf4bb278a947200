// SPDX-License-Identifier: MIT
/**
 * A search on several threads. Each worker owns the states whose hash says so and expands those; what it finds of the
 * others' states is moved to them at the end of a level, not copied. Verdicts, states, transitions and depth are those
 * of one thread; which of two equally short schedules is kept may differ. docs/decisions/0015-workers.md says why so.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort, WorkerOptions } from 'node:worker_threads';
import { ModelError } from '../compile/compile.ts';
import { engineOf } from '../engine/engine.ts';
import type { Progress } from '../engine/outcome.ts';
import { AuthorError } from '../model/mistake.ts';
import { reason, Stopped } from '../watch/watch.ts';
import { Common } from './common.ts';
import { merge } from './merge.ts';
import type { Share } from './partition.ts';
import { Search } from './search.ts';
import type { Instance } from '../model/types.ts';
import { reducer } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';

/** How a worker comes to its instance: what the module's `instance` makes of `selected`. */
export interface Origin {
  /** The URL of a module that exports `instance(selected)`. */
  readonly module: string;
  /** Anything that can be cloned. */
  readonly selected: unknown;
}
export interface WorkerData extends Origin {
  readonly me: number;
  readonly reduce: ReductionName;
  /** The way to each other worker; none to itself. */
  readonly peers: readonly (MessagePort | undefined)[];
  /** See common.ts. */
  readonly words: Int32Array;
  readonly maxMemory: number | undefined;
}
/** Another level; or the end, with the number of levels that all have come to the end of. */
export type Order = 'go' | { readonly end: number };
/** What a partition has done so far. */
type Done = Omit<Progress, 'depth'>;
export type FromWorker =
  | { readonly level: Done }
  | { readonly share: Share }
  | { readonly failed: { readonly name: string; readonly message: string } };

/** A worker that ended on its own: what it had found is lost. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

export interface ParallelOptions {
  readonly workers: number;
  /** What each worker leaves out; nothing, unless said. */
  readonly reduce?: ReductionName;
  /** Bytes of the process. Default: no limit. */
  readonly maxMemory?: number | undefined;
  /** Called after each level. True ends the search. */
  readonly onLevel?: (progress: Progress) => boolean;
  /** Asked again and again meanwhile: true ends the search after the last level that is complete. */
  readonly hasToStop?: () => boolean;
  /** Called where too little memory is left for another level. */
  readonly onShort?: () => void;
}

/** Explores an instance on several threads and returns the search as if one had done it. */
export async function parallelSearch(
  instance: Instance,
  origin: Origin,
  options: ParallelOptions,
): Promise<Search> {
  const { onLevel = () => false, onShort = () => {}, hasToStop = () => false, reduce = 'none' } = options;
  const crew = new Crew(origin, options);
  try {
    // Now, since it takes a while, and later there may be none.
    const search = new Search(engineOf(instance, { reduce: reducer(reduce) }));
    let done = await crew.all('level');
    for (let depth = 0; ; depth++) {
      const sum = (get: (d: Done) => number) => done.reduce((n, d) => n + get(d), 0);
      const progress = {
        states: sum((d) => d.states),
        transitions: sum((d) => d.transitions),
        queue: sum((d) => d.queue),
        depth,
      };
      const next = progress.queue === 0 || onLevel(progress) ? undefined : await crew.nextLevel();
      if (next) {
        done = next;
        continue;
      }
      if (crew.stopped && !hasToStop()) onShort();
      crew.tell({ end: depth });
      const shares = await crew.all('share');
      await crew.dismiss();
      merge(search, shares, progress.transitions);
      return search;
    }
  } finally {
    await crew.dismiss();
  }
}

type Answer = { level: Done; share: Share };

/** Between two looks at whether to stop (ms). */
const LOOK = 50;

class Crew {
  private readonly threads: readonly Worker[];
  private readonly answers: FromWorker[][];
  private readonly common: Common;
  private readonly look: NodeJS.Timeout;
  private trouble: Error | undefined;
  private wake = () => {};

  constructor(origin: Origin, { workers: count, reduce = 'none', maxMemory, hasToStop }: ParallelOptions) {
    const ports = meshOf(count);
    this.common = Common.for(count, maxMemory);
    this.answers = Array.from({ length: count }, () => []);
    const { words } = this.common;
    this.threads = ports.map((peers, me) => {
      const data: WorkerData = { ...origin, me, peers, reduce, words, maxMemory };
      return startThread({ workerData: data, transferList: peers.filter((p) => p !== undefined) });
    });
    this.threads.forEach((thread, me) => {
      const died = (why: string) => {
        this.trouble ??= new WorkerDied(
          `worker ${me + 1} of ${count} died: ${why}. Nothing was lost on disk.`,
        );
        this.wake();
      };
      thread.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.trouble ??= new Stopped('memory');
        died(error.message);
      });
      thread.on('exit', (code) => died(`exit code ${code}`));
      thread.on('message', (message: FromWorker) => {
        if ('failed' in message) this.trouble ??= rebuilt(message.failed);
        else this.answers[me]?.push(message);
        this.wake();
      });
    });
    this.look = setInterval(() => {
      if (this.common.isShort || hasToStop?.()) this.common.stop();
      if (this.common.stopped) this.wake();
    }, LOOK);
  }

  get stopped(): boolean {
    return this.common.stopped;
  }

  tell(order: Order): void {
    this.threads.forEach((thread) => thread.postMessage(order, []));
  }

  /** The next answer of that kind of each worker, in their order. Rejects as soon as one has died or failed. */
  async all<K extends keyof Answer>(kind: K): Promise<Answer[K][]> {
    return (await this.allUnless(kind, () => false)) as Answer[K][];
  }

  /** The answers after another level; undefined where it was stopped before its end. */
  async nextLevel(): Promise<Done[] | undefined> {
    this.tell('go');
    return this.allUnless('level', () => this.common.stopped);
  }

  private async allUnless<K extends keyof Answer>(
    kind: K,
    given: () => boolean,
  ): Promise<Answer[K][] | undefined> {
    const first = (of: readonly FromWorker[]) => of.findIndex((answer) => kind in answer);
    while (!this.answers.every((of) => first(of) >= 0)) {
      if (this.trouble) throw this.trouble;
      if (given()) return undefined;
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
    // What came before is of a level that nobody waited for.
    return this.answers.map((of) => (of.splice(0, first(of) + 1).at(-1) as unknown as Answer)[kind]);
  }

  async dismiss(): Promise<void> {
    clearInterval(this.look);
    for (const thread of this.threads) thread.removeAllListeners();
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

function startThread(options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), options);
  // From the sources, as tests run them, a thread needs a loader of its own, under Node 20 registered by hand.
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href;
  const file = new URL('./worker.ts', import.meta.url).href;
  const code = `import('${loader}').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(code, { ...options, eval: true });
}

/** A channel between every two of them: for each, its way to each other. */
function meshOf(count: number): (MessagePort | undefined)[][] {
  const ports: (MessagePort | undefined)[][] = Array.from({ length: count }, () =>
    Array.from({ length: count }, () => undefined),
  );
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) {
      const { port1, port2 } = new MessageChannel();
      (ports[a] as MessagePort[])[b] = port1;
      (ports[b] as MessagePort[])[a] = port2;
    }
  return ports;
}

function rebuilt({ name, message }: { name: string; message: string }): Error {
  // By whom, and why, is known here.
  if (name === 'Stopped') return new Stopped(reason(true) ?? '--max-memory');
  if (name === 'AuthorError') return new AuthorError(message);
  return name === 'ModelError' ? new ModelError(message) : new Error(message);
}
