// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { memoryBlock } from '../../models/memory-block/index.ts';
import { command } from '../testing/command.ts';

const entries = [{ model: memoryBlock, expected: [] }];
const draw = (words: string) =>
  command(`draw memory-block --design v6.18 --config dimm --format monitor ${words}`, entries);
const arrows = (out: string) => [...out.matchAll(/^ "(\w+)" -> "(\w+)"/gm)].map(([, a, b]) => `${a} ${b}`);

describe('draw --format monitor', () => {
  it('has an arrow for each order that some run has, and none for another', async () => {
    const { out, status } = await draw('--events device_offline,offline_pages');
    expect(status).toBe(0);
    expect(arrows(out)).toEqual([
      '__init_init init',
      'init after_device_offline',
      'after_device_offline after_offline_pages',
      'after_device_offline after_device_offline',
      'after_offline_pages after_device_offline',
    ]);
    expect(out).toContain('// MODEL: memory-block, design v6.18, configuration dimm, bound tiny.');
    expect(out).toContain('dot2k -t global.');
  });
  it('is of one thread, where one is named', async () => {
    const { out } = await draw('--events device_offline,offline_pages --thread store');
    expect(arrows(out)).not.toContain('after_device_offline after_device_offline');
    expect(out).toContain('dot2k -t per_task.');
  });
  it.each([
    ['--events device_offline', 3, 'takes --events FUNC,FUNC'],
    ['--events device_offline,offline_page', 3, "unknown function 'offline_page'"],
    ['--events device_offline,offline_pages --thread stor', 3, "unknown thread 'stor'"],
    ['--events device_offline,offline_pages --max-states 9', 2, 'no order is proved'],
    ['--events device_offline,online_pages', 2, 'no run within the bound enters online_pages'],
  ])('%s', async (words, status, said) => {
    expect(await draw(words)).toMatchObject({ status, err: expect.stringContaining(said) as string });
  });
  it('alone takes --events', async () =>
    expect((await command('draw memory-block --events a,b', entries)).err).toContain('--format monitor'));
});
