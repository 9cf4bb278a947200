// SPDX-License-Identifier: MIT
/** Damaged files and command lines, as fast-check draws and shrinks them. */
import * as fc from 'fast-check';
import { sealed } from '../src/testing/sample.ts';

const EVIL = [
  '',
  ' ',
  '\x1b[2J\x07',
  '\u202egpj',
  'a\nb',
  '\ud800',
  '\x9b31m\u200b\0',
  '__proto__',
  'constructor',
  '../../x',
  "'; rm -rf x",
  '-1',
  '--',
  'x'.repeat(10_000),
];
const evil = fc.oneof(fc.constantFrom(...EVIL), fc.string({ unit: 'binary', maxLength: 12 }));

/** Bytes that were exchanged, lost, doubled or put in. */
type Damage = (bytes: Buffer) => Buffer;
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const byteDamage: fc.Arbitrary<Damage> = fc
  .tuple(
    place,
    fc.constantFrom('flip', 'digit', 'cut', 'drop', 'double', 'insert'),
    fc.integer({ min: 1, max: 255 }),
    fc.integer({ min: 1, max: 40 }),
  )
  .map(([share, how, byte, length]) => (bytes: Buffer) => {
    const at = Math.floor(share * bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (how) {
      case 'flip':
        return bytes.length === 0 ? bytes : Buffer.from(bytes.with(at, (bytes[at] as number) ^ byte));
      case 'digit':
        return Buffer.from(
          bytes
            .toString('latin1')
            .replace(/\d/g, (d, i: number) => (i >= at && i < at + 60 ? String((Number(d) + byte) % 10) : d)),
          'latin1',
        );
      case 'cut':
        return before;
      case 'drop':
        return Buffer.concat([before, after.subarray(length)]);
      case 'double':
        return Buffer.concat([before, after.subarray(0, length), after]);
      default:
        return Buffer.concat([before, Buffer.alloc(length, byte), after]);
    }
  });
export const damages = fc.array(byteDamage, { minLength: 1, maxLength: 3 }).map(
  (all): Damage =>
    (bytes) =>
      all.reduce((b, damage) => damage(b), bytes),
);

const value = fc.oneof(
  evil,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.oneof(evil, fc.integer()), { maxLength: 4 }),
  fc.integer({ min: 1, max: 200 }).map((n) => JSON.parse('['.repeat(n) + ']'.repeat(n)) as unknown),
);
const FIELDS = [
  'format',
  'version',
  'model',
  'design',
  'configuration',
  'bound',
  'property',
  'kind',
  'step',
  'fingerprint',
  'schedule',
  'loop',
  'steps',
  'bounds',
  'assumptions',
];
const valueDamage: fc.Arbitrary<(text: string) => string> = fc
  .tuple(fc.constantFrom(...FIELDS), value, fc.boolean(), fc.option(fc.nat(30), { nil: undefined }))
  .map(([field, to, seal, at]) => (text: string) => {
    const c = JSON.parse(text) as Record<string, unknown>;
    const list = c['schedule'] as unknown[];
    c[field] = field === 'schedule' && at !== undefined ? list.with(at % Math.max(1, list.length), to) : to;
    const changed = JSON.stringify(c);
    try {
      return seal ? sealed(changed) : changed;
    } catch {
      return changed;
    }
  });
/** What becomes of the text of a counterexample's file. */
export const fileDamage: fc.Arbitrary<Damage> = fc.oneof(
  damages,
  valueDamage.map((change) => (bytes: Buffer) => Buffer.from(change(bytes.toString()))),
  fc.constant((bytes: Buffer) => Buffer.from(JSON.stringify(JSON.parse(bytes.toString())))),
);

/** Words of a command line. `dir`: where files may be written. */
export function commandLine(dir: string): fc.Arbitrary<string[]> {
  const path = fc.oneof(
    fc.constantFrom('', dir, '/proc/x', '/dev/null', '/dev/full', `${dir}/${'y'.repeat(300)}`),
    evil.map((name) => `${dir}/${name.replaceAll('..', '_')}`),
  );
  const number = fc.oneof(
    fc.constantFrom('0', '1', '7', '2M', '10s', '-1', '1e3', 'NaN', '99999999999999999999'),
    evil,
  );
  const name = fc.oneof(fc.constantFrom('plain', 'default', 'tiny', 'small', 'plane', 'none', 'all'), evil);
  const valued = (options: readonly string[], values: fc.Arbitrary<string>) =>
    fc
      .tuple(fc.constantFrom(...options), values, fc.boolean())
      .map(([option, v, joined]) => (joined ? [`--${option}=${v}`] : [`--${option}`, v]));
  const option = fc.oneof(
    valued(['design', 'config', 'bound', 'reduce', 'strategy', 'path', 'property', 'limit'], name),
    valued(
      ['max-states', 'max-time', 'max-memory', 'random', 'seed', 'every', 'bitstate', 'compact'],
      number,
    ),
    valued(['save', 'checkpoint', 'resume', 'model'], path),
    fc.constantFrom(
      ['--json'],
      ['--expect'],
      ['--first-trace'],
      ['--first'],
      ['--help'],
      ['-h'],
      ['--'],
      ['--strict'],
    ),
    evil.filter((word) => word !== '-').map((word) => [word]),
  );
  const verb = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.constantFrom('check', 'check', 'compare', 'mutate', 'replay', 'list', 'help'),
    },
    { weight: 1, arbitrary: evil },
  );
  const operand = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('faulty', 'abba', 'choosy', 'lost-update', 'hopeless') },
    {
      weight: 1,
      arbitrary: fc.oneof(
        path,
        evil.filter((word) => word !== '-'),
      ),
    },
  );
  return fc
    .tuple(verb, fc.array(operand, { maxLength: 2, minLength: 1 }), fc.array(option, { maxLength: 4 }))
    .map(([v, operands, options]) => [
      v,
      ...operands.slice(0, 1 + (operands[1] === 'abba' ? 1 : 0)),
      ...options.flat(),
    ]);
}
