// SPDX-License-Identifier: MIT
/**
 * Every read that decides, of every step that a saved text tells, is told with its value: in the step's bracket, or for
 * one of the reasons below. What decides is asked of the compiled form, state by state.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { foundOf } from '../src/check/kinds.ts';
import type { Compiled } from '../src/compile/compile.ts';
import { successorsBy } from '../src/compile/interpret.ts';
import type { Cells } from '../src/compile/interpret.ts';
import { ModelError } from '../src/compile/mistake.ts';
import { cause } from '../src/counterexample/cause.ts';
import { readsOf } from '../src/counterexample/cells-read.ts';
import { endingOf } from '../src/counterexample/ending.ts';
import { decode, resolve } from '../src/counterexample/format.ts';
import { slices } from '../src/counterexample/slice.ts';
import { filesUnder } from '../src/counterexample/store.ts';
import { explain } from '../src/counterexample/trace.ts';
import type { Trace, TraceStep } from '../src/counterexample/trace.ts';
import type { Property } from '../src/model/types.ts';
import { showValue } from '../src/report/brackets.ts';
import { tell } from '../src/report/steps.ts';
import type { ToldAlone, ToldStep } from '../src/report/steps.ts';
import { FULL, oneOf } from '../src/testing/full.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const models = entries.map((e) => e.model);
const byInstance = new Map<string, string[]>();
for (const file of filesUnder(join(root, 'counterexamples')).map((name) => relative(root, name))) {
  const { model, design, configuration, bound, limits } = decode(
    readFileSync(join(root, file), 'utf8'),
    file,
  );
  const key = JSON.stringify([model, design, configuration, bound, limits]);
  byInstance.set(key, [...(byInstance.get(key) ?? []), file]);
}
const bare = (text: string) => text.replaceAll(/\s/g, '');

/** What a step does where `cell` holds another value, for each with which the model is not wrong. */
function otherwise(compiled: Compiled, before: Cells, { event, thread }: TraceStep, cell: number) {
  const { program, possible, edges } = compiled;
  const index = program.threads.findIndex(({ name }) => name === thread);
  const take = (cells: Cells) =>
    successorsBy(compiled, cells, index).find(({ choice }) => choice === event.choice);
  const mine = take(before);
  return (possible[cell] as readonly number[]).flatMap((value) => {
    if (value === before[cell]) return [];
    try {
      const next = take(before.with(cell, value));
      const sameWay = next?.edge === mine?.edge;
      // The cell itself differs where it is not written.
      const written = new Set([...(next?.wrote ?? []), ...(mine?.wrote ?? [])]);
      const same = sameWay && [...written].every((of) => next?.cells[of] === mine?.cells[of]);
      return [{ same, sameWay, faults: next !== undefined && edges[next.edge]?.fault !== undefined }];
    } catch (error) {
      if (error instanceof ModelError) return [];
      throw error;
    }
  });
}

/** Where a value need not stand in the bracket of the step that read it. */
type Reason = 'note' | 'fault' | 'primitive' | 'ghost' | 'copied' | 'above';

describe('a read that decides', () => {
  /** How often each reason was taken: one that never is should go. */
  const taken = new Map<Reason, number>();
  const missing: string[] = [];

  function check(compiled: Compiled, { states }: Trace, told: readonly ToldStep[], file: string): void {
    let lines: ToldAlone[] = [];
    let isNext = false;
    for (const part of told) {
      const last = lines.at(-1)?.step;
      if ('folded' in part) {
        if (part.folded.some(({ thread }) => thread !== last?.thread)) lines = [];
        isNext = false;
        continue;
      }
      const { step } = part;
      if (last?.thread !== step.thread) lines = [];
      else if (last.at?.func !== step.at?.func) lines = lines.slice(-1).filter(() => isNext);
      isNext = true;
      lines.push(part);
      const before = states[part.index] as Cells;
      for (const cell of new Set(readsOf(compiled, before, step.thread))) {
        const why = reason(compiled, before, lines, cell);
        if (why === undefined) missing.push(`${file}: ${step.label} ${compiled.map.cells[cell]?.name}`);
        else if (why !== 'said' && why !== 'idle') taken.set(why, (taken.get(why) ?? 0) + 1);
      }
    }
  }

  function reason(compiled: Compiled, before: Cells, lines: readonly ToldAlone[], cell: number) {
    const told = lines.at(-1) as ToldAlone;
    const { step, found = '' } = told;
    const { map, program } = compiled;
    const others = otherwise(compiled, before, step, cell);
    if (others.every(({ same }) => same)) return 'idle';
    const { name: full = '', values = [], ghost } = map.cells[cell] ?? {};
    const field = full.replace('mem.', '');
    const value = showValue(values[before[cell] as number]);
    const says = (text: string) => told.found?.includes(text) === true || ranges(found).includes(text);
    if (says(`${field} = ${value}`) || says(`${field}: ${value} ->`)) return 'said';
    if (ghost) return 'ghost';
    const t = program.threads.find(({ name }) => name === step.thread);
    if (t?.positions[step.way[0]]?.primitive !== undefined && step.fault === undefined) return 'primitive';
    if (others.every(({ same, sameWay, faults }) => same || (!sameWay && faults))) return 'fault';
    if (step.note !== undefined && (others.every(({ sameWay }) => !sameWay) || step.note.includes(value)))
      return 'note';
    const copied = step.changes.some(({ field: to, to: now }) => showValue(now) === value && to !== full);
    if (copied && found.includes(`${value}`)) return 'copied';
    const above = lines.slice(0, -1).flatMap((line) => ranges(line.found ?? '').split(/; |[[\]](?= |$)|^\[/));
    const last = above.findLast((said) => [` = `, ': '].some((sign) => said.startsWith(field + sign)));
    if (last?.endsWith(` ${value}`) || last?.endsWith(` ${value}]`)) return 'above';
    return undefined;
  }

  const asked = oneOf(16, [...byInstance.values()]);
  it.each(asked.map((files) => [files[0] as string, files] as const))('is told: %s, ...', (_, files) => {
    for (const file of files) {
      const c = decode(readFileSync(join(root, file), 'utf8'), file);
      const found = foundOf(resolve(c, models, file).instance);
      if (!('compiled' in found)) continue;
      const { compiled } = found;
      const trace = explain(compiled, c);
      const property = found.instance.properties.find(({ name }) => name === c.property) as Property;
      const why = { cause: cause(compiled, trace), ending: endingOf(compiled, trace) };
      const text = bare(readFileSync(join(root, file.replace(/json$/, 'txt')), 'utf8'));
      const told = slices(compiled, trace, { property, ...why, loop: c.loop })
        .toReversed()
        .flatMap((kept) => [false, true].map((across) => tell(trace.steps, c.loop ?? Infinity, kept, across)))
        .find((parts) => parts.every((part) => 'folded' in part || text.includes(bare(part.found ?? ''))));
      expect(told, file).toBeDefined();
      check(compiled, trace, told ?? [], file);
    }
    expect(missing).toEqual([]);
  });
  it.runIf(FULL)('has each of these reasons somewhere', () => {
    expect([...taken.keys()].toSorted()).toEqual(['above', 'copied', 'fault', 'ghost', 'note', 'primitive']);
  });
});

/** `a[1-2].b = c` as `a[1].b = c; a[2].b = c` as well. */
const ranges = (found: string): string =>
  found.replaceAll(
    /([^;[]*)\[(\d+)-(\d+)\]([^;]*)/g,
    (all, head: string, from: string, to: string, rest: string) =>
      Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, i) => `${head}[${Number(from) + i}]${rest}`,
      ).join('; '),
  );
