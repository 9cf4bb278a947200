// SPDX-License-Identifier: MIT
/**
 * `reproduce` where that nothing shows says nothing: nobody hears the kernel, a hold gave way, all is of other sizes, or
 * what shows is in other words.
 */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { fakeKernels, HELD, reproduce as asked, ZONES } from '../src/testing/reproduce.ts';
import type { Rule } from '../src/testing/reproduce.ts';

fakeKernels('6.12');
const reproduce = (file: string, rules: readonly Rule[]) => asked(entries, file, rules);

describe('reproduce', () => {
  it('has no verdict where a thread was held so long that it went on by itself', async () => {
    const late = { when: 'start .*valid_zones', say: ['[ 9.0] mhpcheck: late h0'] };
    const { status, flat } = await reproduce(ZONES, [HELD, late]);
    expect([status, flat]).toEqual([
      4,
      expect.stringContaining('not tried to the end: acpi was held so long that it went on by itself'),
    ]);
  });
  it.each<[string, Rule]>([
    ['not written', { when: 'kmsg', error: 19 }],
    ['lost', { when: 'kmsg', say: [] }],
  ])('has no verdict where the log is %s', async (_, rule) => {
    const { status, flat } = await reproduce(ZONES, [rule]);
    expect([status, flat]).toEqual([
      4,
      expect.stringContaining('what its kernel says does not come in its log'),
    ]);
  });
  it.each<[string, Rule, string]>([
    [
      'blocks of 512 MiB',
      { when: 'block_size_bytes', text: '20000000\\n' },
      'pages of 4K and blocks of 512 MiB',
    ],
    ['pages of 16K', { when: 'statm', text: '56 20 10' }, 'pages of 16K and blocks of 128 MiB'],
    ['no blocks', { when: 'block_size_bytes', error: 2 }, 'no memory blocks (CONFIG_MEMORY_HOTPLUG)'],
  ])('tries nothing that is written down for others on a kernel with %s', async (_, rule, why) => {
    const { status, flat } = await reproduce(ZONES, [rule]);
    expect([status, flat]).toEqual([2, expect.stringContaining(`not possible: it has ${why}`)]);
  });
});

/** Each in the words of x86 and of arm64: show_fault_oops() and die_kernel_fault(), v6.12. */
const FAULTS = [
  [
    'BUG: unable to handle page fault for address: ffffea0004000008',
    'Unable to handle kernel paging request at virtual address fffffdffc4000008',
  ],
  [
    'BUG: kernel NULL pointer dereference, address: 00000000000000a0',
    'Unable to handle kernel NULL pointer dereference at virtual address 00000000000000a0',
  ],
  // With CONFIG_ARM64_SW_TTBR0_PAN: do_page_fault() of arch/arm64/mm/fault.c.
  [
    'BUG: kernel NULL pointer dereference, address: 00000000000000a0',
    'Unable to handle kernel access to user memory outside uaccess routines at virtual address 00000000000000a0',
  ],
] as const;
const looksFor = entries
  .flatMap(({ operations }) => Object.entries(operations?.shows ?? {}))
  .filter(([, shows]) => typeof shows !== 'string');
it.each(looksFor)('%s shows on arm64 where it does on x86', (_, shows) => {
  for (const [x86, arm64] of FAULTS) expect((shows as RegExp).test(arm64)).toBe((shows as RegExp).test(x86));
});
