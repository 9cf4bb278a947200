// SPDX-License-Identifier: MIT
/**
 * The command as a file that Node runs: compiled once for all suites of a worker, into a folder of its own. A process
 * that compiles the sources for itself takes four times as long to start, and one command is two processes.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

let made: string | undefined;
/** The folder of a package that is built. That its types are right is asked elsewhere. */
export const builtRoot = (): string => (made ??= build());
export const builtMain = (): string => join(builtRoot(), 'dist/src/cli/main.js');

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mhpcheck-built-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--declaration', 'false', '--outDir'];
  execFileSync(process.execPath, [tsc, ...options, join(folder, 'dist')], { cwd: root, stdio: 'pipe' });
  for (const name of ['package.json', 'examples'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}
