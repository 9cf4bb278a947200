// SPDX-License-Identifier: MIT
/** The order of locks: what lockdep would say, and what it would not, of small designs (properties/inputs/locks). */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

interface Inversion {
  readonly kind: string;
  readonly classes: readonly string[];
  readonly seen: boolean;
  readonly gate?: string;
  readonly closed?: object;
}
interface Answer {
  readonly name: string;
  readonly verdict: string;
  readonly inversions?: readonly Inversion[];
}

async function asked(file: string, design: string): Promise<readonly Answer[]> {
  const { out } = await command(`check ${input(`locks/${file}.js`)} --bound tiny --design ${design} --json`);
  return (JSON.parse(out) as { results: { properties: Answer[] }[] }).results[0]?.properties ?? [];
}
const told = ({ kind, classes, seen, gate, closed }: Inversion) =>
  [
    kind,
    classes.join(' > '),
    seen ? '' : 'unseen',
    gate === undefined ? '' : `gate ${gate}`,
    closed ? 'closed' : 'open',
  ]
    .filter(Boolean)
    .join(', ');

const ANSWERS: readonly (readonly [string, string, string, ...string[]])[] = [
  ['readers', 'inside', 'violated', 'circular, cpu_hotplug_lock > mem_hotplug_lock, open'],
  ['readers', 'again', 'violated', 'recursive, cpu_hotplug_lock, open'],
  ['readers', 'outside', 'holds'],
  ['again', 'mutex', 'violated', 'recursive, balloon_mutex, closed'],
  ['again', 'read-write', 'violated', 'recursive, sem, closed'],
  ['again', 'mutex_trylock', 'holds'],
  ['again', 'zones', 'violated', 'recursive, zone.lock, open'],
  ['orders', 'abba', 'violated', 'circular, A > B, closed'],
  ['orders', 'three', 'violated', 'circular, A > B > C, closed'],
  ['orders', 'apart', 'violated', 'circular, A > B, open'],
  ['orders', 'gated', 'violated', 'circular, A > B, gate gate, open'],
  ['orders', 'active', 'violated', 'circular, A > kn->active, closed'],
  ['orders', 'active-trylock', 'holds'],
  ['orders', 'device', 'holds', 'circular, A > device_lock, unseen, closed'],
  ['orders', 'completion', 'holds', 'circular, A > done, unseen, closed'],
  ['orders', 'flush', 'violated', 'circular, A > item, closed'],
  ['orders', 'tried', 'holds'],
  ['orders', 'by-hand', 'violated', 'circular, A > B, closed'],
];

describe('the order of locks', () => {
  it.each(ANSWERS)('%s, %s: %s', async (file, design, verdict, ...inversions) => {
    const answers = await asked(file, design);
    const found = answers.find((p) => p.name === 'lock-order');
    expect(found?.verdict).toBe(verdict);
    expect(found?.inversions?.map(told) ?? []).toEqual(inversions);
    // What is closed is a deadlock, and the other way round.
    const stuck = answers.find((p) => p.name === 'no-deadlock')?.verdict === 'violated';
    expect(inversions.some((i) => i.endsWith('closed'))).toBe(stuck);
  });

  it('is told in lockdep’s words, headed as a model’s, within 72 columns', async () => {
    const { out, status } = await command(
      `check ${input('locks/readers.js')} --bound tiny --design inside --property lock-order`,
    );
    expect(status).toBe(1);
    expect(out).toContain('MODEL: possible circular locking dependency detected\n');
    expect(out).toContain('offline is trying to acquire lock:\n  (cpu_hotplug_lock), for reading\n');
    expect(out).toContain('-> #1 (mem_hotplug_lock), for reading:\n    create, holding (cpu_hotplug_lock)');
    expect(out).toContain(`  lock(mem_hotplug_lock);
                               rlock(cpu_hotplug_lock);
                               rlock(mem_hotplug_lock);
  rlock(cpu_hotplug_lock);

 *** DEADLOCK ***
`);
    expect(out).toContain('  - order inverted; within this bound nobody closes it\n');
    expect(out.split('\n').filter((line) => line.length > 72)).toEqual([]);
  });

  it.each([
    ['lock', /a\.s: acquires: unknown lock 'cache_lok'; did you mean 'cache_lock'\?/],
    ['mode', /a\.s: acquires: unknown mode 'reader' \(there are: exclusive, shared, recursive\)/],
    ['name', /property 'lock-order': it has the name of what every model with locks is asked/],
  ])('refuses a mistake: %s', async (design, message) => {
    const { err, status } = await command(
      `check ${input('locks/mistakes.js')} --bound tiny --design ${design}`,
    );
    expect(status).toBe(3);
    expect(err).toMatch(message);
  });
});
