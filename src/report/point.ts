// SPDX-License-Identifier: MIT
/** A counterexample of a space: the smallest point that breaks the property, each value with the formula it comes from. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import type { Formula, PointValue, SpaceProperty } from '../model/space.ts';
import type { AnyModel } from '../model/types.ts';
import type { Derived, Explained } from '../space/point.ts';
import { fitting } from './fitting.ts';
import { foot } from './foot.ts';
import type { Telling } from './foot.ts';
import { ascii, paragraph, plural, WIDTH, wrap } from './text.ts';
import { titleLines } from './titled.ts';

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
  const { room, full = false } = telling;
  if (room === undefined || full) return wholeText(shown, telling);
  const nearest = nearestFirst(shown.explained);
  const texts = function* () {
    yield wholeText(shown, telling);
    for (let n = nearest.length; n > 0; n--) yield briefText(shown, telling, new Set(nearest.slice(0, n)));
  };
  return fitting(texts(), room);
}

/** Names of what the verdict rests on: what the property looks at, then what that was worked out from, and so on; of these the last. */
function nearestFirst({ asked, derived }: Explained): string[] {
  const found = new Set<string>();
  for (let next = asked; next.length > 0;) {
    const level = derived.filter((d) => next.includes(d.name) && !found.has(d.name)).toReversed();
    for (const { name } of level) found.add(name);
    next = level.flatMap(({ reads }) => reads);
  }
  return [...found];
}

const headOf = (shown: PointShown, telling: Telling): string[] => [
  ...titleLines(shown, telling),
  paragraph(smallest(shown)),
  '',
];

/** For a mail: values that are told, each with its formula and where that was read, in as few lines as can be. */
function briefText(shown: PointShown, telling: Telling, names: ReadonlySet<string>): string {
  const { counterexample: c, explained } = shown;
  const told = explained.derived.filter(({ name }) => names.has(name));
  const others = explained.derived.length - told.length;
  const matter = explained.parameters.filter(({ read }) => read);
  const rest = explained.parameters.filter(({ read }) => !read).map(({ name }) => name);
  const lines = [
    ...headOf(shown, telling),
    ...wrapped(`Where ${matter.map(({ name, value }) => `${name} is ${String(value)}`).join(', ')}:`),
    ...(rest.length > 0 ? wrapped(`(${rest.join(', ')}: whatever)`) : []),
    ...(others > 0 ? ['', ...wrapped(`... ${plural(others, 'value')} that these rest on (--full)`)] : ['']),
    ...told.flatMap((d) => wrapped(`${d.name} = ${show(d.formula, d.value)}: ${saysOf(d)}${placed(d)}`)),
    `  <--- ${c.property}!`,
    '',
    ...footOf(shown, telling, told),
  ];
  return ascii(lines.join('\n'));
}
const footOf = (shown: PointShown, telling: Telling, told: readonly Derived[]): string[] => {
  const steps = told.map(({ name, formula: { says, at } }) => ({ thread: name, says, at }));
  return foot({ ...shown, sources: steps.flatMap(({ at }) => at ?? []) }, telling, telling.assumed?.(steps));
};
const wrapped = (text: string): string[] => wrap(text, WIDTH - 2, 4).map((line) => `  ${line}`);
/** The function that has the formula, where the value is not called as it is; its file stands below. */
const placed = ({ name, formula: { at } }: Derived): string =>
  at === undefined || at.func === name ? '' : ` [${place(at)}]`;

function wholeText(shown: PointShown, telling: Telling): string {
  const { counterexample: c, explained } = shown;
  const { parameters, derived } = explained;
  const names = [...parameters, ...derived].map((v) => v.name.length);
  const name = Math.max(...names) + 2;
  const head = (what: string, ...rest: string[]) => [
    `  ${what.padEnd(name)}${rest.join('')}`,
    `  ${'-'.repeat(what.length).padEnd(name)}${rest.map((r) => '-'.repeat(r.trimEnd().length).padEnd(r.length)).join('')}`.trimEnd(),
  ];
  const lines = [
    ...headOf(shown, telling),
    ...head('parameter', 'value'),
    ...parameters.flatMap((p) => row([p.name, name], String(p.value), p.read ? '' : 'does not matter here')),
    '',
    ...head('derived', 'value, and the formula it comes from'),
    ...derived.flatMap((d) => derivation(d, name)),
    `  ${''.padEnd(name)}<--- ${c.property}!`,
    '',
    ...footOf(shown, telling, derived),
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

/** One of several, as oneFor() picks it, is told by name. */
const saysOf = ({ formula, reads }: Pick<Derived, 'formula' | 'reads'>): string =>
  formula.one === undefined ? formula.says : reads.filter((r) => r !== formula.one).join(', ');

function derivation({ name, value, formula, reads }: Derived, width: number): string[] {
  const { at } = formula;
  const says = saysOf({ formula, reads });
  const room = WIDTH - 2 - width - 2;
  const from = at ? wrap(`${place(at)}, ${at.file} (${at.version})`, room, 2) : [];
  const below = [...wrap(`= ${says}`, room, 2), ...from];
  return [
    ...row([name, width], show(formula, value)),
    ...below.map((line) => `  ${' '.repeat(width + 2)}${line}`.trimEnd()),
  ];
}

/** From here on nobody counts decimal digits: 1 MiB. */
const LARGE = 1 << 20;
const show = ({ hex }: Formula, value: PointValue): string =>
  typeof value === 'number' && (hex || value >= LARGE) ? hexadecimal(value) : String(value);
/** A mask as it is; an address below 0 is one of the upper half of 64 bits. */
const hexadecimal = (value: number): string =>
  `0x${(value < 0 ? BigInt.asUintN(64, BigInt(value)) : value).toString(16)}`;
/** A function with its brackets; a macro, `#define` or comment as it is called. */
const place = ({ func }: { readonly func: string }) => (/^[a-z_0-9]+$/.test(func) ? `${func}()` : func);
