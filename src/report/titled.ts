// SPDX-License-Identifier: MIT
/** What stands above every counterexample: of which instance it is, what was asked, what its names stand for. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { AnyModel } from '../model/types.ts';
import type { Telling } from './foot.ts';
import { paragraph } from './text.ts';

type Named = Readonly<Record<string, { readonly says: string }>>;
export interface Titled {
  readonly counterexample: Counterexample;
  readonly model: AnyModel;
  readonly property: { readonly says: string };
}

/** `brief`: design and configuration are told once for all. `mailed`: the subject has their names. */
export function titleLines(
  { counterexample: c, model, property }: Titled,
  { brief = false, mailed = false }: Telling,
): string[] {
  const names = [
    nameText('Design', c.design, model.designs),
    nameText('Configuration', c.configuration, model.configurations),
  ];
  if (mailed) {
    const head = `${c.model}: ${c.property} is violated: "${property.says}"`;
    return [head, names.join(' ')].map(paragraph);
  }
  return [
    paragraph(`${c.model}, design ${c.design}, configuration ${c.configuration}: ${c.property} is violated.`),
    paragraph(`Asked: ${property.says}`),
    ...(brief ? [] : names.map(paragraph)),
  ];
}

/** `Design b: As a, but ... (a: ...)`: one that is told by another is told with it. */
export function nameText(what: string, name: string, all: Named): string {
  const says = saysOf(name, all);
  const base = /\bas ([\w.-]*\w)/i.exec(says)?.[1];
  const told = base === undefined || base === name || !Object.hasOwn(all, base) ? '' : saysOf(base, all);
  return `${what} ${name}: ${stopped(told === '' ? says : `${bare(says)} (${base}: ${bare(told)})`)}`;
}

/** Without its own name in front. */
const saysOf = (name: string, all: Named): string => {
  const says = all[name]?.says ?? '';
  return says.startsWith(`${name}: `) ? says.slice(name.length + 2) : says;
};
const bare = (text: string): string => text.replace(/\.$/, '');
const stopped = (text: string): string => `${bare(text)}.`;
