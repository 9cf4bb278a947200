// SPDX-License-Identifier: MIT
/** The shortest trace that passes a step: read off a breadth-first search, as far as that has come. */
import { eventOf, successors } from '../compile/interpret.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Search } from '../explore/search.ts';
import { cellsOf, wayThrough } from '../explore/way.ts';
import type { Way } from '../explore/way.ts';
import { unknownName } from '../model/suggest.ts';
import { stepsOf, WordsError } from './words.ts';

/** `vmalloc.pmd_none`, `vmalloc.alloc:ENOMEM` with one choice, `vmalloc.pmd_none [none]` for one way out of it. */
export class Passing {
  private readonly places: readonly Place[];
  private readonly choice: string | undefined;
  private readonly search: Search;
  /** States that were looked at for the choice. */
  private looked = 0;
  private by: { readonly state: number; readonly edge: number; readonly choice?: string } | undefined;

  /** Throws a {@link WordsError} where the step is none of the machine's. */
  constructor(search: Search, text: string) {
    const [, name = '', choice, note] = /^([^:[]+?)(?::(.+?))?\s*(?:\[(.*)\])?$/s.exec(text.trim()) ?? [];
    this.search = search;
    this.choice = choice;
    this.places = meant(search.engine.compiled, name, note);
  }

  /** Whether a state is known that takes it: the nearest, once its level is expanded. */
  get found(): boolean {
    this.by ??= this.choice === undefined ? this.first() : this.firstChoosing(this.choice);
    return this.by !== undefined;
  }

  /** The shortest way, the step its last; undefined where none was found. */
  get way(): Way | undefined {
    if (!this.found || !this.by) return undefined;
    const { state, edge, choice } = this.by;
    const way = wayThrough(this.search, { from: state, edge });
    if (choice === undefined) return way;
    const schedule = way.schedule.map((e, i) => (i === way.schedule.length - 1 ? { ...e, choice } : e));
    return { ...way, schedule };
  }

  /** The edges that take it. There may be more of them later: of what is recorded on demand. */
  private get edges(): readonly number[] {
    return this.search.engine.compiled.edges
      .filter((e) =>
        this.places.some(
          (p) =>
            p.thread === e.thread &&
            p.position === e.position &&
            (p.candidates?.includes(e.candidate) ?? true),
        ),
      )
      .map((e) => e.index);
  }

  private first() {
    const { firstTaken } = this.search.store;
    const taken = this.edges
      .map((edge) => ({ edge, state: firstTaken[edge] as number }))
      .filter(({ state }) => state >= 0);
    return taken.toSorted((a, b) => a.state - b.state)[0];
  }

  /** Which choice was taken is not kept with a step: the states that take it at all are asked again. */
  private firstChoosing(choice: string) {
    const { search, edges } = this;
    const { firstTaken } = search.store;
    const from = Math.min(
      ...edges.map((e) => firstTaken[e] as number).map((state) => (state < 0 ? Infinity : state)),
    );
    for (let state = Math.max(from, this.looked); state < search.expanded; state++) {
      this.looked = state + 1;
      const { compiled } = search.engine;
      const step = successors(compiled, cellsOf(search, state)).find(
        (s) => edges.includes(s.edge) && s.choice === choice,
      );
      if (step) return { state, edge: step.edge, choice: eventOf(compiled, step).choice as string };
    }
    return undefined;
  }
}

interface Place {
  readonly thread: number;
  readonly position: number;
  /** The ways out of it that are meant. Default: each. */
  readonly candidates: readonly number[] | undefined;
}

function meant({ program }: Compiled, name: string, note: string | undefined): readonly Place[] {
  const places = stepsOf(program, name);
  const notesAt = ({ t, position }: (typeof places)[number]) =>
    (t.positions[position]?.candidates ?? []).map((c) => c.note);
  const notes = [...new Set(places.flatMap(notesAt).filter((n) => n !== undefined))];
  if (note !== undefined && !notes.includes(note))
    throw new WordsError(`${name}: ${unknownName('way', note, notes)}`);
  return places.map((place) => ({
    thread: place.t.index,
    position: place.position,
    candidates: note === undefined ? undefined : notesAt(place).flatMap((n, i) => (n === note ? [i] : [])),
  }));
}
