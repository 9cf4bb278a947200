// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { forMany } from './for-many.ts';

it('V8 is told what it knows, where a command looks at many instances', () => {
  expect(forMany(['compare', 'vhr'], '11.3.244.8-node.33')).toEqual([
    '--max-semi-space-size=32',
    '--interrupt-budget=600000',
  ]);
  expect(forMany(['compare', 'vhr'], '12.4.254.21-node.33')).toEqual(['--max-semi-space-size=32']);
  expect([forMany(['check', 'compare']), forMany([])]).toEqual([[], []]);
});
it('this Node starts with it', () => {
  const { status } = spawnSync(process.execPath, [...forMany(['compare']), '--eval', '0']);
  expect(status).toBe(0);
});
