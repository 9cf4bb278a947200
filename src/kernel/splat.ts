// SPDX-License-Identifier: MIT
/** What a kernel's log says went wrong. */

/** How the first line of a report begins, after the time. */
const SPLATS = [
  // print_lock_invalid_wait_context() of lockdep has brackets.
  /^(\[ )?BUG: /,
  /^WARNING: /,
  /^Oops/,
  // Any die(), whatever its words: __die_header() of x86, __die() of arm64.
  /: [\da-f]{4,16} \[#\d+\]/,
  // Without CONFIG_DEBUG_BUGVERBOSE its K is large.
  /^[kK]ernel BUG at /,
  /^general protection fault/,
  /^Unable to handle kernel /,
  /^Internal error: /,
  /^INFO: (task .* blocked for more than|rcu.* (stall|detected stalls))/,
  /^rcu: INFO: /,
  /^watchdog: BUG: /,
  /^Kernel panic /,
  /^page:\S+ is uninitialized and poisoned/,
  /^list_(add|del) corruption/,
  /^INFO: trying to register non-static key/,
  /^UBSAN: /,
  /^rv: monitor .* does not allow event/,
  // Nobody knows what was among these.
  /^\*\* \d+ printk messages dropped \*\*/,
];
/** And behind it who says it, without a blank between (CONFIG_PRINTK_CALLER): info_print_prefix(), v6.12. */
const TIME = /^(<\d+>)?(\[ *\d+\.\d+\])?( *\[ *[CT]\d+\])? */;

/** A line of the log without its time. */
export const said = (line: string): string => line.replace(TIME, '').trimEnd();

export const isSplat = (line: string): boolean => SPLATS.some((splat) => splat.test(said(line)));

/** What says nothing to a reader: registers, tables, code. */
const NOISE = [
  /^(RAX|RBX|RDX|RBP|R\d\d|FS|CS|CR\d|DR\d|PKRU|Code|RSP|Hardware name)[:\s]/,
  /^(Mem abort info|Data abort info|user pgtable|Modules linked in|pstate):?/,
  /^ *(ESR|EC|SET|FSC|ISV|CM|GCS|EA) = /,
  /^(\[[0-9a-f]{16}\] |swapper )?(pgd|pgtable)/,
  /^(sp|lr|x\d+) *: /,
];
/** From the first line of a report to the end of its own: some lines. */
export function splatIn(lines: readonly string[], most = 24): readonly string[] {
  const from = lines.findIndex(isSplat);
  if (from < 0) return [];
  const told = lines.slice(from).map(said);
  const end = told.findIndex((line, i) => i > 0 && line.startsWith('---[ end'));
  return told
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => !NOISE.some((noise) => noise.test(line)))
    .filter((line) => !line.trim().startsWith('? '))
    .slice(0, most);
}
