// SPDX-License-Identifier: MIT
/**
 * What `check` tells: of one instance its verdicts and the cause of what is violated; of several a table, and one cause
 * for each design. `--all` tells every cause of every instance. What the model assumes comes once, at the end.
 */
import { causesOf, eachAlone } from '../check/causes.ts';
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import { foundIn } from '../check/kinds.ts';
import type { AnyChecked } from '../check/selection.ts';
import type { Told } from '../counterexample/told.ts';
import type { Violation } from '../engine/outcome.ts';
import { boundText } from '../model/bound.ts';
import { alsoBroken, untold } from '../report/causes.ts';
import { checkReport } from '../report/check.ts';
import { assumptions } from '../report/foot.ts';
import { lockOrderTexts } from '../report/lock-order.ts';
import { comparison } from '../report/table.ts';
import { ascii, item, paragraph, plural, withNotes } from '../report/text.ts';
import { orStopped, Stopped, telling } from '../watch/watch.ts';
import { ProgressLine } from './console.ts';
import type { Console } from './console.ts';

export interface Tells {
  readonly all: boolean;
  /** Each violation apart: nothing is told as part of another. */
  readonly apart: boolean;
  readonly full: boolean;
  /** Several instances, of which a table is printed. */
  readonly table: boolean;
}
/** A violation that was made ready, and the file it was kept in. */
export interface Kept {
  readonly confirmed: Confirmed;
  readonly file: string | undefined;
}
type Row = Omit<AnyChecked, 'search'>;

const RULE = '-'.repeat(72);
/** Causes named that are not told. */
const NAMED = 8;

export class Teller {
  private readonly console: Console;
  private readonly tells: Tells;
  private readonly rows: Row[] = [];
  /** For a table: what is told of each design. */
  private readonly texts = new Map<string, string>();
  private told: AnyChecked | undefined;

  constructor(console: Console, tells: Tells) {
    this.console = console;
    this.tells = tells;
  }

  /** `kept`: what was made ready already. */
  add(checked: AnyChecked, kept: ReadonlyMap<Violation, Kept>): void {
    if (this.tells.table) this.addRow(checked, kept);
    else this.print(checked, kept);
  }

  /** Once everything was checked, or nothing more will be. */
  end(): void {
    const [first] = this.rows;
    if (first) {
      const table = comparison(first.model, first.bound, this.rows, first.limits);
      this.console.out(withNotes(table, [...new Set(this.rows.flatMap(({ notes = [] }) => notes))]));
    }
    for (const text of this.texts.values()) this.console.out(`${RULE}\n${text}\n`);
    if (this.told) this.console.out(`${RULE}\n${assumptions(this.told.model)}\n`);
  }

  private addRow({ search, ...row }: AnyChecked, kept: ReadonlyMap<Violation, Kept>): void {
    this.rows.push(row);
    if (this.texts.has(row.design) || !search) return;
    const checked = { ...row, search };
    const [cause, ...others] = causesOf(foundIn(search), row.outcome);
    const text = cause && this.textOf(checked, cause, kept);
    if (text === undefined || text instanceof Stopped) return;
    this.texts.set(row.design, `${text}${leftUntold(others)}`);
  }

  private print(checked: AnyChecked, kept: ReadonlyMap<Violation, Kept>): void {
    const { model, search } = checked;
    const { apart } = this.tells;
    const causes = search
      ? apart
        ? eachAlone(checked.outcome)
        : causesOf(foundIn(search), checked.outcome)
      : [];
    const told = this.tells.all ? causes : causes.slice(0, 1);
    const texts = told.map((cause) => this.textOf(checked, cause, kept));
    const stopped = texts.filter((t) => t instanceof Stopped).map(({ reason }) => reason);
    const shown = { ...checked, model: model.name, bound: boundText(checked), untold: stopped };
    this.console.out(checkReport(shown));
    const elsewhere = told.flatMap(({ orders }) => orders);
    for (const order of lockOrderTexts(shown, elsewhere)) this.console.out(`${RULE}\n${order}\n`);
    for (const text of texts) if (!(text instanceof Stopped)) this.console.out(`${RULE}\n${text}\n`);
    const rest = leftUntold(causes.slice(told.length));
    if (rest !== '') this.console.out(`${RULE}\n${rest.trimStart()}`);
  }

  private textOf(
    checked: AnyChecked,
    cause: Told,
    kept: ReadonlyMap<Violation, Kept>,
  ): string | Stopped | undefined {
    const { search, design, configuration, bound } = checked;
    if (!search) return undefined;
    const { result, violation } = cause;
    const what = `${design} ${configuration} ${bound}: trace`;
    const progress = new ProgressLine(this.console, what);
    const ready = kept.get(violation);
    try {
      const confirmed =
        ready?.confirmed ??
        orStopped(() =>
          telling(
            () => progress.say(what),
            () => confirm(checked, foundIn(search), result.property, violation),
          ),
        );
      if (confirmed instanceof Stopped) return confirmed;
      this.told = checked;
      return confirmed.text(ready?.file, { full: this.tells.full, also: alsoBroken(cause), brief: true });
    } finally {
      progress.end();
    }
  }
}

/** Causes that are not told, by name. */
function leftUntold(others: readonly Told[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, NAMED).map((cause) => item(untold(cause)));
  const more = others.length > NAMED ? [item(`and ${others.length - NAMED} more`)] : [];
  const head = paragraph(`Found as well, and told with --all: ${plural(others.length, 'way')}.`);
  return ascii(`\n${[head, ...named, ...more].join('\n')}\n`);
}
