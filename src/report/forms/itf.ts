// SPDX-License-Identifier: MIT
/**
 * A trace in the Informal Trace Format of Apalache and Quint: every state as JSON, for tools that read it.
 * Format: https://apalache-mc.org/docs/adr/015adr-trace.html; types: https://apalache-mc.org/docs/adr/002adr-types.html.
 */
import type { Played } from '../../counterexample/played.ts';
import type { TraceStep } from '../../counterexample/trace.ts';
import { eventName } from '../../model/program.ts';
import type { Formed } from './formed.ts';

type Shape = Played['shape']['mem'];
/** A type, and how a value of it is written. */
interface Coding {
  readonly type: string;
  readonly write: (value: unknown) => unknown;
}

const BOOL: Coding = { type: 'Bool', write: (value) => value };
const INT: Coding = { type: 'Int', write: (value) => ({ '#bigint': String(value) }) };
const STR: Coding = { type: 'Str', write: String };
const BASIC: Readonly<Record<string, Coding>> = { boolean: BOOL, number: INT };
/** Nothing, as Apalache's Option.tla writes it. */
const NONE = { tag: 'None', value: 'U_OF_UNIT' };

export function itf({ counterexample: c, property, trace, played }: Formed): string {
  const variables = variablesOf(played);
  // The state after a loop is the one that it begins with, and is not written twice.
  const states = c.loop === undefined ? played.states : played.states.slice(0, -1);
  const { schedule: _, loop, initial: __, ...about } = c;
  const file = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: c.model,
      description: `${c.model}, design ${c.design}, configuration ${c.configuration}: ${c.property} is violated. ${property.says} A model's trace, not seen on a running kernel.`,
      varTypes: Object.fromEntries(variables.map((v) => [v.name, v.coding.type])),
      counterexample: about,
    },
    vars: variables.map((v) => v.name),
    states: states.map((state, index) => ({
      '#meta': { index, ...stepOf(trace.steps[index - 1]) },
      ...Object.fromEntries(variables.map((v) => [v.name, v.coding.write(v.of(state))])),
    })),
    ...(loop !== undefined && { loop }),
  };
  return `${json(file, 3)}\n`;
}

/** JSON of which what lies deeper than so many levels is told in a line: a variable of a state. */
function json(value: unknown, levels: number, margin = ''): string {
  if (levels === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const within = `${margin}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const key = (name: string) => (Array.isArray(value) ? '' : `${JSON.stringify(name)}: `);
  const parts = Object.entries(value).map(
    ([name, part]) => `${within}${key(name)}${json(part, levels - 1, within)}`,
  );
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join(',\n')}\n${margin}${close}`;
}

/** The step that led to a state. */
const stepOf = (step: TraceStep | undefined): object =>
  step === undefined
    ? {}
    : {
        step: eventName(step.event),
        label: step.label,
        says: step.says,
        ...(step.note !== undefined && { note: step.note }),
        ...(step.at && { at: step.at }),
      };

interface Variable {
  readonly name: string;
  readonly coding: Coding;
  readonly of: (state: Played['states'][number]) => unknown;
}

/** Each field of shared memory, what each thread has of its own, and where each stands. */
function variablesOf({ shape, threads }: Played): Variable[] {
  const { mem, stacks, values } = shape;
  const fields = mem.kind === 'record' ? [...mem.fields] : [];
  const stacked = threads
    .map((t, i) => [t.name, stacks[i] as Shape] as const)
    .filter(([, s]) => s.kind === 'record' && s.fields.size > 0);
  const own = { kind: 'record', name: 'stack', fields: new Map(stacked) } as const;
  const names = identifiers([...fields.map(([name]) => name), 'stack', 'at']);
  const at = recordOf(threads.map((t) => [t.name, STR]));
  return [
    ...fields.map(([key, s], i) => ({
      name: names[i] as string,
      coding: codingOf(s, values),
      of: (state: Played['states'][number]) => state.mem[key],
    })),
    ...(stacked.length === 0
      ? []
      : [
          {
            name: names.at(-2) as string,
            coding: codingOf(own, values),
            of: ({ stack }: { stack: unknown }) => stack,
          },
        ]),
    { name: names.at(-1) as string, coding: at, of: (state) => state.at },
  ];
}

function codingOf(shape: Shape, values: (cell: number) => readonly unknown[]): Coding {
  switch (shape.kind) {
    case 'scalar':
      return scalarOf(values(shape.cell));
    case 'record':
      return recordOf([...shape.fields].map(([name, s]) => [name, codingOf(s, values)]));
    default: {
      const [first] = shape.items;
      const item = first === undefined ? INT : codingOf(first, values);
      return { type: `Seq(${item.type})`, write: (value) => (value as unknown[]).map(item.write) };
    }
  }
}

function recordOf(fields: readonly (readonly [string, Coding])[]): Coding {
  const names = identifiers(fields.map(([name]) => name));
  return {
    type: `{ ${fields.map(([, coding], i) => `${names[i]}: ${coding.type}`).join(', ')} }`,
    write: (value) =>
      Object.fromEntries(
        fields.map(([name, coding], i) => [names[i], coding.write((value as Record<string, unknown>)[name])]),
      ),
  };
}

/** A scalar by what it can hold: of one kind, and perhaps nothing. What is of several kinds is written as text. */
function scalarOf(values: readonly unknown[]): Coding {
  const there = values.filter((value) => value !== null);
  const [kind = 'string', ...others] = new Set(there.map((value) => typeof value));
  const plain = (others.length === 0 ? BASIC[kind] : undefined) ?? STR;
  if (there.length === values.length) return plain;
  return {
    type: `None(UNIT) | Some(${plain.type})`,
    write: (value) => (value === null ? NONE : { tag: 'Some', value: plain.write(value) }),
  };
}

/** Names as TLA+ takes them, in the order given, no two alike. */
function identifiers(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let free = name.replaceAll(/\W/g, '_').replace(/^(?=\d|$)/, '_');
    while (used.has(free)) free += '_';
    used.add(free);
    return free;
  });
}
