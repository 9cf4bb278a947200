// SPDX-License-Identifier: MIT
/** check --first: whether a search that goes on has broken something already. */
import type { AnySearch } from './kinds.ts';
import type { Search } from '../explore/search.ts';
import { SpaceSearch } from '../space/space-search.ts';
import { isAsked } from './asked.ts';

/** Has a property been broken in a way that shows before the search is done? */
export const isBroken = (search: AnySearch, wanted: readonly string[] | undefined): boolean =>
  search instanceof SpaceSearch
    ? [...search.found].some(([p, ways]) => p.kind === 'always' && isAsked(wanted, p) && ways.size > 0)
    : breaks(search, wanted);

function breaks({ engine: { asked }, broken, store }: Search, wanted?: readonly string[]): boolean {
  const properties = asked.properties.filter((p) => isAsked(wanted, p));
  const bits = asked.breaking(properties);
  if (broken.states.some((_, place) => broken.meets(place, bits))) return true;
  return asked.faultsIn(properties).some(({ index }) => (store.firstTaken[index] as number) >= 0);
}
