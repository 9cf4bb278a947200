// SPDX-License-Identifier: MIT
/** The further threads of a search: started when there is work for them, and kept for the next search. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Engine } from '../engine/engine.ts';
import { codeOf } from '../wasm/module.ts';
import { RIGHT, roundCode } from './round-code.ts';
import type { RoundCode } from './round-code.ts';
import { codeFor } from './visited-memory.ts';
import { besideOf, handPlaces, MARGIN, SLICE, SLICES, TASK, TOLD, Told } from './round-memory.ts';
import type { Ground, Team } from './round-memory.ts';
import type { Job } from './thread.ts';
import type { Beside } from './visited-room.ts';

/** How long they are waited for: naps of so many ms. */
const NAP = 20;
const NAPS = 500;
/** Threads that have nothing to do. */
const idle: Worker[] = [];

export function newTeam({ asked, compiled, code }: Engine, hands: number, how: RoundCode = RIGHT): Team {
  const masks = asked.words;
  const shared = (words: number) => new Int32Array(new SharedArrayBuffer(words * 4));
  const edges = compiled.edges.length;
  const { part } = code.shared;
  const steps = code.shared.module();
  const { places } = codeFor(code.words, edges, 'shared');
  return {
    hands,
    edges,
    steps,
    part,
    loops: codeOf(roundCode(code.words, handPlaces(places, { edges, part, steps }), how), 'shared'),
    told: shared(Told.sizeOf(masks, hands)),
    notes: Array.from({ length: hands }, () => shared(SLICE * SLICES * (masks + 1))),
  };
}

/** What so many threads need beside the visited set. */
export function besideFor({ compiled, code, asked }: Engine, hands: number): Beside {
  const { words } = code;
  const masks = asked.words;
  const { part, places } = code.shared;
  const sizes = { edges: compiled.edges.length, part, steps: { words, places } };
  const own = handPlaces({ faulty: 0, table: 0 }, sizes);
  return { bytes: besideOf(0, own, hands, { words, masks }).bytes, margin: MARGIN };
}

export class Threads {
  private readonly team: Team;
  private readonly told: Told;
  private threads: readonly Worker[] = [];
  private lost = false;

  /** All but the first, which is the one that calls this. */
  constructor(team: Team) {
    this.team = team;
    this.told = new Told(team.told, team.steps.masks, team.hands);
    this.threads = Array.from({ length: team.hands - 1 }, (_, i) => {
      const thread = idle.pop() ?? startThread();
      thread.on('error', this.onLost);
      thread.on('exit', this.onLost);
      thread.postMessage({ team, me: i + 1 } satisfies Job, []);
      return thread;
    });
  }
  private readonly onLost = () => void (this.lost = true);

  /** Whether all are there. */
  get ready(): boolean {
    return !this.lost && this.told.get('ready') === this.team.hands - 1;
  }
  /** Until all are there, or one of them can't be. */
  wait(): void {
    const { told } = this;
    for (let naps = 0; naps < NAPS && !this.ready && !this.lost; naps++)
      Atomics.wait(told.words, TOLD.ready, told.get('ready'), NAP);
  }
  moveTo(ground: Ground): void {
    for (const thread of this.threads) thread.postMessage({ ground }, []);
  }

  /** They have done all there is. May be called again. */
  dismiss(): void {
    const { told, threads } = this;
    for (const thread of threads) {
      thread.off('error', this.onLost);
      thread.off('exit', this.onLost);
    }
    if (this.lost) for (const thread of threads) void thread.terminate();
    else idle.push(...threads);
    this.threads = [];
    told.set('task', TASK.leave);
    told.add('turn', 1);
    Atomics.notify(told.words, TOLD.turn);
  }
}

/** Has so many threads there, with the one that calls: to begin, one takes as long as a model takes to be compiled. */
export function startThreads(hands: number): void {
  while (idle.length < hands - 1) idle.push(startThread());
}

function startThread(): Worker {
  const thread = threadOf();
  // Nobody waits for it, nor for its end.
  thread.unref();
  thread.on('error', () => {});
  thread.on('exit', () => {
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
  });
  return thread;
}

function threadOf(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread.js', import.meta.url));
  // From the sources, as tests run them, a thread needs a loader of its own, under Node 20 registered by hand.
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  );
  const file = new URL('./thread.ts', import.meta.url).href;
  const code = `import('${loader.href}').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(code, { eval: true });
}
