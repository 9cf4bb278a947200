// SPDX-License-Identifier: MIT
/** A task that allocates a page, writes to it and frees it. */
import { code, fault, initially, int, run, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { enter, leave } from './freezer.ts';
import { ALLOCATIONS, read } from './memory.ts';
import type { Block, Build, Kernel, Use } from './memory.ts';

type User = { left: number };
const { fn, branch, loop, ret, goto, label } = code<Kernel, User>();

/** Pages that the allocator may give out. */
const free = (k: Kernel) => k.block.flatMap((b, i) => (b.use === 'buddy' && !b.isolated ? [i] : []));
const held = (k: Kernel) => k.block[k.held as number] as Block;

export function user({ memory, decisions: d, settings: s, threads }: Build): Region {
  const { page_alloc } = read(d);
  const choices = (k: Kernel) => {
    const pages = free(k).flatMap((i) => s.allocates.map((use) => `${use} ${i}`));
    return pages.length > 0 ? pages : ['NULL'];
  };
  const takes = (k: Kernel, _: User, choice: string) => {
    const [use, at] = choice.split(' ');
    (k.block[Number(at)] as Block).use = use as Use;
    k.held = Number(at);
  };
  const allocates = fn(page_alloc('get_page_from_freelist'), [
    loop([
      branch('next', 'allocates a page?', [
        { when: (_, me) => me.left === 0, note: 'no more', then: ret() },
        { does: (_, me) => me.left--, note: 'yes' },
      ]),
      enter('enter', s),
      branch('rmqueue', { says: 'page = rmqueue(zone, ...)', primitive: 'rmqueue', choices }, [
        { choice: 'NULL', note: 'none is free', then: goto('out') },
        { does: takes, note: 'a free page' },
      ]),
      branch('write', { says: 'memset(page_address(page), ...)', primitive: 'memset' }, [
        { when: (k) => !held(k).linear, note: 'not mapped', then: fault('unmapped-access') },
        { does: (k) => (held(k).old_data = true), note: 'written' },
      ]),
      branch('free', { says: '__free_pages(page)', primitive: '__free_pages' }, [
        {
          does: (k) => {
            held(k).use = 'buddy';
            k.held = null;
          },
          note: 'freed',
        },
      ]),
      label('out'),
      leave('leave', s),
    ]),
  ]);
  const stack = { left: initially(int(0, ALLOCATIONS), ALLOCATIONS) };
  return run(thread(memory, 'user', stack, { threads }), allocates);
}
