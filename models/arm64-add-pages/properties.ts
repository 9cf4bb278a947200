// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, eventually, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { PAGES, sectionOf, sectionsOf } from './memory.ts';
import type { Kernel, Limits, Page, Section, Settings } from './memory.ts';

const kernel = (v: View) => v.mem as Kernel;

export function propertiesOf(s: Settings, l: Limits): readonly Property[] {
  const sections = Array.from({ length: sectionsOf(s, l) }, (_, i) => i);
  const pages = sections.flatMap((i) => Array.from({ length: PAGES }, (_, j) => i * PAGES + j));
  const whenAt = (state: string, holds: (x: Section) => boolean) =>
    sections.map((i) => (v: View) => v.at['hot_add'] !== state || holds(kernel(v).section[i] as Section));
  /** Of each page of an added section. */
  const addedPages = (holds: (p: Page) => boolean) =>
    pages.map(
      (i) => (v: View) =>
        v.at['hot_add'] !== 'added' || !sectionOf(kernel(v), i).memmap || holds(kernel(v).page[i] as Page),
    );
  const properties: Property[] = [
    noFault('no-absent-memmap', 'Nobody goes to a memmap that is not there.', 'absent-memmap'),
    always(
      'no-section-skipped',
      'An add that succeeds has added each section of the range, with its device.',
      ...whenAt('added', (x) => x.memmap && x.device),
    ),
    always(
      'added-is-mapped',
      'An add that succeeds leaves the whole range in the linear mapping.',
      ...whenAt('added', (x) => x.linear !== 'none'),
    ),
    always(
      'added-is-known',
      'An add that succeeds leaves each page with memblock, not nomap.',
      ...pages.map((i) => (v: View) => v.at['hot_add'] !== 'added' || kernel(v).page[i]?.memblock === 'map'),
    ),
    eventually('add-returns', 'The add returns.', (v) => v.at['hot_add'] === 'returned'),
    sometimes('add-succeeds', 'Does the add succeed in some run?', (v) => v.at['hot_add'] === 'added'),
  ];
  if (!s.onlines)
    properties.push(
      always(
        'added-is-reserved',
        'An add that succeeds leaves each page of its sections Reserved, until it is brought online.',
        ...addedPages((p) => p.reserved),
      ),
    );
  if (s.numa)
    properties.push(
      always(
        'added-has-its-node',
        'An add that succeeds leaves each page of its sections with its node.',
        ...addedPages((p) => p.node),
      ),
    );
  if (s.failures)
    properties.push(
      always(
        'failure-leaves-no-section',
        'An add that fails leaves no section valid, and no device.',
        ...whenAt('failed', (x) => !x.memmap && !x.device),
      ),
      always(
        'failure-leaves-no-mapping',
        'An add that fails leaves nothing of the range in the linear mapping.',
        ...whenAt('failed', (x) => x.linear === 'none'),
      ),
      always(
        'failure-leaves-no-region',
        'An add that fails leaves nothing of the range with memblock.',
        ...pages.map(
          (i) => (v: View) => v.at['hot_add'] !== 'failed' || kernel(v).page[i]?.memblock === 'none',
        ),
      ),
      sometimes('add-fails', 'Does the add fail in some run?', (v) => v.at['hot_add'] === 'failed'),
    );
  if (s.walks)
    properties.push(
      sometimes(
        'page-is-looked-at',
        'Does the walker look at a page in some run?',
        (v) => v.at['kpageflags'] === 'page_flags',
      ),
    );
  if (s.onlines)
    properties.push(
      noFault(
        'mapped-as-it-is-used',
        'The linear mapping of pages that are brought online is there, and by pages where they are unmapped one by one.',
        'bug',
        'contiguous-bit',
        'unmapped',
      ),
      always('no-warning', 'Bringing a block online warns of nothing.', (v) => v.at['online'] !== 'warned'),
      always(
        'no-block-refused',
        'No block is refused as one that is online, or whose pages are not Reserved.',
        (v) => v.at['online'] !== 'refused',
      ),
      always(
        'online-is-in-use',
        'No page of a section that is online is Reserved any more.',
        ...pages.map(
          (i) => (v: View) => !sectionOf(kernel(v), i).online || kernel(v).page[i]?.reserved === false,
        ),
      ),
      sometimes('block-comes-online', 'Is a block brought online in some run?', (v) =>
        kernel(v).section.some((x) => x.online),
      ),
    );
  return properties;
}
