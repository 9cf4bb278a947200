// SPDX-License-Identifier: MIT
/** Threads written as functions, in JavaScript: a mistake is told with the function and the statement. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const SAID: Readonly<Record<string, string>> = {
  label: "main() in f.c, at 'set': unknown label 'oot'; did you mean 'out'? (there is: out)",
  arm: "main() in f.c: busy() in f.c returns '-EBUSY', and the call has no arm for it",
  name: "two statements are called 'set': 'a = true' in main() in f.c, 'a = false' in main() in f.c",
  unreached: "main() in f.c: nothing reaches 'set': what is above it never goes on",
  key: "main() in f.c: unknown key of a way of 'set' 'guard' (there are: when, choice, does, note, says, at, then)",
  field: 't.set: mem.b is not declared',
  promise: 't.set: its effect returns a promise: it must not be async, nothing waits for it',
  nothing: 'main() in f.c ends before its first statement',
};

describe('a mistake in a function', () => {
  it.each(Object.entries(SAID))('%s', async (design, said) => {
    const { status, err } = await command(
      `check ${input('notation/mistakes.js')} --design ${design} --bound tiny`,
    );
    expect(err).toContain(said);
    expect(err).not.toContain('bug in mhpcheck');
    expect(status).toBe(3);
  });
  it('is none where there is none', async () => {
    const { status, err } = await command(
      `check ${input('notation/mistakes.js')} --design good --bound tiny`,
    );
    expect(err).toBe('');
    expect(status).toBe(0);
  });
});
