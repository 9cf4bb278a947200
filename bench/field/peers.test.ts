// SPDX-License-Identifier: MIT
/** TLC and Stateright: what they are asked, how what they print is read, and what they count where they are here. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { source } from './engine.ts';
import { engine } from './engines.ts';
import { PROBLEMS } from './problems.ts';
import type { Problem } from './problems.ts';
import { readTlc } from './read.ts';
import { model } from './stateright.ts';
import { disagreements } from './table.ts';
import { configuration } from './tlc.ts';
import { missing } from './tools.ts';

let cwd = '';
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'mhpcheck-field-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true, force: true });
});
const called = (name: string) => PROBLEMS.find((p) => p.name === name) as Problem;
const stuck = called('philosophers, 4: deadlock');
const small = called('vhr 2 1 2 2 2 1 1');

/** As TLC 2026.04 prints them, without what it says of each file that it reads. */
const WHOLE = `Starting... (2026-11-29 23:55:39)
Computing initial states...
Finished computing initial states: 1 distinct state generated at 2026-11-29 23:55:40.
Progress(23) at 2026-11-29 23:55:43: 7,119 states generated (7,119 s/min), 3,063 distinct states found (3,063 ds/min), 327 states left on queue.
Model checking completed. No error has been found.
  Estimates of the probability that TLC did not check all reachable states
  because two distinct states had the same fingerprint:
  calculated (optimistic):  val = 1.5E-11
33370 states generated, 12498 distinct states found, 0 states left on queue.
The depth of the complete state graph search is 54.
Finished in 10s at (2026-11-29 23:55:47)
`;
const TRACE = `Error: Deadlock reached.
Error: The behavior up to this point is:
State 1: <Initial predicate>
/\\ pc = (0 :> "think" @@ 1 :> "think")
/\\ fork = (0 :> FALSE @@ 1 :> FALSE)

State 2: <Next line 19, col 6 to line 19, col 46 of module philosophers>
/\\ pc = (0 :> "one" @@ 1 :> "think")
/\\ fork = (0 :> TRUE @@ 1 :> FALSE)

State 3: <Next line 19, col 6 to line 19, col 46 of module philosophers>
/\\ pc = (0 :> "one" @@ 1 :> "one")
/\\ fork = (0 :> TRUE @@ 1 :> TRUE)

9 states generated, 7 distinct states found, 1 states left on queue.
The depth of the complete state graph search is 4.
Finished in 03s at (2026-11-29 23:56:01)
`;

it('every problem is written for both', () => {
  const paths = PROBLEMS.flatMap(({ tla, file }) => [`${file}.rs`, ...(tla ? [] : [`${file}.tla`])]);
  expect(paths.filter((path) => !existsSync(source(`peers/field/${path}`)))).toEqual([]);
  const unfit = PROBLEMS.flatMap((p) => [engine('tlc'), engine('stateright')].map((who) => who.unfit?.(p)));
  expect(new Set(unfit)).toEqual(new Set([undefined]));
});

describe('TLC', () => {
  it('tells the states at its end, or the states of a trace', () => {
    expect(readTlc(WHOLE)).toEqual({ states: 12_498 });
    expect(readTlc(TRACE)).toEqual({ states: 7, length: 2 });
    const unfinished = WHOLE.split('Model checking')[0] as string;
    expect(() => readTlc(unfinished)).toThrow('no count of states in:');
    expect(() => readTlc(unfinished.replace('327', '0'))).toThrow('no count of states in:');
    expect(() => readTlc('Error: Java heap space')).toThrow('no count of states in:\nError: Java heap space');
  });
  it('is asked for deadlocks of vhr, and of no other without a trace', () => {
    expect(configuration(small)).toBe(
      'CONSTANTS V = 2 H = 1 S = 2 P = 2 C = 2 R = 1 OPT = 1\nSPECIFICATION Spec\nCHECK_DEADLOCK TRUE\nINVARIANT Safe\n',
    );
    expect(configuration(called('philosophers, 12'))).toContain('CHECK_DEADLOCK FALSE\n');
  });
  it('is asked for deadlocks where a trace is, and exits with 11 then; it leaves nothing behind', async () => {
    expect(configuration(stuck)).toBe(
      'CONSTANTS N = 4 LEFT = 0\nSPECIFICATION Spec\nCHECK_DEADLOCK TRUE\nINVARIANT Safe\n',
    );
    const java = join(cwd, 'java');
    writeFileSync(join(cwd, 'said'), TRACE);
    writeFileSync(java, '#!/bin/sh\necho "$@" >asked\ncat said\nexit 11\n');
    chmodSync(java, 0o755);
    vi.stubEnv('JAVA', java);
    vi.stubEnv('TLA2TOOLS', 'tla2tools.jar');
    const { measure } = engine('tlc');
    expect(await measure(stuck, cwd, 10)).toMatchObject({ states: 7, length: 2 });
    const asked = readFileSync(join(cwd, 'asked'), 'utf8');
    expect(asked).toContain(`-Djava.io.tmpdir=${cwd} -cp ${process.cwd()}/tla2tools.jar tlc2.TLC`);
    expect(asked).toContain('-workers 1 -config field.cfg philosophers\n');
    expect(readFileSync(join(cwd, 'philosophers.tla'), 'utf8')).toContain('MODULE philosophers');
    // Nothing was to be found.
    const whole = measure(called('philosophers, 12'), cwd, 10);
    await expect(whole).rejects.toThrow('failed (11)');
  });
});

describe('Stateright', () => {
  it('is given the numbers of the problem', () => {
    expect(model(stuck)).toContain('const N: usize = 4;\nconst LEFT: usize = 0;\nconst STUCK: usize = 1;\n');
    expect(model(called('philosophers, 12'))).toContain('const STUCK: usize = 0;\n');
    const large = model(called('vhr 3 1 2 2 2 2 1'));
    for (const [name, value] of Object.entries({ V: 3, H: 1, S: 2, P: 2, C: 2, R: 2, OPT: 1 }))
      expect(large).toContain(`const ${name}: usize = ${value};\n`);
  });
});

describe('where they are here, they find what was published', () => {
  for (const who of ['tlc', 'stateright'] as const) {
    const { says, needs, measure } = engine(who);
    const lacks = needs.flatMap((name) => missing(name) ?? []);
    const why = lacks.length > 0 ? `: skipped, needs \`${lacks.join('; ')}\`` : '';
    it.skipIf(why !== '')(`${says}${why}`, { timeout: 600_000 }, async () => {
      const rows = [];
      for (const problem of [called('Anderson, 3 processes'), small, stuck])
        rows.push({ problem, runs: new Map([[who, [await measure(problem, cwd, 300)]]]), not: new Map() });
      expect(rows.flatMap(disagreements)).toEqual([]);
    });
  }
});
