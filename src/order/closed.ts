// SPDX-License-Identifier: MIT
/** Of a state in which threads wait in a cycle: the classes that they wait for, as the cycles of the order are written. */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { successorsBy, toState, waitsFor } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { lockNames } from '../model/asks.ts';
import { heldIn } from '../model/locks.ts';
import type { Asks } from './asks.ts';
import { rotated } from './cycles.ts';

/** More threads than this wait for each other in so many ways that not all are told. */
const TRIES = 10_000;

export function closedIn(compiled: Compiled, asks: Asks, cells: Cells): string[][] {
  const { program, map } = compiled;
  const names = lockNames(program);
  const read = sourceOf(cells);
  const held = heldIn(program.memory.fields, toState(compiled, cells).mem as object);
  const waits = program.threads.map((t) => {
    const position = read(map.pcs[t.index] as number);
    if (t.positions[position]?.waitsFor) return [...waitsFor(compiled, read, t.index)];
    // Who says nothing of whom it waits for waits for who holds what it asks for.
    const [ask] = asks[t.index]?.[position] ?? [];
    if (!ask || successorsBy(compiled, cells, t.index).length > 0) return [];
    const holders = held.filter((h) => h.lock.class === ask.class).map((h) => h.by);
    return program.threads.filter((h) => holders.includes(h.name)).map((h) => h.index);
  });
  const classes = program.threads.map((t) => {
    const at = read(map.pcs[t.index] as number);
    const { lock = '', path = '' } = t.positions[at] ?? {};
    return asks[t.index]?.[at]?.[0]?.class ?? names.get(lock)?.class ?? (lock || path);
  });
  const found = new Map<string, string[]>();
  let tries = 0;
  const from = (start: number, path: readonly number[]): void => {
    for (const next of waits[path.at(-1) as number] ?? []) {
      if (next < start || tries++ > TRIES) continue;
      if (next === start) {
        const circle = oneEach(path.map((t) => classes[t] as string));
        found.set(circle.join('\n'), circle);
      } else if (!path.includes(next)) from(start, [...path, next]);
    }
  };
  for (const t of program.threads.keys()) from(t, [t]);
  return [...found.values()];
}

/** A writer that waits for the readers of its own lock is between them, and no step of the order. */
function oneEach(classes: readonly string[]): string[] {
  const each = classes.filter((c, i) => c !== classes[(i + 1) % classes.length]);
  return each.length === 0 ? classes.slice(0, 1) : rotated(each, [])[0];
}
