// SPDX-License-Identifier: MIT
/** Systems that come out wrong if one condition of a reduction is left out. */
import { bool } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import { always, noFault } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';

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
