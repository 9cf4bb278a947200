// SPDX-License-Identifier: MIT
/** Who waits at the end, in words: those of one role that wait at one step for the same are told as one. */
import type { Ending, Wait } from '../counterexample/ending.ts';
import type { Quote } from './quoted.ts';

/** Waits that differ in nothing but their thread: the first of them, and all threads. */
export interface Waiting {
  readonly first: Wait;
  readonly threads: readonly string[];
}
export function grouped(waits: readonly Wait[]): Waiting[] {
  const found = new Map<string, { first: Wait; threads: string[] }>();
  for (const wait of waits) {
    const { thread, step, lock, idle } = wait;
    const whom = wait.holders.map((holder, i) => [holder === thread ? 'itself' : holder, wait.since?.[i]]);
    const key = JSON.stringify([step, lock, idle, whom]);
    const known = found.get(key);
    if (known) known.threads.push(thread);
    else found.set(key, { first: wait, threads: [thread] });
  }
  return [...found.values()];
}

/** `migration1-3`; `ptdump, net_rx`. */
export const namesOf = ({ threads }: Waiting): string => threadNames(threads);
export function threadNames(threads: readonly string[]): string {
  const runs: { readonly stem: string; readonly first: string; last: string }[] = [];
  for (const thread of threads.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const [, stem = thread, number = ''] = /^(.*\D)(\d+)$/.exec(thread) ?? [];
    const run = runs.at(-1);
    if (number !== '' && run?.stem === stem && Number(number) === Number(run.last) + 1) run.last = number;
    else runs.push({ stem, first: number, last: number });
  }
  return runs
    .map(({ stem, first, last }) => `${stem}${first === last ? first : `${first}-${last}`}`)
    .join(', ');
}

/** Who waits for what, who took that where, and who only stands behind them. */
export function waitingSentences({ parties, others }: Ending, quote: Quote): string[] {
  return [
    ...grouped(parties).map((group) => partyText(group, quote)),
    ...grouped(others).map(
      ({ first, threads }) => `${both(threads)} only ${waits(threads)} behind them, in "${first.says}".`,
    ),
  ];
}

function partyText({ first: w, threads }: Waiting, quote: Quote): string {
  const where = `in "${w.says}"`;
  if (w.holders.length === 0) return `${both(threads)} ${w.idle ? idles(threads) : waits(threads)} ${where}.`;
  const whom = w.holders.map((holder, i) => holderText(w, holder, w.since?.[i], quote));
  return `${both(threads)} ${waits(threads)} ${where} for ${whom.join(' and ')}.`;
}
const both = (threads: readonly string[]): string => threadNames(threads).replace(/, ([^,]*)$/, ' and $1');
const waits = (threads: readonly string[]): string => (threads.length === 1 ? 'waits' : 'wait');
const idles = (threads: readonly string[]): string => (threads.length === 1 ? 'is idle' : 'are idle');

/** `mem_hotplug_lock, which it took itself by "percpu_down_write()" (1)`; `b, which did "spin_lock(&B)" (2)`. */
function holderText(
  { thread, holders, lock }: Wait,
  holder: string,
  since: number | undefined,
  quote: Quote,
): string {
  const step = since === undefined ? '' : quote(since);
  const itself = holder === thread;
  if (lock !== undefined && holders.length === 1) {
    const who = itself ? 'it' : holder;
    return since === undefined
      ? `${lock}, which ${who} holds${itself ? ' itself' : ''}`
      : `${lock}, which ${who} took${itself ? ' itself' : ''} by ${step}`;
  }
  const whom = itself ? 'itself' : holder;
  if (since === undefined) return whom;
  return `${itself ? 'itself: it' : `${holder}, which`} did ${step}`;
}
