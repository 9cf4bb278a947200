// SPDX-License-Identifier: MIT
/** Files of disagreements, as conform keeps them. */
import type { Kept } from '../conform/disagreement.ts';
import type { Batch, Sight } from '../conform/entry.ts';
import { COUNTS } from './empty-kernel.ts';

const GONE = { state: 'ENOENT', valid_zones: 'ENOENT', removable: 'ENOENT', link: 'no' };
export const NOTHING: Sight = { auto: 'offline', blocks: [GONE, GONE], counts: COUNTS };
const write = (block: number, got: string): Batch => ({
  did: [{ act: { does: 'write', block, value: 'offline' }, got, from: 0, to: 1 }],
  sight: NOTHING,
});
/** A block that is not there is taken offline: ENOENT at first, as the model has it, then `got`. */
export const kept = (got = 'ok'): Kept => ({
  head: { model: 'memory-block', kernel: '6.1', release: '6.1.9-fake', seed: 4 },
  arch: 'x86-64',
  run: { name: '3.1', begins: NOTHING, batches: [write(0, 'ENOENT'), write(0, got)] },
  disagrees: { kind: `write offline to block: ${got}`, says: 'as it was told', expected: ['ENOENT'] },
  log: ['[    8.16] what the kernel said'],
});
