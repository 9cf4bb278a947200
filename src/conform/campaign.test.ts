// SPDX-License-Identifier: MIT
/** A campaign on guests that are the model: it agrees with itself; one that is another model disagrees, and is made shorter. */
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { formOf } from '../engine/engine.ts';
import { GuestError } from '../kernel/guest.ts';
import type { Act, Conformance } from '../model/conformance.ts';
import { readMachine } from '../model/read.ts';
import { rewrite } from '../model/rewrite.ts';
import type { Entry, Instance } from '../model/types.ts';
import { FakeGuest } from '../testing/fake-guest.ts';
import { Stopped } from '../watch/watch.ts';
import { again } from './again.ts';
import { campaign } from './campaign.ts';
import type { Found, Lost, Plan } from './campaign.ts';
import { decode, encode } from './disagreement.ts';
import { didText } from './entry.ts';
import type { Batch } from './entry.ts';
import { Judge, isDisagreement } from './judge.ts';
import { judged } from './judged.ts';
import { instanceFor } from './oracles.ts';
import { Oracle } from './oracle.ts';
import { GuestSubject } from './subject.ts';
import { emptyTally } from './tally.ts';

const { model, conformance } = entries.find((e) => e.model.name === 'memory-block') as Entry & {
  conformance: Conformance;
};
const instance = instanceFor(model, conformance, '6.1') as Instance;
const program = readMachine(instance.machine);
const oracle = new Oracle(formOf(instance).compiled, conformance);
const judge = () => new Judge(oracle, conformance);
/** The model whose step `name` has no effect, whoever takes it. */
function without(name: string): Oracle {
  const machine = rewrite(program, (region) => {
    const state = region.states[name];
    const candidates = state?.candidates.map(({ actions: _, ...rest }) => rest);
    return state && candidates
      ? { ...region, states: { ...region.states, [name]: { ...state, candidates } } }
      : region;
  });
  return new Oracle(formOf({ ...instance, machine }).compiled, conformance);
}

