// SPDX-License-Identifier: MIT
/** A kernel tree: a directory, or a commit of the repository in one. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError, nameOf } from '../outside/read.ts';

export interface Tree {
  /** As messages name it. */
  readonly name: string;
  /** As its Makefile has it: `6.12.117`; undefined where it has none. */
  readonly version: string | undefined;
  readonly read: (file: string) => string | undefined;
  /** The files in which something may have moved, beside those of the kernel's core: where `files` lie. */
  readonly near: (files: readonly string[]) => Iterable<string>;
}

/** The directory of a kernel. Throws a {@link FileError} where it is none. */
export function treeIn(dir: string): Tree {
  const stats = statSync(dir, { throwIfNoEntry: false });
  if (!stats?.isDirectory())
    throw new FileError(`${nameOf(dir)}: ${stats ? 'is no directory' : 'no such directory'}`);
  const read = keeping((file) => text(join(dir, file)));
  const version = versionIn(read);
  if (version === undefined && !isThere(join(dir, 'mm')))
    throw new FileError(`${nameOf(dir)}: is no kernel tree: it has neither a Makefile with VERSION nor mm/`);
  return { name: dir, version, read, near: (files) => filesNear(dir, files) };
}

/** A commit of the repository that the directory is the work tree of, `v6.1`; undefined where it has none of that name. */
export function commitIn(dir: string, commit: string): Tree | undefined {
  const show = (file: string) => git(dir, ['show', `${commit}:${file}`]);
  if (git(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{tree}`]) === undefined)
    return undefined;
  const read = keeping(show);
  return { name: commit, version: versionIn(read), read, near: () => [] };
}

function git(dir: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', dir, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

function keeping(read: (file: string) => string | undefined): (file: string) => string | undefined {
  const kept = new Map<string, string | undefined>();
  return (file) => {
    if (!kept.has(file)) kept.set(file, read(file));
    return kept.get(file);
  };
}

function versionIn(read: (file: string) => string | undefined): string | undefined {
  const make = read('Makefile') ?? '';
  const of = (name: string) => new RegExp(`^${name} *= *(\\S+)`, 'm').exec(make)?.[1];
  const [major, minor, patch, extra = ''] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map(of);
  if (major === undefined || minor === undefined) return undefined;
  return `${major}.${minor}${patch === undefined || patch === '0' ? '' : `.${patch}`}${extra}`;
}

const isThere = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
const text = (path: string) => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? readFileSync(path, 'utf8') : undefined;
};

/** Where the kernel's own functions move to: not among two million lines of drivers. */
const CORE = ['mm', 'kernel', 'include', 'lib', 'fs/kernfs', 'fs/sysfs', 'drivers/base'];

function* filesNear(dir: string, files: readonly string[]): Iterable<string> {
  const arches = files.flatMap((file) => /^arch\/\w+/.exec(file) ?? []);
  const beside = files.map((file) => dirname(file));
  const places = [...new Set([...beside, ...CORE, ...arches])];
  const inOther = (place: string) => places.some((other) => place !== other && place.startsWith(`${other}/`));
  for (const place of places.filter((p) => p !== '.' && !inOther(p))) yield* filesUnder(dir, place);
}

function* filesUnder(dir: string, place: string): Iterable<string> {
  if (!isThere(join(dir, place))) return;
  for (const entry of readdirSync(join(dir, place), { withFileTypes: true })) {
    const path = `${place}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(dir, path);
    else if (entry.isFile() && /\.[chS]$|Kconfig/.test(entry.name)) yield path;
  }
}
