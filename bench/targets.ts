// SPDX-License-Identifier: MIT
/**
 * What is asked of the speed of mhpcheck, and whether a run of the bench shows it: medians of the run; on one thread
 * and in full but where a target says otherwise.
 */
import type { Measured } from './peers.ts';
import { FIRST_TIMED, LARGEST, SECOND_TIMED, NARROW, SMALLEST, WIDE } from './workloads.ts';
import type { EngineName, Workload } from './workloads.ts';

/** All that was measured of one workload. */
export interface Row {
  readonly workload: Workload;
  readonly runs: ReadonlyMap<EngineName, readonly Measured[]>;
  /** Why an engine has no runs. */
  readonly not: ReadonlyMap<EngineName, string>;
}
export interface Target {
  readonly workload: string;
  readonly says: string;
  /** How many times as much, or a number of its own (`bytes`). */
  readonly factor: number;
  /** The factor must be at least this, or at most. */
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly met: boolean;
  /** What one would like it to be. */
  readonly goal?: number;
}

/** A search of fewer states tells how long an engine takes to get going. */
const TIMED = 100_000;
/** A curve is looked at from here on: before, JavaScript is still being compiled while it runs. */
const WARM = 500_000;

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const runsOf = ({ runs }: Row, engine: EngineName) => runs.get(engine) ?? [];
export const seconds = (row: Row, engine: EngineName) => median(runsOf(row, engine).map((r) => r.seconds));
const endToEnd = (row: Row, engine: EngineName) => median(runsOf(row, engine).map((r) => r.endToEnd));
/** States a second of ours. */
export const rate = (row: Row) => statesOf(row) / seconds(row, 'mhpcheck');
export const statesOf = (row: Row) => runsOf(row, 'mhpcheck')[0]?.states ?? Number.NaN;
const memory = (row: Row, engine: EngineName) =>
  median(runsOf(row, engine).map((r) => r.rssMB ?? Number.NaN));
export const bytesAState = (row: Row) => (memory(row, 'mhpcheck') * 2 ** 20) / statesOf(row);

const atLeast = (row: Row, says: string, factor: number, wanted: number, goal?: number): Target => ({
  workload: row.workload.name,
  says,
  factor,
  atLeast: wanted,
  met: factor >= wanted,
  ...(goal !== undefined && { goal }),
});
const atMost = (row: Row, says: string, factor: number, wanted: number, goal?: number): Target => ({
  workload: row.workload.name,
  says,
  factor,
  atMost: wanted,
  met: factor <= wanted,
  ...(goal !== undefined && { goal }),
});

/** How many times as fast as a peer, and how many are asked for. */
function speedups(row: Row): Target[] {
  const spin = row.workload.name === LARGEST ? 4 : 2.5;
  const wanted: [EngineName, string, number, number?][] = [
    ['javascript', 'times the speed of hand-written JavaScript', 1, 1.5],
    ['spin', 'times the speed of SPIN -O3 -DNOREDUCE', spin],
    ['rumur', 'times the speed of rumur', 15],
    ['xstate', 'times the speed of xstate/graph', 300],
  ];
  return wanted
    .filter(([engine]) => seconds(row, engine) > 0 && (statesOf(row) >= TIMED || engine === 'xstate'))
    .map(([engine, says, least, goal]) =>
      atLeast(row, says, seconds(row, engine) / seconds(row, 'mhpcheck'), least, goal),
    );
}

/** Of all states, the share that a reduced search may keep. */
const KEPT: Readonly<Record<string, number>> = { [FIRST_TIMED]: 0.45, [SECOND_TIMED]: 0.62, [LARGEST]: 0.62 };

function otherwise(row: Row): Target[] {
  const reduced = runsOf(row, 'mhpcheck-reduced')[0];
  const kept = KEPT[row.workload.name];
  const threads = seconds(row, 'mhpcheck') / seconds(row, 'mhpcheck-threads');
  return [
    ...(reduced && kept ? [atMost(row, 'of the states, reduced', reduced.states / statesOf(row), kept)] : []),
    ...(threads > 0
      ? [
          atLeast(row, 'times the speed of one thread, on two', threads, row.workload.size ? 1.7 : 1.5),
          atMost(
            row,
            'of the memory of one thread, on two',
            memory(row, 'mhpcheck-threads') / memory(row, 'mhpcheck'),
            1.2,
          ),
        ]
      : []),
  ];
}

function ofRow(row: Row): Target[] {
  const c = seconds(row, 'c');
  const ahead: [EngineName, string][] = [
    ['spin', 'times the speed of spin + gcc + pan, end to end'],
    ['spin-reduced', 'times the speed of spin + gcc + pan, reduced, end to end'],
  ];
  return [
    ...speedups(row),
    ...(c > 0 && statesOf(row) >= TIMED
      ? [atMost(row, 'times the time of hand-written C', seconds(row, 'mhpcheck') / c, 3, 2)]
      : []),
    ...ahead
      .filter(([engine]) => runsOf(row, engine).length > 0)
      .map(([engine, says]) => atLeast(row, says, endToEnd(row, engine) / endToEnd(row, 'mhpcheck'), 1)),
    ...(row.workload.name === LARGEST
      ? [atMost(row, 'bytes a state, traces kept', bytesAState(row), 64)]
      : []),
    ...otherwise(row),
  ];
}

/** What is asked of several rows together. */
function ofRows(rows: readonly Row[]): Target[] {
  const row = (name: string) => rows.find((r) => r.workload.name === name);
  const [smallest, first, wide, narrow] = [SMALLEST, FIRST_TIMED, WIDE, NARROW].map(row);
  const targets: Target[] = [];
  const xstate = smallest && seconds(smallest, 'xstate');
  if (smallest && first && xstate !== undefined && xstate > 0) {
    const theirs = statesOf(smallest) / xstate;
    targets.push(
      atLeast(first, `times the states a second of xstate/graph at ${SMALLEST}`, rate(first) / theirs, 300),
    );
  }
  if (wide && narrow)
    targets.push(
      atLeast(wide, `times the states a second of two words, ${NARROW}`, rate(wide) / rate(narrow), 0.5),
    );
  const curve = curveOf(rows).filter((r) => statesOf(r) >= WARM && r.workload.name !== WIDE);
  const best = Math.max(...curve.map(rate));
  const last = curve.at(-1);
  if (last && curve.length > 1)
    targets.push(atMost(last, 'times the lowest cost of a state at any size (flat)', best / rate(last), 1.5));
  return targets;
}

/** The sizes of vhr, the smallest first. */
export const curveOf = (rows: readonly Row[]): Row[] =>
  rows
    .filter((r) => r.workload.size !== undefined && statesOf(r) > 0)
    .toSorted((a, b) => statesOf(a) - statesOf(b));

export const targets = (rows: readonly Row[]): Target[] => [...rows.flatMap(ofRow), ...ofRows(rows)];
