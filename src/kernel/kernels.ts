// SPDX-License-Identifier: MIT
/** The kernels that are there to be booted: images, each with the initial file system that holds agent and module. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Kernel {
  /** `6.12`. */
  readonly version: string;
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly image: string;
  readonly initrd: string;
}

/** Where `npm run kernels` puts them: MHPCHECK_KERNELS, or ~/.cache/mhpcheck/kernels. */
export const cacheOf = (env: NodeJS.ProcessEnv = process.env): string =>
  env['MHPCHECK_KERNELS'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mhpcheck', 'kernels');

/** Those that are ready, the oldest first. */
export function kernelsIn(dir: string): readonly Kernel[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name): Kernel[] => {
      const [image, initrd, release] = ['vmlinux', 'initrd', 'release'].map((file) => join(dir, name, file));
      if (!image || !initrd || !release || ![image, initrd, release].every((file) => existsSync(file)))
        return [];
      return [{ version: name, release: readFileSync(release, 'utf8').trim(), image, initrd }];
    })
    .toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}
