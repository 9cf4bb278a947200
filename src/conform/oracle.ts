// SPDX-License-Identifier: MIT
/**
 * A model's machine as an oracle: from memory at rest, what can become of acts that go on together, in every interleaving
 * of their threads that the times of their beginnings and ends allow.
 */
import { toPlain } from '../compile/cells.ts';
import type { Compiled } from '../compile/compile.ts';
import { sourceOf } from '../compile/compile.ts';
import { hasFaulted, initialCells, successorsBy } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { GuestError } from '../kernel/guest.ts';
import type { Conformance, Part } from '../model/conformance.ts';
import { check } from '../watch/watch.ts';

/** Memory with every thread at its beginning. */
export type Rest = Cells;
/** A part of an act, and what it was seen to be answered; undefined where anything will do. */
export interface Event {
  readonly part: Part<never>;
  readonly got: string | undefined;
  /** When it began and ended; another that ended before it began is over by then. */
  readonly from: number;
  readonly to: number;
  /** Begins after this one has ended: its place among the events. */
  readonly after?: number | undefined;
}
export interface Outcome {
  /** What each event is answered. */
  readonly got: readonly string[];
  /** What a probe sees meanwhile, in order. */
  readonly marks: readonly string[];
  readonly rest: Rest;
}
export interface Outcomes {
  readonly all: readonly Outcome[];
  /** Kinds of faults that some run ends in. */
  readonly faults: readonly string[];
}

/** Whether what was seen is among what may be. */
export const fits = (seen: string, may: string): boolean => may.split('|').includes(seen);

const [WAITS, RUNS, IS_OVER] = [0, 1, 2];
interface Node {
  readonly cells: Cells;
  readonly stage: readonly number[];
  readonly got: readonly string[];
  readonly marks: readonly string[];
}

export class Oracle {
  readonly compiled: Compiled;
  private readonly conformance: Pick<Conformance, 'told' | 'marks'>;
  /** The cells of shared memory that last from one act to the next. */
  private readonly lasting: readonly number[];
  /** By edge, then choice: what the thread is told there. */
  private readonly told = new Map<string, Conformance['told'][string] | undefined>();
  private readonly known = new Map<string, Outcomes>();

  constructor(compiled: Compiled, conformance: Pick<Conformance, 'told' | 'marks'>) {
    this.compiled = compiled;
    this.conformance = conformance;
    this.lasting = compiled.map.cells
      .filter(({ name, ghost }) => name.startsWith('mem.') && !ghost)
      .map(({ index }) => index);
  }

  /** Every memory at rest that these acts, one at a time, lead to from the initial state. */
  rests(acts: readonly (readonly Part<never>[])[]): readonly Rest[] {
    const found = new Map<string, Rest>();
    const open = [initialCells(this.compiled)];
    for (let rest = open.pop(); rest; rest = open.pop()) {
      const key = rest.join();
      if (found.has(key)) continue;
      found.set(key, rest);
      for (const parts of acts) open.push(...this.outcomes(rest, inTurn(parts)).all.map((o) => o.rest));
    }
    return [...found.values()];
  }

  /** `whole`: whoever has begun goes on alone to its end; only looks come between. */
  outcomes(from: Rest, events: readonly Event[], whole = false): Outcomes {
    const key = `${from.join()} ${whole} ${JSON.stringify(events.map(memo))}`;
    const known = events.some(({ part }) => 'sees' in part) ? undefined : this.known.get(key);
    if (known) return known;
    const found = this.explored(from, events, whole);
    this.known.set(key, found);
    return found;
  }

  /** The same, until there is enough of it. */
  some(from: Rest, events: readonly Event[], enough: (found: Outcome) => boolean): readonly Outcome[] {
    return this.explored(from, events, false, enough).all;
  }

  view(cells: Cells): never {
    const { map } = this.compiled;
    return toPlain(map.mem, map.cells, sourceOf(cells)) as never;
  }

  private explored(
    from: Rest,
    events: readonly Event[],
    whole: boolean,
    enough?: (found: Outcome) => boolean,
  ): Outcomes {
    const threads = this.threadsOf(events);
    const seen = new Set<string>();
    const all = new Map<string, Outcome>();
    const faults = new Set<string>();
    const open: Node[] = [
      { cells: from, stage: events.map(() => WAITS), got: events.map(() => 'ok'), marks: [] },
    ];
    for (let node = open.pop(); node; node = open.pop()) {
      check();
      const key = [node.cells, node.stage, node.got, node.marks].join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      if (node.stage.every((s) => s === IS_OVER)) {
        const rest = this.atRest(node.cells);
        const { got, marks } = node;
        const outcome = { got, marks, rest };
        all.set([rest, got, marks].join(' '), outcome);
        if (enough?.(outcome)) break;
        continue;
      }
      const running = whole ? node.stage.indexOf(RUNS) : -1;
      for (const [i, event] of events.entries()) {
        if (node.stage[i] === IS_OVER || (node.stage[i] === WAITS && !mayBegin(node, events, i))) continue;
        if ('sees' in event.part) open.push(...this.looked(node, i, event));
        else if (running < 0 || running === i)
          open.push(...this.stepped(node, i, event, threads[i] as number, faults));
      }
    }
    return { all: [...all.values()], faults: [...faults] };
  }

