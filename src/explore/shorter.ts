// SPDX-License-Identifier: MIT
/**
 * Shorter lassos than one that is known. A loop is entered where it is nearest: so from each state it is enough to look
 * for loops among states as far away or farther, and as a step must lead back from such a state, some states need no
 * look. From the others a loop is looked for breadth first, over states and the demands that are met on the way there.
 * To find the shortest fair loop is hard in general, so the looking has a limit: what is told then is the shortest that
 * was found.
 */
import { checkAt, reserve } from '../watch/watch.ts';
import type { Round, Rules } from './lasso.ts';
import type { Region } from './region.ts';
import { count as countStep, nothingYet, open } from './rules.ts';
import type { DemandSet, Tally } from './rules.ts';

/** Steps looked at, for one property. */
const LOOKS = 3_000_000;
interface Looks {
  left: number;
}

export function shorter(r: Rules, region: Region, fair: readonly Int32Array[], known: Round): Round {
  const { depth } = region;
  const far = (s: number) => depth[s] as number;
  let [best, length] = [known, far(known.entry) + known.loop.length];
  const among = { depth, fair, below: length };
  const entries = entriesOf(r, among);
  if (entries.length === 0) return best;
  const looks: Looks = { left: LOOKS };
  const back = new Backwards(r, among);
  for (const { entry, least } of entries) {
    if (least >= length || looks.left <= 0) break;
    const most = length - 1 - far(entry);
    back.lookFrom(entry, most, looks);
    const loop = roundFrom(r, back, entry, most, looks);
    if (loop) [best, length] = [{ entry, loop }, far(entry) + loop.length];
  }
  return best;
}

/** The states to look from, each with what lead and loop have together at least; the most promising first. */
function entriesOf(r: Rules, among: Among) {
  const { depth, below } = among;
  const least = new Int32Array(depth.length).fill(below);
  eachStep(r, among, (from, e) => {
    const entry = r.steps.to[e] as number;
    const far = depth[from] as number;
    // The last step of the loop is taken from a state no nearer than the entry, to which it is as far as it is.
    if (far >= (depth[entry] as number) && far + 1 < (least[entry] as number)) least[entry] = far + 1;
  });
  const entries: { readonly entry: number; readonly least: number }[] = [];
  least.forEach((length, entry) => length < below && entries.push({ entry, least: length }));
  const far = ({ entry }: { entry: number }) => depth[entry] as number;
  return entries.sort((a, b) => a.least - b.least || far(a) - far(b) || a.entry - b.entry);
}

/** The steps that a loop may be made of, from states of which a lasso of fewer steps than `below` can be made. */
function eachStep(
  { steps: { first, to }, member, dead }: Rules,
  { depth, fair, below }: Among,
  visit: (from: number, e: number) => void,
): void {
  for (const part of fair)
    for (const s of part) {
      if ((depth[s] as number) + 1 >= below) continue;
      for (let e = first[s] as number; e < (first[s + 1] as number); e++)
        if (dead[e] === 0 && member[to[e] as number] === member[s]) visit(s, e);
    }
}
interface Among {
  readonly depth: Int32Array;
  readonly fair: readonly Int32Array[];
  readonly below: number;
}

/** The steps of the fair components by the state they lead to: how far it is from anywhere to a state. */
class Backwards {
  private readonly depth: Int32Array;
  private readonly first: Int32Array;
  private readonly from: Int32Array;
  /** One more than the steps it takes to the state that was last looked from; 0 where it is not known. */
  private readonly near: Int32Array;
  private readonly met: Int32Array;
  private count = 0;

  constructor(r: Rules, among: Among) {
    const { count, to } = r.steps;
    reserve(16 * count + 4 * to.length);
    const first = new Int32Array(count + 2);
    const ends = (e: number) => (to[e] as number) + 2;
    eachStep(r, among, (_, e) => (first[ends(e)] = (first[ends(e)] as number) + 1));
    for (let s = 2; s < first.length; s++) first[s] = (first[s] as number) + (first[s - 1] as number);
    this.depth = among.depth;
    this.from = new Int32Array(first[count + 1] as number);
    // Each state's next free place, which in the end is where the next state's steps begin.
    eachStep(r, among, (from, e) => {
      const next = (to[e] as number) + 1;
      this.from[first[next] as number] = from;
      first[next] = (first[next] as number) + 1;
    });
    this.first = first;
    this.near = new Int32Array(count);
    this.met = new Int32Array(count);
  }

