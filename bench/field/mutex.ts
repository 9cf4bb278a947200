// SPDX-License-Identifier: MIT
/** Mutual exclusion as the benchmark BEEM has it (Pelanek 2007): anderson, bakery, peterson, with its errors. */
import { array, bool, initially, int } from '../../src/model/domain.ts';
import { system, thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import { always } from '../../src/model/types.ts';
import type { Instance, Source, View } from '../../src/model/types.ts';

const at: Source = { func: 'P', file: 'beem.mdve', version: 'BEEM' };

/** At most one process in its critical section: in parts, one for each pair, so that a reduction may look at each alone. */
function excluding(
  id: string,
  memory: Parameters<typeof system>[0]['memory'],
  threads: readonly Region[],
): Instance {
  const pairs = threads.flatMap((a, i) => threads.slice(i + 1).map((b) => [a.name, b.name] as const));
  const apart = pairs.map(
    ([a, b]) =>
      ({ at: where }: View) =>
        where[a] !== 'CS' || where[b] !== 'CS',
  );
  const exclusive = always('no-collision', 'At most one process is in its critical section.', ...apart);
  return { machine: system({ id, memory, threads }), properties: [exclusive] };
}
const each = (n: number, region: (i: number) => Region): Region[] =>
  Array.from({ length: n }, (_, i) => region(i));

/** A queue of slots (anderson.mdve): each waits for a slot of its own. */
export function anderson(n: number): Instance {
  const memory = {
    slot: initially(
      array(n, bool),
      Array.from({ length: n }, (_, i) => i === 0),
    ),
    next: int(0, 255),
  };
  const process = (i: number) => {
    const t = thread(memory, `P${i}`, { place: int(0, 255) });
    return t.region('NCS', {
      NCS: t.on(
        { at, says: 'my_place = next, next = next + 1' },
        { effect: (k, me) => void (me.place = k.next++), target: 'p1' },
      ),
      p1: t.on(
        { at, says: 'my_place == N - 1 ? next = next - N : my_place = my_place % N' },
        { guard: (_, me) => me.place === n - 1, effect: (k) => void (k.next -= n), target: 'p2' },
        { effect: (_, me) => void (me.place %= n), target: 'p2' },
      ),
      p2: t.on(
        { at, says: 'Slot[my_place] == 1' },
        { guard: (k, me) => k.slot[me.place] === true, target: 'p3' },
      ),
      p3: t.on(
        { at, says: 'Slot[my_place] = 0' },
        { effect: (k, me) => void (k.slot[me.place] = false), target: 'CS' },
      ),
      CS: t.on(
        { at, says: 'Slot[(my_place + 1) % N] = 1' },
        { effect: (k, me) => void (k.slot[(me.place + 1) % n] = true), target: 'NCS' },
      ),
    });
  };
  return excluding('anderson', memory, each(n, process));
}

/** Lamport's, with numbers up to `max` (bakery.mdve). `error`: who has the smaller number waits. */
export function bakery(n: number, max: number, error = false): Instance {
  const memory = { choosing: array(n, bool), number: array(n, int(0, max)) };
  const passes = (theirs: number, own: number) => (error ? theirs < own : theirs > own);
  const process = (i: number) => {
    const t = thread(memory, `P${i}`, { j: int(0, n), max: int(0, max) });
    return t.region('NCS', {
      NCS: t.on(
        { at, says: 'choosing[i] = 1' },
        {
          effect: (k, me) => {
            k.choosing[i] = true;
            me.j = 0;
            me.max = 0;
          },
          target: 'choose',
        },
      ),
      choose: t.on(
        { at, says: 'max = max(max, number[j])' },
        {
          guard: (_, me) => me.j < n,
          effect: (k, me) => {
            me.max = Math.max(me.max, k.number[me.j] ?? 0);
            me.j++;
          },
          target: 'choose',
        },
        {
          guard: (_, me) => me.max < max,
          effect: (k, me) => {
            k.number[i] = me.max + 1;
            me.j = 0;
            k.choosing[i] = false;
          },
          target: 'for_loop',
        },
      ),
      for_loop: t.on(
        { at, says: 'choosing[j] == 0' },
        { guard: (k, me) => me.j < n && k.choosing[me.j] === false, target: 'wait' },
        { guard: (_, me) => me.j === n, target: 'CS' },
      ),
      wait: t.on(
        { at, says: 'number[j] == 0 || (number[j], j) > (number[i], i)' },
        {
          guard: (k, me) => {
            const [theirs, own] = [k.number[me.j] ?? 0, k.number[i] ?? 0];
            return theirs === 0 || passes(theirs, own) || (theirs === own && i <= me.j);
          },
          effect: (_, me) => void me.j++,
          target: 'for_loop',
        },
      ),
      CS: t.on({ at, says: 'number[i] = 0' }, { effect: (k) => void (k.number[i] = 0), target: 'NCS' }),
    });
  };
  return excluding('bakery', memory, each(n, process));
}

/** For n processes (peterson.mdve). `error`: position and step are mixed up when waiting. */
export function peterson(n: number, error = false): Instance {
  const memory = { pos: array(n, int(0, n)), step: array(n, int(0, n)) };
  const process = (i: number) => {
    const t = thread(memory, `P${i}`, { j: int(0, n), k: int(0, n) });
    return t.region('NCS', {
      NCS: t.on({ at, says: 'j = 1' }, { effect: (_, me) => void (me.j = 1), target: 'wait' }),
      wait: t.on(
        { at, says: 'pos[i] = j' },
        { guard: (_, me) => me.j < n, effect: (k, me) => void (k.pos[i] = me.j), target: 'q2' },
        { target: 'CS' },
      ),
      q2: t.on(
        { at, says: 'step[j - 1] = i, k = 0' },
        {
          effect: (k, me) => {
            k.step[me.j - 1] = i;
            me.k = 0;
          },
          target: 'q3',
        },
      ),
      q3: t.on(
        {
          at,
          says: 'k < N && (k == i || pos[k] < j); step[j - 1] != i || k == N',
          choices: ['scan', 'pass'],
        },
        {
          guard: (k, me, c) => c === 'scan' && me.k < n && (me.k === i || (k.pos[me.k] ?? 0) < me.j),
          effect: (_, me) => void me.k++,
          target: 'q3',
        },
        {
          guard: (k, me, c) => c === 'pass' && (me.k === n || (error ? k.pos : k.step)[me.j - 1] !== i),
          effect: (_, me) => void me.j++,
          target: 'wait',
        },
      ),
      CS: t.on({ at, says: 'pos[i] = 0' }, { effect: (k) => void (k.pos[i] = 0), target: 'NCS' }),
    });
  };
  return excluding('peterson', memory, each(n, process));
}
