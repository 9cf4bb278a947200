// SPDX-License-Identifier: MIT
/** A counterexample comes back out of a mail as it went in, however it was folded and quoted. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../counterexample/format.ts';
import { fingerprintOf } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { fileIn, folded, hasLine, lineOf } from './line.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const thread = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const event = fc.record(
  { type: thread, choice: fc.stringMatching(/^[A-Za-z0-9 _*%.=-]{1,8}$/) },
  { requiredKeys: ['type'] },
);
const limit = fc.oneof(fc.nat(99), fc.boolean(), fc.stringMatching(/^[a-z]{1,6}$/));
const counterexample = fc
  .record(
    {
      model: name,
      design: name,
      configuration: name,
      property: name,
      kind: name,
      step: fc.oneof(fc.constant(''), name),
      bound: fc.constantFrom('tiny', 'small', 'large'),
      schedule: fc.array(event, { minLength: 1, maxLength: 12 }),
      limits: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), limit, { minKeys: 1, maxKeys: 3 }),
      initial: fc.integer({ min: 1, max: 9 }),
    },
    {
      requiredKeys: ['model', 'design', 'configuration', 'property', 'kind', 'step', 'bound', 'schedule'],
    },
  )
  .chain((c) =>
    fc
      .option(fc.nat(c.schedule.length - 1), { nil: undefined })
      .map((loop) => ({ ...c, ...(loop !== undefined && { loop }) })),
  )
  .map((c): Counterexample => {
    const of = c as Omit<Counterexample, 'fingerprint'>;
    return { ...of, fingerprint: fingerprintOf(of) };
  });

/** What mail programs do. */
const MAILED: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  'as it is': (lines) => lines.join('\n'),
  quoted: (lines) => lines.map((l) => `> > ${l}`).join('\n'),
  'with CRLF': (lines) => lines.join('\r\n'),
  'quoted-printable': (lines) =>
    lines
      .join('\n')
      .replaceAll('=', '=3D')
      .replaceAll(/(.{60})(?=.)/g, '$1=\n'),
  'in one line': (lines) => lines.map((l) => l.trim()).join(' '),
};

describe('a counterexample in a mail', () => {
  it.each(Object.keys(MAILED))('comes back %s', (how) => {
    fc.assert(
      fc.property(counterexample, (c) => {
        const mail = `On Monday somebody wrote:\n${MAILED[how]?.(folded(lineOf(c)))}\n-- \nbye.\n`;
        expect(hasLine(mail)).toBe(true);
        expect(decode(fileIn(mail, 'mail'), 'mail')).toEqual(c);
      }),
    );
  });
  it.each([
    ['mhpcheck:1 m d c', 'the dot that ends it is missing'],
    ['mhpcheck:1 m d : a .', "'mhpcheck:1' is not followed by model, design"],
  ])('is refused in a line: %s', (mail, says) => {
    expect(() => fileIn(mail, 'mail')).toThrow(says);
  });
});
