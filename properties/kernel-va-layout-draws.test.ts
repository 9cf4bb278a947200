// SPDX-License-Identifier: MIT
/** The shares of KASLR’s draws, against each draw of small rooms, and against draws as the C makes them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIB, TIB, address } from '../models/kernel-va-layout/addresses.ts';
import { MEMORY, underTable } from '../models/kernel-va-layout/arm64-memory.ts';
import type { Arm64 } from '../models/kernel-va-layout/arm64-regions.ts';
import { at, pointsOf } from '../models/kernel-va-layout/at.ts';
import { linearAndVmalloc, vmallocAndVmemmap, weight } from '../models/kernel-va-layout/kaslr.ts';
import type { Room } from '../models/kernel-va-layout/kaslr.ts';

describe('x86: the share of draws', () => {
  /** Every draw of a room. */
  function everyDraw({ start, linear, vmalloc, entropy }: Room, width: number): [number, number] {
    const sameTable = (a: number, b: number) => Math.floor(a / width) === Math.floor(b / width);
    let [first, second] = [0, 0];
    for (let a = 0; a <= entropy / 3; a++)
      for (let b = 0; b <= (entropy - a) / 2; b++) {
        const likely = weight(a, entropy / 3) * weight(b, (entropy - a) / 2);
        const end = start + a + linear;
        if (sameTable(end - 1, end + 1 + b)) first += likely;
        for (let c = 0; c <= entropy - a - b; c++)
          if (sameTable(end + b + vmalloc, end + 1 + b + vmalloc + 1 + c))
            second += likely * weight(c, entropy - a - b);
      }
    return [first, second];
  }
  it('is that of trying each, in small rooms', () => {
    const room = fc.record({
      start: fc.integer({ min: -99, max: 99 }),
      linear: fc.integer({ min: 1, max: 40 }),
      vmalloc: fc.integer({ min: 1, max: 40 }),
      entropy: fc.integer({ min: 12, max: 60 }),
    });
    fc.assert(
      fc.property(room, fc.constantFrom(1, 2, 4, 8, 16), (r, width) => {
        const [linear, vmemmap] = everyDraw(r, width);
        expect(linearAndVmalloc(r, width)).toBeCloseTo(linear, 10);
        expect(vmallocAndVmemmap(r, width)).toBeCloseTo(vmemmap, 10);
      }),
      { numRuns: 60 },
    );
  });
  it('is the same where several sums are taken at a time', () => {
    const room = { start: 3, linear: 1000, vmalloc: 77_777, entropy: 900_000 };
    for (const width of [512, 262_144])
      for (const [of, step] of [
        [vmallocAndVmemmap, 377],
        [linearAndVmalloc, 377],
      ] as const)
        expect(of(room, width, step) / of(room, width, 1)).toBeCloseTo(1, 4);
  });

  const PUD_MASK = ~(BigInt(GIB) - 1n);
  const rand = fc.noBias(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  const big = (n: number) => BigInt.asUintN(64, BigInt(n));
  /** kernel_randomize_memory(), with the three numbers that it draws. */
  function randomized(
    start: number,
    end: number,
    sizes: readonly number[],
    rands: readonly bigint[],
  ): bigint[] {
    let vaddr = big(start);
    let remain = big(end) - vaddr - sizes.reduce((sum, s) => sum + BigInt(s) * BigInt(TIB), 0n);
    return sizes.map((tb, i) => {
      const entropy = ((rands[i] as bigint) % (remain / BigInt(sizes.length - i) + 1n)) & PUD_MASK;
      vaddr += entropy;
      const base = vaddr;
      vaddr += BigInt(tb) * BigInt(TIB);
      vaddr = (vaddr + BigInt(GIB)) & PUD_MASK;
      remain -= entropy;
      return base;
    });
  }
  const four = { start: address('0xffff888000000000'), end: -4 * 2 ** 39, sizes: [11, 32, 1] } as const;
  const five = { start: address('0xff11000000000000'), end: -4 * 2 ** 39, sizes: [11, 12800, 1] } as const;

  it('is that of draws as the C makes them, with 4 levels', () => {
    let [shared, runs] = [0, 0];
    fc.assert(
      fc.property(rand, rand, rand, (...rands) => {
        const [, vmalloc = 0n, vmemmap = 0n] = randomized(four.start, four.end, four.sizes, rands);
        runs++;
        if ((vmalloc + 32n * BigInt(TIB) - 1n) >> 39n === vmemmap >> 39n) shared++;
      }),
      { numRuns: 20_000, seed: 2019 },
    );
    const p = at('x86-v5.3', 'none', { bits: 48, kaslr: 'on', table: 'pud' });
    const deviation = Math.sqrt((p.draws * (1 - p.draws)) / runs);
    expect(Math.abs(shared / runs - p.draws)).toBeLessThan(4 * deviation);
  });
  it('is that of the first two draws as the C makes them, with 5 levels, each with all third ones', () => {
    let [sum, runs] = [0, 0];
    fc.assert(
      fc.property(rand, rand, (a, b) => {
        const [linear = 0n, vmalloc = 0n, vmemmap = 0n] = randomized(five.start, five.end, five.sizes, [
          a,
          b,
          0n,
        ]);
        // The third draw was 0: what is left of the table behind the place where vmemmap can begin, over what is left.
        const last = (vmalloc + 12800n * BigInt(TIB) - 1n) >> 39n;
        const places = vmemmap >> 39n === last ? 512n - ((vmemmap >> 30n) & 511n) : 0n;
        const drawn =
          (linear - big(five.start) + (vmalloc - linear - 11n * BigInt(TIB) - BigInt(GIB))) >> 30n;
        const room = BigInt(five.end - five.start) / BigInt(GIB) - 12812n * 1024n - drawn;
        sum += Number(places) / Number(room);
        runs++;
      }),
      { numRuns: 20_000, seed: 2019 },
    );
    const p = at('x86-v5.3', 'none', { bits: 57, kaslr: 'on', table: 'pud' });
    expect(sum / runs / p.draws).toBeGreaterThan(0.97);
    expect(sum / runs / p.draws).toBeLessThan(1.03);
  });
  it('is not 0 where the nearest draw shares, and 0 where it does not', () => {
    for (const p of pointsOf('x86-v5.3', 'none', { memory: 'up to 1T', kasan: 'off' }))
      expect(p.draws > 0, `${p.layout} ${p.table} ${p.kaslr} ${p.removed} ${p.beside}`).toBe(p.shared);
  });
});

