// SPDX-License-Identifier: MIT
/** The kernels that are there to be booted: images, each with the initial file system that holds agent and module. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

export type Arch = 'x86-64' | 'arm64';
export interface Kernel {
  /** As it is asked for: `6.12`, `6.12-arm64`. */
  readonly name: string;
  /** `6.12`. */
  readonly version: string;
  readonly arch: Arch;
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly image: string;
  readonly initrd: string;
}

/** Where `npm run kernels` puts them: MHPCHECK_KERNELS, or ~/.cache/mhpcheck/kernels. */
export const cacheOf = (env: NodeJS.ProcessEnv = process.env): string =>
  env['MHPCHECK_KERNELS'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mhpcheck', 'kernels');

/** Those that are ready, the oldest first; none of anybody's own. */
export function kernelsIn(dir: string): readonly Kernel[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => /^\d/.test(name))
    .flatMap((name) => kernelIn(join(dir, name)) ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The kernel of one directory of the cache; undefined where it is not whole. */
export function kernelIn(dir: string): Kernel | undefined {
  const [image, initrd, release] = ['vmlinux', 'initrd', 'release'].map((file) => join(dir, file));
  if (!image || !initrd || !release || ![image, initrd, release].every((file) => existsSync(file)))
    return undefined;
  const [name, own] = [basename(dir), readFileSync(release, 'utf8').trim()];
  const arch = existsSync(join(dir, 'arch')) ? readFileSync(join(dir, 'arch'), 'utf8').trim() : 'x86-64';
  return {
    name,
    // Of somebody's own it is in the release alone.
    version: /^\d/.test(name) ? name.replace(/-.*/, '') : (/^\d+\.\d+/.exec(own)?.[0] ?? own),
    arch: arch === 'arm64' ? arch : 'x86-64',
    release: own,
    image,
    initrd,
  };
}
