// SPDX-License-Identifier: MIT
/** The package as it is published: what `npm pack` would put into it, in an empty folder, with a model of somebody's own. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mhpcheck-package-'));
const installed = join(folder, 'node_modules/mhpcheck');
const SAVED =
  'node_modules/mhpcheck/counterexamples/vmalloc-hot-remove/none--no-wild-pointer--vmalloc.pmd_none.json';

/** The command's output and exit status. */
function mhpcheck(...args: string[]): { out: string; status: number } {
  try {
    const out = execFileSync(process.execPath, [join(installed, 'dist/src/cli/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { out, status: 0 };
  } catch (error) {
    const { stdout, status } = error as { stdout: string; status: number };
    return { out: stdout, status };
  }
}

/** The blocks of a document that are tests, each in a file of its own. */
function writeTests(doc: string): void {
  const shown = readFileSync(join(root, `docs/${doc}.md`), 'utf8').matchAll(/```ts\n([\s\S]*?)\n```/g);
  const tests = [...shown].map(([, code = '']) => code).filter((code) => code.includes("from 'vitest'"));
  for (const [i, code] of tests.entries()) writeFileSync(join(folder, `${doc}-${i}.test.ts`), code);
}

/** Names and contents of all that is there: the folder, and the package in it. */
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name))
    .map((file) => [file, readFileSync(file, 'latin1')]);
/** Each is refused: with types that take anything, nothing would be, and the comments were an error. */
const WRONG = `import { check } from 'mhpcheck';
import 'mhpcheck/vitest';
import { expect } from 'vitest';
import model from './my-lock.js';
// @ts-expect-error: a bound that is none
check(model, { bound: 'smal' });
// @ts-expect-error: an option that is none
const result = check(model, { config: 'default' });
// @ts-expect-error: a name is a string
expect(result).toHold(1);
// @ts-expect-error: a verdict that is none
export const passed = result.verdict === 'pass';
`;
let before: ReturnType<typeof files> = [];

beforeAll(() => {
  // Types are checked elsewhere: here it is what comes out.
  execFileSync('npm', ['run', '--silent', 'build', '--', '--noCheck'], {
    cwd: root,
    stdio: 'pipe',
    shell: process.platform === 'win32',
  });
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const packed = JSON.parse(listed) as
    { files: { path: string }[] }[] | Record<string, { files: { path: string }[] }>;
  for (const { path } of Object.values(packed)[0]?.files ?? []) {
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(join(root, path), join(installed, path));
  }
  for (const name of ['xstate', 'fast-check', 'ts-pattern', 'pure-rand', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  cpSync(join(root, 'examples/ticket-lock.js'), join(folder, 'my-lock.js'));
  before = files();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000);

describe('the package in an empty folder', () => {
  it('lists its models', () => {
    const { out, status } = mhpcheck('list');
    expect(status).toBe(0);
    expect(out).toContain('vmalloc-hot-remove');
  });
  it('holds the documents that its documents name, and the examples', () => {
    for (const name of [
      'README.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'docs/semantics.md',
      'examples/README.md',
      'examples/ticket-lock.js',
      'examples/balloon-cancel.js',
      'docs/api.md',
    ])
      expect(existsSync(join(installed, name)), name).toBe(true);
  });
  it('replays a counterexample that comes with it', () => {
    expect(mhpcheck('replay', SAVED).status).toBe(1);
  });
  it('checks a model of somebody’s own, and one design of it', () => {
    const all = mhpcheck('check', './my-lock.js', '--bound', 'tiny', '--all');
    expect(all.status).toBe(1);
    expect(all.out).toContain('mutual-exclusion  violated, 1 way');
    const one = mhpcheck('check', './my-lock.js#atomic-ticket', '--bound', 'tiny', '--json');
    expect(one.status).toBe(0);
    expect(JSON.parse(one.out)).toMatchObject({
      results: [{ design: 'atomic-ticket', states: 28, complete: true }],
    });
  });
  it('checks a bug report that comes with it', () => {
    const report = join(installed, 'examples/balloon-cancel.js');
    const { out, status } = mhpcheck('check', `${report}#v4.1`, '--config', 'kasan', '--bound', 'tiny');
    expect([status, out]).toEqual([1, expect.stringContaining('unlock-balance  violated')]);
  });
  it('checks it where addresses are limited, as by a batch system', () => {
    const main = join(installed, 'dist/src/cli/main.js');
    const line = `ulimit -v 4000000; exec '${process.execPath}' '${main}' check ./my-lock.js#atomic-ticket --bound tiny`;
    const out = execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    expect(out).toMatch(/mutual-exclusion +holds\n/);
  });
  it('writes nothing without --save, now or above', () => {
    for (const line of [
      'check ./my-lock.js#two-accesses --bound tiny --random 100 --seed 1',
      'compare ./my-lock.js --bound tiny --first-trace',
    ])
      expect(mhpcheck(...line.split(' ')).status, line).toBeLessThanOrEqual(2);
    expect(files()).toEqual(before);
    mhpcheck('check', './my-lock.js#two-accesses', '--bound', 'tiny', '--save', 'kept');
    const kept = readdirSync(join(folder, 'kept'), { recursive: true, encoding: 'utf8' });
    expect(kept.filter((name) => name.endsWith('.json')).length).toBeGreaterThan(0);
    rmSync(join(folder, 'kept'), { recursive: true });
  });
  it('says what is wrong with a file that is no model', () => {
    expect(mhpcheck('check', './nothing.js').status).toBe(3);
    expect(mhpcheck('check', './my-lock.js#two-acceses').status).toBe(3);
  });
  it('runs the tests that its documents show, and those of its examples', () => {
    for (const doc of ['random', 'api']) writeTests(doc);
    cpSync(join(installed, 'examples/own'), join(folder, 'own'), { recursive: true });
    const report = execFileSync(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--reporter', 'json', '--testTimeout', '300000'],
      { cwd: folder, encoding: 'utf8', stdio: 'pipe' },
    );
    expect(JSON.parse(report)).toMatchObject({ success: true, numPassedTests: 15 });
  });
  it('has types for what those tests call', () => {
    const checks = { strict: true, noEmit: true, allowJs: true, module: 'nodenext', target: 'es2023' };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...checks, skipLibCheck: true, types: [] },
        include: ['*.test.ts'],
      }),
    );
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'wrong.test.ts'), WRONG);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const ran = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect([ran.status, ran.stdout]).toEqual([0, '']);
  });
});
