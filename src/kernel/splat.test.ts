// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { isSplat, splatIn } from './splat.ts';

/** First lines of reports, as kernels with these options print them. */
const REPORTS = {
  lockdep: 'WARNING: possible circular locking dependency detected',
  'lockdep, one lock': 'WARNING: possible recursive locking detected',
  'lockdep, interrupts': 'WARNING: inconsistent lock state',
  'lockdep, unlock': 'WARNING: bad unlock balance detected!',
  'lockdep, RCU': 'WARNING: suspicious RCU usage',
  'lockdep, keys': 'INFO: trying to register non-static key.',
  KASAN: 'BUG: KASAN: slab-use-after-free in valid_zones_show+0xa4/0x170',
  DEBUG_ATOMIC_SLEEP: 'BUG: sleeping function called from invalid context at mm/slab.h:494',
  'schedule()': 'BUG: scheduling while atomic: store/97/0x00000002',
  'bad page': 'BUG: Bad page state in process store  pfn:100000',
  'hung task': 'INFO: task store:97 blocked for more than 8 seconds.',
  'lockdep, wait': '[ BUG: Invalid wait context ]',
  'x86, without BUGVERBOSE': 'Kernel BUG at f+0x1/0x2 [verbose debug info unavailable]',
  'x86, v6.1': 'invalid opcode: 0000 [#1] PREEMPT SMP NOPTI',
  'poisoned memmap': 'page:000000009e0e5a8d is uninitialized and poisoned',
  'console, too slow': '** 143 printk messages dropped **',
  UBSAN: 'UBSAN: array-index-out-of-bounds in mm/memory_hotplug.c:7:9',
  RV: 'rv: monitor wip does not allow event sched_waking on state preemptive',
  arm64: 'Unable to handle kernel paging request at virtual address dfff800000000000',
} as const;

describe('a report in the log', () => {
  it.each(Object.entries(REPORTS))('of %s', (_, line) => {
    // What is in the second brackets is CONFIG_PRINTK_CALLER's: a task, or in an interrupt a CPU.
    for (const time of [
      '[    8.160000] ',
      '<4>[ 8.1] ',
      '[    8.160000][   T97] ',
      '[    8.160000] [  T97] ',
      '[ 8.1][    C1] ',
      '[   T97] ',
      '',
    ])
      expect(isSplat(`${time}${line}`)).toBe(true);
  });
  it('is none of what a kernel says else', () => {
    for (const line of [
      'Offlined Pages 32768',
      'mhpcheck: held h0 acpi[9] entry f',
      'INFO: lockdep is turned off',
    ])
      expect(isSplat(`[ 1.0] ${line}`)).toBe(false);
  });
  it('ends where it says so, without registers, tables and guesses', () => {
    const log = [
      '[ 1.0] before',
      '[ 1.1] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000088',
      '[ 1.1] Mem abort info:',
      '[ 1.1]   ESR = 0x0000000096000006',
      '[ 1.1]   EC = 0x25: DABT (current EL), IL = 32 bits',
      '[ 1.1] user pgtable: 4k pages, 48-bit VAs, pgdp=000000004156e000',
      '[ 1.1] [0000000000000088] pgd=080000004156f003, p4d=080000004156f003',
      '[ 1.1] Internal error: Oops: 0000000096000006 [#1] SMP',
      '[ 1.1] Modules linked in: mhpcheck(OE)',
      '[ 1.1] pc : zone_for_pfn_range+0x40/0x2d0',
      '[ 1.1] lr : valid_zones_show+0xa0/0x16c',
      '[ 1.1] x29: ffff800008fe3c60 x28: ffff00000195d0c0',
      '[ 1.1] ---[ end trace 0000000000000000 ]---',
      '[ 1.2] after',
    ];
    expect(splatIn(log)).toEqual([
      'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000088',
      'Internal error: Oops: 0000000096000006 [#1] SMP',
      'pc : zone_for_pfn_range+0x40/0x2d0',
    ]);
    expect(splatIn(['[ 1.0] nothing'])).toEqual([]);
  });
});
