// SPDX-License-Identifier: MIT
/**
 * A trace as one page that loads nothing: lanes by thread, and what steps through them where scripts run. A trace is a
 * stranger's: its text is escaped, or data of JSON that a script puts in as text, and no script but ours may run.
 */
import { createHash } from 'node:crypto';
import type { PropertyValues, Valued } from '../../counterexample/values.ts';
import type { TraceStep } from '../../counterexample/trace.ts';
import { boundText } from '../../model/bound.ts';
import { visible } from '../../outside/text.ts';
import { argument, markOf, numberedOf } from '../counterexample.ts';
import { replayHint } from '../foot.ts';
import { bracket, Brackets } from '../brackets.ts';
import { pathOf } from '../place.ts';
import type { Place } from '../place.ts';
import { waitText } from '../steps.ts';
import { plural } from '../text.ts';
import { nameText } from '../titled.ts';
import type { Formed } from './formed.ts';
import { SCRIPT, STYLE } from './html-page.ts';
import { markup, raw } from './markup.ts';
import type { Markup } from './markup.ts';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export function html(of: Formed): string {
  const { counterexample: c, model, property, trace } = of;
  const title = `${c.model}, ${c.design}: ${c.property} violated`;
  const policy = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`;
  const valued = of.valued();
  const threads = plural(new Set(trace.steps.map((s) => s.thread)).size, 'thread');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
<p>Asked: ${property.says}</p>
<p>${nameText('Design', c.design, model.designs)}</p>
<p>${nameText('Configuration', c.configuration, model.configurations)}</p>
<p>${plural(trace.steps.length, 'step')} of ${threads}. A model's trace, not seen on a running kernel.</p>
${argument(of, numberedOf(of)).map((sentence) => markup`<p>${sentence}</p>\n`)}
<div id="page">
<section aria-label="Steps">
<h2>Steps</h2>
<p class="needs">Arrow keys go from step to step, Home and End to the ends; a click goes to a step. In bold: what the violation depends on.</p>
<p class="dead">In bold: what the violation depends on. Where scripts run, this page steps through memory and properties.</p>
${lanes(of)}
</section>
<section id="side" aria-label="State">
${side(of, valued)}
</section>
</div>
${foot(of)}
<script type="application/json" id="trace">${raw(embedded(dataOf(of, valued)))}</script>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** JSON that ends no element and begins none, with nothing in it that is not seen. */
const embedded = (data: unknown): string =>
  JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'string' ? visible(value) : value,
  ).replaceAll(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);

const show = (value: unknown): string => (value === null ? 'none' : String(value));
const placeOf = (place: Place): string => (place.at ? `${place.at.file} (${place.at.version})` : '');
const functions = (place: Place): string =>
  pathOf(place)
    .map((f) => `${f}()`)
    .join(' > ');
const bare = (field: string): string => field.replace(/^mem\./, '');

function lanes(of: Formed): Markup {
  const { trace, ending, kept, counterexample: c } = of;
  const { steps } = trace;
  const waits = ending?.parties ?? [];
  const names = [...new Set([...steps, ...waits].map(({ thread }) => thread))];
  const labels = new Map(numberedOf(of).map((step, i) => [step, ` (${i + 1})`]));
  const before = new Map<string, string>();
  const end = waits.length > 0 || c.loop !== undefined ? undefined : markOf(c, of.property);
  const inLanes = (thread: string, cell: Markup) =>
    names.map((name) => (name === thread ? markup`<td>${cell}</td>` : markup`<td></td>`));
  const brackets = new Brackets();
  const rows = steps.map((step, i) => {
    const where = functions(step);
    const entered = before.get(step.thread) === where ? '' : where;
    before.set(step.thread, where);
    const mark =
      i === steps.length - 1 && end !== undefined ? markup` <span class="bad">&lt;--- ${end}</span>` : '';
    const cell = markup`${entered === '' ? '' : markup`<small>${entered}</small>`}<span${kept.has(i) ? raw(' class="kept"') : ''}>${step.says}${labels.get(i) ?? ''}</span>${mark}<small>${[brackets.of(step) ?? '', placeOf(step)].filter(Boolean).join(' ')}</small>`;
    const repeats = i === c.loop ? rule(names.length, 'repeats from here') : '';
    return markup`${repeats}<tr id="step-${i + 1}" data-step="${i + 1}"><th scope="row" class="n">${i + 1}</th>${inLanes(step.thread, cell)}</tr>\n`;
  });
  const waiting = waits.map((w) => {
    const cell = markup`<small>${functions(w)}</small><span class="kept">${w.says}</span> <span class="bad">&lt;--- ${waitText(w)}</span><small>${placeOf(w)}</small>`;
    return markup`<tr><th scope="row" class="n"><abbr title="it waits here at the end">end</abbr></th>${inLanes(w.thread, cell)}</tr>\n`;
  });
  return markup`<table class="steps">
<thead><tr><th scope="col" class="n">step</th>${names.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}${waiting}${c.loop === undefined ? '' : rule(names.length, 'and back to there')}</tbody>
</table>`;
}
const rule = (lanesThere: number, text: string) =>
  markup`<tr><td class="dim" colspan="${lanesThere + 1}">-- ${text} --</td></tr>\n`;

/** Filled state by state where scripts run; without them, what can be said of the whole trace. */
function side({ played, trace }: Formed, valued: readonly PropertyValues[]): Markup {
  const changing = played.fields.filter(({ values }) => new Set(values).size > 1);
  const table = (id: string, ...heads: readonly string[]) =>
    markup`<table><thead><tr>${heads.map((h) => markup`<th scope="col">${h}</th>`)}</tr></thead><tbody id="${id}"></tbody></table>`;
  return markup`<div class="needs">
<h2 id="where" aria-live="polite">State</h2>
<p><button type="button" id="first">First</button> <button type="button" id="back">Back</button> <button type="button" id="on">Next</button> <button type="button" id="end">End</button></p>
<p><code id="did"></code></p>
<h2>Asked</h2>
${table('asked', 'property', 'in this state')}
<h2>Memory</h2>
<p><label><input type="checkbox" id="all"> also what the trace never touches</label></p>
${table('memory', 'field', 'before', 'after')}
<h2>Each thread's next statement</h2>
${table('threads', 'thread', 'statement')}
<h2>Other properties</h2>
${table('properties', 'property', 'in this state')}
</div>
<div class="dead">
<h2>Properties</h2>
<table><thead><tr><th scope="col">property</th><th scope="col">true or false</th></tr></thead><tbody>
${valued.map(({ property, values }) => markup`<tr><th scope="row">${property.name}<small>${property.says}</small></th><td>${spans(values).map((s) => markup`${s}<br>`)}</td></tr>\n`)}</tbody></table>
<h2>Memory that changes</h2>
<table><thead><tr><th scope="col">field</th><th scope="col">at the start, then after step</th></tr></thead><tbody>
${changing.map(({ field, values }) => markup`<tr><th scope="row">${bare(field)}</th><td>${history(values)}</td></tr>\n`)}</tbody></table>
<p>${plural(trace.steps.length, 'step')}, ${plural(played.fields.length - changing.length, 'field')} that no step changes.</p>
</div>`;
}

/** `0; 3: 1; 7: none` */
const history = (values: readonly unknown[]): string =>
  values
    .flatMap((value, i) =>
      i === 0 ? [show(value)] : value === values[i - 1] ? [] : [`${i}: ${show(value)}`],
    )
    .join('; ');

/** `true up to step 3`, `false from step 4 on: part 2 of 3, by x = 1`. */
function spans(values: readonly (Valued | undefined)[]): string[] {
  return values.flatMap((v, i) => {
    const earlier = values[i - 1];
    if (i > 0 && v?.value === earlier?.value) return [];
    const from = i === 0 ? 'at the start' : `from step ${i} on`;
    return [
      `${v === undefined ? 'not asked' : String(v.value)} ${from}${because(v)
        .map((b) => `; ${b}`)
        .join('')}`,
    ];
  });
}

/** Of what is false: by which part, and what was there. */
const because = (v: Valued | undefined): string[] =>
  (v?.because ?? []).map(({ part, of, rests }) => {
    const by = rests.map(({ field, value }) => `${bare(field)} = ${show(value)}`).join(', ');
    return `${of > 1 ? `part ${part} of ${of} is false` : 'false'}${by === '' ? '' : `, by ${by}`}`;
  });

function foot(of: Formed): Markup {
  const { counterexample: c, model } = of;
  return markup`<h2>Assumptions</h2>
<ul>
${model.assumptions.map((text) => markup`<li>${text}</li>\n`)}</ul>
<p>Bounds: ${boundText({ ...c, bound: model.bounds[c.bound].says })}; ${model.configurations[c.configuration]?.says ?? ''}.</p>
<p>Fingerprint: <code>${c.fingerprint}</code></p>
<pre>${replayHint(of)}</pre>`;
}

/** What the script shows: text alone, and of each field what changes it. */
function dataOf(of: Formed, valued: readonly PropertyValues[]): object {
  const { trace, played, counterexample: c } = of;
  const touched = new Set(trace.steps.flatMap((s) => [...s.changes, ...s.reads].map(({ field }) => field)));
  const stands = (thread: (typeof played.threads)[number]) =>
    played.states.map(({ at }) => {
      const position = thread.positions.find((p) => p.name === at[thread.name]);
      const place = { thread: thread.name, at: position?.at };
      const says = position?.fault ?? (position?.candidates.length === 0 ? 'has ended' : position?.says);
      return { says: says ?? '', place: [functions(place), placeOf(place)].filter(Boolean).join(' ') };
    });
  return {
    steps: trace.steps.map((s: TraceStep) =>
      [`${s.thread}: ${s.says}`, bracket(s)].filter(Boolean).join(' '),
    ),
    fields: played.fields.map(({ field, values }) => ({
      name: bare(field),
      touched: touched.has(field),
      start: show(values[0]),
      to: Object.fromEntries(
        values.slice(1).flatMap((value, i) => (value === values[i] ? [] : [[i, show(value)]])),
      ),
    })),
    threads: played.threads.map((t) => ({ name: t.name, at: stands(t) })),
    properties: valued.map(({ property, values }) => ({
      name: property.name,
      says: property.says,
      asked: property.name === c.property,
      no:
        property.kind === 'always' || property.kind === 'noFault' || property.kind === 'noDeadlock'
          ? 'false'
          : 'not here',
      values: values.map((v) => (v === undefined ? null : { value: v.value, because: because(v) })),
    })),
  };
}
