// SPDX-License-Identifier: MIT
/** Counters of a recorded kernel, memmap_on_memory on, by the model of counters; and by one that counts wrongly. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { readMachine } from '../model/read.ts';
import { rewrite } from '../model/rewrite.ts';
import type { Accounts, Conformance } from '../model/conformance.ts';
import type { AnyModel, Instance } from '../model/types.ts';
import { caughtAfter, judged } from './judged.ts';
import { readJournal } from './journal.ts';
import { accountingOf, instanceFor, judgeOf } from './oracles.ts';

const named = (name: string) =>
  entries.find((e) => e.model.name === name) as unknown as {
    model: AnyModel;
    conformance: Conformance;
    accounts: Accounts;
  };
const [blocks, counters] = [named('memory-block'), named('memmap-on-memory')];
const file = fileURLToPath(new URL('../../properties/journals/memmap-on-memory-6.12.jsonl', import.meta.url));
const { runs, head } = readJournal(file);
const right = instanceFor(counters.model, counters.accounts, head.kernel) as Instance;
const block = instanceFor(blocks.model, blocks.conformance, head.kernel) as Instance;
const judgeBy = (instance: Instance) =>
  judgeOf(block, blocks.conformance, accountingOf(instance, counters.accounts));
const without = (name: string): Instance => {
  const machine = rewrite(readMachine(right.machine), (region) => {
    const state = region.states[name];
    const candidates = state?.candidates.map(({ actions: _, ...rest }) => rest);
    return state && candidates
      ? { ...region, states: { ...region.states, [name]: { ...state, candidates } } }
      : region;
  });
  return { ...right, machine };
};

describe('counters of 6.12 with memmap_on_memory', () => {
  it('are those of the model, to the page', () => {
    const { found, tally } = judged(judgeBy(right).again(), runs);
    expect(found).toEqual([]);
    expect(tally.acts).toBeGreaterThan(60);
  });
  it('are not those of one that forgets that memmap is present', () => {
    expect(caughtAfter(judgeBy(without('head_present')), runs)).toBeLessThanOrEqual(60);
  });
});
