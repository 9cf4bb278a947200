// SPDX-License-Identifier: MIT
/** What must be true whatever the design, at any time. None of these knows which design it looks at. */
import { always, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { atRest } from './at-rest.ts';
import { BLOCKS, blockOf, SECTIONS, sectionOf, sectionsOf, unitsOf } from './layout.ts';
import type { Decisions } from './designs.ts';
import { NORMAL } from './memory.ts';
import type { Limits, Settings } from './memory.ts';
import { bare, blockOnline, given, kernel, memmapsOf, online, rangeOf, UNITS } from './seen.ts';

/** Who takes device_hotplug_lock, and where. */
const HOTPLUG = [
  ['adder', 'lock_add'],
  ['onliner', 'lock_online'],
  ['offliner', 'lock_offline'],
  ['remover', 'lock_remove'],
] as const;

export function propertiesOf(d: Decisions, settings: Settings, limits: Limits): readonly Property[] {
  const { memmap } = memmapsOf(settings.geometry, d);
  const properties: Property[] = [
    noFault('removes-whole-blocks', 'try_remove_memory() meets no range that is not whole blocks.', 'bug'),
    noFault('no-vm-bug', 'What is brought online begins with a page block.', 'vm-bug'),
    noFault('no-poisoned-page', 'Nobody reads a struct page that is poisoned.', 'poisoned'),
    noFault('no-unmapped-memmap', 'Nobody reads a struct page whose memmap is gone.', 'paging-request'),
    noFault(
      'no-memmap-out-of-reach',
      'Nobody touches a struct page that lies on memory which is unplugged, or not yet accessible.',
      'machine-check',
    ),
    noDeadlock('no-deadlock', 'Nobody waits for ever, least of all in a cycle.'),
    always(
      'memmap-on-online-block',
      'The memmap of an online section lies on no block that is offline.',
      ...SECTIONS.map((i) => (s: View) => {
        const at = memmap(kernel(s), i);
        return at < 0 || !online(kernel(s), i) || blockOnline(kernel(s), blockOf(at));
      }),
    ),
    always(
      'memmap-not-in-buddy',
      'No page that holds memmap is with the page allocator.',
      ...SECTIONS.map((i) => (s: View) => {
        const at = memmap(kernel(s), i);
        return at < 0 || !given(kernel(s), at);
      }),
    ),
    always(
      'valid-has-memmap',
      'Of a section that pfn_valid() says yes to the memmap is mapped.',
      ...SECTIONS.map((i) => (s: View) => {
        const section = kernel(s).sections[i];
        return !section?.valid || section.mapped;
      }),
    ),
    always(
      'offline-pages-isolated',
      'Of a section that is not online the page allocator has pages only while they are isolated.',
      ...UNITS.map(
        (u) => (s: View) =>
          !given(kernel(s), u) || online(kernel(s), sectionOf(u)) || kernel(s).isolated[blockOf(u)] === true,
      ),
    ),
    always(
      'isolated-not-online',
      'While pages of a block are isolated mem->state is not MEM_ONLINE.',
      ...BLOCKS.map(
        (b) => (s: View) => !kernel(s).isolated[b] || kernel(s).blocks[b]?.state !== 'MEM_ONLINE',
      ),
    ),
    always(
      'hotplug-lock-held',
      'Adds, onlines, offlines and removals hold device_hotplug_lock from their beginning to their end.',
      ...HOTPLUG.map(
        ([thread, lock]) =>
          (s: View) =>
            ['returned', lock].includes(s.at[thread] ?? '') || kernel(s).device_hotplug_lock === thread,
      ),
    ),
    always(
      'buddy-of-added-memory',
      'What is with the page allocator belongs to sections that are there.',
      ...UNITS.map(
        (u) => (s: View) => !given(kernel(s), u) || kernel(s).sections[sectionOf(u)]?.valid === true,
      ),
    ),
    always(
      'failed-add-leaves-nothing',
      'An add that fails leaves neither sections nor memmap nor devices of its range, nor an entry of a list, and gives no page away.',
      (s) =>
        s.at['adder'] !== 'add_failed' ||
        rangeOf(s, 'adder').every(
          (b) =>
            !kernel(s).resource[b] &&
            !kernel(s).firmware_map[b] &&
            kernel(s).blocks[b]?.state === 'none' &&
            unitsOf(b).every((u) => kernel(s).pages[u] === 'none' && !given(kernel(s), u)) &&
            bare(kernel(s), b),
        ),
    ),
    always(
      'failed-online-leaves-offline',
      'An online that fails leaves its block’s sections offline, and its pages poisoned.',
      (s) => {
        if (s.at['onliner'] !== 'online_refused') return true;
        const b = s.stack.onliner.b as number;
        return !blockOnline(kernel(s), b) && unitsOf(b).every((u) => kernel(s).pages[u] === 'poison');
      },
    ),
    always(
      'failed-offline-leaves-online',
      'An offline that fails leaves its block’s sections online, and no page isolated.',
      (s) => {
        if (s.at['offliner'] !== 'offline_refused') return true;
        const b = s.stack.offliner.b as number;
        return (
          sectionsOf(b).every((i) => online(kernel(s), i)) &&
          !kernel(s).isolated[b] &&
          unitsOf(b).every((u) => kernel(s).pages[u] === 'initialised')
        );
      },
    ),
    always(
      'refused-removal-changes-nothing',
      'A removal that is refused leaves devices, sections and both lists of memory as they were.',
      (s) =>
        s.at['remover'] !== 'remove_refused' ||
        rangeOf(s, 'remover').every(
          (b) =>
            kernel(s).resource[b] &&
            kernel(s).firmware_map[b] &&
            kernel(s).blocks[b]?.state !== 'none' &&
            sectionsOf(b).every((i) => kernel(s).sections[i]?.valid),
        ),
    ),
    always(
      'removal-leaves-nothing',
      'A removal that is done leaves neither sections nor memmap nor devices, no page with the page allocator, and the memory unplugged.',
      (s) =>
        s.at['remover'] !== 'removed' ||
        rangeOf(s, 'remover').every(
          (b) =>
            !kernel(s).resource[b] &&
            !kernel(s).firmware_map[b] &&
            !kernel(s).accessible[b] &&
            kernel(s).blocks[b]?.state === 'none' &&
            bare(kernel(s), b) &&
            unitsOf(b).every((u) => kernel(s).pages[u] === 'none' && !given(kernel(s), u)),
        ),
    ),
    always(
      'altmap-used-up',
      'What an altmap has handed out has come back when its sections are gone.',
      (s) => s.at['remover'] !== 'altmap_left' || s.stack.remover.alloc === 0,
    ),
  ];
  if (settings.walkerLocks) {
    const inside = (s: View) => ['online_section', 'page_zone'].includes(s.at['walker'] ?? '');
    properties.push(
      always('span-stands-still', 'Under get_online_mems() the zone’s span does not change.', (s) => {
        const { start, end } = kernel(s).walked;
        const zone = kernel(s).zones[NORMAL];
        return !inside(s) || (zone?.start === start && zone.end === end);
      }),
      always(
        'sections-stand-still',
        'Under get_online_mems() no section comes or goes, or turns online or offline.',
        ...SECTIONS.map((i) => (s: View) => {
          const was = kernel(s).walked.sections[i];
          const section = kernel(s).sections[i];
          return (
            !(inside(s) || s.at['walker'] === 'put_online_mems') ||
            (section?.valid === was?.valid && section?.online === was?.online)
          );
        }),
      ),
    );
  }
  properties.push(...atRest(d, settings));
  const sometime = (name: string, says: string, holds: (s: View) => boolean) =>
    properties.push(sometimes(name, says, holds));
  sometime('add-gets-through', 'Is memory added in some run?', (s) => s.at['adder'] === 'added');
  sometime(
    'online-gets-through',
    'Is a block brought online in some run?',
    (s) => s.at['onliner'] === 'set_online',
  );
  sometime(
    'offline-gets-through',
    'Is a block taken offline in some run?',
    (s) => s.at['offliner'] === 'set_offline',
  );
  sometime(
    'walk-reads-page',
    'Does the walker read a struct page in some run?',
    (s) => s.at['walker'] === 'page_zone',
  );
  sometime('removal-gets-through', 'Is memory removed in some run?', (s) => s.at['remover'] === 'removed');
  // A range of one block is added each time, where no more can have its memmap on itself.
  if (limits.adds > 1)
    sometime(
      'both-removed-at-once',
      'Are both blocks removed at once in some run?',
      (s) => s.at['remover'] === 'removed' && s.stack.remover.range === 'both',
    );
  sometime('memmap-on-itself', 'Is the memmap of an online section on hot-added memory in some run?', (s) =>
    SECTIONS.some((i) => online(kernel(s), i) && memmap(kernel(s), i) >= 0),
  );
  sometime(
    'state-lags-behind',
    'Are a block’s pages given away in some run while mem->state says MEM_OFFLINE?',
    (s) =>
      UNITS.some(
        (u) =>
          given(kernel(s), u) &&
          !kernel(s).isolated[blockOf(u)] &&
          kernel(s).blocks[blockOf(u)]?.state === 'MEM_OFFLINE',
      ),
  );
  if (settings.misaligned)
    sometime(
      'misaligned-add-fails',
      'Does an add of a misaligned range fail in some run?',
      (s) => s.at['adder'] === 'add_failed' && s.stack.adder.range === 'misaligned',
    );
  return properties;
}
