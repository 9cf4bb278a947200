// SPDX-License-Identifier: MIT
/** The file of a disagreement: what is written is read, and what somebody else wrote is refused in one line, or can be judged. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import type { Act, Conformance } from '../model/conformance.ts';
import type { AnyModel, Instance } from '../model/types.ts';
import { FileError } from '../outside/read.ts';
import { kept, NOTHING } from '../testing/disagreements.ts';
import { runs } from '../testing/full.ts';
import { decode, encode, isDisagreementFile } from './disagreement.ts';
import type { Kept } from './disagreement.ts';
import { judgedRuns } from './judged.ts';
import { instanceFor, judgeOf } from './oracles.ts';

const schema = readFileSync(new URL('../../docs/disagreement-schema.json', import.meta.url), 'utf8');
const isOfSchema = new Ajv2020({ strictTypes: false }).compile(JSON.parse(schema) as object);
const { model, conformance } = entries.find((e) => e.model.name === 'memory-block') as {
  model: AnyModel;
  conformance: Conformance;
};
const judge = judgeOf(instanceFor(model, conformance, '6.1') as Instance, conformance);

const block = fc.nat(1);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ does: fc.constantFrom('plug' as const, 'eject' as const), block }),
  fc.record({
    does: fc.constant('write' as const),
    block,
    value: fc.constantFrom('offline', 'online', '-1'),
  }),
  fc.record({ does: fc.constant('read' as const), block, file: fc.constantFrom('state', 'valid_zones') }),
  fc.record({ does: fc.constantFrom('auto' as const, 'probe' as const), value: fc.constant('0x0') }),
  fc.record({ does: fc.constant('hog' as const), mib: fc.nat(64), pinned: fc.boolean() }),
);
const did = fc.record({ act, got: fc.string(), from: fc.nat(), to: fc.nat() });
const batch = fc.record({
  did: fc.array(did, { minLength: 1, maxLength: 4 }),
  marks: fc.constant([['MEM_ONLINE'], []]),
  sight: fc.constant(NOTHING),
});
const any: fc.Arbitrary<Kept> = fc.record({
  head: fc.record({ model: fc.string(), kernel: fc.string(), release: fc.string(), seed: fc.nat() }),
  arch: fc.constantFrom('x86-64', 'arm64'),
  run: fc.record({
    name: fc.string(),
    begins: fc.constant(NOTHING),
    batches: fc.array(batch, { maxLength: 5 }),
  }),
  disagrees: fc.record({ kind: fc.string(), says: fc.string(), expected: fc.array(fc.string()) }),
  log: fc.array(fc.string()),
});

/** Places in a value: the keys on the way to each. */
function places(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, one]) => places(one, [...at, key]))];
}
function put(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = put(copy[key], rest, other);
  return copy;
}
const file = JSON.parse(encode(kept())) as object;
/** What is said of a file that can't be read, or judged; nothing of any other. */
function refusalOf(text: string): string {
  try {
    judgedRuns('theirs', judge.again(), { runs: [decode(text, 'theirs').run], lost: [] });
    return '';
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.message;
  }
}

describe('the file of a disagreement', () => {
  it('is read as it was written, and of its schema', () => {
    fc.assert(
      fc.property(any, (one) => {
        const text = encode(one);
        expect(isDisagreementFile(text)).toBe(true);
        expect(decode(text, 'kept')).toEqual(one);
        expect([isOfSchema(JSON.parse(text)), isOfSchema.errors]).toEqual([true, null]);
      }),
      { seed: 1, numRuns: runs(100, 2000) },
    );
  });
  it('is refused in one line, or can be judged, whatever is changed of it', () => {
    const change = fc.tuple(fc.constantFrom(...places(file)), fc.jsonValue());
    let read = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const value = changes.reduce<unknown>((now, [at, other]) => put(now, at, other), file);
        const refused = refusalOf(JSON.stringify(value));
        expect(refused).toMatch(/^$|^theirs: .+$/);
        if (refused === '') read++;
      }),
      { seed: 2, numRuns: runs(500, 20_000) },
    );
    expect(read).toBeGreaterThan(10);
  });
  it('can be judged, or is refused, whatever is said to have been done', () => {
    let read = 0;
    fc.assert(
      fc.property(any, (one) => {
        const head = { ...one.head, model: 'memory-block', kernel: '6.1' };
        const refused = refusalOf(encode({ ...one, head }));
        expect(refused).toMatch(/^$|^theirs: run .* the model has not enough threads/);
        if (refused === '') read++;
      }),
      { seed: 3, numRuns: runs(40, 1000) },
    );
    expect(read).toBeGreaterThan(20);
  });
  it.each<[string, readonly string[], unknown, string]>([
    ['of a later version', ['version'], 2, 'version 2 is not known here'],
    ['of no kernel', ['kernel'], 6.1, "'kernel' is not what it should be"],
    ['without its log', ['log'], undefined, "'log' is missing"],
    ['of another machine', ['arch'], 'm68k', "'arch' is not what it should be"],
    ['with other answers', ['batches', '1', 'did', '0', 'got'], 'EBUSY', "'fingerprint' is '"],
    [
      'with a block that nobody looks at',
      ['batches', '1', 'did', '0', 'act', 'block'],
      7,
      'of blocks there are 2',
    ],
    [
      'with more blocks than a guest has',
      ['begins', 'blocks'],
      Array.from({ length: 9 }, () => ({})),
      'of 9 blocks; a guest has 2',
    ],
    ['with nothing seen', ['batches', '1', 'sight'], undefined, 'nothing is seen after it'],
    ['with a batch of nothing', ['batches', '0', 'did'], [], '0 operations at once'],
    [
      'with a word that is two lines',
      ['batches', '0', 'did', '0', 'act', 'value'],
      'offline\noff',
      'nothing that conform does',
    ],
    [
      'with a file elsewhere',
      ['batches', '0', 'did', '0', 'act'],
      { does: 'read', block: 0, file: '../x' },
      'nothing that conform does',
    ],
    [
      'with much memory',
      ['batches', '0', 'did', '0', 'act'],
      { does: 'hog', mib: 1e9, pinned: true },
      'nothing that conform does',
    ],
    [
      'with too many batches',
      ['batches'],
      Array.from({ length: 1001 }, () => ({ did: [] })),
      'more than 1000',
    ],
    ['with marks of one block', ['batches', '0', 'marks'], [[]], 'of 2 blocks 1 have marks'],
    ['with a log without end', ['log'], Array(10_001).fill(''), 'more than 10000'],
  ])('is refused %s', (_, at, other, why) => {
    expect(() => decode(JSON.stringify(put(file, at, other)), 'theirs')).toThrow(why);
  });
  it('is told from others by its first words', () => {
    expect(isDisagreementFile('{"format":"mhpcheck-counterexample"}')).toBe(false);
    expect(() => decode('{"format":"x","version":1}', 'theirs')).toThrow('no disagreement');
  });
});
