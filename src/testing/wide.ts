// SPDX-License-Identifier: MIT
/** Node 20 has memories with addresses of 64 bits too, if it is told so, but none beyond four GiB. */
import { setFlagsFromString } from 'node:v8';

export function wideMemory(): void {
  if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-memory64');
}
