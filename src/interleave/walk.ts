// SPDX-License-Identifier: MIT
/** Follows one schedule on the compiled form and says where it first breaks a property. */
import { compile, ModelError, sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { deadlocks } from '../compile/deadlock.ts';
import { initialCells, successors } from '../compile/interpret.ts';
import type { Cells, Successor } from '../compile/interpret.ts';
import type { Decision } from '../compile/tree.ts';
import { readMachine } from '../model/read.ts';
import type { Instance, Property, StepEvent } from '../model/types.ts';

/** What a schedule breaks, and by which of its steps. */
export interface Broken {
  readonly property: Property;
  readonly kind: string;
  /** The decisive step, by role: `vmalloc.pmd_none`. */
  readonly step: string;
  /** How many steps of the schedule were taken, the decisive one included. */
  readonly length: number;
}

/** An instance made ready for walks: compiled once, properties as trees. */
export class Walker {
  readonly compiled: Compiled;
  private readonly properties: readonly Property[];
  private readonly always: readonly {
    readonly property: Property;
    readonly parts: readonly Decision<boolean | string>[];
  }[];
  private readonly deadlock: Property | undefined;

  constructor(instance: Instance) {
    this.compiled = compile(readMachine(instance.machine));
    this.properties = instance.properties;
    this.deadlock = instance.properties.find((p) => p.kind === 'noDeadlock');
    this.always = instance.properties.flatMap((property) => {
      if (property.kind !== 'always') return [];
      const parts = (property.parts ?? [property.holds]).map((part) =>
        this.compiled.predicate(property.name, part),
      );
      return [{ property, parts }];
    });
  }

  initial(): Cells {
    return initialCells(this.compiled);
  }

  enabled(cells: Cells): readonly Successor[] {
    return successors(this.compiled, cells);
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
  brokenBy({ edge, cells }: Successor, length: number): Broken | undefined {
    const { label: step = '', fault } = this.compiled.edges[edge] ?? {};
    if (fault !== undefined) {
      const property = this.properties.find((p) => p.kind === 'noFault' && p.faults.includes(fault));
      return property && { property, kind: fault, step, length };
    }
    const source = sourceOf(cells);
    const holds = (part: Decision<boolean | string>) => {
      const answer = part.at(source);
      if (typeof answer === 'string') throw new ModelError(answer);
      return answer;
    };
    const broken = this.always.find(({ parts }) => !parts.every(holds));
    if (broken) return { property: broken.property, kind: 'false', step, length };
    const [kind] = this.deadlock ? deadlocks(this.compiled, cells) : [];
    return this.deadlock && kind && { property: this.deadlock, kind, step, length };
  }

  /** Takes the steps of a schedule that can be taken, in order, and leaves out the rest, up to the first violation. */
  run(schedule: readonly StepEvent[]): {
    readonly taken: readonly StepEvent[];
    readonly broken: Broken | undefined;
  } {
    const taken: StepEvent[] = [];
    let cells = this.initial();
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
