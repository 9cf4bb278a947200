// One way to deadlock: 'cycle' by b.take. b waits for itself from then on; that a then takes the lock away and cannot go
// on either breaks nothing more, as noDeadlock does not hold before that step.
import { M, at, one } from '../kit.js';

export default one(() => {
  const memory = { lock: M.spinlock(['a', 'b']) };
  const a = M.thread(memory, 'a', {});
  const b = M.thread(memory, 'b', {});
  const steal = a.on(
    { at, says: 'lock = a, if b holds it' },
    { guard: (k) => k.lock === 'b', effect: (k) => void (k.lock = 'a'), target: 'steal' },
  );
  const take = b.on({ at, says: 'lock = b' }, { effect: (k) => void (k.lock = 'b'), target: 'again' });
  const again = b.on(
    { at, says: 'spin_lock(&lock)', lock: 'lock', waitsFor: (k) => [k.lock] },
    { guard: (k) => k.lock === null, effect: (k) => void (k.lock = 'b'), target: 'end' },
  );
  const threads = [a.region('steal', { steal }), b.region('take', { take, again, end: b.end() })];
  return {
    machine: M.system({ id: 'steal', memory, threads }),
    properties: [M.noDeadlock('no-deadlock', 'No deadlock.')],
  };
});
