// As many CPUs as its limits say increment a counter without a lock: lost updates from two on, none with one. `label`
// and `fast` are limits of other kinds; `list` is one that a command line can't set.
import { at, M } from '../kit.js';

const says = (name, rest) => ({ says: name, ...rest });
export default M.model({
  name: 'sizes',
  asks: 'Is an update lost?',
  assumptions: [],
  designs: {
    racy: says('No lock.', { source: 's', decisions: { locked: false } }),
    locked: says('One step.', { source: 's', decisions: { locked: true } }),
  },
  configurations: { default: says('the only one', { settings: {} }) },
  bounds: {
    tiny: says('one CPU', { limits: { cpus: 1, label: 'a', fast: false, list: [1] } }),
    small: says('two CPUs', { limits: { cpus: 2, label: 'a', fast: false, list: [1] } }),
    large: says('three CPUs', { limits: { cpus: 3, label: 'a', fast: false, list: [1] } }),
  },
  build({ locked }, _settings, { cpus }) {
    const names = Array.from({ length: cpus }, (_, i) => `cpu${i}`);
    const memory = { n: M.int(0, 9) };
    const regions = names.map((name) => {
      const t = M.thread(memory, name, { seen: M.int(0, 9) });
      const add = { effect: (k) => void (k.n += 1), target: 'end' };
      const read = { effect: (k, me) => void (me.seen = k.n), target: 'write' };
      const write = {
        effect: (k, me) => {
          k.n = me.seen + 1;
          me.seen = 0;
        },
        target: 'end',
      };
      return t.region('read', {
        read: t.on({ at, says: locked ? 'atomic_inc(&n)' : 'seen = n' }, locked ? add : read),
        ...(!locked && { write: t.on({ at, says: 'n = seen + 1' }, write) }),
        end: t.end(),
      });
    });
    return {
      machine: M.system({ id: 'sizes', memory, threads: regions }),
      properties: [
        M.always('all-counted', 'At the end each CPU is counted.', (s) => !s.quiet || s.mem.n === cpus),
        M.always('never-two', 'n stays below two.', (s) => s.mem.n < 2),
        M.sometimes('counted', 'n gets somewhere.', (s) => s.mem.n > 0),
        ...(locked ? [M.always('in-one-step', 'n is right.', (s) => s.mem.n <= cpus)] : []),
      ],
    };
  },
});