describe('arm64: the share of seeds', () => {
  /** arm64_memblock_init() with each seed. */
  function everySeed(p: Arm64): number {
    const banks = MEMORY[p.memory]?.(p) ?? [];
    const under = underTable(p);
    let free = 0;
    for (let seed = 0; seed < 2 ** 16; seed++) {
      const memstart =
        p.memstart_addr - p.ARM64_MEMSTART_ALIGN * Math.floor((p.memstart_range * seed) / 2 ** 16);
      const [low, high] = [memstart + under.start, memstart + under.end];
      // What lies below the first memstart_addr was dropped: memblock_remove(0, memstart_addr).
      const taken = banks.some(
        ({ start, end }) => Math.max(start, p.memstart_addr) < high && low < end && end > p.memstart_addr,
      );
      if (!taken && high > 0 && low < high) free++;
    }
    return free / 2 ** 16;
  }
  it.each(['arm64-v5.4', 'arm64-v6.9', 'arm64-v6.18'] as const)('is that of trying each: %s', (kernel) => {
    const tables = pointsOf(kernel, 'none', { kasan: 'off', beside: 'vmalloc' }).filter((p) => p.shared);
    expect(tables.length).toBeGreaterThan(0);
    for (const p of tables)
      expect(p.draws, `${p.layout} ${p.table} ${p.removed} ${p.memory} ${p.kaslr}`).toBe(
        everySeed(p as Arm64),
      );
  });
});
