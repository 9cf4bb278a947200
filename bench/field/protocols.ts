// SPDX-License-Identifier: MIT
/** What TLA+ Examples and BEEM have of protocols and puzzles: two-phase commit, EWD 840, readers and writers, philosophers, a can of beans. */
import { array, bool, int, oneOf, record, seq } from '../../src/model/domain.ts';
import { system, thread } from '../../src/model/thread.ts';
import { always, noDeadlock } from '../../src/model/types.ts';
import type { Instance, Source } from '../../src/model/types.ts';

const source = (file: string): Source => ({ func: 'Next', file, version: 'published' });
const list = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));

/** TwoPhase.tla (Gray and Lamport), for n resource managers; a message is a flag, for it is sent once and never lost. */
export function twoPhase(n: number): Instance {
  const at = source('TwoPhase.tla');
  const state = oneOf('working', 'prepared', 'committed', 'aborted');
  const memory = {
    rm: array(n, state),
    prepared: array(n, bool),
    heard: array(n, bool),
    tm: oneOf('init', 'committed', 'aborted'),
    commit: bool,
    abort: bool,
  };
  const t = thread(memory, 'tm', {});
  const manager = t.region('run', {
    run: t.on(
      { at, says: 'TM', choices: ['commit', 'abort', ...list(n, (i) => `rcv${i}`)] },
      {
        guard: (k, _, c) => c === 'commit' && k.tm === 'init' && !k.heard.includes(false),
        effect: (k) => {
          k.tm = 'committed';
          k.commit = true;
        },
        target: 'run',
      },
      {
        guard: (k, _, c) => c === 'abort' && k.tm === 'init',
        effect: (k) => {
          k.tm = 'aborted';
          k.abort = true;
        },
        target: 'run',
      },
      ...list(n, (i) => ({
        guard: (k: { tm: string; prepared: boolean[] }, _: object, c: string) =>
          c === `rcv${i}` && k.tm === 'init' && k.prepared[i] === true,
        effect: (k: { heard: boolean[] }) => void (k.heard[i] = true),
        target: 'run',
      })),
    ),
  });
  const resources = list(n, (i) => {
    const r = thread(memory, `rm${i}`, {});
    return r.region('run', {
      run: r.on(
        { at, says: 'RM', choices: ['prepare', 'chooseAbort', 'rcvCommit', 'rcvAbort'] },
        {
          guard: (k, _, c) => c === 'prepare' && k.rm[i] === 'working',
          effect: (k) => {
            k.rm[i] = 'prepared';
            k.prepared[i] = true;
          },
          target: 'run',
        },
        {
          guard: (k, _, c) => c === 'chooseAbort' && k.rm[i] === 'working',
          effect: (k) => void (k.rm[i] = 'aborted'),
          target: 'run',
        },
        {
          guard: (k, _, c) => c === 'rcvCommit' && k.commit,
          effect: (k) => void (k.rm[i] = 'committed'),
          target: 'run',
        },
        {
          guard: (k, _, c) => c === 'rcvAbort' && k.abort,
          effect: (k) => void (k.rm[i] = 'aborted'),
          target: 'run',
        },
      ),
    });
  });
  const consistent = always(
    'consistent',
    'None has aborted while another has committed.',
    (s) => !(s.mem.rm.includes('aborted') && s.mem.rm.includes('committed')),
  );
  return {
    machine: system({ id: '2pc', memory, threads: [manager, ...resources] }),
    properties: [consistent],
  };
}

/** EWD840.tla: termination detection in a ring of n nodes, from each of its initial states. */
export function ewd840(n: number): Instance {
  const at = source('EWD840.tla');
  // Black is true.
  const memory = { active: array(n, bool), color: array(n, bool), tpos: int(0, n - 1), tcolor: bool };
  const s = thread(memory, 'system', {});
  const token = s.region('run', {
    run: s.on(
      { at, says: 'System' },
      {
        guard: (k) => k.tpos === 0 && (k.tcolor || k.color[0] === true),
        effect: (k) => {
          k.tpos = n - 1;
          k.tcolor = false;
          k.color[0] = false;
        },
        target: 'run',
        note: 'InitiateProbe',
      },
      {
        guard: (k) => k.tpos !== 0 && (k.active[k.tpos] === false || k.color[k.tpos] === true || k.tcolor),
        effect: (k) => {
          const i = k.tpos;
          k.tcolor = k.tcolor || k.color[i] === true;
          k.color[i] = false;
          k.tpos = i - 1;
        },
        target: 'run',
        note: 'PassToken',
      },
    ),
  });
  const nodes = list(n, (i) => {
    const t = thread(memory, `node${i}`, {});
    const others = list(n, (j) => j).filter((j) => j !== i);
    return t.region('run', {
      run: t.on(
        { at, says: 'Environment', choices: ['deactivate', ...others.map((j) => `to${j}`)] },
        {
          guard: (k, _, c) => c === 'deactivate' && k.active[i] === true,
          effect: (k) => void (k.active[i] = false),
          target: 'run',
        },
        ...others.map((j) => ({
          guard: (k: { active: boolean[] }, _: object, c: string) => c === `to${j}` && k.active[i] === true,
          effect: (k: { active: boolean[]; color: boolean[] }) => {
            k.active[j] = true;
            if (j > i) k.color[i] = true;
          },
          target: 'run',
        })),
      ),
    });
  });
  const bits = (v: number, from: number) => list(n, (i) => ((v >> (from + i)) & 1) === 1);
  const initial = list(4 ** n * n, (v) => ({
    active: bits(v, 0),
    color: bits(v, n),
    tpos: Math.floor(v / 4 ** n),
    tcolor: true,
  }));
  const detected = always(
    'termination-detection',
    'It is detected only if all are passive.',
    ({ mem: k }) =>
      k.tpos !== 0 || k.tcolor || k.color[0] === true || k.active[0] === true || !k.active.includes(true),
  );
  return {
    machine: system({ id: 'ewd840', memory, threads: [token, ...nodes], initial }),
    properties: [detected],
  };
}

