// SPDX-License-Identifier: MIT
/** check --first: whether a search that goes on has broken something already. */
import { CYCLE, STUCK } from '../compile/bits.ts';
import type { Search } from '../explore/search.ts';
import { SpaceSearch } from '../space/search.ts';
import { isAsked } from './asked.ts';
import type { AnySearch } from './kinds.ts';

/** Has a property been broken in a way that shows before the search is done? */
export const isBroken = (search: AnySearch, wanted: readonly string[] | undefined): boolean =>
  search instanceof SpaceSearch
    ? [...search.found].some(([p, ways]) => p.kind === 'always' && isAsked(wanted, p) && ways.size > 0)
    : breaks(search, wanted);

function breaks({ instance, watched, broken, compiled, store }: Search, wanted?: readonly string[]): boolean {
  const asked = instance.properties.filter((p) => isAsked(wanted, p));
  const deadlock = asked.some((p) => p.kind === 'noDeadlock') ? STUCK | CYCLE : 0;
  const bits = watched.reduce((mask, p, bit) => {
    return p.kind === 'always' && asked.includes(p) ? mask | (1 << bit) : mask;
  }, deadlock);
  if (broken.masks.some((mask) => (mask & bits) !== 0)) return true;
  const faults = new Set(asked.flatMap((p) => (p.kind === 'noFault' ? p.faults : [])));
  return compiled.edges.some(
    ({ fault, index }) =>
      fault !== undefined && faults.has(fault) && (store.firstTaken[index] as number) >= 0,
  );
}
