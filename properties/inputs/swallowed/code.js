// Code that catches what it did wrong: the mistake is remembered, exit 3, whether in an effect, a guard or a property.
import { M, at, one } from '../kit.js';

const effects = {
  write: (k) => {
    try {
      k.a = k.a + 9;
    } catch {
      // Nothing.
    }
  },
  finally: (k) => {
    try {
      k.a = 9;
    } finally {
      // oxlint-disable-next-line no-unsafe-finally
      return;
    }
  },
  push: (k) => {
    try {
      k.q.push(1);
      k.q.push(1);
    } catch {
      // Full.
    }
  },
  index: (k) => {
    let v;
    try {
      v = k.list[7];
    } catch {
      v = 0;
    }
    k.a = v ?? 3;
  },
  field: (k) => {
    let v;
    try {
      v = k.nope;
    } catch {
      v = 0;
    }
    k.a = v ?? 3;
  },
  newField: (k) => {
    try {
      k.nope = 1;
      k.a = 3;
    } catch {
      // Nothing.
    }
  },
  record: (k) => {
    try {
      k.r = { x: 7 };
    } catch {
      // It is found later, when nobody can catch it.
    }
  },
  lots: (k) => {
    try {
      k.a = Math.floor(Math.random() * 3);
    } catch {
      k.a = 0;
    }
  },
};
const looks = (k) => {
  try {
    return k.nope === undefined;
  } catch {
    return true;
  }
};
const writes = (k) => {
  try {
    k.a = 1;
  } catch {
    // Nothing.
  }
  return true;
};

export default one(
  ({ effect, guard, choices, waitsFor, property }) => {
    const memory = {
      a: M.int(0, 3),
      list: M.array(3, M.int(0, 2)),
      q: M.seq(M.int(0, 2), 1),
      r: M.record({ x: M.int(0, 2) }),
    };
    const t = M.thread(memory, 't0', {});
    const info = {
      at,
      says: 's',
      ...(choices && { choices: (k) => (writes(k) ? ['one'] : ['two']) }),
      ...(waitsFor && { waitsFor: (k) => (looks(k) ? [] : ['t0']) }),
    };
    const candidate = {
      ...(effect && { effect: effects[effect] }),
      ...(guard && { guard: { looks, writes }[guard] }),
      ...(waitsFor && { guard: () => false }),
      target: 's',
    };
    const r = t.region('s', { s: t.on(info, candidate) });
    const p = property ? (s) => ({ looks, writes })[property](s.mem) : () => true;
    return { machine: M.system({ id: 'x', memory, threads: [r] }), properties: [M.always('p', 'p', p)] };
  },
  {
    designs: {
      ...Object.fromEntries(Object.keys(effects).map((effect) => [effect, { effect }])),
      guardLooks: { guard: 'looks' },
      guardWrites: { guard: 'writes' },
      choices: { choices: true },
      waitsFor: { waitsFor: true },
      propertyLooks: { property: 'looks' },
      propertyWrites: { property: 'writes' },
    },
  },
);
