// SPDX-License-Identifier: MIT
/** Every text of the real model, checked for what a mail needs. */
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import { confirm } from '../check/confirm.ts';
import { traced } from '../check/selection.ts';
import type { Checked } from '../check/selection.ts';
import { engineOf } from '../engine/engine.ts';
import type { PropertyResult } from '../engine/outcome.ts';
import { Search } from '../explore/search.ts';
import { asked } from '../model/types.ts';
import { outcome } from '../explore/verdicts.ts';
import { entryOf, searched, toySelection } from '../testing/sample.ts';
import { abba, lostUpdate } from '../testing/toys.ts';
import { checkReport } from './check.ts';
import { list } from './list.ts';
import { comparison } from './table.ts';

const all = asked(model).map(([configuration, design]) =>
  searched({ model, design, configuration, bound: 'tiny' }),
);
const report = (checked: Checked) => checkReport({ ...checked, model: checked.model.name });
it('says of traces that were not worked out why not', () => {
  const untold = ['--max-memory', '--max-memory', 'interrupt'];
  const [first] = all as [Checked];
  const text = checkReport({ ...first, model: first.model.name, untold });
  expect(text).toContain('  - 2 traces not worked out: --max-memory was reached\n');
  expect(text).toContain('  - 1 trace not worked out: interrupted\n');
});
const confirmed = all.flatMap((checked) =>
  traced(checked.outcome).map(([r, v]) => confirm(checked, checked.search.engine, r.property, v)),
);
const toy = (name: string, build: typeof abba) => searched(toySelection(name, build));
const textsOf = (checked: Checked) =>
  traced(checked.outcome).map(([r, v]) => confirm(checked, checked.search.engine, r.property, v).text());

/** The lines that don't fit a mail: wider than 72 columns, with a tab, blanks at the end or special characters. */
const unfit = (text: string): string[] =>
  text.split('\n').filter((line) => {
    const mayBeLong = line.startsWith('Replay: npx mhpcheck replay');
    return (line.length > 72 && !mayBeLong) || !/^[\x20-\x7e]*$/.test(line) || line !== line.trimEnd();
  });

describe('every text', () => {
  it('of a counterexample fits a mail', () => {
    expect(confirmed.length).toBeGreaterThan(50);
    expect(confirmed.flatMap(({ text }) => unfit(text()))).toEqual([]);
    const file = `${'deep/'.repeat(30)}file.json`;
    expect(confirmed.slice(0, 3).flatMap(({ text }) => unfit(text(file)))).toEqual([]);
  });
  it('of a checked instance fits a mail', () =>
    expect(all.flatMap((checked) => unfit(report(checked)))).toEqual([]));
  it('of a comparison fits a mail', () => expect(unfit(comparison(model, 'tiny', all))).toEqual([]));
  it('of a list fits a mail', () => expect(unfit(list(model))).toEqual([]));
  it('of a toy fits a mail', () => {
    const texts = [...textsOf(toy('abba', abba)), ...textsOf(toy('lost', lostUpdate))];
    expect(texts).toHaveLength(3);
    expect(texts.flatMap(unfit)).toEqual([]);
  });
});

describe('the text of a counterexample', () => {
  const diagramOf = (text: string) => text.split('\n\n')[1]?.split('\n') ?? [];

  it('has the mark in the last line of the diagram, and nowhere else but where a thread waits', () => {
    for (const { text } of confirmed) {
      const lines = diagramOf(text());
      if (lines[0] === 'The initial state is broken already.') continue;
      expect(lines.at(-1)).toContain('<--- ');
      const others = lines.slice(0, -1).filter((line) => line.includes('<--- '));
      expect(others.filter((line) => !line.includes('<--- waits for '))).toEqual([]);
    }
  });

  it('speaks of the numbers that the diagram has, and of no others', () => {
    let spoken = 0;
    for (const { text } of confirmed) {
      const [, , argument = ''] = text().replace(' *** DEADLOCK ***\n', '').split('\n\n');
      const drawn = diagramOf(text()).join('\n');
      const numbers = [...new Set(argument.match(/\(\d\)/g) ?? [])];
      expect(drawn.match(/\(\d\)(?=$| \[| <)/gm)?.toSorted() ?? []).toEqual(numbers.toSorted());
      spoken += numbers.length;
    }
    // Where nothing can run any more the argument speaks of no step.
    const told = confirmed.filter((c) => c.counterexample.kind !== 'ends');
    expect(spoken).toBeGreaterThan(2 * told.length);
  });

  it('tells of a thread that trips over a lock of its own where it took it', () => {
    const found = confirmed.find((c) => c.counterexample.kind === 'sleeping-in-atomic');
    expect(found?.text().replaceAll('\n', ' ')).toMatch(
      /(\w+) does "spin_lock\(&init_mm.page_table_lock\)" \(1\) and still holds it\. At \(2\) it does "[^"]+": sleeping-in-atomic\./,
    );
  });

  it('names the property, what was assumed, the fingerprint and how to run it again', () => {
    const [{ text, counterexample: c }] = confirmed as [(typeof confirmed)[0]];
    expect(text()).toContain(`${c.property}`);
    expect(text()).toContain('Sequential consistency');
    expect(text()).toContain(`\nFingerprint: ${c.fingerprint}\n`);
    expect(text('a/b.json')).toContain('\nReplay: npx mhpcheck replay a/b.json\n');
  });

  it('has a command to run again that can be pasted into a shell as it stands', () => {
    for (const { text, counterexample: c } of confirmed) {
      const [, command = ''] = /^Replay: ([^]*)$/m.exec(text()) ?? [];
      expect(command.replaceAll(/ \\\n +/g, ' ')).toBe(
        `npx mhpcheck check ${c.model} --design=${c.design} --config=${c.configuration} --bound=${c.bound}\n`,
      );
    }
  });

  it('says of a deadlock who waits for whom, and in which statement', () => {
    const [text = ''] = textsOf(toy('abba', () => abba(false)));
    expect(text).toContain('\n *** DEADLOCK ***\n');
    expect(text.replaceAll('\n', ' ')).toContain(
      'a waits in "mutex_lock(B)" for b, which did "mutex_lock(B)" (2). b waits in "mutex_lock(A)" for a, which did "mutex_lock(A)" (1).',
    );
  });
});