/** Numbers as a generator of linear congruences has them. */
function numbers(seed: number): () => number {
  let at = seed;
  return () => (at = (at * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}
const guest = (of: Oracle, seed: number, crashes = false) =>
  new GuestSubject(new FakeGuest(of, conformance, numbers(seed), crashes)).ready();
const on = (of: Oracle, seed: number, most: number, more: Partial<Plan> = {}) =>
  campaign({
    boot: () => guest(of, seed),
    judge,
    seed,
    first: 0,
    guests: 1,
    isOver: ({ acts }) => acts >= most,
    ...more,
  });

describe('a guest that is the model', () => {
  it('never disagrees', async () => {
    const { tally, found, failed } = await on(oracle, 7, 150, { guests: 2 });
    expect([found, failed]).toEqual([[], undefined]);
    expect(tally.guests).toBeGreaterThan(1);
    expect([tally.order > 5, tally.interleaving]).toEqual([true, 0]);
  });
  it('crashes where the model does, which is no disagreement', async () => {
    const judging = judge();
    const acts: Act[] = [
      { does: 'plug', block: 0 },
      { does: 'read', block: 0, file: 'valid_zones' },
    ];
    let batch: Batch = { did: [] };
    // As long as one is over before the other begins.
    for (let seed = 1; seed < 30 && !batch.crash; seed++) {
      const subject = await guest(oracle, seed, true);
      judging.begin(await subject.look());
      batch = await subject.act(acts);
    }
    expect(batch.crash).toEqual([
      'BUG: kernel NULL pointer dereference, address: 00000000000000a0',
      'RIP: 0010:zone_for_pfn_range+0x47/0x2d0',
    ]);
    const arm64 = [
      'Unable to handle kernel paging request at virtual address ffff0000000000a0',
      'pc : zone_for_pfn_range+0x40/0x2d0',
    ];
    for (const crash of [batch.crash, arm64])
      expect(judging.after({ ...batch, crash })).toEqual({ by: 'crash' });
    const elsewhere = judging.after({ ...batch, crash: [arm64[0] ?? '', 'pc : offline_pages+0x40/0x2d0'] });
    expect(elsewhere).toMatchObject({ kind: expect.stringContaining('crash: Unable') as string });
    const other = judging.after({ ...batch, crash: ['kernel BUG at mm/memory_hotplug.c:1!'] });
    expect(other).toMatchObject({ kind: 'crash: kernel BUG at mm/memory_hotplug.c:#!' });
  });
});

describe('a guest that is another model', () => {
  it.each([
    ['set_online', 'state=offline'],
    ['offline_present', 'present='],
    ['write', 'Normal'],
    ['going_online_1', 'notified MEM_ONLINE'],
  ])('disagrees, without %s, and is made short', async (step, says) => {
    const { found } = await on(without(step), 3, 400, {
      isOver: ({ acts, runs }) => acts > 600 || runs > 40,
    });
    const [one] = found;
    expect(one?.says).toContain(says);
    expect(one?.run.batches.flatMap(({ did }) => did.map(didText)).length).toBeLessThanOrEqual(4);
    const head = { model: 'memory-block', kernel: '6.1', release: '6.1.0-fake', seed: 3 };
    const { run, log, ...disagrees } = one as Found;
    const kept = decode(encode({ head, arch: 'x86-64', run, disagrees, log }), 'saved');
    expect(kept).toEqual({ head, arch: 'x86-64', run, disagrees, log });
    expect(judged(judge(), [kept.run]).found).toMatchObject([{ kind: one?.kind, says: one?.says }]);
    // Done again it is there in some guest, and in none that is the model.
    const other = without(step);
    const tried = async (of: Oracle, n: number) => again(await guest(of, n), judge(), run);
    const seen = await Promise.all(Array.from({ length: 12 }, (_, n) => tried(other, n)));
    expect(seen.filter(({ disagrees: now }) => now).length).toBeGreaterThan(0);
    for (let n = 0; n < 4; n++) expect((await tried(oracle, n)).disagrees).toBeUndefined();
  });
  it('is like nothing of the model', async () => {
    const sight = await (await guest(oracle, 1)).look();
    const odd = { ...sight, blocks: sight.blocks.map((seen) => ({ ...seen, link: 'yes' })) };
    expect(judge().begin(odd)).toMatchObject({ kind: expect.stringContaining('at rest') as string });
    expect(judged(judge(), [{ name: '0', begins: odd, batches: [] }]).found).toHaveLength(1);
  });
  it('tells notifiers of memory that it has not, or what nobody knows', async () => {
    for (const [told, says] of [
      ['val=1 first=0 third=0', 'MEM_ONLINE of 0'],
      ['val=1024 first=1048576 third=0', 'event 1024'],
    ] as const) {
      const own = new FakeGuest(oracle, conformance, numbers(1));
      const subject = await new GuestSubject(own).ready();
      const judging = judge();
      judging.begin(await subject.look());
      const ask = own.ask.bind(own);
      own.ask = async (verb, file, ...words) =>
        verb === 'read' && file?.endsWith('trace')
          ? { error: 0, text: `${told}\n` }
          : ask(verb, file, ...words);
      const verdict = judging.after(await subject.act([{ does: 'read', block: 0, file: 'state' }]));
      expect(isDisagreement(verdict) && verdict.says).toContain(`notified ${says}`);
    }
  });
  it('reports something between two acts, or as it is settled', async () => {
    const told = 'WARNING: CPU: 0 PID: 9 at mm/memory_hotplug.c:1';
    const own = new FakeGuest(oracle, conformance, numbers(1));
    const warn = () => own.ask('write', '/dev/kmsg', `<6>${told}`);
    const subject = await new GuestSubject(own).ready();
    const begins = await subject.look();
    const judging = judge();
    judging.begin(begins);
    await warn();
    const verdict = judging.after(await subject.act([{ does: 'read', block: 0, file: 'state' }]));
    expect(isDisagreement(verdict) && verdict.says).toBe(told);
    await subject.act([{ does: 'plug', block: 0 }]);
    const eject = own.eject.bind(own);
    own.eject = (block) => {
      const isGone = eject(block);
      void warn();
      return isGone;
    };
    const { disagrees } = await again(subject, judge(), { name: '0', begins, batches: [] });
    expect(disagrees?.says).toBe(told);
    const other = await guest(oracle, 1);
    await other.act([{ does: 'plug', block: 1 }]);
    const act = other.act.bind(other);
    other.act = async (acts) => ({ ...(await act(acts)), crash: [told] });
    const { found, tally } = await on(oracle, 1, 1, {
      boot: () => Promise.resolve(other),
      isOver: ({ runs }) => runs > 0,
    });
    expect([found.map(({ says }) => says), tally.acts]).toEqual([[told], 0]);
    expect(judged(judge(), [(found[0] as Found).run]).found).toMatchObject([{ says: told }]);
  });
  it('answers what is no block’s otherwise', async () => {
    const judging = judge();
    const sight = await (await guest(oracle, 1)).look();
    judging.begin(sight);
    const act = { does: 'probe', value: 'x' } as const;
    const verdict = judging.after({ did: [{ act, got: 'ok', from: 0, to: 1 }], sight });
    expect(isDisagreement(verdict) && verdict.expected).toEqual(['ENOENT']);
  });
});

describe('a campaign', () => {
  it('goes on with other guests where one fails, and gives up after three', async () => {
    let booted = 0;
    const ended = await on(oracle, 1, 100, {
      boot: () => {
        if (++booted === 2) return guest(oracle, 1);
        throw new GuestError('the guest does not start');
      },
    });
    expect(ended.failed).toBeUndefined();
    const never = await on(oracle, 1, 100, {
      boot: () => {
        throw new GuestError('the guest does not start');
      },
    });
    expect(never.failed).toBe('the guest does not start');
  });
  it('says which runs a guest that fails has cut off, and has nothing to say of their ends', async () => {
    const lost: Lost[] = [];
    let acts = 0;
    const { found, failed, ...ended } = await on(oracle, 7, 60, {
      boot: async () => {
        const subject = await guest(oracle, 7);
        const act = subject.act.bind(subject);
        subject.act = (some) => {
          if (++acts === 9) throw new GuestError('no answer to it');
          return act(some);
        };
        return subject;
      },
      notes: { begin: () => {}, batch: () => {}, found: () => {}, lost: (one) => void lost.push(one) },
      before: { tally: emptyTally(), found: [], lost: [{ run: '0', why: 'before' }] },
    });
    expect([found, failed, ended.lost.length]).toEqual([[], undefined, 2]);
    expect(ended.lost.slice(1)).toEqual(lost);
    expect(lost[0]?.why).toBe('no answer to it');
  });
  it.each([
    ['read', 'trace', 'nothing is seen of what 6.1.0-fake tells notifiers'],
    ['count', '', 'nothing was counted of what the model counts: MemTotal, present'],
  ])('has no verdict where it sees nothing: %s %s', async (verb, file, why) => {
    const boot = () => {
      const own = new FakeGuest(oracle, conformance, numbers(1));
      const ask = own.ask.bind(own);
      own.ask = (what, path = '', ...words) =>
        what === verb && path.endsWith(file)
          ? Promise.resolve({ error: 0, text: '' })
          : ask(what, path, ...words);
      return new GuestSubject(own).ready();
    };
    const { found, failed } = await on(oracle, 1, 100, { boot });
    expect([found, failed]).toEqual([[], expect.stringContaining(why)]);
  });
  it('keeps what was done and found where it can’t be written down any more', async () => {
    let batches = 0;
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const notes = {
      begin: () => {},
      found: () => {},
      lost: () => {},
      batch: () => {
        if (++batches > 20) throw full;
      },
    };
    const { tally, failed, found } = await on(oracle, 7, 100, { notes });
    expect([failed, found, tally.batches]).toEqual(['no space left on device (ENOSPC)', [], 21]);
  });
  it('ends where it is told to, and fails where the fault is ours', async () => {
    const stops = (error: Error) =>
      on(oracle, 1, 100, {
        boot: () => {
          throw error;
        },
      });
    expect((await stops(new Stopped('interrupt'))).tally.runs).toBe(0);
    await expect(stops(new TypeError('ours'))).rejects.toThrow('ours');
  });
});
