// SPDX-License-Identifier: MIT
/** Names of somebody's own as one part of a path: no two of them the same, none that leads elsewhere or hides. */
import { createHash } from 'node:crypto';

/** What separates nothing, ends nothing, and can be seen. */
const PLAIN = /^(?!\.+$)[^/\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u;
/** What a shell does not mind either. */
export const TYPED = /^(?!\.+$)[\w.=-]+$/;
/** Characters of a name; file systems take 255 bytes. */
const MOST = 120;

/**
 * The parts with `--` between them, if that can be taken apart again and is a name. If not, what there is of it, and a
 * digest of the parts. `plain`: which names will do.
 */
export function nameFor(parts: readonly string[], plain = PLAIN): string {
  const joined = parts.join('--');
  const again = joined.split('--');
  const same = again.length === parts.length && again.every((part, i) => part === parts[i]);
  if (same && plain.test(joined) && joined.length <= MOST) return joined;
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  return `${joined.replaceAll(/[^\w.=-]/g, '_').slice(0, MOST)}--${digest}`;
}
