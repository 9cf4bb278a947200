// SPDX-License-Identifier: MIT
/**
 * The console log of the patch as first posted (10 GiB, one node, radix MMU, blocks of 1 GiB), and what the model prints
 * where the kernel does. Of each line what the kernel or the shell wrote is kept, without time and task: a log in which
 * time goes backwards needs no model to be refused.
 */
import type { State } from '../../src/model/types.ts';
import type { Kernel, Writer } from './memory.ts';

export const BLOCK = 0x4000_0000;
export const MOUNT = '# mount -t debugfs none /sys/kernel/debug/';
export const CAT = '# cat /sys/devices/system/memory/block_size_bytes';
export const ECHO = /^# echo (0x[0-9a-f]+) > \/sys\/kernel\/debug\/powerpc\/memtrace\/enable$/;

export const LOG: readonly string[] = [
  MOUNT,
  CAT,
  '40000000',
  '# echo 0x40000000 > /sys/kernel/debug/powerpc/memtrace/enable',
  'memtrace: Allocated trace memory on node 0 at 0x0000000080000000',
  '# echo 0x80000000 > /sys/kernel/debug/powerpc/memtrace/enable',
  'radix-mmu: Mapped 0x0000000080000000-0x00000000c0000000 with 64.0 KiB pages',
  'memtrace: Freed trace memory back on node 0',
  'memtrace: Allocated trace memory on node 0 at 0x0000000080000000',
  '# echo 0x100000000 > /sys/kernel/debug/powerpc/memtrace/enable',
  'radix-mmu: Mapped 0x0000000080000000-0x0000000100000000 with 64.0 KiB pages',
  'memtrace: Freed trace memory back on node 0',
  'memtrace: Failed to allocate trace memory on node 0',
  '# echo 0x40000000 > /sys/kernel/debug/powerpc/memtrace/enable',
  'memtrace: Allocated trace memory on node 0 at 0x0000000080000000',
];

const hex = (block: number) => `0x${(block * BLOCK).toString(16).padStart(16, '0')}`;

/** What the writer's next step prints, if anything: pr_info() and pr_err() of memtrace.c, print_mapping() of radix_pgtable.c. */
export function printed({ at, mem, stack }: State): string | undefined {
  const me = stack['enable'] as Writer;
  const { arrays } = mem as Kernel;
  switch (at['enable']) {
    case 'allocated':
      return `memtrace: Allocated trace memory on node ${me.nid} at ${hex(me.start ?? 0)}`;
    case 'no_memory':
      return `memtrace: Failed to allocate trace memory on node ${me.nid}`;
    case 'map': {
      const start = me.start ?? 0;
      if (me.j < me.size) return undefined;
      return `radix-mmu: Mapped ${hex(start)}-${hex(start + me.size)} with 64.0 KiB pages`;
    }
    case 'reset':
      return `memtrace: Freed trace memory back on node ${arrays[me.a ?? 0]?.ent[me.i]?.nid ?? -1}`;
    default:
      return undefined;
  }
}
