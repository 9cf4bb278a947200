// SPDX-License-Identifier: MIT
/**
 * Finds what a file of the kernel defines under a name. No parser of C: it leans on the kernel's layout, where what is
 * defined begins in the first column and a function's last brace stands there.
 */

export interface Definition {
  /** Counted from 1. */
  readonly line: number;
  /** From its name to its end, without comments, blanks as one. */
  readonly text: string;
}

/** The definitions of a name, in their order: of one that #ifdef picks among there are several. */
export function definitions(source: string, name: string): Definition[] {
  if (!source.includes(name)) return [];
  // No name of C: the chapter of a header, in a comment.
  if (!/^\w+$/.test(name))
    return [{ line: source.slice(0, source.indexOf(name)).split('\n').length, text: name }];
  const code = withoutComments(source);
  const lines = code.split('\n');
  const word = new RegExp(`(?<!\\w)${escaped(name)}(?!\\w)`);
  return lines.flatMap((line, i) => {
    const end = word.test(line) ? endOf(lines, i, line, name) : undefined;
    if (end === undefined) return [];
    const text = lines.slice(i, end + 1).join('\n');
    return [{ line: i + 1, text: text.slice(text.search(word)).replaceAll(/\s+/g, ' ').trim() }];
  });
}

const escaped = (name: string) => name.replaceAll(/[^\w]/g, '\\$&');

/** With as many lines as before. Of a string only what is in it could be taken for one; strings are left as they are. */
const withoutComments = (source: string) =>
  source.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\*[^]*?\*\/|\/\/[^\n]*/g, (found) =>
    found.startsWith('"') ? found : found.replaceAll(/[^\n]/g, ''),
  );

/** The last line of what this line defines under the name; undefined where it defines nothing. */
function endOf(lines: readonly string[], at: number, line: string, name: string): number | undefined {
  const own = escaped(name);
  if (new RegExp(`^\\s*#\\s*define\\s+${own}(?!\\w)`).test(line)) return endOfMacro(lines, at);
  if (new RegExp(`^(menu)?config\\s+${own}\\s*$`).test(line)) return beforeNext(lines, at);
  // An enumerator, the one thing that is named further in.
  if (new RegExp(`^\\s+${own}\\s*(=[^;]*)?,?\\s*$`).test(line) && /^[A-Z]/.test(name)) return at;
  if (!/^[A-Za-z_]/.test(line)) return undefined;
  if (new RegExp(`^(?!EXPORT_)[A-Z_0-9]+\\(.*\\b${own}\\b`).test(line)) return endOfStatement(lines, at);
  if (new RegExp(`\\b${own}\\s*\\(`).test(line)) return endOfFunction(lines, at, name);
  if (new RegExp(`^(typedef |static |const )*(struct|union|enum)\\s+${own}\\s*\\{`).test(line))
    return endOfStatement(lines, at);
  const variable = new RegExp(`^(?!return|goto|typedef).*\\b${own}(\\[[^=]*\\])*\\s*(__\\w+\\s*)*(=|;)`);
  return variable.test(line) ? endOfStatement(lines, at) : undefined;
}

function endOfMacro(lines: readonly string[], at: number): number {
  let end = at;
  while (lines[end]?.trimEnd().endsWith('\\')) end++;
  return end;
}

/** Before the next line that begins in the first column. */
function beforeNext(lines: readonly string[], at: number): number {
  const next = lines.findIndex((line, i) => i > at && /^\S/.test(line));
  return (next < 0 ? lines.length : next) - 1;
}

/** Of what ends in a semicolon, or in the first column with a brace. */
function endOfStatement(lines: readonly string[], at: number): number | undefined {
  const end = lines.findIndex(
    (line, i) => i >= at && (line.startsWith('}') || (i === at && /[;)]\s*$/.test(line))),
  );
  return end < 0 ? undefined : end;
}

/** Of a function with its body; undefined for a declaration or a call. */
function endOfFunction(lines: readonly string[], at: number, name: string): number | undefined {
  let depth = 0;
  let listed = false;
  const from = (lines[at] as string).search(new RegExp(`\\b${escaped(name)}\\s*\\(`));
  for (let i = at; i < lines.length && i < at + 40; i++) {
    const line = (lines[i] as string).slice(i === at ? from : 0);
    for (const c of line) {
      if (c === '(') depth++;
      else if (c === ')') listed = --depth === 0 || listed;
      else if (depth === 0 && listed && (c === ';' || c === ',' || c === '=')) return undefined;
      else if (depth === 0 && listed && c === '{') return endOfBody(lines, i);
    }
  }
  return undefined;
}

function endOfBody(lines: readonly string[], at: number): number | undefined {
  if (/\}\s*$/.test(lines[at] as string)) return at;
  const end = lines.findIndex((line, i) => i > at && line.startsWith('}'));
  return end < 0 ? undefined : end;
}
