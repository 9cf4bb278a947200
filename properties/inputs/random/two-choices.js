// A bug of depth 2 that also needs two choices to fall its way: PCT's bound for one run is 1/22 over the 2 * 2 choices.
// `watcher` runs into it if it runs between two neighbouring steps of `worker`, and both allocations failed.
import { at, M, one } from '../kit.js';

export default one(
  ({ ends }) => {
    const memory = { failures: M.int(0, 2), window: M.bool };
    const w = M.thread(memory, 'worker', {});
    const allocate = (target) =>
      w.on(
        { at, says: 'p = kmalloc()', choices: ['ok', 'ENOMEM'] },
        { effect: (k, _me, choice) => void (k.failures += choice === 'ENOMEM' ? 1 : 0), target },
      );
    const relax = (target) => w.on({ at, says: 'cpu_relax()' }, { target });
    const open = w.on(
      { at, says: 'window = failed twice' },
      { effect: (k) => void (k.window = k.failures === 2), target: 'close' },
    );
    const close = w.on(
      { at, says: 'window = false' },
      { effect: (k) => void (k.window = false), target: 'rest1' },
    );
    const rest = Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`rest${i}`, relax(`rest${i + 1}`)]));
    const worker = w.region('first', {
      first: allocate('second'),
      second: allocate('wait'),
      wait: relax('open'),
      open,
      close,
      ...rest,
      rest6: ends ? w.end() : relax('rest1'),
    });
    const v = M.thread(memory, 'watcher', {});
    const watcher = v.region('look', {
      look: v.on(
        { at, says: 'BUG_ON(window)' },
        { guard: (k) => k.window, target: M.fault('bug') },
        { target: 'end' },
      ),
      end: v.end(),
    });
    return {
      machine: M.system({ id: 'two-choices', memory, threads: [worker, watcher] }),
      properties: [M.noFault('no-bug', 'The watcher never sees the window.', 'bug')],
    };
  },
  { name: 'two-choices', designs: { ends: { ends: true }, goes_on: { ends: false } } },
);