  /** Looks at ways to `entry` of `most` steps at most that lead through no state that is nearer. */
  lookFrom(entry: number, most: number, looks: Looks): void {
    const { depth, first, from, near, met } = this;
    for (let i = 0; i < this.count; i++) near[met[i] as number] = 0;
    this.count = 0;
    const meet = (s: number, steps: number) => {
      near[s] = steps + 1;
      met[this.count++] = s;
    };
    meet(entry, 0);
    const far = depth[entry] as number;
    for (let i = 0; i < this.count && looks.left > 0; i++) {
      checkAt(i);
      const s = met[i] as number;
      const steps = near[s] as number;
      looks.left -= (first[s + 1] as number) - (first[s] as number);
      for (let k = first[s] as number; k < (first[s + 1] as number); k++) {
        const before = from[k] as number;
        // From the entry to a state it is at least as far as the one is farther than the other.
        const there = (depth[before] as number) - far;
        if (near[before] === 0 && there >= 0 && there + steps <= most) meet(before, steps);
      }
    }
  }

  /** The steps from a state to the one last looked from; Infinity where they are more than was looked for. */
  stepsFrom(state: number): number {
    const near = this.near[state] as number;
    return near === 0 ? Infinity : near - 1;
  }
}

/** A way from `entry` back to it of `most` steps at most that leaves no demand open, or undefined; the shortest. */
function roundFrom(
  { steps: { first, to }, demands, dead }: Rules,
  back: Backwards,
  entry: number,
  most: number,
  looks: Looks,
): number[] | undefined {
  const tallies = new Tallies(demands);
  // A node is a state with what the steps to it have counted.
  const nodes: Node[] = [{ s: entry, tally: 0, taken: 0, before: -1, by: -1 }];
  const met = new Set<number>();
  for (const [i, { s, tally, taken }] of nodes.entries())
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) {
      checkAt(looks.left);
      if (looks.left-- <= 0) return undefined;
      const next = to[e] as number;
      if (dead[e] === 1 || taken + 1 + back.stepsFrom(next) > most) continue;
      const counted = tallies.after(tally, s, e);
      if (next === entry && !tallies.isOpen(counted)) return [...stepsTo(nodes, i), e];
      const key = counted * first.length + next;
      if (met.has(key)) continue;
      met.add(key);
      nodes.push({ s: next, tally: counted, taken: taken + 1, before: i, by: e });
    }
  return undefined;
}
interface Node {
  readonly s: number;
  readonly tally: number;
  readonly taken: number;
  readonly before: number;
  readonly by: number;
}

function stepsTo(nodes: readonly Node[], last: number): number[] {
  const steps: number[] = [];
  for (let i = last; i > 0; i = nodes[i]?.before as number) steps.push(nodes[i]?.by as number);
  return steps.toReversed();
}

/** What steps have counted, by number: few of the many ways to come to a state differ in it. */
class Tallies {
  private readonly demands: readonly DemandSet[];
  private readonly all: (readonly Tally[])[];
  private readonly numbers = new Map<string, number>();

  constructor(demands: readonly DemandSet[]) {
    this.demands = demands;
    this.all = [demands.map(nothingYet)];
  }

  after(tally: number, from: number, e: number): number {
    const before = this.all[tally] as readonly Tally[];
    const after = before.map((t, i) => {
      const counted = { seen: t.seen, done: t.done };
      countStep(this.demands[i] as DemandSet, counted, from, e);
      return counted;
    });
    if (after.every((t, i) => t.seen === before[i]?.seen && t.done === before[i]?.done)) return tally;
    const key = after.map((t) => `${t.seen} ${t.done}`).join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.all.length);
    return this.all.push(after) - 1;
  }
  isOpen(tally: number): boolean {
    return this.demands.some((d, i) => open(d, (this.all[tally] as readonly Tally[])[i] as Tally) !== 0);
  }
}
