// SPDX-License-Identifier: MIT
/** JSON that somebody else wrote, and where it ends being JSON. */

/** Brackets within brackets: our own files have six. More could be deeper than the stack of whoever reads them. */
const DEEPEST = 64;

/** The value of a text; or what `fail` throws for a text that is none, which is told on one line and where. */
export function parseJson(text: string, fail: (problem: string) => never): unknown {
  if (text.trim() === '') return fail('is empty');
  const deep = tooDeepAt(text);
  if (deep >= 0) return fail(`line ${lineAt(text, deep)}: more than ${DEEPEST} brackets within brackets`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = couldGoOn(text) ? 'the file is cut short' : 'not JSON';
    return fail(
      `line ${lineAt(text, beginning(text))}: ${problem} (${(error as Error).message.replaceAll(/\s+/g, ' ')})`,
    );
  }
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Where the brackets are too deep, or -1. Those in strings do not count. */
function tooDeepAt(text: string): number {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString && character === '\\') i++;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '[' || character === '{') {
      depth++;
      if (depth > DEEPEST) return i;
    } else if (character === ']' || character === '}') depth--;
  }
  return -1;
}

/** Is the text JSON as far as it goes? */
function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const place = /position (\d+)/.exec(message)?.[1];
    return /Unexpected end|Unterminated/.test(message) || Number(place) >= text.length;
  }
}

/** How much of the text is JSON as far as it goes. JSON.parse itself does not always say where it gave up. */
function beginning(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}
