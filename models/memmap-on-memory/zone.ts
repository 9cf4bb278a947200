// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: a range of pages into its zone and out of it, its sections online and offline (mm/sparse.c). */
import { code, fault } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { blockOf, hullOf, mapperOf, NOWHERE, SECTION, SECTIONS, sectionOf, withinChunk } from './layout.ts';
import type { Geometry } from './layout.ts';
import { read, sectionAt, zoneAt } from './memory.ts';
import type { Build, Kernel } from './memory.ts';

/** The stack of who brings a block online or offline: which, and `nr` units of memmap at its head. */
export interface Onliner {
  left: number;
  b: number;
  nr: number;
  zone: number;
  /** arg.status_change_nid: the node's first memory comes, or its last goes. */
  node: boolean;
}
type Units = (me: Onliner) => readonly number[];

const { step, branch, inlined } = code<Kernel, Onliner>();

/** The unit that a section's memmap begins in; NOWHERE, ELSEWHERE. Whether the section uses it, `mapped` says. */
export const memmapOf = (k: Kernel, g: Geometry, d: Decisions, s: number) => {
  const at = k.vmemmap[mapperOf(g, d, s)] ?? NOWHERE;
  return at < 0 ? at : at + withinChunk(g, d, s);
};
/** A section's struct pages lie on memory that is not plugged in, or not accessible. */
export const outOfReach = (k: Kernel, g: Geometry, d: Decisions, s: number) => {
  const at = memmapOf(k, g, d, s);
  return at >= 0 && !k.accessible[blockOf(at)];
};
export const UNREACHED = { note: 'its memmap is not accessible', then: fault('machine-check') } as const;

/** pfn_to_online_page(), and page_zone() of that page. */
const onlineIn = (k: Kernel, unit: number, zone: number) =>
  sectionAt(k, sectionOf(unit)).online && k.page_zone[blockOf(unit)] === zone;

function shrink_zone_span(k: Kernel, name: number, start: number, end: number): void {
  const zone = zoneAt(k, name);
  const [from, to] = [zone.start, zone.end];
  if (from === start) {
    let pfn = end;
    while (pfn < to && !onlineIn(k, pfn, name)) pfn++;
    zone.start = pfn < to ? pfn : 0;
    if (pfn >= to) zone.end = 0;
  } else if (to === end) {
    let pfn = start - 1;
    while (pfn >= from && !onlineIn(k, pfn, name)) pfn--;
    zone.end = pfn >= from ? pfn + 1 : 0;
    if (pfn < from) zone.start = 0;
  }
}

export function zoneOf({ decisions: d, settings: { geometry } }: Build) {
  const unreached = (units: Units) => (k: Kernel, me: Onliner) =>
    SECTIONS.some((s) => units(me).some((u) => sectionOf(u) === s) && outOfReach(k, geometry, d, s));
  const { hotplug, sparse } = read(d);

  const move_pfn_range_to_zone = (name: string, units: Units) =>
    inlined(hotplug('move_pfn_range_to_zone'), [
      step(
        `${name}_resize`,
        { says: 'resize_zone_range(zone, start_pfn, nr_pages)', primitive: 'zone_span_writelock' },
        (k, me) => {
          const zone = zoneAt(k, me.zone);
          const [start, end] = hullOf(units(me));
          const [from, to] = [zone.start, zone.end];
          if (from === to || start < from) zone.start = start;
          if (end > to) zone.end = end;
        },
      ),
      branch(`${name}_init`, { says: 'memmap_init_range()', primitive: 'memmap_init_range' }, [
        { when: unreached(units), ...UNREACHED },
        {
          does: (k, me) => {
            for (const u of units(me)) k.pages[u] = 'initialised';
            k.page_zone[me.b] = me.zone;
          },
        },
      ]),
    ]);

  /** `after`: what is of no use any more. */
  const remove_pfn_range_from_zone = (name: string, units: Units, after?: (me: Onliner) => void) =>
    inlined(hotplug('remove_pfn_range_from_zone'), [
      branch(
        `${name}_poison`,
        { says: 'page_init_poison(pfn_to_page(pfn))', primitive: 'page_init_poison' },
        [
          { when: unreached(units), ...UNREACHED },
          {
            does: (k, me) => {
              for (const u of units(me)) k.pages[u] = 'poison';
            },
          },
        ],
      ),
      step(
        `${name}_shrink`,
        { says: 'shrink_zone_span(zone, start_pfn, end_pfn)', primitive: 'zone_span_writelock' },
        (k, me) => {
          shrink_zone_span(k, me.zone, ...hullOf(units(me)));
          after?.(me);
        },
      ),
    ]);

  /** One step for each section of the block; a section that is not among those is passed over. */
  const each = (
    name: string,
    says: string,
    online: boolean,
    among: (me: Onliner, section: number) => boolean,
  ) =>
    inlined(
      sparse(online ? 'online_mem_sections' : 'offline_mem_sections'),
      [0, 1].map((i) =>
        step(`${name}_${i}`, says, (k, me) => {
          if (among(me, 2 * me.b + i)) sectionAt(k, 2 * me.b + i).online = online;
        }),
      ),
    );
  const overlap = (units: Units) => (me: Onliner, s: number) => units(me).some((u) => sectionOf(u) === s);
  /** Sections that are memmap from end to end: nobody else brings them online. */
  const within = (units: Units) => (me: Onliner, s: number) =>
    units(me).filter((u) => sectionOf(u) === s).length === SECTION;
  const ON = 'ms->section_mem_map |= SECTION_IS_ONLINE';
  const OFF = 'ms->section_mem_map &= ~SECTION_IS_ONLINE';
  const online_mem_sections = (name: string, units: Units) => each(name, ON, true, overlap(units));
  const offline_mem_sections = (name: string, units: Units) => each(name, OFF, false, overlap(units));
  const online_full_sections = (name: string, units: Units) => each(name, ON, true, within(units));
  const offline_full_sections = (name: string, units: Units) => each(name, OFF, false, within(units));

  const adjust_present_page_count = (name: string, units: Units, by: 1 | -1, after?: (me: Onliner) => void) =>
    inlined(hotplug('adjust_present_page_count'), [
      step(name, `zone->present_pages ${by > 0 ? '+' : '-'}= nr_pages`, (k, me) => {
        zoneAt(k, me.zone).present += by * units(me).length;
        after?.(me);
      }),
    ]);

  return {
    move_pfn_range_to_zone,
    remove_pfn_range_from_zone,
    online_mem_sections,
    offline_mem_sections,
    online_full_sections,
    offline_full_sections,
    adjust_present_page_count,
  };
}

/** Sections whose page_ext a notifier takes care of, told of these pages: it rounds to sections. */
export const sectionsTold = (units: readonly number[]) => {
  const [start, end] = hullOf(units);
  return SECTIONS.filter((s) => s * SECTION < end && (s + 1) * SECTION > start);
};
