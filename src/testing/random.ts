// SPDX-License-Identifier: MIT
// Changing a list in place and sharing one object are what is tried here.
// oxlint-disable unicorn/no-array-reverse, unicorn/no-array-fill-with-reference-type
/**
 * Random small systems of the machine subset. What is drawn is a plain description, so that a failing one prints and
 * shrinks; {@link build} makes the machine of it. The menus use what a model's author would write: arrays, lists,
 * records, locks, swaps, destructuring, choices that depend on memory.
 */
import * as fc from 'fast-check';
import { array, bool, id, initially, int, mutex, oneOf, record, seq } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { Candidate, Choices, Region } from '../model/thread.ts';
import { always, alwaysPossible, noDeadlock, noFault, sometimes } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';

const at: Source = { func: 'random', file: 'random.c', version: 'v0' };
const THREADS = ['t0', 't1', 't2'];
const LOCKS = ['lock', 'other'] as const;
const letter = oneOf('a', 'b');

const memory = {
  n: initially(int(0, 2), 1),
  flags: array(2, bool),
  queue: initially(seq(letter, 2), ['b']),
  lock: mutex(THREADS),
  other: mutex(THREADS),
  box: record({ v: int(0, 1), ref: id('slot', 2) }),
  jobs: seq(record({ kind: letter, cost: int(0, 1) }), 2),
  pages: array(2, record({ used: bool, order: int(0, 1) })),
};
const stack = { x: int(0, 2), y: id('slot', 2), mine: record({ kind: letter, cost: int(0, 1) }) };
type K = Values<typeof memory>;
type Me = Values<typeof stack>;
type Guard = (k: K, me: Me, choice: string) => boolean;
type Effect = (k: K, me: Me, choice: string) => void;

const slotOf = (choice: string): number => (choice === '1' ? 1 : 0);

const guards = (name: string): Readonly<Record<string, Guard>> => ({
  'n < x': (k, me) => k.n < me.x,
  'n == 1': (k) => k.n === 1,
  'flags[choice]': (k, _me, choice) => k.flags[slotOf(choice)] === true,
  'queue not empty': (k) => k.queue.length > 0,
  'queue has a': (k) => k.queue.some((l) => l === 'a'),
  'lock is free': (k) => k.lock === null,
  'lock is mine': (k) => k.lock === name,
  'other is free': (k) => k.other === null,
  'ref is y': ({ box: { ref } }, me) => ref === me.y,
  'no page is used': (k) => k.pages.every((p) => !p.used),
  'first job costs': (k) => k.jobs[0]?.cost === 1,
  'choice is 1': (_k, _me, choice) => choice === '1',
});

const effects = (name: string): Readonly<Record<string, Effect>> => ({
  'n + 1': (k) => void (k.n = (k.n + 1) % 3),
  'x = n': (k, me) => void (me.x = k.n),
  'n = x + 1': (k, me) => void (k.n = (me.x + 1) % 3),
  'toggle flag': (k, _me, choice) => void (k.flags[slotOf(choice)] = !k.flags[slotOf(choice)]),
  'swap flags': (k) => void ([k.flags[0], k.flags[1]] = [k.flags[1] === true, k.flags[0] === true]),
  'queue letter': (k, _me, choice) => {
    const wanted = choice === '1' ? 'b' : 'a';
    if (!k.queue.includes(wanted)) k.queue.push(wanted);
  },
  'unqueue choice': (k, _me, choice) => void (k.queue = k.queue.filter((l) => l !== choice)),
  'shift queue': (k) => void k.queue.shift(),
  'cut queue': (k) => void k.queue.splice(0, 1),
  'take lock': (k) => void (k.lock ??= name),
  'free lock': (k) => void (k.lock = k.lock === name ? null : k.lock),
  'take other': (k) => void (k.other ??= name),
  'free other': (k) => void (k.other = k.other === name ? null : k.other),
  'box = {}': (k, me) => void (k.box = { v: me.x === 0 ? 0 : 1, ref: me.y }),
  'spread box': (k, _me, choice) => void (k.box = { ...k.box, ref: slotOf(choice) }),
  'y = ref': (k, me) => void ({ ref: me.y } = k.box),
  'push job': (k, me) => {
    if (k.jobs.length < 2) k.jobs.push({ kind: me.mine.kind, cost: me.x > 0 ? 1 : 0 });
  },
  'take job': (k, me) => void (me.mine = k.jobs.shift() ?? { kind: 'a', cost: 0 }),
  'turn jobs': (k) => void k.jobs.reverse(),
  'swap pages': (k) => {
    const [first, second] = k.pages;
    if (first && second) k.pages = [second, first];
  },
  'swap pages in place': ({ pages }) => {
    const first = pages[0];
    if (first && pages[1]) [pages[0], pages[1]] = [pages[1], first];
  },
  'use page': (k, _me, choice) => {
    const page = k.pages[slotOf(choice)];
    if (page) page.used = !page.used;
  },
  'fill pages': (k) => void k.pages.fill({ used: false, order: k.box.v }),
  'mine costs': (_k, me) => void (me.mine.cost = 1),
});

const choiceMenu: Readonly<Record<string, Choices<K, Me>>> = {
  list: ['0', '1'],
  'free flags': (k) => k.flags.flatMap((flag, i) => (flag ? [] : [`${i}`])),
  letters: (k) => k.queue,
  'by y': (_k, me) => (me.y === null ? ['0'] : ['0', '1']),
};

