// SPDX-License-Identifier: MIT
/** Right: one line that says what the model's code did, exit 3; of `prints` and `timer`, the verdict, exit 0. */
import { toy } from './toy.js';

export default toy({
  exits: { first: () => process.exit(0) },
  'exits-in-guard': { guard: () => process.exit(1) },
  rejects: { first: () => void Promise.reject(new Error('nobody waits')) },
  'rejects-null': { first: () => void Promise.reject(null) },
  later: {
    first: () =>
      setImmediate(() => {
        throw 'too late';
      }),
  },
  timer: { first: () => setInterval(() => {}, 1000) },
  colours: { first: () => console.log('\u001b[31mred\u202e'), guard: () => (console.error('\u0007'), true) },
  prints: {
    first: () => console.log('printed by the model'),
    guard: () => process.stdout.write('and by its guard\n'),
  },
});
