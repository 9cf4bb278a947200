// SPDX-License-Identifier: MIT
/** The forms in which a counterexample leaves the terminal: pure functions of what is known of it, and which of them fits. */
import { counterexampleText, withTurning } from './counterexample.ts';
import { MAIL_ROOM } from './fitting.ts';
import type { Told } from './foot.ts';
import { dot, unfitForDot } from './forms/dot.ts';
import type { Formed } from './forms/formed.ts';
import { hungTask, unfitForHungTask } from './forms/hung-task.ts';
import { html } from './forms/html.ts';
import { itf } from './forms/itf.ts';
import { kasan, unfitForKasan } from './forms/kasan.ts';
import { lockdep, unfitForLockdep } from './forms/lockdep.ts';
import { mail, markdown, touched } from './forms/mail.ts';
import { mermaid } from './forms/mermaid.ts';
import { mightSleep, unfitForMightSleep } from './forms/might-sleep.ts';
import { pointText } from './point.ts';
import type { PointShown } from './point.ts';

export interface FormOptions {
  /** Each step, not only those that the violation depends on. */
  readonly full: boolean;
  /** Of a mail: the Message-ID that it answers. */
  readonly reply?: string | undefined;
  /** Of a mail: lines that will stand below it. */
  readonly below?: number | undefined;
  /** What would have forbidden it. */
  readonly why?: readonly string[] | undefined;
  /** Of an automaton: whose. */
  readonly thread?: string | undefined;
}
interface Form {
  readonly text: (of: Formed, options: FormOptions) => string;
  /** Why it does not fit this violation, or these options. */
  readonly unfit?: (of: Formed, options: FormOptions) => string | undefined;
}

export const FORMATS = [
  'race',
  'mail',
  'markdown',
  'mermaid',
  'lockdep',
  'hung_task',
  'kasan',
  'might_sleep',
  'itf',
  'dot',
  'html',
] as const;
export type Format = (typeof FORMATS)[number];

const FORMS: Readonly<Record<Format, Form>> = {
  race: {
    text: (of, { full, why = [] }) =>
      counterexampleText(why.length === 0 ? of : withTurning(of, of.turned()), { full, why }),
  },
  mail: { text: (of, options) => mail(of.counterexample, whole(of, options, true), options.reply) },
  markdown: { text: (of, options) => markdown(of.counterexample, whole(of, options)) },
  mermaid: {
    text: (of, { full }) => mermaid(of, full),
  },
  lockdep: { text: lockdep, unfit: unfitForLockdep },
  hung_task: { text: hungTask, unfit: unfitForHungTask },
  kasan: { text: kasan, unfit: unfitForKasan },
  might_sleep: { text: mightSleep, unfit: unfitForMightSleep },
  itf: { text: itf },
  html: { text: html },
  dot: { text: (of, { thread }) => dot(of, thread), unfit: (of, { thread }) => unfitForDot(of, thread) },
};

/** Why a form does not fit, and which do; undefined where it does. */
export function unfit(of: Formed, format: Format, options: FormOptions): string | undefined {
  const why = FORMS[format].unfit?.(of, options);
  if (why === undefined || options.thread !== undefined) return why;
  return `${why}; those that fit: ${FORMATS.filter((f) => FORMS[f].unfit?.(of, options) === undefined).join(', ')}`;
}
export const formed = (of: Formed, format: Format, options: FormOptions): string =>
  FORMS[format].text(of, options);

/** The forms that have room for why. */
export const ARGUED: readonly Format[] = ['race', 'mail', 'markdown'];
/** The forms of a point: it has no threads and no steps. */
export const POINT_FORMS: readonly Format[] = ['race', 'mail', 'markdown'];
export function pointFormed(of: PointShown, format: Format, { reply, full, below = 0 }: FormOptions): string {
  const { counterexample: c } = of;
  const assumed = (told: readonly Told[]) => touched(of.model.assumptions, told);
  const brief = { full, assumed, room: MAIL_ROOM - HEADERS - below };
  if (format === 'mail') return mail(c, pointText(of, { ...brief, mailed: true }), reply);
  return format === 'markdown' ? markdown(c, pointText(of, brief)) : pointText(of);
}

/** A subject and a blank line; what is answered, if it is. */
const HEADERS = 3;

/** The text of a mail or page: of all that is assumed what the trace touches. */
function whole(formedOf: Formed, { full, why = [], below = 0 }: FormOptions, mailed = false): string {
  const of = withTurning(formedOf, formedOf.turned());
  const assumed = (told: readonly Told[]) => touched(of.model.assumptions, told);
  return counterexampleText(of, { full, assumed, why, mailed, room: MAIL_ROOM - HEADERS - below });
}
