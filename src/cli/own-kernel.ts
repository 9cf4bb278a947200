// SPDX-License-Identifier: MIT
/** A kernel of somebody's own, made ready to be booted: guest/kernels.sh does it, and says what is missing. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kernelIn } from '../kernel/kernels.ts';
import type { Kernel } from '../kernel/kernels.ts';
import { lines } from '../kernel/lines.ts';
import type { Console } from './console.ts';
import { UsageError } from './console.ts';
import { text, texts } from './options.ts';
import type { Arguments } from './options.ts';

/** A kernel that is named by its file, not by its version: `arch/x86/boot/bzImage`. */
export const isFile = (word: string): boolean =>
  word.includes('/') || statSync(word, { throwIfNoEntry: false })?.isFile() === true;

/** Those that --kernel names by their files. */
export async function ownKernels(args: Arguments, console: Console): Promise<readonly Kernel[]> {
  const files = texts(args, 'kernel')?.filter(isFile) ?? [];
  const build = text(args, 'build');
  if (build !== undefined && files.length !== 1)
    throw new UsageError(`${args.verb}: --build goes with one --kernel FILE: it says where that was built`);
  const own: Kernel[] = [];
  for (const file of files) own.push(await ownKernel(file, build, console));
  return own;
}

/** `build`: where it was built, or its headers; the tree that it is in, unless given. */
async function ownKernel(file: string, build: string | undefined, console: Console): Promise<Kernel> {
  const said: string[] = [];
  const words = [script(), '--own', file, ...(build === undefined ? [] : [build])];
  const child = spawn('bash', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) lines(stream, (line) => said.push(line));
  const failed = await new Promise<boolean>((done) => {
    child.on('error', ({ message }) => {
      said.push(message);
      done(true);
    });
    child.on('close', (code) => done(code !== 0));
  });
  const kernel = failed ? undefined : kernelIn(said.at(-1) ?? '');
  // The script says last why it gives up.
  if (!kernel) throw new UsageError(`--kernel ${file}: it can't be made ready: ${said.at(-1)}`);
  for (const line of said.slice(0, -1)) console.err(`mhpcheck: ${line}\n`);
  return kernel;
}

/** Above the sources or the built files. */
function script(): string {
  const places = ['../../guest/kernels.sh', '../../../guest/kernels.sh'].map((up) =>
    fileURLToPath(new URL(up, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}
