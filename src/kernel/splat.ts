// SPDX-License-Identifier: MIT
/** What a kernel's log says went wrong. */

/** How the first line of a report begins, after the time. */
const SPLATS = [
  /^BUG: /,
  /^WARNING: /,
  /^Oops/,
  /^kernel BUG at /,
  /^general protection fault/,
  /^Unable to handle kernel /,
  /^Internal error: /,
  /^INFO: (task .* blocked for more than|rcu.* (stall|detected stalls))/,
  /^rcu: INFO: /,
  /^watchdog: BUG: /,
  /^Kernel panic /,
  /^page:.* is (un)?poisoned/,
  /^list_(add|del) corruption/,
];
const TIME = /^(<\d+>)?\[ *\d+\.\d+\]( \[[^\]]*\])? */;

/** A line of the log without its time. */
export const said = (line: string): string => line.replace(TIME, '').trimEnd();

export const isSplat = (line: string): boolean => SPLATS.some((splat) => splat.test(said(line)));

/** From the first line of a report to the end of its own: some lines, the registers and the code left out. */
export function splatIn(lines: readonly string[], most = 24): readonly string[] {
  const from = lines.findIndex(isSplat);
  if (from < 0) return [];
  const told = lines.slice(from).map(said);
  const end = told.findIndex((line, i) => i > 0 && /^(---\[ end|Modules linked in:)/.test(line));
  return told
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => !/^(RAX|RBX|RDX|RBP|R\d\d|FS|CS|CR\d|DR\d|PKRU|Code|RSP|Hardware name)[:\s]/.test(line))
    .filter((line) => !line.trim().startsWith('? '))
    .slice(0, most);
}
