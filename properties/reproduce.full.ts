// SPDX-License-Identifier: MIT
/** Real kernels under a real emulator, where `npm run kernels` has made some ready; else this says so. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { entries } from '../models/index.ts';
import { cacheOf, kernelsIn } from '../src/kernel/kernels.ts';
import { command } from '../src/testing/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ready = kernelsIn(cacheOf()).map(({ version }) => version);
const reason = `no kernel in ${cacheOf()} (npm run kernels)`;
const SHOWN = [
  ['memory-block/v6.1--valid-zones-has-node--show.nid', 'zone_for_pfn_range'],
  ['memory-block/v6.1--cancel-to-told-only--acpi.cancel_offline_1', 'MEM_CANCEL_OFFLINE without'],
  ['memory-block/v6.1--cancel-to-told-only--store.cancel_online_1', 'MEM_CANCEL_ONLINE without'],
  ['memmap-on-memory/v6.9--no-unmapped-memmap--walker.page_zone', 'kpagecount_read'],
] as const;
// Others have guests as well.
let own: string;
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  vi.stubEnv('TMPDIR', own);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(own, { recursive: true, force: true });
});
const guests = () => readdirSync(own).filter((name) => name.startsWith('mhpcheck-guest-'));

describe.skipIf(ready.length === 0)(
  `on kernels ${ready.join(', ')}${ready.length === 0 ? reason : ''}`,
  () => {
    it.each(SHOWN)('%s shows', { timeout: 1_200_000 }, async (name, said) => {
      const { status, out } = await command(['reproduce', `${root}counterexamples/${name}.json`], entries);
      expect([status, out]).toEqual([1, expect.stringContaining(said)]);
      expect(out).not.toContain('not reproduced');
      expect(guests()).toEqual([]);
    });
  },
);
