// SPDX-License-Identifier: MIT
/**
 * The yardstick: a reduced vmalloc vs. hot-remove race, small enough to be written by hand in any checker. Its counts
 * are those of peers/README.md. It measures engines; the project's own model is models/vmalloc-hot-remove.
 */
import { array, bool, id, initially, int } from '../src/model/domain.ts';
import type { Values } from '../src/model/domain.ts';
import { fault, system, thread } from '../src/model/thread.ts';
import type { Candidate, Region } from '../src/model/thread.ts';
import { noDeadlock, noFault } from '../src/model/types.ts';
import type { Instance, Source } from '../src/model/types.ts';

/** Sizes, in the order in which every peer takes them. */
export interface Size {
  /** vmalloc threads, hot-remove threads, PMD slots, pages in the pool, cells a page, rounds a thread. */
  readonly V: number;
  readonly H: number;
  readonly S: number;
  readonly P: number;
  readonly C: number;
  readonly R: number;
  /** 0 no protection, 1 lock over the walk, 2 mem_hotplug_lock, 3 never free, 4 disjoint slots. */
  readonly OPT: number;
}
const NAMES = ['V', 'H', 'S', 'P', 'C', 'R', 'OPT'] as const;
export function parseSize(text: string): Size {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length !== NAMES.length || numbers.some((n) => !Number.isInteger(n) || n < 0))
    throw new RangeError(`'${text}' is no size: write the seven numbers ${NAMES.join(' ')}`);
  return Object.fromEntries(NAMES.map((name, i) => [name, numbers[i]])) as unknown as Size;
}

function declare({ V, S, P, C, R }: Size) {
  const page = id('page', P);
  const memory = {
    pmd: initially(
      array(S, page),
      Array.from({ length: S }, (_, i) => (i === S - 1 ? 0 : null)),
    ),
    used: initially(
      array(P, bool),
      Array.from({ length: P }, (_, i) => i === 0),
    ),
    cell: array(P, array(C, bool)),
    plock: bool,
    writer: bool,
    readers: int(0, V),
  };
  const stack = { r: initially(int(0, R), R), s: int(0, S - 1), c: int(0, C - 1), p: page };
  return { memory, stack };
}
type K = Values<ReturnType<typeof declare>['memory']>;
type Me = Values<ReturnType<typeof declare>['stack']>;
type Step = Candidate<K, Me>;
type Effect = (k: K, me: Me) => void;

const at: Source = { func: 'vhr', file: 'peers/README.md', version: '1' };
const BAD_WRITE = fault('write to a freed page');
const isNone = (k: K, me: Me) => k.pmd[me.s] === null;
const load: Effect = (k, me) => void (me.p = k.pmd[me.s] ?? null);
const cells = (k: K, page: number | null) => k.cell[page as number] as boolean[];
const both =
  (...effects: Effect[]): Effect =>
  (k, me) =>
    effects.forEach((effect) => effect(k, me));
const setLock =
  (held: boolean): Effect =>
  (k) =>
    void (k.plock = held);
const nothing: Effect = () => {};

export function vhr(size: Size): Instance {
  const { V, H } = size;
  const { memory, stack } = declare(size);
  const begin = (name: string) => thread(memory, name, stack);
  const threads = [
    ...Array.from({ length: V }, (_, t) => vmalloc(size, t, begin(`v${t}`))),
    ...Array.from({ length: H }, (_, t) => hotRemove(size, begin(`h${t}`))),
  ];
  return {
    machine: system({ id: 'vhr', memory, threads }),
    properties: [
      noFault('no-freed-page-written', 'No freed page is written.', 'write to a freed page'),
      noDeadlock('no-deadlock', 'Nothing is stuck.'),
    ],
  };
}
type Writer = ReturnType<
  typeof thread<ReturnType<typeof declare>['memory'], ReturnType<typeof declare>['stack']>
>;

