// Both properties are violated by a loop of one step, 'spin' from the initial state on. Of a lasso the lead-in counts as
// well as the loop: that nothing can run once n is 50, where the wait may begin too, is 50 steps away.
import { M, at, one } from '../kit.js';

export default one(() => {
  const memory = { n: M.int(0, 50), got: M.bool };
  const spinner = M.thread(memory, 'spinner', {});
  const counter = M.thread(memory, 'counter', {});
  const goesOn = (k) => k.n < 50;
  const spin = spinner.on({ at, says: 'spin' }, { guard: goesOn, target: 'spin' });
  const add = counter.on({ at, says: 'n++' }, { guard: goesOn, effect: (k) => void k.n++, target: 'add' });
  const threads = [spinner.region('spin', { spin }), counter.region('add', { add })];
  return {
    machine: M.system({ id: 'lead', memory, threads }),
    properties: [
      M.eventually('once', 'It is got.', (s) => s.mem.got, 'unfair'),
      M.leadsTo(
        'again',
        'Whenever it is wanted, it is got.',
        () => true,
        (s) => s.mem.got,
        'unfair',
      ),
    ],
  };
});
