// SPDX-License-Identifier: MIT
/** Flattens a program's domains into cells: one cell for each scalar of shared memory, of each stack, of each position. */
import type { Domain, Scalar } from '../model/domain.ts';
import { LIMITS } from '../model/limits.ts';
import type { Program } from '../model/program.ts';
import { ModelError } from './mistake.ts';

/** One scalar. Its value is kept as an index into `values`. */
export interface Cell {
  readonly index: number;
  /** As errors and diffs name it: `mem.pmd_page[0].entry[1]`. */
  readonly name: string;
  readonly values: readonly unknown[];
  readonly initial: number;
  /** What an unused slot of a list holds. */
  readonly empty: number;
  readonly says: string;
  readonly ghost: boolean;
  /** The kind of object it refers to, where it does. */
  readonly refersTo: string | undefined;
  /** Holds a lock's owner. */
  readonly lock: boolean;
  /** Index of each value, for writing. */
  readonly codes: ReadonlyMap<unknown, number>;
}
/** The structure around the cells: what a draft follows from a field's name to its cell. */
export type Shape =
  | { readonly kind: 'scalar'; readonly name: string; readonly cell: number }
  | { readonly kind: 'array'; readonly name: string; readonly items: readonly Shape[] }
  | { readonly kind: 'seq'; readonly name: string; readonly length: number; readonly items: readonly Shape[] }
  | { readonly kind: 'record'; readonly name: string; readonly fields: ReadonlyMap<string, Shape> };

export interface CellMap {
  readonly cells: readonly Cell[];
  readonly mem: Shape;
  readonly stacks: readonly Shape[];
  /** The cell that holds each thread's position. */
  readonly pcs: readonly number[];
}

/** The index of each value, worked out once for fields of one domain: an array of a thousand has it a thousand times. */
const known = new WeakMap<readonly unknown[], ReadonlyMap<unknown, number>>();
function codesOf(values: readonly unknown[]): ReadonlyMap<unknown, number> {
  const codes = known.get(values) ?? new Map(values.map((v, i) => [v, i]));
  known.set(values, codes);
  return codes;
}

/** `memory`: of which initial state; of the first, unless said. */
export function flatten(program: Program, memory = program.initials[0]): CellMap {
  const cells: Cell[] = [];
  const add = (name: string, domain: Omit<Scalar<unknown>, 'kind'>, initial: unknown): number => {
    const { values, says, ghost = false, refersTo, lock } = domain;
    const codes = codesOf(values);
    const index = cells.length;
    if (index >= LIMITS.cells)
      throw new ModelError(
        `${program.id}: memory and stacks have more than ${LIMITS.cells} fields and elements, all in all: ${name}`,
      );
    const empty = codes.get(domain.initial) ?? 0;
    cells.push({
      index,
      name,
      values,
      initial: codes.get(initial) ?? empty,
      empty,
      says,
      ghost,
      refersTo,
      lock: lock !== undefined,
      codes,
    });
    return index;
  };
  const walk = (domain: Domain, name: string, initial: unknown): Shape => {
    switch (domain.kind) {
      case 'scalar':
        return { kind: 'scalar', name, cell: add(name, domain, initial) };
      case 'array':
        return {
          kind: 'array',
          name,
          items: items(domain.of, name, domain.length, (initial ?? []) as unknown[]),
        };
      case 'seq': {
        const start = (initial ?? []) as unknown[];
        const lengths = Array.from({ length: domain.max + 1 }, (_, i) => i);
        const length = add(
          `${name}.length`,
          { values: lengths, initial: 0, says: `0 to ${domain.max}`, ghost: domain.ghost === true },
          start.length,
        );
        return { kind: 'seq', name, length, items: items(domain.of, name, domain.max, start) };
      }
      case 'record': {
        const fields = Object.entries(domain.fields).map(
          ([key, d]) =>
            [
              key,
              walk(d, `${name}.${key}`, (initial as Record<string, unknown> | undefined)?.[key]),
            ] as const,
        );
        return { kind: 'record', name, fields: new Map(fields) };
      }
    }
  };
  // A slot of a seq beyond its length starts at, and goes back to, each cell's `empty`.
  const items = (of: Domain, name: string, count: number, initial: readonly unknown[]): Shape[] =>
    Array.from({ length: count }, (_, i) => walk(of, `${name}[${i}]`, initial[i]));

  const { stack } = program.machine.config.context as { stack: Record<string, unknown> };
  const pcs = program.threads.map((t) => {
    const names = t.positions.map((p) => p.name);
    const first = names[t.initial];
    return add(t.name, { values: names, initial: first, says: `the states of ${t.name}` }, first);
  });
  const mem = walk(program.memory, 'mem', memory);
  const stacks = program.threads.map((t) => walk(t.stack, `stack.${t.name}`, stack[t.name]));
  return { cells, mem, stacks, pcs };
}

/** Turns values by cell back into the plain objects that the model's author declared. */
export function toPlain(shape: Shape, cells: readonly Cell[], read: (cell: number) => number): unknown {
  const value = (cell: number) => cells[cell]?.values[read(cell)];
  switch (shape.kind) {
    case 'scalar':
      return value(shape.cell);
    case 'array':
      return shape.items.map((s) => toPlain(s, cells, read));
    case 'seq':
      return shape.items.slice(0, value(shape.length) as number).map((s) => toPlain(s, cells, read));
    case 'record':
      return Object.fromEntries([...shape.fields].map(([name, s]) => [name, toPlain(s, cells, read)]));
  }
}
