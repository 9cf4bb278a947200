// SPDX-License-Identifier: MIT
/** What is said of why: under the diagram, a paragraph each. */
import type { BoundName } from '../model/types.ts';
import type { Budget, Found, Repairs } from '../repair/find.ts';
import { sayings } from '../repair/repair.ts';
import { count, item, paragraph, plural } from './text.ts';

export interface Why {
  readonly repairs: Repairs;
  readonly budget: Budget;
  readonly bound: BoundName;
}

export const whySentences = (why: Why): string[] => [forbidding(why)];

/** What would have forbidden it, or that nothing was found, and what was tried. */
function forbidding({ repairs, budget, bound }: Why): string {
  const { found, tried, unknown, seconds, lockless } = repairs;
  const cpus = lockless ? '; no lock among them, since threads share CPUs' : '';
  const open = `${unknown > 0 ? `; of ${count(unknown)} nothing is known` : ''}${cpus}`;
  const taken = `${plural(tried, 'change')} tried at bound ${bound} in ${plural(Math.ceil(seconds), 'second')}${open}`;
  if (tried === 0)
    return paragraph(
      `What would have forbidden it: nothing was tried${cpus && '; no lock is, where threads share CPUs'}${endText(repairs, budget)}.`,
    );
  if (found.length === 0)
    return paragraph(
      `What would have forbidden it: none of ${plural(tried, 'change')} tried within bound ${bound} forbids it${open}${endText(repairs, budget)}.`,
    );
  const head = `What would have forbidden it (${taken}${endText(repairs, budget)}):`;
  return [paragraph(head), ...found.map((f) => item(`${sayings(f.repair)}.${leftText(f)}`))].join('\n');
}

const leftText = ({ left }: Found): string =>
  left.length === 0 ? '' : ` Violated still, as before: ${left.join(', ')}.`;

/** Why no more were tried. */
function endText({ end }: Repairs, budget: Budget): string {
  switch (end) {
    case 'candidates':
      return `; no more than ${count(budget.candidates)} are`;
    case 'seconds':
      return `; ${plural(budget.seconds, 'second')} were up`;
    case 'states':
      return `; the model has more than ${count(budget.states)} states`;
    case 'stopped':
      return '; interrupted';
    default:
      return '';
  }
}
