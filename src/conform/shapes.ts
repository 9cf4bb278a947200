// SPDX-License-Identifier: MIT
/** What is written down of a kernel that was driven, as it is read back: data, from whomever. */
import { isMatching, P } from 'ts-pattern';
import { actText } from './entry.ts';
import type { Batch, Did, Sight } from './entry.ts';
import type { Disagreement } from './judge.ts';

const SIGHT = {
  auto: P.string,
  blocks: P.array(P.record(P.string, P.string)),
  counts: P.record(P.string, P.number),
};
const ON_BLOCK = { block: P.number.int().gte(0) };
const ACT = P.union(
  { does: P.union('plug', 'eject'), ...ON_BLOCK },
  { does: 'write', ...ON_BLOCK, value: P.string },
  { does: 'read', ...ON_BLOCK, file: P.string },
  { does: P.union('auto', 'probe'), value: P.string },
  { does: 'hog', mib: P.number, pinned: P.boolean },
);
const BATCH = {
  did: P.array({ act: ACT, got: P.string, from: P.number, to: P.number }),
  marks: P.optional(P.array(P.array(P.string))),
  sight: P.optional(SIGHT),
  crash: P.optional(P.array(P.string)),
};
const DISAGREES = { kind: P.string, says: P.string, expected: P.array(P.string) };

export const isSight = (value: unknown): value is Sight => isMatching(SIGHT, value);
export const isBatch = (value: unknown): value is Batch => isMatching(BATCH, value);
export const isDisagreementText = (value: unknown): value is Disagreement => isMatching(DISAGREES, value);

/** A guest's: with many there would be too many ways for what is counted to come about. */
const MOST_BLOCKS = 2;
export const whyTooMany = ({ blocks: { length } }: Sight): string | undefined =>
  length > MOST_BLOCKS ? `of ${length} blocks; a guest has ${MOST_BLOCKS}` : undefined;

/** Of blocks that nobody looks at anything could be said. Undefined where there are none. */
export function whyUnseen(did: readonly Did[], sight: Sight | undefined, blocks: number): string | undefined {
  const beyond = did.find(({ act }) => 'block' in act && act.block >= blocks);
  if (beyond) return `${actText(beyond.act)}: of blocks there are ${blocks}`;
  if (sight && sight.blocks.length !== blocks) return `of ${blocks} blocks ${sight.blocks.length} are seen`;
  return undefined;
}
