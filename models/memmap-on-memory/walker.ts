// SPDX-License-Identifier: MIT
/** A pfn walker: kmemleak_scan() under get_online_mems(), or /proc/kpagecount, which takes no lock. */
import {
  code,
  copyFields,
  fault,
  int,
  percpu_down_read,
  percpu_up_read,
  run,
  source,
  thread,
} from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { BLOCK, sectionOf } from './layout.ts';
import { NORMAL, read, sectionAt, THREADS, zoneAt } from './memory.ts';
import type { Build, Kernel, Limits } from './memory.ts';
import { outOfReach } from './zone.ts';

/** The page that it is at. */
interface Walker {
  pfn: number;
}
const { fn, step, branch, ret, goto, label, inlined } = code<Kernel, Walker>();
/** The first page of block 0 and the last of block 1; and the last and the first of each as well. */
const pfnsOf = ({ pfns }: Limits) =>
  [0, 2 * BLOCK - 1, BLOCK - 1, BLOCK].slice(0, pfns).map((pfn) => `pfn ${pfn}`);

export function walker({ memory, decisions: d, settings: s, limits }: Build): Region {
  const PFNS = pfnsOf(limits);
  const { hotplug } = read(d);
  const kmemleak = source('mm/kmemleak.c', d.version);
  const proc = source('fs/proc/page.c', d.version);
  const lock = s.walkerLocks;
  const at = (choice: string) => Number(choice.slice(4));
  const spans = (k: Kernel, pfn: number) => {
    const { start, end } = zoneAt(k, NORMAL);
    return start <= pfn && pfn < end;
  };
  const online = (k: Kernel, me: Walker) => sectionAt(k, sectionOf(me.pfn)).online;
  const forget = (k: Kernel, me: Walker) => {
    me.pfn = 0;
    [k.walked.start, k.walked.end] = [0, 0];
  };
  /** For the properties. section_mem_map has both bits: a section that is not valid is not online. */
  const looks = (k: Kernel) => {
    copyFields(k.walked, zoneAt(k, NORMAL), 'start', 'end');
    for (const [i, section] of k.walked.sections.entries())
      copyFields(section, sectionAt(k, i), 'valid', 'online');
  };
  const page_zone = branch('page_zone', { says: 'page->flags', primitive: 'page_flags' }, [
    {
      when: (k, me) => !sectionAt(k, sectionOf(me.pfn)).mapped,
      note: 'its memmap is not mapped',
      then: fault('paging-request'),
    },
    {
      when: (k, me) => outOfReach(k, s.geometry, d, sectionOf(me.pfn)),
      note: 'its memmap is not accessible',
      then: fault('machine-check'),
    },
    { when: (k, me) => k.pages[me.pfn] === 'poison', note: 'PagePoisoned(page)', then: fault('poisoned') },
    { does: forget, note: 'initialised' },
  ]);
  const body = fn((lock ? kmemleak : proc)(lock ? 'kmemleak_scan' : 'kpagecount_read'), [
    lock && inlined(hotplug('get_online_mems'), [percpu_down_read('get_online_mems', 'mem_hotplug_lock')]),
    lock
      ? branch(
          'zone_span',
          { says: 'zone->zone_start_pfn, zone_end_pfn(zone)', choices: PFNS, primitive: 'zone_span' },
          [
            {
              when: (k, _, choice) => !spans(k, at(choice)),
              does: (k) => {
                looks(k);
                [k.walked.start, k.walked.end] = [0, 0];
              },
              note: 'not in it',
              then: goto('out'),
            },
            {
              does: (k, me, choice) => {
                me.pfn = at(choice);
                looks(k);
              },
              note: 'in it',
            },
          ],
        )
      : step('pfn', { says: 'pfn = src / KPMSIZE', choices: PFNS }, (_k, me, choice) => {
          me.pfn = at(choice);
        }),
    inlined(hotplug('pfn_to_online_page'), [
      branch('online_section', 'online_section(ms)', [
        { when: online, note: 'true' },
        { does: forget, note: 'false: NULL', then: goto('out') },
      ]),
    ]),
    page_zone,
    label('out'),
    lock &&
      inlined(hotplug('put_online_mems'), [
        percpu_up_read<'mem_hotplug_lock', Kernel, Walker>(
          'put_online_mems',
          'mem_hotplug_lock',
          undefined,
          (k) => {
            for (const section of k.walked.sections) [section.valid, section.online] = [false, false];
          },
        ),
      ]),
    !lock && step('done', 'return ret'),
    ret(),
  ]);
  return run(thread(memory, 'walker', { pfn: int(0, 2 * BLOCK - 1) }, { threads: THREADS }), body);
}
