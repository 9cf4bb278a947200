// SPDX-License-Identifier: MIT
/** What a model offers, for `mhpcheck list`. */
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { asked } from '../model/types.ts';
import type { AnyInstance, AnyModel, AnyProperty } from '../model/types.ts';
import { ascii, count, item, paragraph } from './text.ts';

/** So many values of a parameter are listed. */
const SOME = 12;

type Said = readonly (readonly [name: string, says: string])[];

export function list(model: AnyModel): string {
  const [[configuration, design] = ['', '']] = asked(model);
  const instance = instanceOf({ model, design, configuration, bound: 'small' });
  const properties: readonly AnyProperty[] = instance.properties.filter(isTold);
  const section = (title: string, entries: Said) =>
    entries.length === 0 ? [] : ['', title, ...entries.map(([name, says]) => item(`${name}: ${says}`))];
  const named = (of: Readonly<Record<string, { readonly says: string }>>) =>
    Object.entries(of).map(([name, d]) => [name, d.says] as const);
  const lines = [
    model.name,
    paragraph(model.asks),
    ...section('Designs (--design)', named(model.designs)),
    ...section('Configurations (--config)', named(model.configurations)),
    ...section('Bounds (--bound)', named(model.bounds)),
    ...section(...parametersOf(instance)),
    ...section(
      model.short ? 'Properties, behind the heads of their columns' : 'Properties',
      properties.map((p) => [behindHead(model, p.name), p.says] as const),
    ),
    '',
    'Assumptions',
    ...model.assumptions.map((a) => item(a)),
    '',
  ];
  return ascii(lines.join('\n'));
}

/** `A no-uaf`, as the legend of a table has it, where the model says which column is the property's. */
const behindHead = ({ short = {} }: AnyModel, name: string): string =>
  short[name] === undefined ? name : `${short[name]} ${name}`;

/** What a point of a space is made of; nothing for a machine. */
function parametersOf(instance: AnyInstance): readonly [title: string, entries: Said] {
  const title = 'Parameters, the one that matters most first';
  if (!isSpace(instance)) return [title, []];
  return [title, Object.entries(instance.space.parameters).map(([name, d]) => [name, valuesOf(d.values)])];
}

/** The values, the smallest first; of many the first ones. */
function valuesOf(values: readonly unknown[]): string {
  const some = values.slice(0, SOME).map(String).join(', ');
  return values.length > SOME ? `${some}, ... (${count(values.length)})` : some;
}
