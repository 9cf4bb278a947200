// SPDX-License-Identifier: MIT
/** Writes decision trees as the source of a module: functions over the packed words of a state. */
import { BATCH, CYCLE, STUCK, WIDEST } from './bits.ts';
import type { Predicate } from './bits.ts';
import type { Compiled, Outcome, StepLeaf } from './compile.ts';
import type { Layout, Slot } from './layout.ts';
import { planFunctions } from './plan.ts';
import type { Plan } from './plan.ts';
import { isLeaf } from './tree.ts';
import type { Decision, Tree } from './tree.ts';

/** Leaves up to which a property is written out. Above, the processor misses more in the code than it gains. */
const WRITTEN_OUT = 128;

/** Writes the module's source. Words of the state at hand are `w0`, `w1`, ...; `S`, `b` are the states and its offset. */
export class Writer {
  private readonly compiled: Compiled;
  private readonly layout: Layout;
  private readonly words: readonly string[];
  private readonly args: string;
  /** Which threads may go alone; without one, all go from each state. */
  private readonly plan: Plan | undefined;

  constructor(compiled: Compiled, layout: Layout, plan?: Plan) {
    this.compiled = compiled;
    this.layout = layout;
    this.plan = plan;
    this.words = Array.from({ length: layout.words }, (_, i) => `w${i}`);
    this.args = ['S', 'b', ...this.words].join(', ');
  }

  module(watched: readonly Predicate[], further: readonly Predicate[]): string {
    const { threads } = this.compiled.program;
    const loads = this.words.map((w, i) => `const ${w} = S[b + ${i}];`).join(' ');
    return `'use strict';
const R = batch.records, P = batch.parents, N = batch.noted, M = batch.notes;
let waiting = 0;
const W = new Int32Array(${threads.length});
${threads.map((t) => this.threadFunction(t.index)).join('\n')}
${this.predicateFunctions('watched', watched)}
${this.predicateFunctions('further', further)}
${this.endFunction()}
${CYCLE_FUNCTION}
${this.plan ? this.planned(this.plan) : ''}
function expand(S, parents, head, end, watch) {
  let sp = 0, notes = 0;
  while (sp < ${BATCH * (this.layout.words + 1)} && notes < ${BATCH} && head < end) {
    const b = head * ${this.layout.words};
    if (parents[head] >= 0) {
      const sp0 = sp;
      waiting = 0;
      ${loads}
      ${this.steps(threads.map((t) => `sp = thread${t.index}(${this.args}, sp);`).join('\n      '))}
      if (sp > R.length) raise('a state has more than ${WIDEST} successors');
      if (watch !== 0) {
        let mask = ${this.maskOf('watched', watched)};
        if (sp === sp0 && !ended(${this.args})) mask |= ${STUCK};
        if (waiting !== 0 && cycle()) mask |= ${CYCLE};
        if ((mask & watch) !== 0) { N[notes] = head; M[notes++] = mask & watch; }
      }
      for (let k = sp0 / ${this.layout.words + 1}, n = sp / ${this.layout.words + 1}; k < n; k++) P[k] = head;
    }
    head++;
  }
  batch.count = sp / ${this.layout.words + 1};
  batch.noteCount = notes;
  return head;
}
function predicates(S, b) { ${loads} return ${this.maskOf('further', further)}; }
return { expand, predicates };`;
  }

  /** The steps of every thread, or of the one that may go alone. */
  private steps(all: string): string {
    if (!this.plan) return all;
    return `const only = alone(${this.args});
      if (only >= 0) {
        sp = by(only, ${this.args}, sp);
        if ((watch & ${CYCLE}) !== 0) waits(${this.args}, sp);
      } else {
      ${all}
      }`;
  }

  private planned(plan: Plan): string {
    const { program, map } = this.compiled;
    return planFunctions(plan, {
      args: this.args,
      tree: (tree, leaf) => this.tree(tree, leaf),
      field: (slot) => this.field(slot),
      pcs: map.pcs.map((cell) => this.layout.slots[cell] as Slot),
      waiting: program.threads.map((t) => [...t.positions.keys()].filter((p) => t.positions[p]?.waitsFor)),
    });
  }

  private maskOf(name: string, predicates: readonly Predicate[]): string {
    const bit = (parts: Predicate, i: number) =>
      parts.map((_, part) => `${name}${i}_${part}(${this.args})`).join(' || ');
    return predicates.map((parts, i) => `(${bit(parts, i)} ? ${1 << i} : 0)`).join(' | ') || '0';
  }

  private predicateFunctions(name: 'watched' | 'further', predicates: readonly Predicate[]): string {
    const functions = predicates.flatMap((parts, i) =>
      parts.map((decision, part) => {
        const body =
          decision.overflow || decision.leaves > WRITTEN_OUT
            ? `return onDemand.predicate(${name === 'further'}, ${i}, ${part}, S, b);`
            : this.tree(decision.root as Tree<boolean | string>, (leaf) =>
                typeof leaf === 'string' ? `raise(${JSON.stringify(leaf)});` : `return ${leaf};`,
              );
        return `function ${name}${i}_${part}(${this.args}) { ${body} }`;
      }),
    );
    return functions.join('\n');
  }