  private looked(node: Node, i: number, { part, got }: Event): Node[] {
    const may = 'sees' in part ? part.sees(this.view(node.cells)) : '';
    return got === undefined || fits(got, may) ? [with_(node, i, IS_OVER, may)] : [];
  }

  private stepped(node: Node, i: number, { part, got }: Event, thread: number, faults: Set<string>): Node[] {
    const takes = 'role' in part ? part.takes : undefined;
    return successorsBy(this.compiled, node.cells, thread).flatMap(({ cells, edge, choice }) => {
      const { label, fault, note } = this.way(edge);
      const only = takes?.[label];
      if (only && !only.includes(choice ?? '') && !only.includes(note ?? '')) return [];
      if (fault !== undefined) faults.add(fault);
      if (hasFaulted(this.compiled, cells)) return [];
      const told = this.toldAt(label, choice, note);
      const now = told === undefined ? node.got[i] : typeof told === 'string' ? told : told(this.view(cells));
      const isOver = this.isOver(cells, thread);
      if (isOver && got !== undefined && !fits(got, now ?? '')) return [];
      const mark = this.conformance.marks[label.slice(label.indexOf('.') + 1)]?.(this.view(cells));
      const marks = mark === undefined ? node.marks : [...node.marks, mark];
      return [with_({ ...node, cells, marks }, i, isOver ? IS_OVER : RUNS, now ?? '')];
    });
  }

  private way(index: number) {
    const edge = this.compiled.edges[index];
    const position = this.compiled.program.threads[edge?.thread ?? 0]?.positions[edge?.position ?? 0];
    const note = position?.candidates[edge?.candidate ?? 0]?.note;
    return { label: edge?.label ?? '', fault: edge?.fault, note };
  }
  private toldAt(label: string, choice: string | undefined, note: string | undefined) {
    const key = `${label} [${choice}] [${note}]`;
    if (!this.told.has(key)) {
      const ways = [`${label} [${choice ?? ''}]`, `${label} [${note ?? ''}]`, label];
      this.told.set(
        key,
        ways.map((way) => this.conformance.told[way]).find((told) => told !== undefined),
      );
    }
    return this.told.get(key);
  }

  private isOver(cells: Cells, index: number): boolean {
    const thread = this.compiled.program.threads[index];
    const at = cells[this.compiled.map.pcs[index] as number] as number;
    return at !== thread?.initial && thread?.positions[at]?.validEnd === true;
  }

  /** The thread that each event is: the next of its role. */
  private threadsOf(events: readonly Event[]): readonly number[] {
    const free = new Map<string, number[]>();
    for (const { role, index } of this.compiled.program.threads)
      free.set(role, [...(free.get(role) ?? []), index]);
    return events.map(({ part }) => {
      if (!('role' in part)) return -1;
      const thread = free.get(part.role)?.shift();
      if (thread === undefined)
        throw new GuestError(`the model has not enough threads ${part.role} for a batch`);
      return thread;
    });
  }

  private atRest(cells: Cells): Rest {
    const rest = initialCells(this.compiled);
    for (const cell of this.lasting) rest[cell] = cells[cell] as number;
    return rest;
  }
}

/** One after the other, whatever they are answered. */
export const inTurn = (parts: readonly Part<never>[]): readonly Event[] =>
  parts.map((part, i) => ({
    part,
    got: undefined,
    from: 0,
    to: 0,
    ...(i > 0 && { after: i - 1 }),
  }));

const mayBegin = ({ stage }: Node, events: readonly Event[], i: number): boolean =>
  events.every(
    ({ to }, j) =>
      j === i || stage[j] === IS_OVER || (to >= (events[i] as Event).from && j !== events[i]?.after),
  );
const with_ = ({ cells, stage, got, marks }: Node, i: number, now: number, told: string): Node => ({
  cells,
  marks,
  stage: stage.with(i, now),
  got: got.with(i, told),
});
/** What an event's outcomes depend on: times count by their order alone. */
const memo = ({ part, got, after }: Event, i: number, all: readonly Event[]) => [
  part,
  got,
  after,
  all.map(({ to }) => to < (all[i] as { from: number }).from),
];
