// SPDX-License-Identifier: MIT
/**
 * A model that is wrong on purpose, held against emulated kernels: what disagrees is made shorter from a saved state, kept,
 * read, and done again. Where `npm run kernels` has made some ready.
 */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { again } from '../src/conform/again.ts';
import { Beginnings } from '../src/conform/beginnings.ts';
import { campaign } from '../src/conform/campaign.ts';
import type { Found } from '../src/conform/campaign.ts';
import { decode, encode } from '../src/conform/disagreement.ts';
import { instanceFor, judgeOf } from '../src/conform/oracles.ts';
import { cacheOf, kernelsIn } from '../src/kernel/kernels.ts';
import { boot } from '../src/kernel/qemu.ts';
import type { Conformance } from '../src/model/conformance.ts';
import type { AnyModel, Instance } from '../src/model/types.ts';
import { wrongOracles } from './teeth.ts';

const { model, conformance } = entries.find((e) => e.model.name === 'memory-block') as {
  model: AnyModel;
  conformance: Conformance;
};
const kernels = kernelsIn(cacheOf()).filter(({ version }) => version in conformance.designs);
/** A notifier that is lost: any block that comes online disagrees. */
const WRONG = 'store.online_1: step dropped';

describe.skipIf(kernels.length === 0)('a wrong model', { timeout: 600_000 }, () => {
  it.each(kernels.map((kernel) => [kernel.name, kernel] as const))(
    'disagrees with a kernel, is made short, and disagrees again: %s',
    async (name, kernel) => {
      const wrong = wrongOracles(model, conformance, kernel.version, ['dimm', 'first-add']);
      const judge = wrong.find(({ mutant }) => mutant.name === WRONG)?.judge();
      if (!judge) throw new Error(`no mutant ${WRONG}`);
      const guests = new Beginnings({
        boot: (from) => boot(kernel, { cpus: 2, ...(from && { from }) }),
        stopped: () => false,
        tell: (why) => expect(why).toBe(''),
      });
      try {
        let isFound = false;
        let isShort = false;
        const { found } = await campaign({
          boot: () => guests.next(),
          isSaved: () => guests.isSaved,
          judge: () => judge.again(),
          seed: 3,
          first: 0,
          guests: 1,
          isOver: () => isShort,
          notes: {
            begin: (run) => (isShort ||= isFound && !run.includes('.')),
            batch: () => {},
            found: () => (isFound = true),
            lost: () => {},
          },
        });
        const { run, log, ...disagrees } = found[0] as Found;
        expect(run.batches.flatMap(({ did }) => did).length).toBeLessThanOrEqual(4);
        const head = { model: model.name, kernel: name, release: kernel.release, seed: 3 };
        const kept = decode(encode({ head, arch: kernel.arch, run, disagrees, log }), 'kept');
        const once = await guests.next();
        expect((await again(once, judge.again(), kept.run)).disagrees?.kind).toBe(disagrees.kind);
        await once.end();
        const right = judgeOf(instanceFor(model, conformance, kernel.version) as Instance, conformance);
        expect((await again(await guests.next(), right, kept.run)).disagrees).toBeUndefined();
      } finally {
        await guests.end();
      }
    },
  );
});