interface CandidatePlan {
  readonly guard: string | undefined;
  readonly effects: readonly string[];
  /** How many positions further on, round and round; or a fault. */
  readonly target: number | 'fault';
}
interface PositionPlan {
  readonly kind: 'step' | 'may-wait' | 'final';
  readonly choices: string | undefined;
  readonly candidates: readonly CandidatePlan[];
}
export interface SystemPlan {
  readonly threads: readonly (readonly PositionPlan[])[];
}

const named = (menu: object) => fc.constantFrom(...Object.keys(menu));
const candidatePlan: fc.Arbitrary<CandidatePlan> = fc.record({
  guard: fc.option(named(guards('')), { nil: undefined, freq: 2 }),
  effects: fc.array(named(effects('')), { minLength: 1, maxLength: 2 }),
  target: fc.oneof(
    { weight: 19, arbitrary: fc.nat(2) },
    { weight: 1, arbitrary: fc.constant('fault' as const) },
  ),
});
const positionPlan = (...kinds: readonly PositionPlan['kind'][]): fc.Arbitrary<PositionPlan> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    choices: fc.option(named(choiceMenu), { nil: undefined, freq: 2 }),
    candidates: fc.array(candidatePlan, { minLength: 1, maxLength: 3 }),
  });
/** Starts with a step; the others may be final. */
const threadPlan = fc
  .tuple(
    positionPlan('step'),
    fc.array(positionPlan('step', 'step', 'step', 'may-wait', 'final'), {
      minLength: 1,
      maxLength: 3,
      size: 'max',
    }),
  )
  .map(([first, others]) => [first, ...others]);

/** Two or three threads of two to four positions. */
export const randomSystem = (): fc.Arbitrary<SystemPlan> =>
  fc.noBias(fc.record({ threads: fc.array(threadPlan, { minLength: 2, maxLength: 3, size: 'max' }) }));

/** Several initial states: the fields that start otherwise, in each. */
export type Starts = readonly Partial<K>[];
export const randomStarts = (): fc.Arbitrary<Starts> =>
  fc.array(
    fc.record(
      {
        n: fc.nat(2),
        flags: fc.tuple(fc.boolean(), fc.boolean()).map((both) => [...both]),
        queue: fc.subarray(['a', 'b'] as ('a' | 'b')[]),
        lock: fc.constantFrom(null, ...THREADS.slice(0, 2)),
        jobs: fc.constantFrom([], [{ kind: 'b' as const, cost: 1 }]),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 5 },
  );

/** What makes a system large without more states: threads at an end before each that runs, choices in a `list`. */
export interface Padding {
  readonly idle?: number;
  readonly choices?: number;
}

export function build(plan: SystemPlan, initial?: Starts, { idle = 0, choices = 2 }: Padding = {}): Instance {
  const list = Array.from({ length: choices }, (_, i) => `${i}`);
  // Threads of one role differ in name alone: those that were given one plan. Others have nothing in common.
  const threads = plan.threads.flatMap((positions, i) => [
    ...Array.from({ length: idle }, (_, k) => idleThread(`idle${i}_${k}`)),
    buildThread(THREADS[i] as string, positions, THREADS[plan.threads.indexOf(positions)] as string, list),
  ]);
  const properties = [
    always(
      'calm',
      'n stays below 2, and no full list meets a taken lock.',
      (s) => s.mem.n < 2,
      (s) => s.mem.lock === null || s.mem.jobs.length < 2,
    ),
    sometimes('a-job', 'Some job is queued.', (s) => s.mem.jobs.length > 0),
    alwaysPossible('all-end', 'All threads can come to a valid end.', (s) => s.quiet),
    noFault('no-oops', 'No step faults.', 'oops'),
    noDeadlock('no-deadlock', 'No deadlock.'),
  ];
  const parts = { id: 'random', memory, threads, ...(initial && { initial }) };
  return { machine: system(parts), properties };
}

function idleThread(name: string): Region {
  const t = thread(memory, name, {}, { role: 'idle' });
  return t.region('done', { done: t.end() });
}

function buildThread(
  name: string,
  positions: readonly PositionPlan[],
  role: string,
  list: readonly string[],
): Region {
  const t = thread(memory, name, stack, { role });
  const state = ({ kind, choices, candidates }: PositionPlan, here: number): object => {
    if (kind === 'final') return t.end();
    const locks = LOCKS.filter((lock) => candidates.some((c) => c.guard === `${lock} is free`));
    const info = {
      at,
      says: 'a random step',
      mayWait: kind === 'may-wait',
      ...(choices !== undefined && {
        choices: choices === 'list' ? list : (choiceMenu[choices] as Choices<K, Me>),
      }),
      ...(locks.length > 0 && { waitsFor: (k: K) => locks.map((lock) => k[lock]) }),
    };
    return t.on(
      info,
      ...candidates.map((c) => candidate(name, c, (by) => `s${(here + 1 + by) % positions.length}`)),
    );
  };
  return t.region('s0', Object.fromEntries(positions.map((p, i) => [`s${i}`, state(p, i)])));
}

function candidate(name: string, plan: CandidatePlan, position: (by: number) => string): Candidate<K, Me> {
  const guard = plan.guard === undefined ? undefined : guards(name)[plan.guard];
  const menu = effects(name);
  return {
    ...(guard && { guard }),
    effect: (k, me, choice) => {
      for (const effect of plan.effects) menu[effect]?.(k, me, choice);
    },
    target: plan.target === 'fault' ? fault('oops') : position(plan.target),
  };
}
