// SPDX-License-Identifier: MIT
/** Wrong oracles, each mutant in the place of the model: which a recorded journal catches, and after how many operations. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { caughtAfter } from '../src/conform/judged.ts';
import { readJournal } from '../src/conform/journal.ts';
import type { Accounts, Conformance } from '../src/model/conformance.ts';
import type { AnyModel } from '../src/model/types.ts';
import { wrongAccounts, wrongOracles } from './teeth.ts';

const journal = (name: string) =>
  readJournal(fileURLToPath(new URL(`journals/${name}.jsonl`, import.meta.url)));
const entryOf = (name: string) => entries.find((e) => e.model.name === name);
/** What no mutant of these may take longer than. */
const MOST = 320;

describe('a wrong model', () => {
  const { model, conformance } = entryOf('memory-block') as { model: AnyModel; conformance: Conformance };
  const { runs, head } = journal('memory-block-6.1');
  const wrong = wrongOracles(model, conformance, head.kernel, ['dimm', 'first-add']);
  it.each([
    ['a forgotten EBUSY', ['store.isolate: EBUSY ignored', 'acpi.isolate: EBUSY ignored']],
    [
      'a zone that is not asked for',
      ['store.write: step dropped', 'store.move_pfn_range_to_zone: step dropped'],
    ],
    [
      'a lost notifier',
      ['going_online_1', 'online_1', 'notify_going_offline_1', 'offline_1'].map(
        (s) => `store.${s}: step dropped`,
      ),
    ],
    [
      'pages that are not counted',
      ['online_present', 'online_pages_range', 'offline_present', 'offline_isolated'].map(
        (s) => `store.${s}: step dropped`,
      ),
    ],
    ['a span that stays', ['store.offline_shrink: step dropped', 'acpi.offline_shrink: step dropped']],
    ['a device that forgets', ['store.set_dev_offline: step dropped', 'store.dev_online: step dropped']],
  ])('is caught: %s', (_, names) => {
    for (const name of names) {
      const after = wrong.find(({ mutant }) => mutant.name === name)?.judge();
      const caught = after && caughtAfter(after, runs);
      expect(caught, name).toBeLessThanOrEqual(MOST);
    }
  });
});

describe('a wrong model of counters', () => {
  const { model, accounts } = entryOf('memmap-on-memory') as { model: AnyModel; accounts: Accounts };
  const blocks = entryOf('memory-block') as { model: AnyModel; conformance: Conformance };
  const { runs, head } = journal('memmap-on-memory-6.12');
  const wrong = wrongAccounts(model, accounts, blocks, head.kernel);
  it.each([
    ['onliner.head_present', 'memmap that is not present'],
    ['onliner.managed_online', 'pages that nobody manages'],
    ['onliner.totalram_online', 'MemTotal without what is online'],
    ['onliner.present', 'pages that are not present'],
    ['onliner.head_resize', 'a zone that begins behind the memmap'],
    ['offliner.head_unaccount', 'memmap that stays present'],
  ])('is caught: %s, %s', (step) => {
    const one = wrong.find(({ mutant }) => mutant.name === `${step}: step dropped`);
    expect(one && caughtAfter(one.judge(), runs)).toBeLessThanOrEqual(MOST);
  });
});
