// SPDX-License-Identifier: MIT
/** What memory_block_online() and memory_block_offline() have in common: mem_hotplug_lock and the notifiers. */
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import { chainOver } from '../../src/vocabulary/notifier.ts';
import type { Decisions } from './designs.ts';
import { LINKS, read } from './memory.ts';
import type { OffliningThread } from './memory.ts';

const LOCK = 'mem_hotplug_lock';
export const OK = ['NOTIFY_OK'];
export const MAY_VETO = ['NOTIFY_OK', 'NOTIFY_BAD'];
export const links = Array.from({ length: LINKS }, (_, i) => i);

export const begin = (t: OffliningThread, d: Decisions, target: string) =>
  t.on(
    {
      at: read(d).hotplug('mem_hotplug_begin'),
      says: 'percpu_down_write(&mem_hotplug_lock)',
      ...waitsFor(LOCK),
    },
    { ...takes(LOCK, t.name), target },
  );
/** The end of an online or an offline: no link is told anything more of it. */
export const done = (t: OffliningThread, d: Decisions, target: string) => {
  const drop = drops(LOCK, t.name);
  return t.on(
    { at: read(d).hotplug('mem_hotplug_done'), says: 'percpu_up_write(&mem_hotplug_lock)' },
    {
      ...drop,
      effect: (k) => {
        drop.effect(k);
        chainOver(k);
      },
      target,
    },
  );
};
export const chain = (d: Decisions, name: string, event: string, func: string, told = LINKS) => ({
  name,
  event,
  at: read(d).hotplug(func),
  links: told,
});
/** How many links are told MEM_CANCEL_*, after link `refused` said no. */
export const cancelled = (d: Decisions, refused: number) => (d.cancelTold ? refused : LINKS);
/** Where the steps of an offline lead: `ok` when the block is offline, `failed` when it is online as before. */
export interface Ends {
  readonly ok: string;
  readonly failed: string;
}
