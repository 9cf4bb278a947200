// SPDX-License-Identifier: MIT
/** The command line in this process: what it prints, and its exit status. */
import { fileURLToPath } from 'node:url';
import { cli } from '../cli/cli.ts';
import type { Entry } from '../model/types.ts';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command line, split at blanks unless it is split already, among `entries`: no model of ours unless given. Without the lines of progress,
 * which a slow machine has more of.
 */
export async function command(
  line: string | readonly string[],
  entries: readonly Entry[] = [],
  stopped = () => false,
  typed: readonly string[] = [],
): Promise<Ran> {
  let out = '';
  let err = '';
  const console = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTTY: false,
    lines: async function* () {
      yield* typed;
    },
  };
  const argv = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
  const status = await cli(argv, entries, console, stopped);
  return { status, out, err: err.replaceAll(/^.* sec=\d+\n/gm, '') };
}

/** A model's file under properties/inputs: what somebody wrote, good or bad. */
export const input = (name: string): string =>
  fileURLToPath(new URL(`../../properties/inputs/${name}`, import.meta.url));
