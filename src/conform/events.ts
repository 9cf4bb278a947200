// SPDX-License-Identifier: MIT
/** Acts as an oracle takes them: each of its parts an event. */
import type { Act, Conformance } from '../model/conformance.ts';
import type { Did } from './entry.ts';
import type { Event } from './oracle.ts';

export type OfBlock = Act & { readonly block: number };
export const isOfBlock = (act: Act): act is OfBlock => 'block' in act;

/** `anything`: whatever they were answered. An act's own event is the first of its parts; `first` says which, for each. */
export function eventsOf(
  { parts }: Conformance,
  did: readonly Did[],
  auto: string,
  anything = false,
): { readonly events: readonly Event[]; readonly first: readonly number[] } {
  const events: Event[] = [];
  const first: number[] = [];
  for (const { act, got, from, to } of did) {
    first.push(events.length);
    for (const [i, part] of parts(act as OfBlock, got, auto).entries())
      events.push({
        part,
        got: anything || i > 0 ? undefined : got,
        from,
        to,
        after: i > 0 ? events.length - 1 : undefined,
      });
  }
  return { events, first };
}
