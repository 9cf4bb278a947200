// SPDX-License-Identifier: MIT
/** Follows one schedule on the compiled form and says where it first breaks a property. */
import type { Compiled } from '../compile/compile.ts';
import { eventOf, initialCells, successors } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import type { Broken as BrokenProperty } from '../engine/asked.ts';
import { engineOf } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { CHOICE, choose } from '../model/choose.ts';
import type { Choice } from '../model/choose.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';
import type { AnyInstance, Instance, Model, Property, StepEvent } from '../model/types.ts';
import { Stepper } from './stepper.ts';

/** What a schedule breaks, and by which of its steps. */
export interface Broken extends BrokenProperty {
  /** The decisive step, by role: `vmalloc.pmd_none`. Empty if the initial state is already broken. */
  readonly step: string;
  /** How many steps of the schedule were taken, the decisive one included. */
  readonly length: number;
}

/** An instance made ready for walks: compiled once. */
export class Walker {
  readonly engine: Engine;
  /** The properties that a walk is asked for. */
  readonly properties: readonly Property[];
  private readonly stepper: Stepper;

  /** `asks`: whether a property is asked. Default: each is. */
  constructor(instance: Instance, asks: (property: Property) => boolean = () => true) {
    this.engine = engineOf(instance);
    this.properties = this.engine.instance.properties.filter(asks);
    this.stepper = new Stepper(this.engine, this.properties);
  }

  /**
   * Of the instance that is named, as `check()` takes it. Throws a TypeError for what is no model of threads, and a
   * RangeError for a name that the model does not have.
   */
  static of(model: Model, choice: Choice = {}): Walker {
    for (const key of Object.keys(choice))
      if (!CHOICE.includes(key as keyof Choice)) throw new RangeError(unknownName('option', key, CHOICE));
    const instance: AnyInstance = instanceOf<AnyInstance>(choose<AnyInstance>(model, choice));
    if (isSpace(instance))
      throw new TypeError(`${model.name} has no threads and so no schedules: check() looks at every point`);
    return new Walker(instance);
  }

  get compiled(): Compiled {
    return this.engine.compiled;
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

  event(successor: Successor): StepEvent {
    return eventOf(this.compiled, successor);
  }

  /** What the step just taken breaks, if anything: asked after every step. */
  brokenBy({ edge, cells }: Pick<Successor, 'edge' | 'cells'>, length: number): Broken | undefined {
    const { label: step = '', fault } = this.compiled.edges[edge] ?? {};
    if (fault !== undefined) return this.first(this.engine.asked.brokenBy(edge), step, length);
    return this.brokenAt(cells, step, length);
  }

  /** What the initial state breaks, if anything: then no step is taken at all. */
  brokenAtStart(place = 0): Broken | undefined {
    return this.brokenAt(this.initial(place), '', 0);
  }

  /** What is broken in this state, which is no fault. */
  private brokenAt(cells: Cells, step: string, length: number): Broken | undefined {
    this.stepper.cells = cells;
    if (!this.stepper.expand()) return undefined;
    return this.first(this.engine.asked.broken(this.stepper.mask), step, length);
  }

  /** The first that was asked of what is broken. */
  private first(broken: readonly BrokenProperty[], step: string, length: number): Broken | undefined {
    const asked = broken.find(({ property }) => this.properties.includes(property));
    return asked && { ...asked, step, length };
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
