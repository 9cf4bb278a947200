// SPDX-License-Identifier: MIT
/** The package's version. */
import { readFileSync } from 'node:fs';

/** From the package.json above the sources or the built files. */
export function version(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // Not there: this file runs from dist/, or from the sources.
    }
  }
  return 'unknown';
}
