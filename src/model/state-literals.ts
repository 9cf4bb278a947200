// SPDX-License-Identifier: MIT
/**
 * The names of states that a property is written with. `s.at.t0 === 'sleepng'` compares two texts, which nothing can
 * watch: so the property's own text is read. What it compares `at` with is sure to be a state; any other text in
 * quotes may be one. What a function that it calls compares is not seen.
 */

export interface Compared {
  /** The thread, where it is named. */
  readonly thread: string | undefined;
  readonly state: string;
}

const TEXT = /(?<q>["'`])(?<text>(?:(?!\k<q>)[^\\\n])*)\k<q>/.source;
const AT = /(?<![\w$])at(?:\.(?<plain>[\w$]+)|\[\s*(?:(?<b>["'`])(?<quoted>[^"'`]*)\k<b>|[^\]]*)\s*\])/
  .source;
const AFTER = new RegExp(`${AT}\\s*[!=]==?\\s*${TEXT}`, 'g');
const BEFORE = new RegExp(`${TEXT}\\s*[!=]==?\\s*[\\w$.]*?${AT}`, 'g');
const LIST = new RegExp(`\\[(?<list>[^\\][]*)\\]\\s*\\.includes\\(\\s*[\\w$.]*?${AT}`, 'g');
const ANY = new RegExp(TEXT, 'g');

/** Without comments; a text that looks like one is rare, and costs a check alone. */
const code = (source: string) => source.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, '');

interface Literals {
  readonly compared: readonly Compared[];
  readonly quoted: readonly string[];
}
/** By the function's text: each instance of a model is built of the same ones. */
const known = new Map<string, Literals>();

/** What a function says in quotes: states that it surely compares with where a thread is, and all texts. */
export function literals(source: object): Literals {
  const text = String(source);
  const found = known.get(text) ?? read(code(text));
  known.set(text, found);
  return found;
}
const read = (text: string): Literals => ({
  compared: comparedStates(text),
  quoted: texts(text).filter((t) => !t.includes('${')),
});

function comparedStates(text: string): Compared[] {
  const found = (of: RegExp) => [...text.matchAll(of)].map((m) => m.groups ?? {});
  const single = [...found(AFTER), ...found(BEFORE)].map((g) => [g, g['text'] as string] as const);
  const listed = found(LIST).flatMap((g) => texts(g['list'] as string).map((t) => [g, t] as const));
  return [...single, ...listed]
    .filter(([, state]) => !state.includes('${'))
    .map(([g, state]) => ({ thread: g['plain'] ?? fixed(g['quoted']), state }));
}

const fixed = (text: string | undefined) => (text?.includes('${') ? undefined : text);

const texts = (source: string): string[] =>
  [...source.matchAll(ANY)].map((m) => m.groups?.['text'] as string);
