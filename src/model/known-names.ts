// SPDX-License-Identifier: MIT
/**
 * What a model calls by name, over all of its designs, configurations and bounds. A name that one instance lacks may be
 * another's: that is worth a note. A name that none has is a mistake. Others are built only when a name is missing,
 * and only until it is found.
 */
import { AuthorError } from './mistake.ts';
import type { Program } from './program.ts';
import { readMachine } from './read.ts';
import { isSpace } from './space.ts';
import { nearest } from './suggest.ts';
import { asked, BOUNDS } from './types.ts';
import type { AnyModel, Instance } from './types.ts';
import { faultKinds } from './unnamed-faults.ts';

/** `state`: of any thread by its name alone, of one as `thread.state`. */
export type What = 'thread' | 'state' | 'fault' | 'choice';
const NONE: Readonly<Record<What, (name: string) => string>> = {
  thread: (name) => `no thread is called '${name}'`,
  state: (name) => `no state is called '${name}'`,
  fault: (name) => `no step ends in the fault '${name}'`,
  choice: (name) => `no step has the choice '${name}'`,
};
/** A message lists so many names at most. */
const LISTED = 12;

/** The names of each kind in one machine. A role is named as a thread is. */
export function namesIn(program: Program): Readonly<Record<What, readonly string[]>> {
  const { threads } = program;
  const states = threads.flatMap((t) => t.positions.flatMap((p) => [p.name, `${t.name}.${p.name}`]));
  return {
    thread: threads.flatMap((t) => [t.name, t.role]),
    state: states,
    fault: faultKinds(program),
    choice: threads.flatMap((t) => t.positions.flatMap((p) => p.declared ?? [])),
  };
}

/** All instances' names, as far as somebody had to look. */
class Index {
  private readonly known: Readonly<Record<What, Set<string>>> = {
    thread: new Set(),
    state: new Set(),
    fault: new Set(),
    choice: new Set(),
  };
  private readonly rest: Iterator<Program>;

  constructor(model: AnyModel) {
    this.rest = programs(model);
  }

  has(what: What, name: string): boolean {
    while (!this.known[what].has(name)) {
      const next = this.rest.next();
      if (next.done === true) return false;
      for (const [kind, names] of Object.entries(namesIn(next.value)))
        for (const n of names) this.known[kind as What].add(n);
    }
    return true;
  }
  /** Those seen so far: all of them, once a name was not found. */
  all(what: What): string[] {
    return [...this.known[what]];
  }
}

/**
 * The machines of a model: one of each configuration and design at each bound, smallest first, then the others. One
 * that can't be built has no names: asking for it will say why.
 */
function* programs(model: AnyModel): Generator<Program> {
  const all = asked(model);
  // Threads are most often a configuration's, states a design's: one of each first.
  const isFirst = (at: 0 | 1, i: number) => all.findIndex((pair) => pair[at] === all[i]?.[at]) === i;
  const some = all.filter((_, i) => isFirst(0, i) || isFirst(1, i));
  const rest = all.filter((pair) => !some.includes(pair));
  for (const pairs of [some, rest])
    for (const bound of BOUNDS)
      for (const [configuration, design] of pairs) {
        try {
          const { decisions } = model.designs[design] ?? {};
          const settings = model.configurations[configuration]?.settings as unknown;
          const built = model.build(decisions, settings, model.bounds[bound].limits);
          if (!isSpace(built)) yield readMachine(built.machine);
        } catch {
          continue;
        }
      }
}

const indexes = new WeakMap<AnyModel, Index>();
function indexOf(model: AnyModel): Index {
  const index = indexes.get(model) ?? new Index(model);
  indexes.set(model, index);
  return index;
}

/** What an instance is told of names that it lacks. */
export class Names {
  /** What is worth a line in the report. */
  readonly notes = new Set<string>();
  private mistake: AuthorError | undefined;
  /** Rules of docs/semantics.md that the instance was found not to keep when it was built. */
  readonly rules = new Set<string>();
  /** Of the run at hand, the first name that only other instances have. */
  stray: string | undefined;
  private readonly where: string;
  private readonly model: AnyModel;

  constructor(model: AnyModel, where: string) {
    this.model = model;
    this.where = where;
  }

  /** Somebody names what this instance has not. `here`: what it has; `name`: as `thread.state` for a thread's state. */
  missing(who: string, what: What, name: string, here: readonly string[]): void {
    const index = indexOf(this.model);
    if (index.has(what, name)) {
      this.stray ??= `: there is no ${what} '${name}' in this design, configuration and bound`;
      this.note(`${who}: ${NONE[what](name)} in this design, configuration and bound; others have it`);
      return;
    }
    const near = nearest(
      name,
      what === 'state' && !name.includes('.') ? here : [...here, ...index.all(what)],
    );
    const meant = near === undefined ? '' : `; did you mean '${near}'?`;
    const listed = here.length <= LISTED ? ` (${what}s: ${[...new Set(here)].join(', ') || 'none'})` : '';
    this.mistake ??= new AuthorError(`${this.where}: ${who}: ${NONE[what](name)}${meant}${listed}`);
    throw this.mistake;
  }

  begin(): void {
    this.stray = undefined;
  }
  /** Throws the mistake that was found, whoever caught it on its way. */
  raise(): void {
    if (this.mistake) throw this.mistake;
  }
  note(text: string): void {
    this.notes.add(text);
  }
  /** Is this the name of anything, in whatever instance? */
  has(what: What, name: string): boolean {
    return indexOf(this.model).has(what, name);
  }
}

/** An instance that knows what its model calls by name. */
export type Named = Instance & { readonly names: Names };
