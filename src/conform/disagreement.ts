// SPDX-License-Identifier: MIT
/** The file of a disagreement: what a kernel did that no run of the model does, and all that is needed to see it again. */
import { createHash } from 'node:crypto';
import { isMatching, P } from 'ts-pattern';
import type { Arch } from '../kernel/kernels.ts';
import { parseJson } from '../outside/json.ts';
import { FileError, nameOf } from '../outside/read.ts';
import { foreign } from '../outside/text.ts';
import { didText } from './entry.ts';
import type { Did, Run } from './entry.ts';
import type { Head } from './journal.ts';
import type { Disagreement } from './judge.ts';
import { isBatch, isDisagreementText, isSight, whyTooMany, whyUnseen } from './shapes.ts';

export interface Kept {
  readonly head: Head;
  readonly arch: Arch;
  /** Its last batch is the first point that no run of the model explains; without any, its beginning is. */
  readonly run: Run;
  readonly disagrees: Disagreement;
  /** What the kernel has said meanwhile. */
  readonly log: readonly string[];
}

const FORMAT = 'mhpcheck-disagreement';
const VERSION = 1;
/** Of what is done again: batches, and operations at once. */
const [MOST_BATCHES, AT_ONCE] = [1000, 4];
/** Of a log. */
const MOST_LINES = 10_000;
const SHAPE = {
  format: FORMAT,
  version: VERSION,
  model: P.string,
  kernel: P.string,
  release: P.string,
  seed: P.number,
  arch: P.union('x86-64', 'arm64'),
  run: P.string,
  fingerprint: P.string,
  begins: P.when(isSight),
  batches: P.array(P.when(isBatch)),
  disagrees: P.when(isDisagreementText),
  log: P.array(P.string),
} as const;

/** Twelve hex digits of the SHA-256 of model, version, and what was done and answered: one disagreement, one fingerprint. */
export function fingerprintOf({ head, run, disagrees }: Omit<Kept, 'arch' | 'log'>): string {
  const did = run.batches.map((batch) => batch.did.map(didText).join('; '));
  const text = [head.model, head.kernel, disagrees.kind, ...did].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

export function encode(kept: Kept): string {
  const { head, arch, run, disagrees, log } = kept;
  const { kind, says, expected } = disagrees;
  const file = {
    format: FORMAT,
    version: VERSION,
    ...head,
    arch,
    run: run.name,
    fingerprint: fingerprintOf(kept),
    begins: run.begins,
    batches: run.batches,
    disagrees: { kind, says, expected },
    log: log.slice(0, MOST_LINES),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Whether a text says of itself that it is one. */
export const isDisagreementFile = (text: string): boolean =>
  new RegExp(`^\\s*\\{\\s*"format"\\s*:\\s*"${FORMAT}"`).test(text);

/** Throws a {@link FileError} of one line: `FILE: what is wrong, and where`. */
export function decode(text: string, file: string): Kept {
  const fail = (problem: string): never => {
    throw new FileError(`${nameOf(file)}: ${problem}`);
  };
  const value = parseJson(text, fail);
  if (!isMatching({ format: FORMAT, version: P.number }, value))
    return fail(`no disagreement: 'format' is not '${FORMAT}', or 'version' is missing`);
  if (value.version !== VERSION)
    return fail(`version ${value.version} is not known here (this mhpcheck reads version ${VERSION})`);
  const fields = value as Record<string, unknown>;
  const wrong = Object.entries(SHAPE).find(([name, shape]) => !isMatching(shape, fields[name]));
  if (wrong)
    return fail(`'${wrong[0]}' is ${fields[wrong[0]] === undefined ? 'missing' : 'not what it should be'}`);
  if (!isMatching(SHAPE, value)) return fail('no disagreement');
  const { model, kernel, release, seed, arch, begins, batches, disagrees, log } = value;
  const many = whyTooMany(begins);
  if (many !== undefined) return fail(`'begins': ${many}`);
  if (batches.length > MOST_BATCHES)
    return fail(`'batches' has ${batches.length} of them; more than ${MOST_BATCHES} are not done again`);
  if (log.length > MOST_LINES)
    return fail(`'log' has ${log.length} lines; more than ${MOST_LINES} are not read`);
  for (const [i, { did, sight, crash, marks }] of batches.entries()) {
    const why = whyUnfit(did) ?? whyUnseen(did, sight, begins.blocks.length);
    if (why !== undefined) return fail(`'batches[${i}]': ${why}`);
    if (!sight && !crash) return fail(`'batches[${i}]': nothing is seen after it, and it is no crash`);
    if (marks && marks.length !== begins.blocks.length)
      return fail(`'batches[${i}]': of ${begins.blocks.length} blocks ${marks.length} have marks`);
  }
  const head = { model, kernel, release, seed };
  const kept = { head, arch, run: { name: value.run, begins, batches }, disagrees, log };
  const right = fingerprintOf(kept);
  if (value.fingerprint === right) return kept;
  return fail(
    `'fingerprint' is '${foreign(value.fingerprint)}', but that of what the file says is '${right}'`,
  );
}

/** What is written is one word or some, as conform writes them, and what is read a file of the block's own. */
function whyUnfit(did: readonly Did[]): string | undefined {
  if (did.length === 0 || did.length > AT_ONCE)
    return `${did.length} operations at once; it takes 1 to ${AT_ONCE}`;
  const odd = did.find(({ act }) =>
    act.does === 'read'
      ? !/^\w{1,64}$/.test(act.file)
      : act.does === 'hog'
        ? !Number.isInteger(act.mib) || act.mib < 0 || act.mib > 1024
        : 'value' in act && !/^[\w -]{0,64}$/.test(act.value),
  );
  return odd && `${foreign(didText(odd))}: nothing that conform does`;
}
