// SPDX-License-Identifier: MIT
/** Node 20 has memories with addresses of 64 bits too, if it is told so, but none beyond four GiB. */
import { setFlagsFromString } from 'node:v8';

/** Before anything asks whether there are such memories: see src/wasm/module.ts. */
export function wideMemory(): void {
  if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-memory64');
}
