// SPDX-License-Identifier: MIT
/**
 * The regression store of a model, made anew. A file that is there is found again in the instance it came from; a
 * design without any gets one for each way in which it is broken, from the first instance that shows it; a file whose
 * violation is found nowhere goes.
 */
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { confirm, saveConfirmed } from '../src/check/confirm.ts';
import { foundIn, outcomeOf, searchOf } from '../src/check/kinds.ts';
import { decode } from '../src/counterexample/format.ts';
import type { Counterexample, Origin } from '../src/counterexample/counterexample.ts';
import { filesUnder } from '../src/counterexample/store.ts';
import { instanceOf } from '../src/model/instance.ts';
import { LOCK_ORDER } from '../src/model/lock-order.ts';
import type { AnyModel } from '../src/model/types.ts';
import { readManifest } from './manifest.ts';

/** From the top of the checkout: a saved report names its file so. */
const STORE = 'counterexamples';

/** A way in which a design is broken, whatever instance shows it. */
type Way = Pick<Counterexample, 'design' | 'property' | 'kind' | 'step'>;
const keyOf = ({ design, property, kind, step }: Way) => [design, property, kind, step].join('\n');

/** Where each way is seen, the smallest bound first. What is never met has no trace, an order of locks several. */
function seen(model: AnyModel): Map<string, (Origin & Way)[]> {
  const found = new Map<string, (Origin & Way)[]>();
  for (const bound of ['tiny', 'small'] as const)
    for (const { configuration, design, violated } of readManifest(model.name, bound))
      for (const [property, ways] of Object.entries(violated))
        for (const [, kind = '', step = ''] of ways.map((way) => /^(\S+) (.*)$/.exec(way) ?? [])) {
          const way = { model: model.name, design, configuration, bound, property, kind, step };
          if (kind !== 'never' && property !== LOCK_ORDER)
            found.set(keyOf(way), [...(found.get(keyOf(way)) ?? []), way]);
        }
  return found;
}

/** The ways to be kept, each where its trace is taken from; and the files that go. */
export function wanted(
  model: AnyModel,
  designs: readonly string[] = Object.keys(model.designs),
): { keep: readonly (Origin & Way)[]; gone: readonly string[] } {
  const ways = seen(model);
  const others = Object.keys(model.designs).filter((design) => !designs.includes(design));
  const files = filesUnder(join(STORE, model.name))
    .map((file) => ({ file, c: decode(readFileSync(file, 'utf8'), basename(file)) }))
    .filter(({ c }) => !others.includes(c.design));
  const place = (c: Counterexample) => {
    const places = ways.get(keyOf(c)) ?? [];
    return places.find((o) => o.configuration === c.configuration && o.bound === c.bound) ?? places[0];
  };
  const known = new Set(files.map(({ c }) => c.design));
  const fresh = [...ways.values()]
    .flatMap((places) => places.slice(0, 1))
    .filter((o) => designs.includes(o.design) && !known.has(o.design));
  return {
    keep: [...files.flatMap(({ c }) => place(c) ?? []), ...fresh],
    gone: files.filter(({ c }) => !place(c)).map(({ file }) => file),
  };
}

/** Writes the files of a model anew: of these designs. */
export function keepAnew(
  model: AnyModel,
  onSearch: (what: string) => void,
  designs: readonly string[] = Object.keys(model.designs),
): void {
  const { keep, gone } = wanted(model, designs);
  for (const file of gone) for (const twin of [file, file.replace(/json$/, 'txt')]) rmSync(twin);
  const placeOf = (o: Origin) => [o.bound, o.configuration, o.design].join(' ');
  const places = new Map(keep.map((o) => [placeOf(o), o]));
  for (const [what, { configuration, design, bound }] of places) {
    onSearch(what);
    const ways = keep.filter((o) => placeOf(o) === what);
    const instance = instanceOf({ model, configuration, design, bound });
    const search = searchOf(instance);
    search.run();
    for (const { property, violations } of outcomeOf(search).results)
      for (const violation of violations)
        if (ways.some((way) => keyOf(way) === keyOf({ ...violation, design })))
          saveConfirmed(
            STORE,
            confirm({ model, design, configuration, bound }, foundIn(search), property, violation),
          );
  }
}
