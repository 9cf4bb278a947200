// SPDX-License-Identifier: MIT
/** The emulator that the command line and the environment ask for. */
import { text } from './options.ts';
import type { Arguments } from './options.ts';

/** `--accel`, and what MHPCHECK_QEMU names: each where it is given. */
export function emulator(args: Arguments): { readonly accel?: string; readonly command?: string } {
  const accel = text(args, 'accel');
  const command = process.env['MHPCHECK_QEMU'];
  return { ...(accel !== undefined && { accel }), ...(command !== undefined && { command }) };
}