/** ReadersWriters.tla: n actors queue up to read and to write. */
export function readersWriters(n: number): Instance {
  const at = source('ReadersWriters.tla');
  const memory = {
    readers: array(n, bool),
    writers: array(n, bool),
    waiting: seq(record({ write: bool, who: int(0, n - 1) }), 2 * n),
  };
  const queue = [false, true].flatMap((write) =>
    list(n, (who) => {
      const t = thread(memory, `${write ? 'write' : 'read'}${who}`, {});
      return t.region('run', {
        run: t.on(
          { at, says: write ? 'TryWrite' : 'TryRead' },
          {
            guard: (k) => !k.waiting.some((w) => w.write === write && w.who === who),
            effect: (k) => void k.waiting.push({ write, who }),
            target: 'run',
          },
        ),
      });
    }),
  );
  const a = thread(memory, 'admit', {});
  const admit = a.region('run', {
    run: a.on(
      { at, says: 'ReadOrWrite' },
      {
        guard: (k) =>
          k.waiting.length > 0 &&
          !k.writers.includes(true) &&
          (k.waiting[0]?.write === false || !k.readers.includes(true)),
        effect: (k) => {
          const first = k.waiting.shift();
          if (first) (first.write ? k.writers : k.readers)[first.who] = true;
        },
        target: 'run',
      },
    ),
  });
  const stops = list(n, (i) => {
    const t = thread(memory, `stop${i}`, {});
    return t.region('run', {
      run: t.on(
        { at, says: 'StopActivity' },
        { guard: (k) => k.readers[i] === true, effect: (k) => void (k.readers[i] = false), target: 'run' },
        { guard: (k) => k.writers[i] === true, effect: (k) => void (k.writers[i] = false), target: 'run' },
      ),
    });
  });
  const safe = always(
    'safety',
    'Nobody reads beside a writer, and one writes at most.',
    ({ mem: k }) =>
      !(k.readers.includes(true) && k.writers.includes(true)) && k.writers.filter(Boolean).length <= 1,
  );
  return { machine: system({ id: 'rw', memory, threads: [...queue, admit, ...stops] }), properties: [safe] };
}

/** Dining philosophers (phils.mdve), n of them; `left`: one of them takes the other fork first, and no deadlock is left. */
export function philosophers(n: number, left = false): Instance {
  const at = source('phils.mdve');
  const memory = { fork: array(n, bool) };
  const threads = list(n, (i) => {
    const forks = [i, (i + 1) % n] as const;
    const [first, second] = left && i === 0 ? [forks[1], forks[0]] : forks;
    const t = thread(memory, `phil${i}`, {});
    const takes = (f: number, target: string) =>
      t.on(
        { at, says: `fork[${f}] = 1` },
        { guard: (k) => k.fork[f] === false, effect: (k) => void (k.fork[f] = true), target },
      );
    const drops = (f: number, target: string) =>
      t.on({ at, says: `fork[${f}] = 0` }, { effect: (k) => void (k.fork[f] = false), target });
    return t.region('think', {
      think: takes(first, 'one'),
      one: takes(second, 'eat'),
      eat: drops(first, 'finish'),
      finish: drops(second, 'think'),
    });
  });
  return {
    machine: system({ id: 'phils', memory, threads }),
    properties: [noDeadlock('no-deadlock', 'Nobody is stuck.')],
  };
}

/** CoffeeCan.tla: up to `most` beans of two colours, drawn in pairs; every can is an initial state. */
export function coffeeCan(most: number): Instance {
  const at = source('CoffeeCan.tla');
  const memory = { black: int(0, most), white: int(0, most) };
  const t = thread(memory, 'hand', {});
  const hand = t.region('can', {
    can: t.on(
      { at, says: 'Next', mayWait: true, choices: ['two black', 'two white', 'one of each'] },
      { guard: (k, _, c) => c === 'two black' && k.black > 1, effect: (k) => void k.black--, target: 'can' },
      {
        guard: (k, _, c) => c === 'two white' && k.white > 1,
        effect: (k) => {
          k.black++;
          k.white -= 2;
        },
        target: 'can',
      },
      {
        guard: (k, _, c) => c === 'one of each' && k.black > 0 && k.white > 0,
        effect: (k) => void k.black--,
        target: 'can',
      },
    ),
  });
  const initial = list((most + 1) ** 2, (v) => ({
    black: Math.floor(v / (most + 1)),
    white: v % (most + 1),
  })).filter(({ black, white }) => black + white > 0 && black + white <= most);
  const never = always('some-bean', 'There is a bean in it.', ({ mem: k }) => k.black + k.white > 0);
  return { machine: system({ id: 'coffee-can', memory, threads: [hand], initial }), properties: [never] };
}
