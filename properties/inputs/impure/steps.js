// A step that is no function of what it reads is a mistake in the model, whatever the paths recorded of it say: exit 3.
import { M, at, one } from '../kit.js';

/** Loops of one thread that keep something between their runs, outside of memory. */
const effects = {
  counter: () => {
    let n = 0;
    return (k) => {
      k.a = n++ % 4;
    };
  },
  threshold: () => {
    let n = 0;
    return (k) => {
      k.a = n++ < 3 ? 0 : 1;
    };
  },
  random: () => (k) => {
    k.a = Math.floor(Math.random() * 4);
  },
  clock: () => (k) => {
    k.a = Date.now() % 4;
  },
  now: () => (k) => {
    k.a = new Date().getMilliseconds() % 4;
  },
  date: () => (k) => {
    k.b = Date().length > 0;
  },
  performance: () => (k) => {
    k.b = performance.now() > 1e9;
  },
  hrtime: () => (k) => {
    k.b = process.hrtime.bigint() < 0n;
  },
  uuid: () => (k) => {
    k.b = crypto.randomUUID() === '';
  },
  bytes: () => (k) => {
    k.b = crypto.getRandomValues(new Uint8Array(1))[0] > 255;
  },
  timer: () => (k) => {
    setTimeout(() => {
      k.a = 3;
    }, 0);
  },
  immediate: () => (k) => {
    setImmediate(() => {
      k.a = 3;
    });
  },
  microtask: () => (k) => {
    queueMicrotask(() => {
      k.a = 3;
    });
  },
  tick: () => (k) => {
    process.nextTick(() => {
      k.a = 3;
    });
  },
  caught: () => (k) => {
    try {
      k.b = performance.now() < 0;
    } catch {
      k.b = true;
    }
  },
  rarely: () => (k) => {
    k.a = Math.random() < 1e-9 ? 3 : 0;
  },
  constant: () => {
    const start = { x: 0 };
    return (k) => {
      k.r = start;
      k.r.x = (k.r.x + 1) % 4;
    };
  },
  history: () => {
    const seen = [];
    return (k) => {
      seen.push(k.b);
      k.b = !k.b;
      k.a = seen.length > 1 && seen.at(-2) === k.b ? 3 : 0;
    };
  },
  globally: () => (k) => {
    globalThis.impureCount = (globalThis.impureCount ?? 0) + 1;
    k.a = globalThis.impureCount % 2;
  },
};
const guards = {
  guard: () => {
    let n = 0;
    return () => n++ % 3 !== 0;
  },
  // One run of the step counts twice: it always finds an even number.
  pair: () => {
    let n = 0;
    return (k) => {
      if (k.b) n++;
      return n++ % 2 === 0;
    };
  },
};

export default one(
  ({ effect, guard, choices, waitsFor, overflowing }) => {
    let n = 0;
    const memory = {
      a: M.int(0, 3),
      b: M.bool,
      r: M.record({ x: M.int(0, 3) }),
      many: M.array(overflowing ? 14 : 0, M.bool),
      i: M.int(0, 13),
    };
    const t = M.thread(memory, 't0', {});
    const info = {
      at,
      says: 's',
      ...(choices && { choices: () => (n++ % 5 === 4 ? ['a', 'b'] : ['a']) }),
      ...(waitsFor && { waitsFor: () => (n++ % 5 === 4 ? ['t0'] : []) }),
    };
    const run = effect && effects[effect]();
    const all = (k) => {
      k.i = (k.i + 1) % 14;
      k.many[k.i] = !k.many.every(Boolean);
      n += k.i === 13 ? 1 : 0;
      k.a = n % 4;
    };
    const candidate = {
      ...(run && { effect: run }),
      ...(overflowing && { effect: all }),
      ...(guard && { guard: guards[guard]() }),
      ...(waitsFor && { guard: () => false }),
      target: 's',
    };
    const r = t.region('s', { s: t.on(info, candidate) });
    return {
      machine: M.system({ id: 'x', memory, threads: [r] }),
      properties: [M.always('p', 'p', () => true)],
    };
  },
  {
    designs: {
      ...Object.fromEntries(Object.keys(effects).map((effect) => [effect, { effect }])),
      ...Object.fromEntries(Object.keys(guards).map((guard) => [guard, { guard }])),
      choices: { choices: true },
      waitsFor: { waitsFor: true },
      overflowing: { overflowing: true },
    },
  },
);
