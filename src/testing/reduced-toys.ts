// SPDX-License-Identifier: MIT
/** Systems that come out wrong if one condition of a reduction is left out. */
import { bool } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import { always, alwaysPossible, noFault, sometimes } from '../model/types.ts';
import type { Instance, Source, View } from '../model/types.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** Each of two threads raises its own flag and lowers it again; both can be up at once. */
export function flags(): Instance {
  const memory = { up: bool };
  const threads = ['a', 'b'].map((name) => {
    const t = thread(memory, name, { flag: bool });
    const put = (flag: boolean, target: string) =>
      t.on({ at, says: `flag = ${flag}` }, { effect: (_, me) => void (me.flag = flag), target });
    return t.region('raise', { raise: put(true, 'lower'), lower: put(false, 'done'), done: t.end() });
  });
  const apart = always(
    'one-flag',
    'The flags are never up together.',
    ({ stack }) => !(stack.a.flag && stack.b.flag),
  );
  return { machine: system({ id: 'flags', memory, threads }), properties: [apart] };
}

/**
 * Two threads of a role that each begin and then set a flag, or not: alike or not. What a property may tell, too: which
 * of them has set it while the other had not begun.
 */
export function twins(alike: boolean, told: boolean): Instance {
  const memory = { set: bool };
  const names = ['job0', 'job1'] as const;
  const threads = names.map((name, i) => {
    const t = thread(memory, name, {});
    const begin = t.on({ at, says: 'begin' }, { target: 'work' });
    const effect = (k: { set: boolean }) => void (k.set = k.set || alike || i === 0);
    const work = t.on({ at, says: 'work' }, { effect, target: 'done' });
    return t.region('begin', { begin, work, done: t.end() });
  });
  const alone = (s: View, i: number) =>
    s.ended[names[i] ?? ''] === true && s.at[names[1 - i] ?? ''] === 'begin';
  const met = (name: string, when: (s: View) => boolean) => sometimes(name, `${name} is met.`, when);
  const either = (s: View) => alone(s, 0) || alone(s, 1);
  const properties = told
    ? names.map((name, i) => met(`${name}-alone`, (s) => alone(s, i)))
    : [met('set-by-one', (s) => either(s) && s.mem.set), met('unset-by-one', (s) => either(s) && !s.mem.set)];
  return { machine: system({ id: 'twins', memory, threads }), properties };
}

/** A thread looks at what is its own for ever, another comes to a fault. */
export function spinner(): Instance {
  const memory = { none: bool };
  const s = thread(memory, 'spin', { tick: bool });
  const turn = s.on({ at, says: 'tick' }, { effect: (_, me) => void (me.tick = !me.tick), target: 'turn' });
  const o = thread(memory, 'other', {});
  const go = (target: string) => o.on({ at, says: 'go on' }, { target });
  const other = o.region('first', { first: go('second'), second: go(fault('oops')) });
  const machine = system({ id: 'spinner', memory, threads: [s.region('turn', { turn }), other] });
  return { machine, properties: [noFault('no-oops', 'Nothing faults.', 'oops')] };
}

/** Two threads that both fault: whichever does it first, the other does not. */
export function faults(): Instance {
  const memory = { none: bool };
  const threads = ['a', 'b'].map((name) => {
    const t = thread(memory, name, {});
    return t.region('step', { step: t.on({ at, says: 'go wrong' }, { target: fault(`${name}-oops`) }) });
  });
  const properties = ['a-oops', 'b-oops'].map((kind) => noFault(`no-${kind}`, `No ${kind}.`, kind));
  return { machine: system({ id: 'faults', memory, threads }), properties };
}

/** A thread goes where what is possible is lost, but another may always fault: what comes after that does not count. */
export function lostBesideFault(): Instance {
  const memory = { gone: bool };
  const t = thread(memory, 'goer', {});
  const go = t.on({ at, says: 'go' }, { effect: (k) => void (k.gone = true), target: 'done' });
  const o = thread(memory, 'other', {});
  const wrong = o.on({ at, says: 'go wrong', mayWait: true }, { target: fault('oops') });
  const regions = [t.region('go', { go, done: t.end() }), o.region('wrong', { wrong })];
  const stays = alwaysPossible('can-stay', 'It can still be there.', ({ mem }) => !mem.gone);
  return { machine: system({ id: 'lost', memory, threads: regions }), properties: [stays] };
}
