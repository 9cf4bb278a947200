// SPDX-License-Identifier: MIT
/** What a command may do, whatever it is given: what the fuzzer holds each run against. */
import { createHash } from 'node:crypto';
import { cli } from '../src/cli/cli.ts';
import { abba, choosy, faulty, lostUpdate } from '../src/testing/toys.ts';
import { entryOf, hopeless } from '../src/testing/sample.ts';

export const entries = [
  entryOf('faulty', faulty),
  entryOf('abba', () => abba()),
  entryOf('choosy', choosy),
  entryOf('lost-update', lostUpdate),
  entryOf('hopeless', hopeless),
];

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}
/** A run is asked to stop after so many seconds, and may take some more to do so. */
const STOP = 2;
const LATE = 20;

/** `stop`: seconds after which it is interrupted; never where the answer is held against another, on a machine however slow. */
export async function run(argv: readonly string[], stop = STOP): Promise<Ran> {
  let [out, err] = ['', ''];
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const console = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTTY: false,
  };
  const status = await cli(argv, entries, console, () => seconds() > stop);
  return { status, out, err, seconds: seconds() };
}

/** Lines on standard error that are no mistake: where the search stands, where a checkpoint is. */
const NOTICE = /^(?!mhpcheck: )\S.*(sec=|going on from|a checkpoint of|was killed while)/;
/** Control, format and separator characters, halves of surrogates: all but the end of a line. */
const RAW = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What is wrong with a run, in words; nothing if it is none of these. */
export function wrong({ status, out, err, seconds }: Ran): string[] {
  const said = err.split('\n').filter((line) => line !== '' && !NOTICE.test(line));
  const longest = Math.max(...`${out}\n${err}`.split('\n').map((line) => line.length));
  return [
    ...([0, 1, 2, 3, 4].includes(status) || (status === 130 && seconds > STOP) ? [] : [`status ${status}`]),
    ...(said.length > 2 ? [`${said.length} lines on standard error`] : []),
    ...(said.length === 0 && status >= 3 && status < 130 && out === ''
      ? [`status ${status} without a word`]
      : []),
    ...(RAW.test(out) || RAW.test(err) ? ['a character that a terminal obeys'] : []),
    ...(err.includes('bug in mhpcheck') ? ['it calls itself a bug'] : []),
    ...(/\n +at /.test(err) ? ['a stack'] : []),
    ...(longest > 2500 ? [`a line of ${longest} characters`] : []),
    ...(seconds > LATE ? [`${seconds.toFixed(0)} seconds`] : []),
  ];
}

interface File {
  readonly fingerprint: string;
  readonly [field: string]: unknown;
}
/** What a counterexample's file says, worked out without the code that reads it; undefined where it says nothing. */
export function saidBy(text: string): { readonly all: string; readonly honest: boolean } | undefined {
  try {
    const c = JSON.parse(text) as File;
    const { model, property, kind, step, schedule, loop, design, configuration, bound } = c;
    const of = [model, property, kind, step, ...(schedule as unknown[])];
    const repeats = loop === undefined ? [] : [`loop ${String(loop)}`];
    const digest = createHash('sha256')
      .update([...of, ...repeats].join('\n'))
      .digest('hex');
    return {
      all: JSON.stringify([...of, loop, design, configuration, bound]),
      honest: c.fingerprint === digest.slice(0, 12),
    };
  } catch {
    return undefined;
  }
}
