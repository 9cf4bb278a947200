// SPDX-License-Identifier: MIT
/** What the page of a trace brings with it: how it looks, and what steps through it. Nothing of a trace is in here. */

export const STYLE = `
:root { color-scheme: light dark; --fg: #1b1b1b; --bg: #fff; --dim: #5f6368; --line: #c9ccd1; --now: #fff3c4;
  --bad: #b3261e; --good: #1a6b2f; --box: #f6f7f8; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6e6e6; --bg: #16181b; --dim: #a0a6ad; --line: #3c4249;
  --now: #3d3512; --bad: #ff8a80; --good: #81c995; --box: #1f2226; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 110rem; padding: 1rem; color: var(--fg); background: var(--bg);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
p { max-width: 50rem; margin: .4rem 0; }
code, td, th, pre { font: 13px/1.4 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .15rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: var(--bg); }
.n { width: 3.5rem; white-space: nowrap; }
small, .dim { color: var(--dim); }
small { display: block; }
.kept { font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); }
.changed { background: var(--now); font-weight: 600; }
#page { display: grid; gap: 1.5rem; }
#side { background: var(--box); padding: .2rem .8rem .8rem; border: 1px solid var(--line); }
.steps tbody tr.now { background: var(--now); outline: 2px solid var(--dim); outline-offset: -2px; }
.live #page { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.live #side { position: sticky; top: 0; height: 100vh; overflow: auto; }
.live .steps tbody tr { cursor: pointer; }
.live .dead, body:not(.live) .needs { display: none; }
button { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 4px;
  padding: .15rem .6rem; }
@media (max-width: 60rem) { .live #page { grid-template-columns: minmax(0, 1fr); }
  .live #side { position: static; height: auto; order: -1; } }
`;

/** Text of a trace gets into the page by textContent alone. */
export const SCRIPT = `'use strict';
(() => {
  const data = JSON.parse(document.getElementById('trace').textContent);
  const rows = [...document.querySelectorAll('tr[data-step]')];
  const last = rows.length;
  let now = -1;
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, name) => {
    const it = document.createElement(tag);
    if (text !== undefined) it.textContent = text;
    if (name) it.className = name;
    return it;
  };
  const row = (name, ...cells) => {
    const it = make('tr', undefined, name);
    it.append(...cells);
    return it;
  };
  const values = data.fields.map((f) => {
    const all = [f.start];
    for (let i = 0; i < last; i++) all.push(i in f.to ? f.to[i] : all[i]);
    return all;
  });
  const memory = () => {
    const before = Math.max(0, now - 1);
    const shown = data.fields.map((f, i) => [f, i]).filter(([f]) => f.touched || $('all').checked);
    return shown.map(([f, i]) => {
      const [was, is] = [values[i][before], values[i][now]];
      const changed = was !== is;
      const name = make('th', f.name);
      name.scope = 'row';
      return row(changed ? 'changed' : '', name, make('td', was), make('td', changed ? is : '='));
    });
  };
  const threads = () =>
    data.threads.map((t) => {
      const at = t.at[now];
      const next = make('td', at.says);
      next.append(make('small', at.place));
      const name = make('th', t.name);
      name.scope = 'row';
      return row('', name, next);
    });
  const properties = (asked) =>
    data.properties.filter((p) => p.asked === asked).map((p) => {
      const v = p.values[now];
      const name = make('th', p.name);
      name.scope = 'row';
      name.append(make('small', p.says));
      const said = make('td', v === null ? 'not asked' : v.value ? 'true' : p.no, v === null ? 'dim' : v.value ? 'good' : p.asked ? 'bad' : '');
      for (const why of v === null ? [] : v.because) said.append(make('small', why));
      return row(p.asked ? 'kept' : '', name, said);
    });
  const go = (to, scroll) => {
    const next = Math.min(last, Math.max(0, to));
    if (next === now) return;
    now = next;
    rows.forEach((r, i) => {
      r.classList.toggle('now', i === now - 1);
      if (i === now - 1) r.setAttribute('aria-current', 'step');
      else r.removeAttribute('aria-current');
    });
    $('where').textContent = now === 0 ? 'Before the first of ' + last + ' steps' : 'After step ' + now + ' of ' + last;
    $('did').textContent = now === 0 ? '' : data.steps[now - 1];
    $('memory').replaceChildren(...memory());
    $('threads').replaceChildren(...threads());
    $('asked').replaceChildren(...properties(true));
    $('properties').replaceChildren(...properties(false));
    if (scroll) (rows[now - 1] || document.body).scrollIntoView({ block: now === 0 ? 'start' : 'center' });
  };
  const keys = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, j: 1, k: -1 };
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const to = e.key === 'Home' ? 0 : e.key === 'End' ? last : Object.hasOwn(keys, e.key) ? now + keys[e.key] : undefined;
    if (to === undefined) return;
    e.preventDefault();
    go(to, true);
  });
  $('first').addEventListener('click', () => go(0, true));
  $('back').addEventListener('click', () => go(now - 1, true));
  $('on').addEventListener('click', () => go(now + 1, true));
  $('end').addEventListener('click', () => go(last, true));
  $('all').addEventListener('change', () => $('memory').replaceChildren(...memory()));
  rows.forEach((r, i) => r.addEventListener('click', () => go(i + 1, false)));
  const linked = () => (/^#step-\\d+$/.test(location.hash) ? Number(location.hash.slice(6)) : undefined);
  addEventListener('hashchange', () => linked() !== undefined && go(linked(), true));
  document.body.classList.add('live');
  go(linked() ?? 0, linked() !== undefined);
})();
`;
