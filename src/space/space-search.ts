// SPDX-License-Identifier: MIT
/**
 * Looks at every point of a space, in the stated order: the first parameter matters most, the value named first is the
 * smallest. The first point that breaks a property is therefore the smallest one that does.
 */
import type { Outcome, PropertyResult, Violation } from '../engine/outcome.ts';
import { SpaceError } from '../model/space.ts';
import type { PointValue, SpaceInstance, SpaceProperty } from '../model/space.ts';
import type { StepEvent } from '../model/types.ts';
import { evaluatorAnew } from './afresh.ts';
import { Evaluator, IMPURE } from './evaluate.ts';
import { explain, schedule } from './point.ts';
import { SecondLook } from './second-look.ts';
import { readSpace } from './read.ts';

/** Points between two looks at the clock. */
const BATCH = 4096;

export class SpaceSearch {
  readonly instance: SpaceInstance;
  /** Points looked at. */
  points = 0;
  /** Combinations that there are not. */
  excluded = 0;
  /** For each property, by what tells its ways apart: the smallest point that breaks (`sometimes`: meets) it. */
  readonly found = new Map<SpaceProperty, Map<string, readonly StepEvent[]>>();
  /** Values that some point has, for each parameter by index. */
  private readonly had: readonly Set<PointValue>[];
  private readonly names: readonly string[];
  private readonly domains: readonly (readonly PointValue[])[];
  /** How many combinations there are, and how many were taken. */
  private readonly total: number;
  private taken = 0;
  private readonly digits: number[];
  private readonly evaluator: Evaluator;
  private readonly second: SecondLook;

  constructor(instance: SpaceInstance) {
    readSpace(instance);
    const { parameters } = instance.space;
    this.instance = instance;
    this.names = Object.keys(parameters);
    this.domains = Object.values(parameters).map((d) => d.values);
    this.evaluator = new Evaluator(instance);
    this.second = new SecondLook(this.evaluator, evaluatorAnew(instance), this.names.length);
    this.total = this.domains.reduce((product, { length }) => product * length, 1);
    this.digits = this.names.map(() => 0);
    this.had = this.names.map(() => new Set());
    for (const property of instance.properties) this.found.set(property, new Map());
  }

  get done(): boolean {
    return this.taken === this.total;
  }

  get progress() {
    return { states: this.points, transitions: 0, depth: 0, queue: this.total - this.taken };
  }

  /** Goes on until all is done, `maxPoints` were looked at, or the clock (ms, performance.now()) is past `until`. */
  run(maxPoints = Infinity, until = Infinity): void {
    while (!this.done && this.points < maxPoints) {
      this.look();
      this.advance();
      if (this.taken % BATCH === 0 && performance.now() > until) return;
    }
    this.second.look();
  }

  private look(): void {
    const { evaluator, domains, digits } = this;
    const values = domains.map((domain, i) => domain[digits[i] as number] as PointValue);
    if (!evaluator.at(values)) {
      this.excluded++;
      return;
    }
    this.points++;
    values.forEach((value, i) => this.had[i]?.add(value));
    this.second.note();
    this.instance.properties.forEach((property, i) => {
      const holds = evaluator.values[evaluator.answered + i];
      if (holds === (property.kind === 'sometimes')) this.note(property);
    });
  }

  private note(property: SpaceProperty): void {
    const ways = this.found.get(property) as Map<string, readonly StepEvent[]>;
    const { point } = this.evaluator;
    const way = property.by === undefined ? '' : String(point[property.by]);
    if (ways.has(way)) return;
    const picks = schedule(this.instance.space, point);
    // Once more, with every read watched: what is shown must be a function of what is shown with it.
    const again = explain(this.instance, property, point);
    // Whichever of the formulas that it rests on gave another value is why.
    const other = again.derived.find(({ name, value }) => !Object.is(value, point[name]));
    if (other)
      throw new SpaceError(
        `formula ${other.name} gave ${String(point[other.name])} and then ${String(other.value)} at ${this.evaluator.place(picks.map(({ choice }) => choice ?? ''))}: ${IMPURE}`,
      );
    if (again.holds !== (property.kind === 'sometimes'))
      throw new SpaceError(`property ${property.name} is not a function of the point it is given`);
    ways.set(way, picks);
  }

  /** The next combination: the last parameter turns fastest. */
  private advance(): void {
    const { digits, domains } = this;
    this.taken++;
    for (let i = digits.length - 1; i >= 0; i--) {
      digits[i] = (digits[i] as number) + 1;
      if ((digits[i] as number) < (domains[i] as readonly PointValue[]).length) return;
      digits[i] = 0;
    }
  }

  outcome(): Outcome<SpaceProperty> {
    const { states, transitions, depth, queue } = this.progress;
    const results = this.instance.properties.map((property) => this.resultOf(property));
    const { done: complete, excluded } = this;
    const never = this.names.flatMap((name, i) =>
      (this.domains[i] ?? []).filter((v) => !this.had[i]?.has(v)).map((v) => `${name}=${v}`),
    );
    return { results, states, transitions, depth, queue, complete, faulted: false, never, excluded };
  }

  private resultOf(property: SpaceProperty): PropertyResult<SpaceProperty> {
    const ways = [...(this.found.get(property) ?? [])];
    if (property.kind === 'always') {
      const violations = ways.map(([step, point]): Violation => ({
        property: property.name,
        kind: 'false',
        step,
        schedule: point,
      }));
      if (violations.length > 0) return { property, verdict: 'violated', violations };
      return { property, verdict: this.done ? 'holds' : 'unknown', violations };
    }
    const [met] = ways;
    if (met) return { property, verdict: 'holds', violations: [], witness: met[1] };
    if (!this.done) return { property, verdict: 'unknown', violations: [] };
    const nowhere = { property: property.name, kind: 'never', step: '', schedule: [] };
    return { property, verdict: 'violated', violations: [nowhere] };
  }
}
