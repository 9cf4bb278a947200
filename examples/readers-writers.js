// SPDX-License-Identifier: MIT
/**
 * Fairness of single steps: readers and writers at one desk, after the specification in the TLA+ examples, whose counts
 * it has: 21,527 states for three actors.
 *
 *   npx mhpcheck check ./readers-writers.js
 *
 * Everybody queues up again and again, to read and to write. The specification is fair to each of these two on its own,
 * so fairness to the actor is not enough: it could queue up to read for ever and never to write.
 */
import {
  always,
  array,
  bool,
  int,
  leadsTo,
  model,
  oneOf,
  record,
  seq,
  sometimes,
  system,
  thread,
} from 'mhpcheck';

const at = (func) => ({ func, file: 'ReadersWriters.tla', version: 'tlaplus/Examples' });
/** An action of the specification is one step, whatever it reads and writes. */
const primitive = 'action';
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/** An actor queues up to read or to write, unless it does so already. */
function actor(memory, who) {
  const t = thread(memory, `actor${who}`, {});
  const ask = t.on(
    { at: at('TryRead, TryWrite'), says: 'queue up', choices: ['read', 'write'], primitive },
    {
      guard: (k, _own, how) => !k.queue.some((asks) => asks.how === how && asks.who === who),
      effect: (k, _own, how) => void k.queue.push({ how, who }),
      target: 'ask',
    },
  );
  return t.region('ask', { ask });
}

/** The first in the queue is let in: to read unless somebody writes, to write if nobody is in. */
function desk(memory) {
  const t = thread(memory, 'desk', {});
  const isFree = (k) => !k.writing.includes(true);
  const admit = t.on(
    { at: at('ReadOrWrite'), says: 'let the first in', primitive },
    {
      guard: (k) => isFree(k) && k.queue[0]?.how === 'read',
      effect: (k) => void (k.reading[k.queue.shift().who] = true),
      target: 'admit',
      note: 'reads',
    },
    {
      guard: (k) => isFree(k) && k.queue[0]?.how === 'write' && !k.reading.includes(true),
      effect: (k) => void (k.writing[k.queue.shift().who] = true),
      target: 'admit',
      note: 'writes',
    },
  );
  return t.region('admit', { admit });
}

/** Somebody who is in leaves. */
function door(memory, actors) {
  const t = thread(memory, 'door', {});
  const leave = t.on(
    { at: at('Stop'), says: 'leave', choices: actors.map(String), primitive },
    {
      guard: (k, _own, who) => k.reading[Number(who)],
      effect: (k, _own, who) => void (k.reading[Number(who)] = false),
      target: 'leave',
      note: 'read',
    },
    {
      guard: (k, _own, who) => k.writing[Number(who)],
      effect: (k, _own, who) => void (k.writing[Number(who)] = false),
      target: 'leave',
      note: 'wrote',
    },
  );
  return t.region('leave', { leave });
}

/** As specified: each of an actor's two requests, letting in and leaving are each fair in their own right. */
const EACH_STEP = {
  threads: 'unfair',
  steps: { 'actor.ask:read': 'weak', 'actor.ask:write': 'weak', 'desk.admit': 'weak', 'door.leave': 'weak' },
};

export default model({
  name: 'readers-writers',
  asks: 'Does everybody come to read and to write, again and again?',
  assumptions: ['The queue is first in, first out.'],
  designs: { queue: { says: 'as specified', source: 'ReadersWriters.tla', decisions: {} } },
  configurations: { desk: { says: 'one desk', settings: {} } },
  bounds: {
    tiny: { says: 'two actors', limits: { actors: 2 } },
    small: { says: 'three actors', limits: { actors: 3 } },
    large: { says: 'four actors', limits: { actors: 4 } },
  },
  build(_decisions, _settings, limits) {
    const actors = upTo(limits.actors);
    const memory = {
      reading: array(limits.actors, bool),
      writing: array(limits.actors, bool),
      queue: seq(record({ how: oneOf('read', 'write'), who: int(0, limits.actors - 1) }), 2 * limits.actors),
    };
    const threads = [...actors.map((who) => actor(memory, who)), desk(memory), door(memory, actors)];
    const again = (name, says, holds, fairness) => leadsTo(name, says, () => true, holds, fairness);
    return {
      machine: system({ id: 'readers-writers', memory, threads }),
      properties: [
        always('alone', 'Who writes is alone.', ({ mem }) => {
          const writers = mem.writing.filter(Boolean).length;
          return writers === 0 || (writers === 1 && !mem.reading.includes(true));
        }),
        sometimes('together', 'All read together.', ({ mem }) => mem.reading.every(Boolean)),
        again('reads', 'Actor 0 reads again and again.', ({ mem }) => mem.reading[0], EACH_STEP),
        again('writes', 'Actor 0 writes again and again.', ({ mem }) => mem.writing[0], EACH_STEP),
        again(
          'goes',
          'Actor 0 leaves again and again.',
          ({ mem }) => !mem.reading[0] && !mem.writing[0],
          EACH_STEP,
        ),
        again('by-turns', 'The same with fairness to threads alone.', ({ mem }) => mem.writing[0], 'weak'),
      ],
    };
  },
});
