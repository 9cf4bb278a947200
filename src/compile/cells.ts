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
  const { stack } = program.machine.config.context as { stack: Record<string, unknown> };
  const flat = new Flattening(program.id);
  const pcs = program.threads.map((t) => {
    const names = t.positions.map((p) => p.name);
    const first = names[t.initial];
    return flat.add(t.name, { values: names, initial: first, says: `the states of ${t.name}` }, first);
  });
  const mem = flat.walk(program.memory, 'mem', memory);
  const stacks = program.threads.map((t) => flat.walk(t.stack, `stack.${t.name}`, stack[t.name]));
  return { cells: flat.cells, mem, stacks, pcs };
}

class Flattening {
  readonly cells: Cell[] = [];
  private readonly id: string;

  /** `id`: of the program, as errors name it. */
  constructor(id: string) {
    this.id = id;
  }

  add(name: string, domain: Omit<Scalar<unknown>, 'kind'>, initial: unknown): number {
    const { values, says, ghost = false, refersTo, lock } = domain;
    const codes = codesOf(values);
    const index = this.cells.length;
    if (index >= LIMITS.cells)
      throw new ModelError(
        `${this.id}: memory and stacks have more than ${LIMITS.cells} fields and elements, all in all: ${name}`,
      );
    const empty = codes.get(domain.initial) ?? 0;
    this.cells.push({
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
  }

  walk(domain: Domain, name: string, initial: unknown): Shape {
    switch (domain.kind) {
      case 'scalar':
        return { kind: 'scalar', name, cell: this.add(name, domain, initial) };
      case 'array': {
        const start = (initial ?? []) as unknown[];
        return { kind: 'array', name, items: this.items(domain.of, name, domain.length, start) };
      }
      case 'seq': {
        const start = (initial ?? []) as unknown[];
        const lengths = Array.from({ length: domain.max + 1 }, (_, i) => i);
        const length = this.add(
          `${name}.length`,
          { values: lengths, initial: 0, says: `0 to ${domain.max}`, ghost: domain.ghost === true },
          start.length,
        );
        return { kind: 'seq', name, length, items: this.items(domain.of, name, domain.max, start) };
      }
      case 'record': {
        const start = initial as Record<string, unknown> | undefined;
        const fields = new Map<string, Shape>();
        for (const [key, d] of Object.entries(domain.fields))
          fields.set(key, this.walk(d, `${name}.${key}`, start?.[key]));
        return { kind: 'record', name, fields };
      }
    }
  }
  /** A slot of a seq beyond its length starts at, and goes back to, each cell's `empty`. */
  private items(of: Domain, name: string, count: number, initial: readonly unknown[]): Shape[] {
    const shapes: Shape[] = [];
    for (let i = 0; i < count; i++) shapes.push(this.walk(of, `${name}[${i}]`, initial[i]));
    return shapes;
  }
}

/** Turns values by cell back into the plain objects that the model's author declared. */
export function toPlain(shape: Shape, cells: readonly Cell[], read: (cell: number) => number): unknown {
  switch (shape.kind) {
    case 'scalar':
      return cells[shape.cell]?.values[read(shape.cell)];
    case 'array':
      return listOf(shape.items, shape.items.length, cells, read);
    case 'seq':
      return listOf(shape.items, cells[shape.length]?.values[read(shape.length)] as number, cells, read);
    case 'record': {
      const fields: [string, unknown][] = [];
      for (const [name, s] of shape.fields) fields.push([name, toPlain(s, cells, read)]);
      return Object.fromEntries(fields);
    }
  }
}
function listOf(
  items: readonly Shape[],
  length: number,
  cells: readonly Cell[],
  read: (cell: number) => number,
): unknown[] {
  const list: unknown[] = [];
  for (let i = 0; i < length; i++) list.push(toPlain(items[i] as Shape, cells, read));
  return list;
}
