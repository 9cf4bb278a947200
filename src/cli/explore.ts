// SPDX-License-Identifier: MIT
/** `explore`: a model's steps by hand, on a terminal or from a pipe. One command a line. */
import { namesCpus } from '../check/kinds.ts';
import type { AnySelection } from '../check/selection.ts';
import { again, brokenBy } from '../check/steered.ts';
import { explain } from '../counterexample/trace.ts';
import type { TraceStep } from '../counterexample/trace.ts';
import { toState } from '../compile/interpret.ts';
import type { Violation } from '../engine/outcome.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { Exploration } from '../follow/exploration.ts';
import { engineFrom, violationsAhead } from '../follow/from.ts';
import { positionOf, whyStands } from '../follow/standing.ts';
import { wordsFor, WordsError } from '../follow/words.ts';
import { Walker } from '../interleave/walk.ts';
import { boundText } from '../model/bound.ts';
import { eventName } from '../model/program.ts';
import { needsFullSearch } from '../model/lock-order.ts';
import { steeredText } from '../report/steered.ts';
import { bracket, showChange } from '../report/brackets.ts';
import { ascii, item, paragraph, plural, wrap } from '../report/text.ts';
import { inSlices } from '../watch/slices.ts';
import { selections } from './args.ts';
import { EXIT, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { EXPLORE_COMMANDS } from './help-more.ts';
import { limits } from './large.ts';
import { Watchman } from '../check/limits.ts';
import { load } from './load.ts';
import { operand, text } from './options.ts';
import { Saver } from './saver.ts';
import { threaded } from './steered.ts';
import { standardLines } from './stdin.ts';
import type { Context } from './verbs.ts';

/** States that `v` looks at, unless said. */
const AHEAD = 200_000;
/** Violations that it lists. */
const LISTED = 9;

export async function runExplore(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const [selection, ...others] = selections(args, entry, design, 'tiny');
  if (!selection) throw new UsageError('explore: no instance');
  const walker = new Walker(threaded(selection, 'explore'));
  const session = new Session(context, selection, new Exploration(walker));
  console.out(`${paragraph(`${session.name}. ? says what can be typed.`)}\n`);
  if (others.length > 0)
    console.out(`${paragraph(`The first of ${others.length + 1}; --design and --config choose another.`)}\n`);
  const given = text(args, 'schedule');
  if (given !== undefined) session.words(given);
  session.list();
  for await (const line of console.lines?.() ?? standardLines(stopped, console)) {
    if (stopped() || (await session.obey(line.trim())) === 'quit') break;
  }
  if (stopped()) return EXIT.interrupted;
  return session.run.broken ? EXIT.violated : EXIT.ok;
}

class Session {
  readonly name: string;
  readonly run: Exploration;
  private readonly context: Context;
  private readonly selection: AnySelection;
  private readonly console: Console;
  private ahead: readonly Violation[] = [];

  constructor(context: Context, selection: AnySelection, run: Exploration) {
    const { model, design, configuration } = selection;
    this.context = context;
    this.console = context.console;
    this.selection = selection;
    this.run = run;
    this.name = `${model.name}, design ${design}, configuration ${configuration}, bound ${boundText(selection)}`;
  }

  private say(...lines: readonly string[]): void {
    this.console.out(ascii(`${lines.join('\n')}\n`));
  }
  private get compiled() {
    return this.run.walker.compiled;
  }

  async obey(line: string): Promise<'quit' | void> {
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
    const number = Number(rest === '' ? 1 : rest);
    switch (word) {
      case '':
        return this.list();
      case 'q':
        return 'quit';
      case '?':
      case 'h':
        return this.console.out(EXPLORE_COMMANDS);
      case 'b':
        if (!(number >= 1)) return this.say(`b takes a number of steps, not '${rest}'`);
        this.run.back(number);
        return this.list();
      case 'v':
        return this.look(rest === '' ? AHEAD : Number(rest.replaceAll(/[_,]/g, '')));
      case 'g':
        return this.go(number);
      case 't':
        return this.trace();
      case 'm':
        return this.memory();
      case 's':
        return this.save(rest === '' ? 'counterexamples' : rest);
      default:
        return /^\d+$/.test(line) ? this.numbered(Number(line)) : (this.words(line), this.list());
    }
  }

  /** Where it stands: what can run, and why the others can't. */
  list(): void {
    const { compiled, run } = this;
    const { enabled, cells } = run;
    const width = Math.max(0, ...enabled.map((s) => eventName(run.walker.event(s)).length));
    this.say(`-- ${plural(run.events.length, 'step')} --`);
    enabled.forEach((s, i) => {
      const thread = compiled.program.threads[s.thread];
      if (!thread) return;
      const { name, says } = positionOf(compiled, cells, thread);
      const head = `${String(i + 1).padStart(3)}  ${eventName(run.walker.event(s)).padEnd(width)}  `;
      const [first = '', ...more] = wrap(`${says} (${thread.name}.${name})`, Math.max(20, 72 - head.length));
      this.say(`${head}${first}`, ...more.map((part) => ' '.repeat(head.length) + part));
    });
    const able = new Set(enabled.map((s) => s.thread));
    for (const thread of compiled.program.threads)
      if (!able.has(thread.index))
        this.say(...wrap(`     ${whyStands(compiled, cells, thread)}`).map((l) => `     ${l}`));
  }

  private numbered(n: number): void {
    const step = this.run.enabled[n - 1];
    if (!step)
      return this.say(`there is no step ${n}: ${plural(this.run.enabled.length, 'step')} can be taken`);
    const before = this.run.events.length;
    this.run.take(step);
    this.told(before);
    this.list();
  }

  /** Takes the steps that words stand for. */
  words(line: string): void {
    const before = this.run.events.length;
    try {
      const { stopped } = this.run.follow(line);
      this.told(before);
      if (stopped) this.say(paragraph(`stops at '${stopped.word}': ${stopped.why}`));
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      this.say(paragraph(`${error.message}; ? says what can be typed`));
    }
  }

  /** What the steps from `from` on did, and what the last breaks. */
  private told(from: number): void {
    const { steps } = explain(this.compiled, { schedule: this.run.events, initial: this.run.initial });
    for (const step of steps.slice(from)) this.say(...stepLines(step));
    const { broken } = this.run;
    if (broken) this.say(paragraph(`*** ${broken.property.name} is violated: ${broken.kind} ***`));
  }

  /** Searches on from the state at hand. */
  private async look(most: number): Promise<void> {
    if (!(most >= 1)) return this.say('v takes a number of states');
    const { run, context } = this;
    const { engine } = run.walker;
    const search = new Search(engineFrom(engine, run.cells));
    const watchman = new Watchman({ ...limits(context.args), maxStates: most });
    const stop = await inSlices(search, {
      stop: () => watchman.reason(search),
      most: () => watchman.statesFor(search),
    });
    this.ahead = violationsAhead(engine, run.way, outcome(search)).slice(0, LISTED);
    const looked = plural(search.progress.states, 'state');
    const notAsked = search.done ? [] : run.walker.properties.filter(needsFullSearch).map((p) => p.name);
    if (this.ahead.length === 0)
      this.say(
        paragraph(
          stop
            ? `None found in ${looked}; beyond them it is unknown (${stop}).`
            : `None from here: all ${looked} that follow were looked at.`,
        ),
      );
    this.ahead.forEach((v, i) => {
      const way = v.schedule.length === 0 ? 'here already' : wordsFor(v.schedule);
      this.say(
        item(`${v.property} (${v.kind}) by ${plural(v.schedule.length, 'step')}: ${way}`, `${i + 1} `),
      );
    });
    if (notAsked.length > 0) this.say(paragraph(`Not asked in part of a search: ${notAsked.join(', ')}.`));
  }

  private go(n: number): void {
    const found = this.ahead[n - 1];
    if (!found) return this.say(`v has found no violation ${n}`);
    this.ahead = [];
    this.words(wordsFor(found.schedule));
    this.list();
  }

  private trace(): void {
    const { events, initial } = this.run;
    const { steps } = explain(this.compiled, { schedule: events, initial });
    const cpus = namesCpus(this.compiled.program);
    const says = `${plural(steps.length, 'step')}: ${this.run.toString() || 'none'}`;
    this.console.out(steeredText({ of: this.name, says, steps, mark: 'here', cpus, drawn: true }));
  }

  private memory(): void {
    const { mem, stack, at } = toState(this.compiled, this.run.cells);
    const lines = Object.entries({ ...(mem as object), stack: stack as object, at });
    this.say(...lines.flatMap(([name, value]) => wrap(`${name} = ${JSON.stringify(value)}`, 72, 2)));
  }

  private save(dir: string): void {
    const { run, selection, console } = this;
    const { broken, events, initial, walker } = run;
    if (!broken) return this.say(again(selection, events, initial));
    const file = new Saver(dir, console).keep(brokenBy(selection, walker, { broken, events, initial }));
    this.say(file === undefined ? 'not saved' : `saved in ${file}`);
  }
}

/** What a step did: its name, the statement, and all that it changed. */
function stepLines(step: TraceStep): string[] {
  const seen = bracket(step);
  const told = step.changes.filter((c) => !c.ghost).map(showChange);
  const also = told.filter((change) => seen?.includes(change) !== true);
  const head = [`${step.label}: ${step.says}`, ...(seen === undefined ? [] : [seen])].join(' ');
  return wrap([head, ...(also.length === 0 ? [] : [`{${also.join('; ')}}`])].join(' '), 72, 4);
}
