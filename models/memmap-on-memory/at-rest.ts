// SPDX-License-Identifier: MIT
/** What must be true whenever no add, online, offline or removal is under way: counters, spans, what is left behind. */
import { always } from '../../src/model/types.ts';
import type { Property } from '../../src/model/types.ts';
import { BLOCKS, blockOf, hullOf, sectionOf, SECTIONS } from './layout.ts';
import type { Decisions } from './designs.ts';
import { NO_ZONE, NORMAL } from './memory.ts';
import type { Settings } from './memory.ts';
import { blockOnline, everyBlock, given, memmapsOf, online, onlineUnits, still, sum, UNITS } from './seen.ts';

export function atRest(d: Decisions, settings: Settings): readonly Property[] {
  const { memmap, elsewhere } = memmapsOf(settings.geometry, d);
  const properties: Property[] = [
    always(
      'present-exact',
      'present_pages counts the pages of online sections, those of memmap among them.',
      still((k) => sum(k, 'present') === onlineUnits(k).length),
    ),
    always(
      'managed-exact',
      'managed_pages counts the pages that the page allocator has.',
      still((k) => sum(k, 'managed') === UNITS.filter((u) => given(k, u)).length),
    ),
    always(
      'memtotal-exact',
      'MemTotal counts the pages of online sections that hold no memmap.',
      still(
        (k) =>
          k.totalram_pages ===
          onlineUnits(k).length -
            BLOCKS.reduce<number>(
              (n, b) => n + (blockOnline(k, b) ? (k.blocks[b]?.nr_vmemmap_pages ?? 0) : 0),
              0,
            ),
      ),
    ),
    always(
      'state-says-online',
      'mem->state is MEM_ONLINE exactly where the block’s sections are online, and else MEM_OFFLINE.',
      ...everyBlock((k, b) => {
        const state = k.blocks[b]?.state;
        return blockOnline(k, b) ? state === 'MEM_ONLINE' : state === 'MEM_OFFLINE' || state === 'none';
      }),
    ),
    always(
      'online-pages-initialised',
      'The pages of an online block are initialised, and none is isolated.',
      ...UNITS.map((u) => still((k) => !online(k, sectionOf(u)) || k.pages[u] === 'initialised')),
    ),
    always(
      'offline-pages-poisoned',
      'The struct pages of an offline section are poisoned.',
      ...UNITS.map((u) => still((k) => online(k, sectionOf(u)) || k.pages[u] !== 'initialised')),
    ),
    always(
      'page-ext-of-online',
      'Every online section has page_ext, no other has.',
      ...SECTIONS.map((i) => still((k) => k.sections[i]?.page_ext === online(k, i))),
    ),
    always(
      'node-follows-memory',
      'The node is in N_MEMORY exactly when it has present pages.',
      still((k) => k.node_memory === sum(k, 'present') + settings.otherPages > 0),
    ),
    always(
      'memmap-given-back',
      'What other memory holds of memmap is the memmap of sections that are there.',
      still((k) => k.borrowed === elsewhere(k)),
    ),
    always(
      'unplugged-holds-no-memmap',
      'No memmap that is mapped lies on memory that is unplugged.',
      ...SECTIONS.map((i) =>
        still((k) => {
          const at = memmap(k, i);
          return settings.standby || at < 0 || k.accessible[blockOf(at)] === true;
        }),
      ),
    ),
  ];
  if (!settings.zoneEndsInHead)
    properties.push(
      always(
        'span-is-hull',
        'The zone spans from the first online section to the last.',
        still((k) => {
          const [start, end] = hullOf(onlineUnits(k));
          const zone = k.zones[NORMAL];
          return zone?.start === start && zone.end === end;
        }),
      ),
    );
  else
    properties.push(
      always(
        'zones-apart',
        'No two zones span the same page.',
        still(
          ({ zones: [a, b] }) =>
            !a || !b || a.start === a.end || b.start === b.end || a.end <= b.start || b.end <= a.start,
        ),
      ),
    );
  if (d.memZone)
    properties.push(
      always(
        'zone-of-online-block',
        'mem->zone is NULL of a block that is offline, and of no other.',
        ...everyBlock((k, b) => (k.blocks[b]?.zone === NO_ZONE) === !blockOnline(k, b)),
      ),
    );
  if (d.prepares)
    properties.push(
      always(
        'prepare-has-its-finish',
        'MEM_PREPARE_ONLINE has been heard, and no MEM_FINISH_OFFLINE since, of blocks that are online.',
        ...everyBlock((k, b) => settings.first !== 'nothing' || k.prepared[b] === blockOnline(k, b)),
      ),
    );
  return properties;
}
