// SPDX-License-Identifier: MIT
/** What a model offers, for `mhpcheck list`. */
import type { Model } from '../model/types.ts';
import { ascii, item, paragraph } from './text.ts';

export function list(model: Model): string {
  const { decisions } = Object.values(model.designs)[0] ?? {};
  const settings = Object.values(model.configurations)[0]?.settings as unknown;
  const { properties } = model.build(decisions, settings, model.bounds.small.limits);
  const section = (title: string, entries: readonly (readonly [name: string, says: string])[]) => [
    '',
    title,
    ...entries.map(([name, says]) => item(`${name}: ${says}`)),
  ];
  const named = (of: Readonly<Record<string, { readonly says: string }>>) =>
    Object.entries(of).map(([name, d]) => [name, d.says] as const);
  const lines = [
    model.name,
    paragraph(model.asks),
    ...section('Designs (--design)', named(model.designs)),
    ...section('Configurations (--config)', named(model.configurations)),
    ...section('Bounds (--bound)', named(model.bounds)),
    ...section(
      'Properties',
      properties.map((p) => [p.name, p.says] as const),
    ),
    '',
    'Assumptions',
    ...model.assumptions.map((a) => item(a)),
    '',
  ];
  return ascii(lines.join('\n'));
}
