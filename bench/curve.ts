// SPDX-License-Identifier: MIT
/** The cost of a state against the size of the space, as a picture: what docs/performance.md shows. */
import { curveOf, rate, statesOf } from './targets.ts';
import type { Row } from './targets.ts';

const [WIDTH, HEIGHT] = [640, 300];
const [LEFT, RIGHT, TOP, BOTTOM] = [60, 20, 20, 50];

interface Point {
  readonly states: number;
  /** Nanoseconds a state. */
  readonly cost: number;
  readonly words: number;
  readonly name: string;
}

const short = (n: number) => (n >= 1e6 ? `${n / 1e6} M` : n >= 1e3 ? `${n / 1e3} k` : String(n));

/** Powers of ten from the one below `low` to the one above `high`. */
function decades(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

/** Marks from 0 to beyond `high`, five at most between. */
function marksTo(high: number): number[] {
  const ten = 10 ** Math.floor(Math.log10(high / 5));
  const step = [1, 2, 5, 10].map((n) => n * ten).find((s) => high / s <= 5) as number;
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, i) => i * step);
}

/** An SVG, its axis of sizes logarithmic; states of two words are joined, wider ones stand alone. */
export function curveSvg(rows: readonly Row[]): string {
  const points: Point[] = curveOf(rows).map((row) => ({
    states: statesOf(row),
    cost: 1e9 / rate(row),
    words: row.runs.get('mhpcheck')?.[0]?.words ?? 0,
    name: row.workload.name,
  }));
  const xs = decades(Math.min(...points.map((p) => p.states)), Math.max(...points.map((p) => p.states)));
  const ys = marksTo(Math.max(...points.map((p) => p.cost)));
  const scale = (marks: readonly number[], from: number, to: number, as: (value: number) => number) => {
    const [low, high] = [as(marks[0] as number), as(marks.at(-1) as number)];
    return (value: number) => Number((from + ((as(value) - low) / (high - low)) * (to - from)).toFixed(1));
  };
  const x = scale(xs, LEFT, WIDTH - RIGHT, Math.log10);
  const y = scale(ys, HEIGHT - BOTTOM, TOP, (value) => value);
  const text = (at: number, to: number, anchor: string, words: string) =>
    `  <text x="${at}" y="${to}" text-anchor="${anchor}">${words}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `  <line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;
  const narrow = points.filter((p) => p.words === 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `  <rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...xs.flatMap((v) => [
      line(x(v), TOP, x(v), HEIGHT - BOTTOM),
      text(x(v), HEIGHT - 30, 'middle', short(v)),
    ]),
    ...ys.flatMap((v) => [line(LEFT, y(v), WIDTH - RIGHT, y(v)), text(LEFT - 8, y(v) + 4, 'end', `${v} ns`)]),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'middle', 'states'),
    text(LEFT + 8, TOP - 6, 'start', 'search time a state; filled: states of two words'),
    `  <polyline fill="none" stroke="#36c" points="${narrow.map((p) => `${x(p.states)},${y(p.cost)}`).join(' ')}"/>`,
    ...points.map(
      (p) =>
        `  <circle cx="${x(p.states)}" cy="${y(p.cost)}" r="4" stroke="#36c" fill="${p.words === 2 ? '#36c' : '#fff'}"><title>${p.name}: ${p.states} states of ${p.words} words, ${p.cost.toFixed(0)} ns</title></circle>`,
    ),
    '</svg>\n',
  ].join('\n');
}
