// SPDX-License-Identifier: MIT
/** The fuzzer's least: what it finds is in `npm run test:full`, by the thousand. */
import { expect, it } from 'vitest';
import { fuzz, fuzzedText } from './fuzz.ts';
import { wrong } from './fuzz-ran.ts';

it('nothing gets past the commands', async () => {
  const fuzzed = await fuzz({ seed: 20261128, files: 60, lines: 20 });
  expect(fuzzedText(fuzzed)).toMatch(/^48 files .*\n12 checkpoints .*\n20 lines /);
});

it('what is wrong would be noticed', () => {
  const ran = { status: 3, out: '', err: 'mhpcheck: x\n', seconds: 0 };
  expect(wrong(ran)).toEqual([]);
  expect(wrong({ ...ran, err: '' })).toEqual(['status 3 without a word']);
  expect(wrong({ ...ran, status: 7 })).toEqual(['status 7']);
  expect(wrong({ ...ran, out: '\x1b[2J' })).toEqual(['a character that a terminal obeys']);
  expect(wrong({ ...ran, err: 'a\nb\nc\n' })).toEqual(['3 lines on standard error']);
  expect(wrong({ ...ran, err: 'mhpcheck failed; this is a bug in mhpcheck:\n    at x\n' })).toEqual([
    'it calls itself a bug',
    'a stack',
  ]);
  expect(wrong({ ...ran, err: `${'x'.repeat(3000)}\n` })).toEqual(['a line of 3000 characters']);
  expect(wrong({ ...ran, seconds: 30 })).toEqual(['30 seconds']);
});
