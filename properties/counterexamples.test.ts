// SPDX-License-Identifier: MIT
/** The regression store: every saved counterexample still runs on both engines and ends in its violation. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { cause } from '../src/counterexample/cause.ts';
import { counterexample, deadlockWaits } from '../src/counterexample/counterexample.ts';
import { decode, encode, resolve } from '../src/counterexample/format.ts';
import { replay } from '../src/counterexample/replay.ts';
import { filesUnder, placeOf } from '../src/counterexample/store.ts';
import { counterexampleText } from '../src/report/counterexample.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = filesUnder(join(root, 'counterexamples')).map((file) => relative(root, file));

describe('a saved counterexample', () => {
  it('is there for each model', () => expect(files.length).toBeGreaterThanOrEqual(entries.length));

  it.each(files)('is reproduced on XState and on the compiled form: %s', (file) => {
    const json = readFileSync(join(root, file), 'utf8');
    const c = decode(json, file);
    const { model, instance, property } = resolve(
      c,
      entries.map((e) => e.model),
      file,
    );
    const { reproduced, instead, trace, compiled } = replay(instance, property, c);
    expect(instead).toBeUndefined();
    expect(reproduced).toBe(true);
    expect(`${placeOf('counterexamples', c)}.json`).toBe(file);
    expect(encode(c, trace, model)).toBe(json);
    // In canonical form already, and with the fingerprint of that.
    expect(counterexample(compiled, c, property, c).fingerprint).toBe(c.fingerprint);
    const waits = deadlockWaits(compiled, trace.states.at(-1));
    const text = counterexampleText({
      counterexample: c,
      model,
      property,
      trace,
      cause: cause(compiled, trace),
      waits,
      file,
    });
    expect(readFileSync(join(root, file.replace(/json$/, 'txt')), 'utf8')).toBe(text);
  });
});
