// SPDX-License-Identifier: MIT
/** The RFC's arithmetic over sizes: how the first struct page of a range is found, and what onlining leaves out. */
import type { Scalar } from '../../src/model/domain.ts';
import type { PointValue } from '../../src/model/space.ts';
import { spaceModel } from '../../src/model/types.ts';
import { configurations, designs } from './designs.ts';
import { formulasOf } from './formulas.ts';
import { properties } from './properties.ts';
import type { Decisions, Limits, Point, Settings } from './sizes.ts';
import { short } from './short.ts';

const among = <T extends PointValue>(values: readonly T[]): Scalar<PointValue> => ({
  kind: 'scalar',
  values,
  initial: values[0] as T,
  says: values.join(', '),
});
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Around where the memmap fills a section, one and two, and the mail's: 10 GiB are 80 sections, 20 GiB 160. */
const NEAR = [1, 2, 3, 63, 64, 65, 66, 80, 128, 129, 160];

export const altmapHead = spaceModel<Decisions, Settings, Limits>({
  name: 'altmap-head',
  asks: 'For which sizes does every section of a range find the range’s first struct page?',
  short,
  assumptions: [
    'The RFC on v5.0; online_pages_blocks(), on which it stands too, as in v5.1.',
    'Pages are taken from the altmap alone, and there are enough: no section of another range has populated an entry before.',
    'arm64 with 16K and 64K pages, and s390, take none from the altmap: they are left out.',
    'What is counted in a struct page before it is marked is 0, or -1 where the memmap is poisoned.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: {
      says: 'ranges of 1 to 3, 63 to 66, 80 sections',
      limits: { sections: NEAR.filter((n) => n <= 80) },
    },
    small: { says: 'ranges of up to 160 sections, each that is near a crossing', limits: { sections: NEAR } },
    large: { says: 'ranges of 1 to 160 sections', limits: { sections: upTo(160).map((i) => i + 1) } },
  },
  build(decisions, settings, limits) {
    return {
      space: {
        parameters: {
          struct_page: among(settings.struct_pages),
          base: among(settings.bases),
          reserved: among(settings.reserved),
          sections: among(limits.sections),
          section: among(upTo(Math.max(...limits.sections))),
        },
        formulas: formulasOf(settings, decisions, limits),
        possible: (p: Point) => p.section < p.sections,
      },
      properties,
    };
  },
});
