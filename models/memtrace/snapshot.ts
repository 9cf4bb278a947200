// SPDX-License-Identifier: MIT
/** kernel/power/snapshot.c: hibernation freezes every task, then copies each page that is to be saved. */
import { code, fault, initially, int, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { read } from './memory.ts';
import type { Block, Build, Kernel } from './memory.ts';

type Sleeper = { page: number };
const { fn, step, branch, wait_until, loop, inlined, break_, continue_ } = code<Kernel, Sleeper>();
const at = (k: Kernel, me: Sleeper) => k.block[me.page] as Block;

export function hibernate({ memory, decisions: d, settings: s, threads }: Build): Region {
  const { snapshot } = read(d);
  const process = source('kernel/power/process.c', d.version);
  /** Why a page is not saved, if it is not. */
  const NOT_SAVED = [
    {
      when: (k: Kernel, me: Sleeper) => ['gone', 'offline'].includes(at(k, me).use),
      says: 'page = pfn_to_online_page(pfn)',
      note: 'NULL: not saved',
    },
    {
      when: (k: Kernel, me: Sleeper) => at(k, me).use === 'buddy',
      says: 'swsusp_page_is_free(page)',
      note: 'true: not saved',
    },
    {
      when: (k: Kernel, me: Sleeper) => at(k, me).flag === 'PG_offline',
      says: 'PageOffline(page)',
      note: 'true: not saved',
    },
    s.pagePresent && {
      when: (k: Kernel, me: Sleeper) => at(k, me).flag === 'PG_reserved' && !at(k, me).linear,
      says: 'PageReserved(page) && !kernel_page_present(page)',
      note: 'true: not saved',
    },
  ];
  const following = (_: Kernel, me: Sleeper) => me.page++;
  const swsusp_save = fn(snapshot('swsusp_save'), [
    inlined(process('freeze_processes'), [
      step('freeze', 'pm_freezing = true', { freezing: true }),
      wait_until('frozen', { says: 'try_to_freeze_tasks()', primitive: 'try_to_freeze_tasks' }, (k) =>
        k.inside.every((inside) => !inside),
      ),
    ]),
    loop([
      branch('saveable', { says: 'saveable_page(zone, pfn)', primitive: 'saveable_page' }, [
        {
          when: (_, me) => me.page === s.blocks.length,
          does: (_, me) => (me.page = 0),
          note: 'that was the last',
          then: break_,
        },
        NOT_SAVED.flatMap((way) =>
          way ? [{ ...way, at: snapshot('saveable_page'), does: following, then: continue_ }] : [],
        ),
        { note: 'saved' },
      ]),
      branch('copy', { says: 'do_copy_page(dst, page_address(s_page))', primitive: 'copy_page' }, [
        { when: (k, me) => !at(k, me).linear, note: 'not mapped', then: fault('unmapped-access') },
        { does: following, note: 'copied' },
      ]),
    ]),
    inlined(process('thaw_processes'), [step('thaw', 'pm_freezing = false', { freezing: false })]),
  ]);
  return run(
    thread(memory, 'hibernate', { page: initially(int(0, s.blocks.length), 0) }, { threads }),
    swsusp_save,
  );
}
