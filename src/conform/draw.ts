// SPDX-License-Identifier: MIT
/** What is done to a kernel, as fast-check draws it: batches one after the other, of one act or of some together. */
import * as fc from 'fast-check';
import type { Act } from '../model/conformance.ts';

/** An act; of a DIMM it is not known yet whether it will be there to be ejected. */
export type Draft =
  Exclude<Act, { does: 'plug' | 'eject' }> | { readonly does: 'dimm'; readonly block: number };

/** More of what can be taken back: pages of a kernel zone nobody can move. */
const WORDS = [
  'online',
  'online_kernel',
  ...Array<string>(5).fill('online_movable'),
  ...Array<string>(5).fill('offline'),
];
const AUTO = ['online', 'online_kernel', 'online_movable', 'offline', 'never'];
const JUNK = ['onlin', 'ONLINE', 'online_movable_', '0', 'offline offline', '-1'];
const FILES = ['state', 'state', 'valid_zones', 'removable', 'phys_device'];

export function sequences(blocks: number): fc.Arbitrary<readonly (readonly Draft[])[]> {
  const block = fc.nat(blocks - 1);
  const dimm = fc.record({ does: fc.constant('dimm' as const), block });
  const write = fc.record({ does: fc.constant('write' as const), block, value: fc.constantFrom(...WORDS) });
  const junk = fc.record({ does: fc.constant('write' as const), block, value: fc.constantFrom(...JUNK) });
  const read = fc.record({ does: fc.constant('read' as const), block, file: fc.constantFrom(...FILES) });
  const auto = fc.record({
    does: fc.constant('auto' as const),
    value: fc.constantFrom(...AUTO),
  });
  const probe = fc.record({
    does: fc.constant('probe' as const),
    value: fc.constantFrom('0x0', '0x100000001', 'x'),
  });
  const hog = fc.record({
    does: fc.constant('hog' as const),
    mib: fc.constantFrom(1, 8, 32),
    pinned: fc.boolean(),
  });
  const alone = fc.oneof(
    { weight: 5, arbitrary: dimm },
    { weight: 12, arbitrary: write },
    { weight: 1, arbitrary: junk },
    { weight: 2, arbitrary: read },
    { weight: 1, arbitrary: auto },
    { weight: 1, arbitrary: probe },
    { weight: 1, arbitrary: hog },
  );
  const beside = fc.oneof(
    { weight: 1, arbitrary: dimm },
    { weight: 8, arbitrary: write },
    { weight: 1, arbitrary: junk },
    { weight: 3, arbitrary: read },
  );
  const batch = fc.oneof(
    { weight: 3, arbitrary: alone.map((one): readonly Draft[] => [one]) },
    { weight: 1, arbitrary: fc.array(beside, { minLength: 2, maxLength: 4 }).map(together) },
  );
  /** Nobody can migrate what is pinned: who takes the block offline gets a signal. */
  const pinned = block.map((of): readonly (readonly Draft[])[] => [
    [{ does: 'hog', mib: 1, pinned: true }],
    [{ does: 'write', block: of, value: 'offline' }],
  ]);
  const some = fc.oneof(
    { weight: 30, arbitrary: batch.map((one) => [one]) },
    { weight: 1, arbitrary: pinned },
  );
  /** Where nothing is plugged there is little to do. */
  const plugged = fc.subarray(
    Array.from({ length: blocks }, (_, i): readonly Draft[] => [{ does: 'dimm', block: i }]),
  );
  return fc
    .tuple(plugged, fc.array(some, { minLength: 1, maxLength: 24, size: 'max' }))
    .map(([first, rest]) => [...first, ...rest.flat()]);
}

/** As many as a batch may have: one DIMM that comes or goes, of each block three writers and one who asks for its zones. */
function together(drafts: readonly Draft[]): readonly Draft[] {
  const kept: Draft[] = [];
  for (const draft of drafts) {
    const alike = kept.filter(
      (k) =>
        k.does === draft.does &&
        (draft.does === 'dimm' || ('block' in k && 'block' in draft && k.block === draft.block)),
    );
    const most = draft.does === 'write' ? 3 : draft.does === 'read' && draft.file !== 'valid_zones' ? 4 : 1;
    const zones = alike.filter((k) => k.does === 'read' && k.file === 'valid_zones').length;
    const count = draft.does === 'read' && draft.file === 'valid_zones' ? zones : alike.length;
    if (count < most) kept.push(draft);
  }
  return kept;
}

/** What it is for a kernel of which this has been seen. */
export const actOf = (draft: Draft, isThere: (block: number) => boolean): Act =>
  draft.does === 'dimm' ? { does: isThere(draft.block) ? 'eject' : 'plug', block: draft.block } : draft;
