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
import { AuthorError } from '../model/mistake.ts';
import { merge } from './merge.ts';
import type { Share } from './partition.ts';
import { Search } from './search.ts';
import type { Progress } from './search.ts';
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
}
export type Order = 'go' | 'end';
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
  /** Called after each level. True ends the search. */
  readonly onLevel?: (progress: Progress) => boolean;
}

/** Explores an instance on several threads and returns the search as if one had done it. */
export async function parallelSearch(
  instance: Instance,
  origin: Origin,
  { workers, onLevel = () => false, reduce = 'none' }: ParallelOptions,
): Promise<Search> {
  const crew = new Crew(origin, workers, reduce);
  try {
    let done = await crew.all('level');
    for (let depth = 0; ; depth++) {
      const sum = (get: (d: Done) => number) => done.reduce((n, d) => n + get(d), 0);
      const progress = {
        states: sum((d) => d.states),
        transitions: sum((d) => d.transitions),
        queue: sum((d) => d.queue),
        depth,
      };
      if (progress.queue === 0 || onLevel(progress)) {
        const search = new Search(instance, undefined, undefined, reducer(reduce));
        crew.tell('end');
        merge(search, await crew.all('share'), progress.transitions);
        return search;
      }
      crew.tell('go');
      done = await crew.all('level');
    }
  } finally {
    await crew.dismiss();
  }
}

type Answer = { level: Done; share: Share };

class Crew {
  private readonly threads: readonly Worker[];
  private readonly answers: FromWorker[][];
  private trouble: Error | undefined;
  private wake = () => {};

  constructor(origin: Origin, count: number, reduce: ReductionName) {
    const ports = meshOf(count);
    this.answers = Array.from({ length: count }, () => []);
    this.threads = ports.map((peers, me) => {
      const data: WorkerData = { ...origin, me, peers, reduce };
      return startThread({ workerData: data, transferList: peers.filter((p) => p !== undefined) });
    });
    this.threads.forEach((thread, me) => {
      const died = (why: string) => {
        this.trouble ??= new WorkerDied(
          `worker ${me + 1} of ${count} died: ${why}. Nothing was lost on disk.`,
        );
        this.wake();
      };
      thread.on('error', (error) => died(error.message));
      thread.on('exit', (code) => died(`exit code ${code}`));
      thread.on('message', (message: FromWorker) => {
        if ('failed' in message) this.trouble ??= rebuilt(message.failed);
        else this.answers[me]?.push(message);
        this.wake();
      });
    });
  }

  tell(order: Order): void {
    this.threads.forEach((thread) => thread.postMessage(order, []));
  }

  /** The next answer of each worker, in their order. Rejects as soon as one has died or failed. */
  async all<K extends keyof Answer>(kind: K): Promise<Answer[K][]> {
    while (!this.answers.every((a) => a.length > 0)) {
      if (this.trouble) throw this.trouble;
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
    return this.answers.map((a) => (a.shift() as unknown as Answer)[kind]);
  }

  async dismiss(): Promise<void> {
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

const rebuilt = ({ name, message }: { name: string; message: string }): Error =>
  name === 'ModelError'
    ? new ModelError(message)
    : name === 'AuthorError'
      ? new AuthorError(message)
      : new Error(message);
