// SPDX-License-Identifier: MIT
/** The violations of what was checked, made ready to be shown: as many as there is time for. */
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import { foundIn } from '../check/kinds.ts';
import { firstTraced, traced } from '../check/selection.ts';
import type { AnyChecked } from '../check/selection.ts';
import type { Violation } from '../engine/outcome.ts';
import { orStopped, Stopped, telling } from '../watch/watch.ts';
import { ProgressLine } from './console.ts';
import type { Console } from './console.ts';

/** Makes ready every violation that has a trace, or the shortest `most`, as far as there is time and memory. */
export function confirmAll(
  checked: AnyChecked,
  console: Console,
  most?: number,
): (readonly [Violation, Confirmed])[] {
  const { search, outcome, design, configuration, bound } = checked;
  if (!search) return [];
  const what = `${design} ${configuration} ${bound}`;
  const progress = new ProgressLine(console, what);
  const all = traced(outcome).slice(0, most);
  try {
    return all.flatMap(([{ property }, violation], i) => {
      const tell = () => progress.say(`${what}: trace ${i + 1} of ${all.length}`);
      const ready = orStopped(() =>
        telling(tell, () => confirm(checked, foundIn(search), property, violation)),
      );
      return ready instanceof Stopped ? [] : [[violation, ready] as const];
    });
  } finally {
    progress.end();
  }
}

/** The first that has a trace, in the order of the model's properties, if there is time for it. */
export function confirmFirst(checked: AnyChecked): Confirmed | undefined {
  const { search, outcome } = checked;
  const found = search && firstTraced(outcome);
  if (!found) return undefined;
  const ready = orStopped(() => confirm(checked, foundIn(search), found[0].property, found[1]));
  return ready instanceof Stopped ? undefined : ready;
}
