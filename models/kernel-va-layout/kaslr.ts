// SPDX-License-Identifier: MIT
/**
 * x86 KASLR, kernel_randomize_memory() of arch/x86/mm/kaslr.c: the linear map, vmalloc and vmemmap are put one after the
 * other, each after a random gap of a multiple of PUD_SIZE (1 GiB) and one PUD_SIZE more. What remains of the room is
 * shared out as it goes: a third of it for the first gap, half of the rest for the second, all that is left for the third.
 * The share of draws in which two neighbours come to lie in one table is summed over all of them here, not sampled.
 * rand % n is taken as uniform (n is under 2^56: off by less than one in 256).
 */

/** In units of PUD_SIZE. */
export interface Room {
  /** vaddr_start. */
  readonly start: number;
  /** What the linear map and vmalloc take. */
  readonly linear: number;
  readonly vmalloc: number;
  /** remain_entropy before the first draw. */
  readonly entropy: number;
}
export const REGIONS = 3;

const mod = (n: number, width: number) => ((n % width) + width) % width;

/**
 * entropy = (rand % (entropy + 1)) & PUD_MASK, in units of PUD_SIZE: each whole number below `room` is as likely, and
 * what is left of `room` beyond the last of them is that number's share.
 */
export const weight = (k: number, room: number): number =>
  k < 0 || k > room ? 0 : Math.min(1, room - k) / room;

/** So many sums in a row are taken to be as likely as the one in their middle: one, where there are fewer than a quarter of a million. */
const stepFor = (entropy: number) => 1 + 2 * Math.floor(entropy / 2 ** 18);

/**
 * Where the next region can begin so that it is in the table of `width` units still, one unit of padding between: summed
 * over `step` last units in a row, from the one at `at` of its table on.
 */
function places(at: number, step: number, width: number, left: number): number {
  if (step === 1) return Math.max(0, Math.min(width - 2 - at, left));
  const upTo = (n: number) => {
    const some = Math.min(n % width, width - 2);
    return (
      Math.floor(n / width) * (((width - 2) * (width - 1)) / 2) + some * (width - 2) - (some * (some - 1)) / 2
    );
  };
  return width < 2 ? 0 : upTo(at + step) - upTo(at);
}

/** The share of draws with a table of `width` units shared by the linear map and vmalloc. */
export function linearAndVmalloc(
  { start, linear, entropy }: Room,
  width: number,
  step = stepFor(entropy),
): number {
  const room = entropy / REGIONS;
  let total = 0;
  let at = mod(start + linear - 1, width);
  for (let draw = 0, some = step; draw <= room; draw += some) {
    // The last of them one by one.
    some = draw + step < room ? step : 1;
    const left = (entropy - draw - (some - 1) / 2) / 2;
    total += (weight(draw, room) * places(at, some, width, left)) / left;
    at = (at + some) % width;
  }
  return total;
}

/**
 * The share of draws with a table of `width` units shared by vmalloc and vmemmap, over every sum of the first two draws.
 */
export function vmallocAndVmemmap(
  { start, linear, vmalloc, entropy }: Room,
  width: number,
  step = stepFor(entropy),
): number {
  const room = entropy / REGIONS;
  const whole = Math.floor(room);
  const firstDraw = start + linear + vmalloc;
  let total = 0;
  let at = mod(firstDraw, width);
  for (let sum = 0; sum <= Math.floor((entropy * 2) / REGIONS); sum += step) {
    const middle = sum + (step - 1) / 2;
    const free = places(at, step, width, entropy - middle);
    at = (at + step) % width;
    // First draws for which the second, middle - k, is one of equally likely ones: it is not the last that there is.
    const from = Math.max(0, 2 * middle + 2 - entropy);
    const to = Math.min(middle, whole - 1);
    let likely = from <= to ? (2 / room) * (harmonic(entropy - from) - harmonic(entropy - to - 1)) : 0;
    for (let k = Math.max(0, 2 * middle - entropy); k < Math.min(from, whole); k++)
      likely += weight(k, room) * weight(middle - k, (entropy - k) / 2);
    if (middle >= whole && whole < room)
      likely += weight(whole, room) * weight(middle - whole, (entropy - whole) / 2);
    total += (likely * free) / (entropy - middle);
  }
  return total;
}
/** 1 + 1/2 + ... + 1/n */
const HARMONIC = Array.from({ length: 1024 }, () => 0);
for (let n = 1; n < HARMONIC.length; n++) HARMONIC[n] = (HARMONIC[n - 1] as number) + 1 / n;
const EULER = 0.5772156649015329;
const harmonic = (n: number): number =>
  n < HARMONIC.length ? (HARMONIC[n] as number) : Math.log(n) + EULER + 1 / (2 * n) - 1 / (12 * n * n);

/** The two draws after which a table of `width` units is shared, if any: what a picture of the worst case shows. */
export function nearest(room: Room, removed: 'linear' | 'vmemmap', width: number): [number, number] {
  const last = room.start + room.linear - 1;
  const ahead = (at: number) => mod(-at, width);
  return removed === 'linear' ? [ahead(last), 0] : [0, ahead(last + 1 + room.vmalloc)];
}
