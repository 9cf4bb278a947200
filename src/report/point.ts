// SPDX-License-Identifier: MIT
/** A counterexample of a space: the smallest point that breaks the property, each value with the formula it comes from. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { Formula, PointValue, SpaceProperty } from '../model/space.ts';
import type { AnyModel } from '../model/types.ts';
import type { Derived, Explained } from '../space/point.ts';
import { foot } from './foot.ts';
import type { Telling } from './foot.ts';
import { ascii, paragraph, WIDTH, wrap } from './text.ts';

export interface PointShown {
  readonly counterexample: Counterexample;
  /** How a command line names the model; its name, unless it is a file of somebody's own. */
  readonly spoken?: string;
  readonly model: AnyModel;
  readonly property: SpaceProperty;
  readonly explained: Explained;
  /** The file it is kept in, if it is. */
  readonly file?: string;
}

export function pointText(shown: PointShown, telling: Telling = {}): string {
  const { counterexample: c, property, explained } = shown;
  const { parameters, derived } = explained;
  const names = [...parameters, ...derived].map((v) => v.name.length);
  const name = Math.max(...names) + 2;
  const head = (what: string, ...rest: string[]) => [
    `  ${what.padEnd(name)}${rest.join('')}`,
    `  ${'-'.repeat(what.length).padEnd(name)}${rest.map((r) => '-'.repeat(r.trimEnd().length).padEnd(r.length)).join('')}`.trimEnd(),
  ];
  const lines = [
    paragraph(`${c.model}, design ${c.design}, configuration ${c.configuration}: ${c.property} is violated.`),
    paragraph(`Asked: ${property.says}`),
    paragraph(smallest(shown)),
    '',
    ...head('parameter', 'value'),
    ...parameters.flatMap((p) => row([p.name, name], String(p.value), p.read ? '' : 'does not matter here')),
    '',
    ...head('derived', 'value, and the formula it comes from'),
    ...derived.flatMap((d) => derivation(d, name)),
    `  ${''.padEnd(name)}<--- ${c.property}!`,
    '',
    ...foot({ ...shown, sources: derived.flatMap((d) => d.formula.at ?? []) }, telling),
  ];
  return ascii(lines.join('\n'));
}

function smallest({ property: { by }, explained: { way } }: PointShown): string {
  const which = by === undefined ? 'that breaks it' : `with ${by} ${way} that breaks it`;
  return `The first point ${which}, in the order in which the model lists parameters and values. A model’s answer, not seen on a running kernel.`;
}

/** A name, a value, and what is said of it, each in its column; long ones go on below. */
function row([name, width]: readonly [string, number], value: string, remark = ''): string[] {
  const room = WIDTH - 2 - width;
  const text = remark === '' ? value : `${value}  (${remark})`;
  return wrap(text, room).map((line, i) => `  ${(i === 0 ? name : '').padEnd(width)}${line}`.trimEnd());
}

function derivation({ name, value, formula, reads }: Derived, width: number): string[] {
  const { at } = formula;
  // One of several, as oneFor() picks it, is told by name.
  const says = formula.one === undefined ? formula.says : reads.filter((r) => r !== formula.one).join(', ');
  const room = WIDTH - 2 - width - 2;
  const from = at ? wrap(`${place(at)}, ${at.file} (${at.version})`, room, 2) : [];
  const below = [...wrap(`= ${says}`, room, 2), ...from];
  return [
    ...row([name, width], show(formula, value)),
    ...below.map((line) => `  ${' '.repeat(width + 2)}${line}`.trimEnd()),
  ];
}

const show = ({ hex }: Formula, value: PointValue): string =>
  hex && typeof value === 'number' ? hexadecimal(value) : String(value);
/** A mask as it is; an address below 0 is one of the upper half of 64 bits. */
const hexadecimal = (value: number): string =>
  `0x${(value < 0 ? BigInt.asUintN(64, BigInt(value)) : value).toString(16)}`;
/** A function with its brackets; a macro, `#define` or comment as it is called. */
const place = ({ func }: { readonly func: string }) => (/^[a-z_0-9]+$/.test(func) ? `${func}()` : func);
