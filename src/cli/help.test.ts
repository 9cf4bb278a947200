// SPDX-License-Identifier: MIT
/** What is promised to a reader: --help. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { oneOf } from '../testing/full.ts';
import { entryOf } from '../testing/sample.ts';
import { chain } from '../testing/toys.ts';
import { cli } from './cli.ts';
import { HELP, VERB_HELP } from './help.ts';
import { parse, VERBS } from './options.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(argv: readonly string[], among = entries) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const console = {
    out: (text: string) => void printed.push(text),
    err: (text: string) => void complaints.push(text),
    isTTY: false,
  };
  const status = await cli(argv, among, console, () => false);
  return { status, out: printed.join(''), err: complaints.join('') };
}

/** The examples of all help texts: indented lines that call mhpcheck, their continuations joined. */
const examples = [HELP, ...Object.values(VERB_HELP)]
  .flatMap((text) => [...text.replaceAll('\\\n', '').matchAll(/^ {2}mhpcheck (.*)$/gm)])
  .map(([, line = '']) => line.split(' '));

/** A command line with these options in place of what it says there. */
const narrow = (argv: readonly string[], options: Readonly<Record<string, string>>) =>
  Object.entries(options).reduce<readonly string[]>((words, [name, value]) => {
    const at = words.indexOf(`--${name}`);
    return [...(at < 0 ? words : words.toSpliced(at, 2)), `--${name}`, value];
  }, argv);

describe('--help', () => {
  it('is there for every command, and prints what the options of that command are', async () => {
    for (const verb of VERBS) {
      const { status, out, err } = await run([verb, '--help']);
      expect([status, err]).toEqual([0, '']);
      expect(out).toBe(VERB_HELP[verb]);
      expect(out).toMatch(new RegExp(`^Usage: mhpcheck ${verb} `));
      for (const [, name = ''] of out.matchAll(/ --([a-z-]+)/g))
        expect(() => parse([verb, `--${name}`, 'x']), `${verb} --${name}`).not.toThrow(/takes no|unknown/);
    }
    expect(Object.keys(VERB_HELP).toSorted()).toEqual(VERBS.toSorted());
  });
  it('of the program names every command', async () => {
    for (const argv of [['--help'], ['-h'], ['help']]) {
      const { status, out } = await run(argv);
      expect([status, out]).toEqual([0, HELP]);
    }
    for (const verb of VERBS) expect(HELP).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });
  it('of a command is printed for `help` and -h too', async () => {
    for (const verb of VERBS)
      for (const argv of [
        ['help', verb],
        [verb, '-h'],
      ])
        expect(await run(argv)).toEqual({ status: 0, out: VERB_HELP[verb], err: '' });
    expect((await run(['help', 'toString'])).out).toBe(HELP);
  });
  it('fits 72 columns, without tabs', () => {
    for (const line of [HELP, ...Object.values(VERB_HELP)].join('\n').split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(72);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });
  it('has examples that are accepted as they stand', () => {
    expect(examples.length).toBeGreaterThanOrEqual(9);
    for (const argv of examples) expect(parse(argv).verb).toBe(argv[0]);
  });
  const some = examples
    .filter(
      ([verb]) =>
        ![
          'replay',
          'report',
          'explore',
          'sources',
          'reproduce',
          'conform',
          'validate-trace',
          'watch',
        ].includes(verb ?? ''),
    )
    .map((argv) => [argv.join(' '), argv] as const);
  it.each(oneOf(3, some))('has an example that runs, here narrowed down: %s', async (_, argv) => {
    const asked = argv.map((word) => (word === 'counterexamples' ? dir : word));
    // The expected answers are those at bound small.
    const toExpect = asked.includes('--expect');
    const narrower = {
      config: 'what-if-unpinned',
      design: toExpect ? 'option-3' : 'none',
      ...(!toExpect && { bound: 'tiny' }),
    };
    // A real model has hundreds of mutants: under its name stands a toy, of which one survives.
    const mutate = asked[0] === 'mutate';
    const toy = entryOf(asked[1] ?? '', chain);
    const ran = mutate
      ? run(narrow(asked, asked.includes('--design') ? { design: 'plain' } : {}), [toy])
      : run(asked[1] === 'gfp' || asked[0] === 'diff' ? asked : narrow(asked, narrower));
    const { status, err } = await ran;
    // A run of over a second reports its progress.
    const violated = asked[0] === 'check' && !asked.includes('--schedule') && !asked.includes('--through');
    const wanted = violated || mutate ? 1 : 0;
    expect([status, err.replaceAll(/^.* sec=\d+\n/gm, '')]).toEqual([wanted, '']);
  });
  it('has an example of report that is printed', async () => {
    const [argv = []] = examples.filter(([verb]) => verb === 'report');
    const { status, out } = await run(argv.map((word) => (word.endsWith('.json') ? join(root, word) : word)));
    expect([status, out.split('\n')[0]]).toEqual([
      0,
      'Subject: vmalloc-hot-remove, option-2: no-deadlock violated',
    ]);
  });
  it('has an example of replay that is reproduced', async () => {
    const [[, file = ''] = []] = examples.filter(([verb]) => verb === 'replay');
    const { status, out } = await run(['replay', join(root, file)]);
    expect(status).toBe(1);
    expect(out).toContain('<--- use-after-free!');
  });
});

describe('--version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await run(['--version'])).toEqual({ status: 0, out: `mhpcheck ${version}\n`, err: '' });
  });
});