describe('the report of a checked instance', () => {
  it('has a verdict for each property, and says how far it goes', () =>
    expect(report(toy('lost-update', lostUpdate)).replace(/sec=.*/, 'sec=')).toMatchInlineSnapshot(`
      "lost-update: design plain, configuration default, bound tiny
      states=12 transitions=14 depth=4 sec=
      Every interleaving within the bound was tried.
        both-count  violated, 1 way
        two         holds
      "
    `));

  it('says of a run that was stopped what is unknown, and counts what was expanded', () => {
    const { model: of, design, configuration, bound } = toySelection('lost-update', lostUpdate);
    const search = new Search(engineOf(lostUpdate()));
    const text = report({
      model: of,
      design,
      configuration,
      bound,
      search,
      outcome: outcome(search),
      seconds: 0,
    });
    expect(text).toContain('Stopped: 0 of 1 state found so far were expanded.');
    expect(text).toMatch(/both-count +unknown/);
    expect(text).toMatch(/two +unknown/);
  });

  it('says that what can happen holds where it was met, beside a fault and in a run that was stopped', () => {
    const checked = searched({ model, design: 'none', configuration: 'what-if-unpinned', bound: 'tiny' });
    expect(report(checked)).toMatch(/vmalloc-can-map +holds\n/);
    const search = new Search(engineOf(checked.search.instance));
    search.run(640);
    const part = { ...checked, search, outcome: outcome(search) };
    expect(report(part)).toMatch(/vmalloc-can-map +holds\n/);
    expect(report(part)).not.toContain('fault-free');
    const table = comparison(model, 'tiny', [part]).replaceAll(/\s+/g, ' ');
    expect(table).toContain('. holds: every interleaving within the bound was tried, but for rows with a ?');
  });

  it('says that a verdict is of the fault-free part only beside a fault', () => {
    const beside = all.map((c) => [c.outcome.faulted, report(c).includes('on the fault-free part')]);
    expect(new Set(beside.map(String))).toEqual(new Set(['true,true', 'false,false']));
  });
});

describe('the comparison', () => {
  const text = comparison(model, 'tiny', all);

  it('has a row for each design in each configuration, and a letter for each property', () => {
    for (const design of Object.keys(model.designs))
      expect(text.match(new RegExp(`^${design} +[.V?n] `, 'gm'))).toHaveLength(
        asked(model).filter(([, d]) => d === design).length,
      );
    const letters = [...text.matchAll(/^ {2}([A-Za-z]) ([\w-]+): /gm)].map(([, letter, name]) => [
      letter,
      name,
    ]);
    const properties = new Set(all.flatMap((c) => c.outcome.results.map((r) => r.property.name)));
    for (const [letter, name = ''] of letters) expect(model.short?.[name]).toBe(letter);
    expect(letters.map(([, name]) => name).toSorted()).toEqual([...properties].toSorted());
  });

  it('has heads that go down where they do not fit', () => {
    const [row] = all;
    const [one] = row?.outcome.results ?? [];
    const results = Array.from({ length: 28 }, (_, i) => ({
      ...(one as PropertyResult),
      property: { ...(one as PropertyResult).property, name: `p-${i}` },
    }));
    const wide = { ...(row as Checked), outcome: { ...(row as Checked).outcome, results } };
    const fits = comparison(model, 'tiny', [wide]);
    expect(fits).toMatch(/^ +p( p){9} 1( 1){9}( 2){8}$/m);
    expect(fits).toMatch(/^design 0 1 2 3 4 5 6 7 8 9 2 3 .* states$/m);
    const long = comparison(model, 'tiny', [{ ...wide, design: 'of-a-name-that-is-rather-long' }]);
    expect([...unfit(fits), ...unfit(long)]).toEqual([]);
  });

  it('has the verdicts of the search in its cells', () => {
    const row = all.find((c) => c.design === 'option-1-alloc-under-lock') as Checked;
    const verdicts = row.outcome.results.map((r) => [r.verdict, r.violations[0]?.kind === 'never'].join());
    const signs: Record<string, string> = { 'holds,false': '.', 'violated,false': 'V', 'violated,true': 'n' };
    const cells = verdicts.map((v) => signs[v]).join(' ');
    const alone = comparison(model, 'tiny', [row]);
    expect(alone).toContain(`option-1-alloc-under-lock  ${cells}      93*\n`);
  });

  it('explains only the signs it uses', () => {
    const search = new Search(engineOf(lostUpdate()));
    const stopped = { configuration: 'default', design: 'plain', outcome: outcome(search) };
    const unknown = comparison(entryOf('lost-update', lostUpdate).model, 'tiny', [stopped]);
    expect(unknown).toMatch(/^plain +\? +\? +1$/m);
    expect(unknown).toContain('? unknown');
    expect(unknown).not.toContain('V violated');
    expect(text).toContain('V violated');
    expect(text).not.toContain('? unknown');
  });
});
