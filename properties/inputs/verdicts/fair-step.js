// A thread whose every step is either work or rest. Fairness to the thread does not end it (it may rest for ever), nor does
// weak fairness of 'work', which is not on offer while the lamp is off; strong fairness of that one step does.
import { M, at, one } from '../kit.js';

export default one(
  ({ fairness }) => {
    const memory = { lit: M.bool, done: M.bool };
    const worker = M.thread(memory, 'worker', {});
    const lamp = M.thread(memory, 'lamp', {});
    const turn = worker.on(
      { at, says: 'work or rest', choices: (k) => (k.lit ? ['rest', 'work'] : ['rest']) },
      { guard: (_k, _me, c) => c === 'work', effect: (k) => void (k.done = true), target: 'end' },
      { target: 'turn' },
    );
    const flip = lamp.on(
      { at, says: 'lit = !lit' },
      { effect: (k) => void (k.lit = !k.lit), target: 'flip' },
    );
    const threads = [worker.region('turn', { turn, end: worker.end() }), lamp.region('flip', { flip })];
    return {
      machine: M.system({ id: 'lamp', memory, threads }),
      properties: [M.eventually('done', 'The work is done.', (s) => s.mem.done, fairness)],
    };
  },
  {
    designs: {
      threads: { fairness: 'strong' },
      weak: { fairness: { steps: { 'worker.turn:work': 'weak' } } },
      strong: { fairness: { steps: { 'worker.turn:work': 'strong' } } },
      'strong-any': { fairness: { steps: { 'worker.turn': 'strong' } } },
      unknown: { fairness: { steps: { 'worker.trun:work': 'strong' } } },
      misspelt: { fairness: { steps: { 'worker.turn': 'storng' } } },
    },
  },
);
