// SPDX-License-Identifier: MIT
/** The page of a trace: what it says without scripts, what it may load, and in a browser, where there is one, its keys. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { confirmedOf, toySelection } from '../../testing/sample.ts';
import { CHROMIUM, open } from '../../testing/chromium.ts';
import { abba, faulty, lostUpdate } from '../../testing/toys.ts';
import type { Instance } from '../../model/types.ts';

const pageOf = (name: string, build: () => Instance) =>
  confirmedOf(toySelection(name, build))[0]?.inForm('html', { full: true }) ?? '';
const page = pageOf('faulty', faulty);
/** As it is read where no script runs: text alone, its blanks as one. */
const read = (html: string) =>
  html
    .replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll(/\s+/g, ' ');

describe('the page of a trace', () => {
  it('is as saved', async () => await expect(page).toMatchFileSnapshot('golden/page.html'));

  it('can be read without scripts: steps in lanes, the violation, properties, memory, how to run it again', () => {
    const text = read(page);
    expect(text).toContain(
      '1 toy() if (!freed) (1) [freed = false] toy.c (v0) 2 toy() free(page) (2) [freed: false -> true]',
    );
    expect(text).toContain('page->x = 1 (3) <--- use-after-free!');
    expect(text).toContain('no-uaf Freed memory is not used. true at the start false from step 3 on');
    expect(text).toContain('freed false; 2: true');
    expect(text).toContain('Replay: npx mhpcheck check faulty');
  });
  it('says by which part, and by what was there, a property is false', () =>
    expect(read(pageOf('lost-update', lostUpdate))).toContain(
      'false from step 4 on; false, by add0 = done, add1 = done, counter = 1',
    ));
  it('has who waits for whom at the end of a deadlock', () =>
    expect(read(pageOf('abba', () => abba(false)))).toMatch(
      /mutex_lock\(B\) <--- waits for b.*mutex_lock\(A\) <--- waits for a/,
    ));

  it('loads nothing, and lets no script or style run but the two that it has', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (tag: string) => {
      const [, text = ''] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page) ?? [];
      return `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    };
    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `script-src ${hash('script')}`,
      `style-src ${hash('style')}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(page).not.toMatch(/\b(src|href|action|on\w+|style)=|url\(|@import|innerHTML/);
  });
});

describe.skipIf(CHROMIUM === undefined)('in headless Chromium (skipped where the machine has none)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'trace.html');
  const url = pathToFileURL(file).href;

  it('goes from step to step by keys, and shows memory and properties of each state', async () => {
    writeFileSync(file, page);
    const tab = await open(url);
    const said = async () =>
      await tab.ask(
        "['where', 'memory', 'asked'].map((id) => document.getElementById(id).innerText.replaceAll(/\\s+/g, ' ')).join(' | ')",
      );
    const at: unknown[] = [await said()];
    for (const key of ['ArrowRight', 'ArrowDown', 'End', 'ArrowRight', 'ArrowLeft', 'Home', 'ArrowUp']) {
      await tab.press(key);
      at.push(await said());
    }
    const start = 'Before the first of 3 steps | freed false = | no-uaf Freed memory is not used. true';
    const freed = 'After step 2 of 3 | freed false true | no-uaf Freed memory is not used. true';
    const end = 'After step 3 of 3 | freed true = | no-uaf Freed memory is not used. false';
    expect(at).toEqual([
      start,
      start.replace('Before the first of 3 steps', 'After step 1 of 3'),
      freed,
      end,
      end,
      freed,
      start,
      start,
    ]);
    expect(await tab.ask("document.querySelectorAll('[aria-current]').length")).toBe(0);
    const methods = tab.heard.map(({ method }) => method);
    expect(methods.filter((m) => m === 'Log.entryAdded' || m === 'Runtime.exceptionThrown')).toEqual([]);
    expect(methods.filter((m) => m === 'Network.requestWillBeSent')).toHaveLength(1);
    await tab.close();
  });
  it('runs nothing of a script that is put into it', async () => {
    writeFileSync(
      file,
      page.replace(
        '</body>',
        '<script>document.title = "run"</script><img src=x onerror="document.title = 1"></body>',
      ),
    );
    const tab = await open(url);
    expect(await tab.ask('document.title')).toBe('faulty, plain: no-uaf violated');
    await tab.close();
  });
});
