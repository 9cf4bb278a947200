// SPDX-License-Identifier: MIT
/** The sizes of a guest's pages and memory blocks: names of files and numbers of page frames follow from them. */
import type { Guest } from './guest.ts';

/** In KiB: what a process has in KiB and in pages. */
export async function pageSize(guest: Guest): Promise<number> {
  const [statm, status] = [
    await guest.ask('read', '/proc/1/statm'),
    await guest.ask('read', '/proc/1/status'),
  ];
  const pages = Number(statm.text.split(' ')[0]);
  return Math.round(Number(/VmSize:\s+(\d+)/.exec(status.text)?.[1]) / pages);
}

/** Why nothing can be done to this one as it is written down; undefined where it can. */
export async function otherSizes(guest: Guest): Promise<string | undefined> {
  const { error, text } = await guest.ask('read', '/sys/devices/system/memory/block_size_bytes');
  if (error !== 0) return 'it has no memory blocks (CONFIG_MEMORY_HOTPLUG)';
  const [page, block] = [await pageSize(guest), Number.parseInt(text, 16) / 2 ** 20];
  return page === 4 && block === 128
    ? undefined
    : `it has pages of ${page}K and blocks of ${block} MiB, and what is to be done is written down for 4K and 128 MiB`;
}
