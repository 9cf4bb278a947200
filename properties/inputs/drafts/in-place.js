// A plain XState assign that changes the context it is given, instead of returning a new one, is refused: exit 3.
import { assign, setup } from 'xstate';
import { M, one } from '../kit.js';

const next = (a) => (a + 1) % 4;
const actions = {
  nothing: assign(({ context }) => {
    context.mem.a = next(context.mem.a);
    return {};
  }),
  same: assign(({ context }) => {
    context.mem.a = next(context.mem.a);
    return context;
  }),
  field: assign({
    mem: ({ context }) => {
      context.mem.a = next(context.mem.a);
      return context.mem;
    },
  }),
  list: assign({ mem: ({ context }) => ({ ...context.mem, list: context.mem.list.fill(true) }) }),
  // As it should be.
  copy: assign({ mem: ({ context }) => ({ ...context.mem, a: next(context.mem.a) }) }),
};

export default one(
  ({ action }) => {
    const memory = M.record({ a: M.int(0, 3), list: M.array(2, M.bool) });
    const step = (target) => ({ on: { t0: { target, actions: actions[action] } } });
    const machine = setup({}).createMachine({
      id: 'raw',
      type: 'parallel',
      context: { mem: { a: 0, list: [false, false] }, stack: { t0: {} } },
      meta: { memory, threads: { t0: { stack: M.record({}) } } },
      states: { t0: { initial: 's0', states: { s0: step('s1'), s1: step('s0') } } },
    });
    return { machine, properties: [M.noDeadlock('dl', 'dl')] };
  },
  { designs: Object.fromEntries(Object.keys(actions).map((action) => [action, { action }])) },
);