  private threadFunction(thread: number): string {
    const steps = this.compiled.steps[thread] ?? [];
    const slot = this.layout.slots[this.compiled.map.pcs[thread] as number] as Slot;
    const live = steps.flatMap((d, position) =>
      d && slot.codes.has(position) && hasSteps(d) ? [{ d, position }] : [],
    );
    const functions = live.map(({ d, position }) => {
      const body = d.overflow
        ? `sp = onDemand.step(${thread}, ${position}, S, b, sp); const m = onDemand.waits(); if (m !== 0) { W[${thread}] = m; waiting |= ${1 << thread}; } return sp;`
        : this.tree(d.root as Tree<StepLeaf>, (leaf) => this.stepLeaf(thread, leaf));
      return `function step${thread}_${position}(${this.args}, sp) { ${body} }`;
    });
    const cases = live.map(
      ({ position }) =>
        `case ${slot.codes.get(position)}: return step${thread}_${position}(${this.args}, sp);`,
    );
    return `${functions.join('\n')}
function thread${thread}(${this.args}, sp) {
  switch (${this.field(slot)}) { ${cases.join('\n    ')} }
  return sp;
}`;
  }

  private stepLeaf(thread: number, leaf: StepLeaf): string {
    if (leaf.error !== undefined) return `raise(${JSON.stringify(leaf.error)});`;
    if (leaf.waitsFor !== 0) return `W[${thread}] = ${leaf.waitsFor}; waiting |= ${1 << thread}; return sp;`;
    const { length } = leaf.outcomes;
    const stores = leaf.outcomes.map((o, i) => this.successor(o, i * (this.layout.words + 1)));
    return `${stores.join(' ')} return sp${length > 0 ? ` + ${length * (this.layout.words + 1)}` : ''};`;
  }

  private successor({ edge, writes }: Outcome, at: number): string {
    const clear = this.words.map(() => 0);
    const set = this.words.map(() => 0);
    for (const [cell, value] of writes) {
      const slot = this.layout.slots[cell] as Slot;
      const { word, shift, bits, codes } = slot;
      clear[word] = (clear[word] as number) | (((1 << bits) - 1) << shift);
      set[word] = (set[word] as number) | ((codes.get(value) as number) << shift);
    }
    const stores = this.words.map((w, i) => {
      const kept = clear[i] === 0 ? w : `${w} & ${~(clear[i] as number)}`;
      return `R[sp + ${at + i}] = ${set[i] === 0 ? kept : `${clear[i] === 0 ? kept : `(${kept})`} | ${set[i]}`};`;
    });
    return `${stores.join(' ')} R[sp + ${at + this.layout.words}] = ${edge};`;
  }

  /** Whether every thread is at a valid end. */
  private endFunction(): string {
    const { program, map } = this.compiled;
    const tests = program.threads.map((t) => {
      const slot = this.layout.slots[map.pcs[t.index] as number] as Slot;
      const ends = [...slot.codes]
        .filter(([position]) => t.positions[position]?.validEnd)
        .map(([, code]) => code);
      return ends.length === 0
        ? 'false'
        : `(${ends.map((code) => `${this.field(slot)} === ${code}`).join(' || ')})`;
    });
    return `function ended(${this.args}) { return ${tests.join(' && ')}; }`;
  }

  private field({ word, shift, bits }: Slot): string {
    if (bits === 0) return '0';
    return `${shift === 0 ? `w${word}` : `(w${word} >>> ${shift})`} & ${(1 << bits) - 1}`.replace(
      /^(.*)$/,
      '($1)',
    );
  }

  /** A tree as nested switches; branches that do the same are one. */
  private tree<L>(tree: Tree<L>, leaf: (leaf: L) => string): string {
    if (isLeaf(tree)) return leaf(tree.leaf);
    const slot = this.layout.slots[tree.cell] as Slot;
    const branches = new Map<string, number[]>();
    for (const [value, code] of slot.codes) {
      const kid = tree.kids[value];
      if (!kid) throw new Error(`no path for ${this.compiled.map.cells[tree.cell]?.name}`);
      const text = this.tree(kid, leaf);
      branches.set(text, [...(branches.get(text) ?? []), code]);
    }
    const ordered = [...branches].toSorted((a, b) => a[1].length - b[1].length);
    const [last] = ordered.pop() as [string, number[]];
    if (ordered.length === 0) return last;
    const field = this.field(slot);
    if (ordered.length === 1) {
      const [text, codes] = ordered[0] as [string, number[]];
      return `if (${codes.map((code) => `${field} === ${code}`).join(' || ')}) { ${text} } ${last}`;
    }
    const cases = ordered.map(
      ([text, codes]) => `${codes.map((code) => `case ${code}:`).join(' ')} { ${text} }`,
    );
    return `switch (${field}) { ${cases.join(' ')} } ${last}`;
  }
}

const hasSteps = (d: Decision<StepLeaf>) =>
  d.overflow || !isLeaf(d.root as Tree<StepLeaf>) || !isIdle(d.root as Tree<StepLeaf>);
const isIdle = (tree: Tree<StepLeaf>) =>
  isLeaf(tree) &&
  tree.leaf.outcomes.length === 0 &&
  tree.leaf.waitsFor === 0 &&
  tree.leaf.error === undefined;

/** Whether the waiting threads wait in a cycle: drop those that wait for nobody who waits, until none is dropped. */
const CYCLE_FUNCTION = `function cycle() {
  let left = waiting, before = 0;
  while (left !== before) {
    before = left;
    for (let t = 0; t < W.length; t++) if ((left >>> t & 1) !== 0 && (W[t] & left) === 0) left &= ~(1 << t);
  }
  return left !== 0;
}`;
