// SPDX-License-Identifier: MIT
/** Follows one schedule on the compiled form and says where it first breaks a property. */
import { CYCLE, STUCK } from '../compile/bits.ts';
import type { Compiled } from '../compile/compile.ts';
import { initialCells, successors } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import { Search } from '../explore/search.ts';
import type { Instance, Property, StepEvent } from '../model/types.ts';
import { Stepper } from './stepper.ts';

/** What a schedule breaks, and by which of its steps. */
export interface Broken {
  readonly property: Property;
  readonly kind: string;
  /** The decisive step, by role: `vmalloc.pmd_none`. Empty if the initial state is already broken. */
  readonly step: string;
  /** How many steps of the schedule were taken, the decisive one included. */
  readonly length: number;
}

/** An instance made ready for walks: compiled once. */
export class Walker {
  readonly search: Search;
  /** The properties that a walk is asked for. */
  readonly properties: readonly Property[];
  private readonly stepper: Stepper;

  /** `asks`: whether a property is asked. Default: each is. */
  constructor(instance: Instance, asks: (property: Property) => boolean = () => true) {
    this.search = new Search(instance);
    this.properties = this.search.instance.properties.filter(asks);
    this.stepper = new Stepper(this.search, this.properties);
  }

  get compiled(): Compiled {
    return this.search.compiled;
  }

  /** How many initial states there are. */
  get starts(): number {
    return this.compiled.initials.length;
  }
  /** An initial state, by its place in the list. */
  initial(place = 0): Cells {
    return initialCells(this.compiled, place);
  }
  /** What is said of the initial state that a schedule begins in: nothing where there is but one. */
  startingAt(place: number): { readonly initial?: number } {
    return this.starts === 1 ? {} : { initial: place };
  }

  enabled(cells: Cells): readonly Successor[] {
    return successors(this.compiled, cells);
  }

  /** The most choices that a step was recorded with; 1 where none has any. */
  get ways(): number {
    const each = this.compiled.steps.flatMap((ofThread) => ofThread.flatMap(leavesOf));
    return each.reduce((most, { outcomes }) => Math.max(most, outcomes.length), 1);
  }

  /** The successor by this step; undefined where it can't be taken. */
  next(cells: Cells, event: StepEvent): Successor | undefined {
    return this.enabled(cells).find((s) => {
      const { type, choice } = this.event(s);
      return type === event.type && choice === event.choice;
    });
  }

  event({ thread, choice }: Successor): StepEvent {
    const type = this.compiled.program.threads[thread]?.name ?? '';
    return { type, ...(choice !== undefined && { choice }) };
  }

  /** What the step just taken breaks, if anything: asked after every step. */
  brokenBy({ edge, cells }: Pick<Successor, 'edge' | 'cells'>, length: number): Broken | undefined {
    const { label: step = '', fault } = this.compiled.edges[edge] ?? {};
    if (fault !== undefined) {
      const property = this.properties.find((p) => p.kind === 'noFault' && p.faults.includes(fault));
      return property && { property, kind: fault, step, length };
    }
    return this.brokenAt(cells, step, length);
  }

  /** What the initial state breaks, if anything: then no step is taken at all. */
  brokenAtStart(place = 0): Broken | undefined {
    return this.brokenAt(this.initial(place), '', 0);
  }

  /** What is broken in this state, which is no fault. */
  private brokenAt(cells: Cells, step: string, length: number): Broken | undefined {
    this.stepper.cells = cells;
    const mask = this.stepper.expand();
    if (mask === 0) return undefined;
    const broken = this.search.watched.find((_, bit) => (mask & (1 << bit)) !== 0);
    if (broken) return { property: broken, kind: 'false', step, length };
    const deadlock = this.properties.find((p) => p.kind === 'noDeadlock');
    // A cycle says more than that nothing can run.
    const kind = (mask & CYCLE) !== 0 ? 'cycle' : (mask & STUCK) !== 0 ? 'stuck' : undefined;
    return deadlock && kind && { property: deadlock, kind, step, length };
  }

  /** Takes the steps of a schedule that can be taken, in order, and leaves out the rest, up to the first violation. */
  run(
    schedule: readonly StepEvent[],
    place = 0,
  ): {
    readonly taken: readonly StepEvent[];
    readonly broken: Broken | undefined;
  } {
    const taken: StepEvent[] = [];
    const already = this.brokenAtStart(place);
    if (already) return { taken, broken: already };
    let cells = this.initial(place);
    for (const event of schedule) {
      const next = this.next(cells, event);
      if (!next) continue;
      taken.push(event);
      cells = next.cells;
      const broken = this.brokenBy(next, taken.length);
      if (broken) return { taken, broken };
    }
    return { taken, broken: undefined };
  }
}

/** What a step was recorded to do: all that it can do, unless its tree is grown as states ask for it. */
export function leavesOf<L>(step: { readonly root: Tree<L> | undefined } | undefined): L[] {
  const below = (tree: Tree<L> | undefined): L[] => {
    if (!tree) return [];
    return isLeaf(tree) ? [tree.leaf] : tree.kids.flatMap(below);
  };
  return below(step?.root);
}
