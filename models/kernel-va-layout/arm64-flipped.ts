// SPDX-License-Identifier: MIT
/** arm64 from v5.4 on: the halves of the address space are flipped, and KASAN’s shadow ends or follows the linear map. */
import { address as unsigned } from './addresses.ts';
import { address, scale } from './arm64-regions.ts';
import type { Arm64, Places } from './arm64-regions.ts';
import type { Formulas } from './layout.ts';

/** _PAGE_END(VA_BITS_MIN) */
export const halfOfMin = (c: Arm64) => -(2 ** (c.VA_BITS_MIN - 1));

/** The halves are flipped: the linear map is the lower one. 52 bits with 64K pages. */
export function flipped(at: Places, says: string, pageEnd: (c: Arm64) => number): Formulas {
  return {
    PAGE_OFFSET: address(at.memory('PAGE_OFFSET'), '-(1 << VA_BITS)', (c) => -(2 ** c.bits)),
    KASAN_SHADOW_END: address(
      at.memory('KASAN_SHADOW_END'),
      '(1 << (64 - KASAN_SHADOW_SCALE_SHIFT)) + KASAN_SHADOW_OFFSET, or _PAGE_END(VA_BITS_MIN)',
      (c) => (c.kasan === 'off' ? halfOfMin(c) : 2 ** (64 - scale(c)) + c.KASAN_SHADOW_OFFSET),
    ),
    KASAN_SHADOW_START: address(
      at.shadow('KASAN_SHADOW_START'),
      'KASAN_SHADOW_END - (1 << (vabits_actual - KASAN_SHADOW_SCALE_SHIFT))',
      (c) => c.KASAN_SHADOW_END - (c.kasan === 'off' ? 0 : 2 ** (c.vabits_actual - scale(c))),
    ),
    PAGE_END: address(at.memory('PAGE_END'), says, pageEnd),
    linear_start: address(at.memory('_PAGE_OFFSET'), '-(1 << vabits_actual)', (c) => -(2 ** c.vabits_actual)),
    linear_end: address(at.memory('PAGE_END'), 'PAGE_END', (c) => c.PAGE_END),
  };
}

/** The table of Kconfig: by VA_BITS, 52 as 48. */
type Offsets = Readonly<Record<'generic' | 'sw_tags', Readonly<Record<number, string>>>>;
export const OFFSETS_5_4: Offsets = {
  generic: {
    48: '0xdfffa00000000000',
    47: '0xdfffd00000000000',
    42: '0xdffffe8000000000',
    39: '0xdfffffd000000000',
    36: '0xdffffffa00000000',
  },
  sw_tags: {
    48: '0xefff900000000000',
    47: '0xefffc80000000000',
    42: '0xeffffe4000000000',
    39: '0xefffffc800000000',
    36: '0xeffffff900000000',
  },
};
export const OFFSETS_5_11: Offsets = {
  generic: {
    48: '0xdfff800000000000',
    47: '0xdfffc00000000000',
    42: '0xdffffe0000000000',
    39: '0xdfffffc000000000',
    36: '0xdffffff800000000',
  },
  sw_tags: {
    48: '0xefff800000000000',
    47: '0xefffc00000000000',
    42: '0xeffffe0000000000',
    39: '0xefffffc000000000',
    36: '0xeffffff800000000',
  },
};
export const shadowOffset = (at: Places, offsets: Offsets): Formulas => ({
  KASAN_SHADOW_OFFSET: address(
    at.kconfig('KASAN_SHADOW_OFFSET'),
    'by VA_BITS; with 52 by VA_BITS_MIN',
    (c) => (c.kasan === 'off' ? 0 : unsigned(offsets[c.kasan][c.VA_BITS_MIN] as string)),
  ),
});
