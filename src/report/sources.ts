// SPDX-License-Identifier: MIT
/** What a model was read from, held against a kernel tree: counts, a line for each design, and what does not stand. */
import { STANDS } from '../sources/held.ts';
import type { Held, Stands } from '../sources/held.ts';
import { ascii, item, paragraph, plural, wrap, WIDTH } from './text.ts';

export interface HeldModel {
  readonly model: string;
  readonly held: readonly Held[];
}

const SAID: Readonly<Record<Stands, string>> = {
  same: 'as it was read',
  changed: 'changed since it was read',
  found: 'there; nothing to compare it with',
  moved: 'in another file',
  gone: 'gone: nowhere defined under its name',
  'no-file': 'gone, and its file with it',
  never: 'not in the version it names: a series, or a slip',
  outside: 'of no kernel: a series, a manual',
};
/** What a reader of the tree has to look at. */
const TOLD: readonly Stands[] = ['no-file', 'gone', 'moved', 'changed'];

/** `full`: also what stands. */
export function sourcesText(tree: string, { model, held }: HeldModel, full: boolean): string {
  const count = (of: readonly Held[], stands: Stands) => of.filter((h) => h.stands === stands).length;
  const met = STANDS.filter((stands) => count(held, stands) > 0);
  const sections = STANDS.filter((s) => full || TOLD.includes(s)).flatMap((stands) =>
    section(
      stands,
      held.filter((h) => h.stands === stands),
    ),
  );
  return ascii(
    [
      paragraph(`${model}: ${plural(held.length, 'place')} in the kernel that it was read from, in ${tree}`),
      '',
      ...met.map((stands) => `  ${String(count(held, stands)).padStart(5)}  ${SAID[stands]}`),
      '',
      ...byDesign(held, met),
      ...sections,
      '',
    ].join('\n'),
  );
}

/** The kernel that a tree is nearest to is the design of which most stands. */
function byDesign(held: readonly Held[], met: readonly Stands[]): string[] {
  const designs = [...new Set(held.flatMap((h) => [...h.designs]))];
  const wide = Math.max(...designs.map((d) => d.length), 'design'.length) + 2;
  const columns = met.map((s) => s.length + 2);
  const line = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(wide)}${cells.map((c, i) => String(c).padStart(columns[i] as number)).join('')}`;
  return [
    line('design', met),
    ...designs.map((design) => {
      const own = held.filter((h) => h.designs.has(design));
      const cells = met.map((stands) => own.filter((h) => h.stands === stands).length || '.');
      return line(design, cells);
    }),
  ];
}

function section(stands: Stands, held: readonly Held[]): string[] {
  if (held.length === 0) return [];
  return ['', `${SAID[stands][0]?.toUpperCase()}${SAID[stands].slice(1)}`, ...held.flatMap(entry)];
}

function entry({ version, file, func, stands, places, steps, designs, ...more }: Held): string[] {
  const [first, ...others] = places;
  const read = more.with === undefined ? '' : ` (read in ${more.with})`;
  const where = first && `${first.file}:${first.line}`;
  const rest = others.length > 0 ? ` and ${plural(others.length, 'place')} more` : '';
  return [
    item(`${version} ${file} ${called(func)}`),
    ...(where === undefined ? [] : under(`${stands === 'moved' ? 'now' : 'at'} ${where}${rest}${read}`)),
    ...under(`${some([...steps])}; of ${some([...designs])}`),
  ];
}
const called = (func: string) => (/^[a-z_]\w*$/.test(func) ? `${func}()` : func);
const under = (text: string) => wrap(text, WIDTH - 6, 2).map((line) => `      ${line}`);
const some = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