function vmalloc({ V, S, P, C, OPT }: Size, index: number, t: Writer): Region {
  const on = (says: string, ...candidates: Step[]) => t.on({ at, says }, ...candidates);
  const locked = OPT === 1;
  const reading = OPT === 2;
  const guarded = locked || reading;
  const slots = OPT === 4 ? S - 1 : S;
  const mine = Array.from({ length: slots * C }, (_, i) => i).filter((i) => i % V === index);
  const take: Effect = locked ? setLock(true) : (k) => void k.readers++;
  const drop: Effect = locked ? setLock(false) : (k) => void k.readers--;
  const free = (k: K) => (locked ? !k.plock : !k.writer);
  const bad = (k: K, me: Me) => me.p === null || !k.used[me.p] || k.pmd[me.s] !== me.p;
  const put =
    (value: boolean): Effect =>
    (k, me) => {
      cells(k, me.p)[me.c] = value;
      me.p = null;
    };
  const over: Effect = (_, me) => void Object.assign(me, { r: me.r - 1, s: 0, c: 0, p: null });
  const finish = (effect: Effect, guard: (k: K, me: Me) => boolean = () => true): Step[] => [
    { guard: (k, me) => guard(k, me) && me.r === 1, effect: both(effect, over), target: 'done' },
    { guard, effect: both(effect, over), target: 'idle' },
  ];
  return t.region('idle', {
    idle: t.on(
      { at, says: 'choose', choices: mine.map(String) },
      {
        effect: (_, me, choice) =>
          void Object.assign(me, { s: Math.floor(Number(choice) / C), c: Number(choice) % C }),
        target: reading ? 'rlock' : 'rd',
      },
    ),
    ...(reading && { rlock: on('rlock', { guard: free, effect: take, target: 'rd' }) }),
    rd: on('read pmd', { guard: isNone, target: 'lock' }, { target: locked ? 'lock2' : 'walk' }),
    lock: on('lock', { guard: (k) => !k.plock, effect: setLock(true), target: 'reread' }),
    reread: on('read pmd again', { guard: isNone, target: 'alloc' }, { target: 'unlock' }),
    alloc: t.on(
      { at, says: 'allocate', choices: Array.from({ length: P }, (_, i) => String(i)) },
      {
        guard: (k, _, choice) => !k.used[Number(choice)],
        effect: (k, me, choice) => {
          me.p = Number(choice);
          k.used[me.p] = true;
        },
        target: 'install',
      },
    ),
    install: on('install', {
      effect: (k, me) => void ([k.pmd[me.s], me.p] = [me.p, null]),
      target: 'unlock',
    }),
    unlock: on('unlock', { effect: setLock(false), target: locked ? 'lock2' : 'walk' }),
    ...(locked && {
      lock2: on('lock', { guard: free, effect: take, target: 'walk' }),
      retry: on('unlock', { effect: drop, target: 'rd' }),
    }),
    walk: on('walk', { guard: isNone, target: locked ? 'retry' : 'rd' }, { effect: load, target: 'write' }),
    write: on(
      'write',
      { guard: bad, target: BAD_WRITE },
      { effect: put(true), target: guarded ? 'wunlock' : 'uwalk' },
    ),
    ...(guarded && {
      wunlock: on('unlock', { effect: drop, target: 'ulock' }),
      ulock: on('lock', { guard: free, effect: take, target: 'uwalk' }),
      uunlock: on('unlock', ...finish(drop)),
    }),
    uwalk: on('walk', ...(guarded ? [{ guard: isNone, target: 'uunlock' }] : finish(nothing, isNone)), {
      effect: load,
      target: 'uwrite',
    }),
    uwrite: on(
      'clear',
      { guard: bad, target: BAD_WRITE },
      ...(guarded ? [{ effect: put(false), target: 'uunlock' }] : finish(put(false))),
    ),
    done: t.end(),
  });
}

function hotRemove({ S, C, OPT }: Size, t: Writer): Region {
  const on = (says: string, ...candidates: Step[]) => t.on({ at, says }, ...candidates);
  const locked = OPT === 1;
  const keep = OPT === 3;
  const full = (k: K, me: Me) => cells(k, me.p)[me.c] === true;
  const next = (effect: Effect, guard: (k: K, me: Me) => boolean = () => true): Step[] => [
    {
      guard: (k, me) => guard(k, me) && me.s !== S - 1,
      effect: both(effect, (_, me) => void Object.assign(me, { s: me.s + 1, c: 0, p: null })),
      target: 'walk',
    },
    {
      guard,
      effect: both(effect, (_, me) => void Object.assign(me, { s: 0, c: 0, p: null })),
      target: 'rel',
    },
  ];
  const give: Effect = (k, me) => {
    k.used[me.p as number] = false;
    cells(k, me.p).fill(false);
  };
  const forget: Effect = (_, me) => void Object.assign(me, { c: 0, p: null });
  return t.region('acq', {
    acq: on('mem_hotplug_begin', {
      guard: (k) => !k.writer && k.readers === 0,
      effect: (k, me) => {
        k.writer = true;
        me.s = OPT === 4 ? S - 1 : 0;
      },
      target: 'walk',
    }),
    walk: on('walk', ...next(nothing, isNone), { effect: load, target: locked ? 'lock' : 'check' }),
    ...(locked && { lock: on('lock', { guard: (k) => !k.plock, effect: setLock(true), target: 'check' }) }),
    check: on(
      'check',
      ...(locked ? [{ guard: full, effect: forget, target: 'unlockn' }] : next(nothing, full)),
      { guard: (_, me) => me.c !== C - 1, effect: (_, me) => void me.c++, target: 'check' },
      keep ? { effect: forget, target: 'flush' } : { effect: (_, me) => void (me.c = 0), target: 'clear' },
    ),
    ...(!keep && {
      clear: on('clear', {
        effect: (k, me) => void (k.pmd[me.s] = null),
        target: locked ? 'unlockc' : 'flush',
      }),
      free: on('free', ...next(give)),
    }),
    flush: on('flush', ...(keep ? next(nothing) : [{ target: 'free' }])),
    ...(locked && {
      unlockn: on('unlock', ...next(setLock(false))),
      unlockc: on('unlock', { effect: setLock(false), target: 'flush' }),
    }),
    rel: on(
      'mem_hotplug_done',
      {
        guard: (_, me) => me.r === 1,
        effect: (k, me) => void ([k.writer, me.r] = [false, 0]),
        target: 'done',
      },
      { effect: (k, me) => void ([k.writer, me.r] = [false, me.r - 1]), target: 'acq' },
    ),
    done: t.end(),
  });
}
