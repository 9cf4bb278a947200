// SPDX-License-Identifier: MIT
/**
 * In which order functions are entered, in all runs of a model: which comes right after which. What a monitor of a running
 * kernel can hold it to: it forgets all but the last, so that it goes on for ever though the model's runs end.
 */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, initialCells, successorsBy } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Position } from '../model/program.ts';
import { check } from '../watch/watch.ts';
import { pathTo } from './plan.ts';

export interface Orders {
  /** By the function entered last, the empty name before any: which may be next. */
  readonly after: ReadonlyMap<string, ReadonlySet<string>>;
  readonly states: number;
  /** Whether every run was looked at. */
  readonly complete: boolean;
}

/** Every function that steps are of, or called from. */
export const functionsOf = ({ program }: Compiled, thread?: string): readonly string[] => [
  ...new Set(
    program.threads
      .filter(({ name, role }) => thread === undefined || thread === name || thread === role)
      .flatMap(({ positions }) => positions.flatMap(({ at }) => pathTo(at))),
  ),
];

/** Of these functions, entered by this thread, or by any. */
export function ordersOf(
  compiled: Compiled,
  functions: readonly string[],
  { thread, most = 100_000 }: { readonly thread?: string | undefined; readonly most?: number | undefined },
): Orders {
  const { threads } = compiled.program;
  const wanted = new Set(functions);
  const heard = threads.filter(({ name, role }) => [undefined, name, role].includes(thread));
  const after = new Map<string, Set<string>>();
  const ends = new Set<string>();
  const seen = new Set<string>();
  const open: { readonly cells: Cells; readonly last: string }[] = [];
  const visit = (cells: Cells, last: string) => {
    const key = `${last} ${cells.join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    open.push({ cells, last });
  };
  const placeOf = (cells: Cells, index: number) => cells[compiled.map.pcs[index] as number] as number;
  compiled.initials.forEach((_, place) => visit(initialCells(compiled, place), ''));
  for (let now = open.pop(); now && seen.size <= most; now = open.pop()) {
    check();
    const { cells, last } = now;
    if (threads.every((t) => t.positions[placeOf(cells, t.index)]?.validEnd)) ends.add(last);
    if (hasFaulted(compiled, cells)) continue;
    for (const { index, positions, initial } of threads)
      for (const next of successorsBy(compiled, cells, index)) {
        const [from, to] = [placeOf(cells, index), placeOf(next.cells, index)];
        const isHeard = heard.some((t) => t.index === index);
        const first = from === initial ? pathTo(positions[from]?.at) : [];
        const then = to === initial ? [] : entered(positions[from], positions[to]);
        let before = last;
        for (const func of isHeard ? [...first, ...then].filter((f) => wanted.has(f)) : []) {
          after.set(before, (after.get(before) ?? new Set()).add(func));
          before = func;
        }
        visit(next.cells, before);
      }
  }
  // Where all may end, all may begin again.
  for (const last of ends)
    for (const func of after.get('') ?? []) after.set(last, (after.get(last) ?? new Set()).add(func));
  return { after, states: seen.size, complete: open.length === 0 };
}

const entered = (from: Position | undefined, to: Position | undefined): readonly string[] => {
  const left = pathTo(from?.at);
  return pathTo(to?.at).filter((func) => !left.includes(func));
};
