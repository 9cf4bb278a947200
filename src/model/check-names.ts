// SPDX-License-Identifier: MIT
/** Refuses names in properties and measures that nothing in the model has. What is read by name is checked as it is read. */
import { namesIn } from './known-names.ts';
import type { Named, What } from './known-names.ts';
import type { Program } from './program.ts';
import { literals } from './state-literals.ts';
import { nearest } from './suggest.ts';
import type { FaultProperty, Measure, ProgressProperty, Property } from './types.ts';

/** Throws an AuthorError for a name that no instance of the model has; notes one that others have. */
export function checkNames(instance: Named, program: Program): void {
  const check = new Check(instance, program);
  for (const property of instance.properties) check.property(property);
  for (const measure of instance.measures ?? []) check.measure(measure);
}

class Check {
  private readonly names: Named['names'];
  private readonly program: Program;
  private readonly here: Readonly<Record<What, readonly string[]>>;
  /** All of them. */
  private readonly all: ReadonlySet<string>;

  constructor({ names }: Named, program: Program) {
    this.names = names;
    this.program = program;
    this.here = namesIn(program);
    this.all = new Set(Object.values(this.here).flat());
  }

  property(property: Property): void {
    const who = `property ${property.name}`;
    if (property.kind === 'noFault') this.faults(who, property);
    if (property.kind === 'eventually') this.fairness(who, property);
    for (const source of functionsOf(property)) this.states(who, source);
  }

  measure({ name, when, value }: Measure): void {
    const who = `measure ${name}`;
    for (const [thread, state] of Object.entries(when)) this.state(who, thread, state);
    this.states(who, value);
  }

  /** A kind that only other designs end in is worth no line where the property has others to be about. */
  private faults(who: string, { faults }: FaultProperty): void {
    const { fault: here } = this.here;
    const strays = faults.filter((kind) => !here.includes(kind));
    const about = strays.length < faults.length;
    for (const kind of strays) if (!about || !this.names.has('fault', kind)) this.missing(who, 'fault', kind);
  }

  private fairness(who: string, { fairness: { strong = [], succeeds = [] } }: ProgressProperty): void {
    for (const thread of strong) this.thread(`${who}: strong fairness`, thread);
    const open = this.program.threads.some((t) => t.positions.some((p) => p.declared === undefined));
    for (const choice of succeeds)
      if (!open && !this.here.choice.includes(choice)) this.missing(`${who}: 'succeeds'`, 'choice', choice);
  }

  private thread(who: string, thread: string): void {
    if (!this.here.thread.includes(thread)) this.missing(who, 'thread', thread);
  }

  private state(who: string, thread: string, state: string): void {
    this.thread(who, thread);
    const known = this.here.thread.includes(thread);
    if (known && !this.here.state.includes(`${thread}.${state}`))
      this.missing(who, 'state', `${thread}.${state}`);
  }

  private states(who: string, source: object): void {
    const { thread: threads, state: states } = this.here;
    const { compared, quoted } = literals(source);
    for (const { thread, state } of compared)
      if (thread !== undefined && threads.includes(thread)) this.state(who, thread, state);
      else if (!states.includes(state)) this.missing(who, 'state', state);
    // It may be anything; but what is spelt almost as a state is most likely meant as one.
    const sure = new Set(compared.map((c) => c.state));
    for (const text of quoted) {
      if (this.all.has(text) || sure.has(text) || this.isValue(text)) continue;
      const near = nearest(
        text,
        states.filter((s) => !s.includes('.')),
      );
      if (near !== undefined && !this.names.has('state', text) && !this.names.has('thread', text))
        this.names.note(`${who} says '${text}', which is the name of nothing here; is it '${near}'?`);
    }
  }

  /** Is this a field's name, or one of its values? */
  private isValue(text: string): boolean {
    const { memory, threads } = this.program;
    return [memory, ...threads.map((t) => t.stack)].some((domain) => mentions(domain, text));
  }

  private missing(who: string, what: What, name: string): void {
    const [thread] = name.split('.');
    const here = this.here[what];
    const near = name.includes('.')
      ? here.filter((n) => n.startsWith(`${thread}.`))
      : here.filter((n) => !n.includes('.'));
    this.names.missing(who, what, name, near);
  }
}

const functionsOf = (p: Property): readonly object[] =>
  'holds' in p
    ? [...('parts' in p && p.parts ? p.parts : [p.holds]), ...('after' in p && p.after ? [p.after] : [])]
    : [];

interface Mentions {
  readonly values?: readonly unknown[];
  readonly of?: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}
function mentions(domain: unknown, text: string): boolean {
  const { values = [], of, fields = {} } = domain as Mentions;
  return (
    values.includes(text) ||
    Object.entries(fields).some(([name, d]) => name === text || mentions(d, text)) ||
    (of !== undefined && mentions(of, text))
  );
}
