// SPDX-License-Identifier: MIT
/** What is expected of each property that is asked of each pair (answers.ts). */
import type { Expected } from '../../src/model/types.ts';
import { pairs, rows } from './answers.ts';

const ALWAYS = [
  'removes-whole-blocks',
  'no-vm-bug',
  'no-poisoned-page',
  'no-unmapped-memmap',
  'no-memmap-out-of-reach',
  'no-deadlock',
  'memmap-on-online-block',
  'memmap-not-in-buddy',
  'valid-has-memmap',
  'offline-pages-isolated',
  'isolated-not-online',
  'hotplug-lock-held',
  'buddy-of-added-memory',
  'present-exact',
  'managed-exact',
  'memtotal-exact',
  'state-says-online',
  'online-pages-initialised',
  'offline-pages-poisoned',
  'page-ext-of-online',
  'node-follows-memory',
  'memmap-given-back',
  'failed-add-leaves-nothing',
  'failed-online-leaves-offline',
  'failed-offline-leaves-online',
  'refused-removal-changes-nothing',
  'removal-leaves-nothing',
  'altmap-used-up',
  'unplugged-holds-no-memmap',
  'add-gets-through',
  'online-gets-through',
  'offline-gets-through',
  'walk-reads-page',
  'removal-gets-through',
  'both-removed-at-once',
  'memmap-on-itself',
  'state-lags-behind',
];
const ZONE = 'what-if-zone-ends-in-head';
const propertiesOf = (configuration: string, design: string) => [
  ...ALWAYS,
  configuration === ZONE ? 'zones-apart' : 'span-is-hull',
  ...(configuration === 'lockless-walker' ? [] : ['span-stands-still', 'sections-stand-still']),
  ...(['as-posted', 'v5.14', 'what-if-posted-without-c'].includes(design) ? [] : ['zone-of-online-block']),
  ...(design === 'v6.9' ? ['prepare-has-its-finish'] : []),
  ...(configuration === 'misaligned' ? ['misaligned-add-fails'] : []),
];

export const expected: readonly Expected[] = pairs.flatMap(([configuration, designs]) =>
  designs.flatMap((design) =>
    propertiesOf(configuration, design).map((property): Expected => {
      const row = rows.find(
        (r) =>
          r.configurations.includes(configuration) &&
          r.designs.includes(design) &&
          r.violated.includes(property),
      );
      return {
        configuration,
        design,
        property,
        verdict: row ? 'violated' : 'holds',
        source:
          row?.source ??
          'mm/memory_hotplug.c, drivers/base/memory.c, mm/sparse.c (v5.14, v6.1, v6.8, v6.9): nothing there breaks it',
      };
    }),
  ),
);
