// SPDX-License-Identifier: MIT
/** An order of functions as an automaton that the kernel's rvgen (dot2k before v6.16) makes a monitor of. */

export interface Monitor {
  /** What is said of it, one comment a line. */
  readonly says: readonly string[];
  /** By the function entered last, the empty name before any: which may be next. */
  readonly after: ReadonlyMap<string, ReadonlySet<string>>;
}

export function monitor({ says, after }: Monitor): string {
  const functions = [...new Set([...after.values()].flatMap((next) => [...next]))];
  const name = (func: string) => (func === '' ? '"init"' : `"after_${func}"`);
  const states = ['', ...functions];
  const edges = states.flatMap((from) => [...(after.get(from) ?? [])].map((to) => [from, to] as const));
  return [
    'digraph state_automaton {',
    ...says.map((line) => ` // ${line.replaceAll(/[^\x20-\x7e]/gu, '?')}`),
    ' {node [shape = plaintext, style=invis, label=""] "__init_init"};',
    ...states.map((func) => ` {node [shape = ${func === '' ? 'doublecircle' : 'circle'}] ${name(func)}};`),
    ' "__init_init" -> "init";',
    ...states.map((func) => ` ${name(func)} [label = ${name(func)}];`),
    ...edges.map(([from, to]) => ` ${name(from)} -> ${name(to)} [ label = "${to}" ];`),
    ' { rank = min ;',
    '  "__init_init";',
    '  "init";',
    ' }',
    '}',
    '',
  ].join('\n');
}
