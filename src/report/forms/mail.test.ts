// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { confirmedOf, toySelection } from '../../testing/sample.ts';
import { abba, faulty } from '../../testing/toys.ts';
import { mail, markdown, touched } from './mail.ts';

const [found] = confirmedOf(toySelection('faulty', faulty));
const c = found?.counterexample as NonNullable<typeof found>['counterexample'];

describe('a mail', () => {
  const text = mail(c, found?.text() ?? '', '20190711@kernel.example');
  it('has a subject, what it answers, one blank line, and then the text', () =>
    expect(text.split('\n').slice(0, 4)).toEqual([
      'Subject: faulty, plain: no-uaf violated',
      'In-Reply-To: <20190711@kernel.example>',
      '',
      'faulty, design plain, configuration default: no-uaf is violated.',
    ]));
  it('is plain ASCII in 72 columns, ends with a newline, and signs for nobody', () => {
    expect(text).toMatch(/^[\n\x20-\x7e]*\n$/);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(72);
    expect(text).not.toMatch(/^(Signed-off|Reviewed|Acked|Tested|Reported)-by:/m);
  });
  it('has no header but its own, whatever a file or an option says', () => {
    const evil = { ...c, design: 'x\nBcc: all@example.org' };
    const head = mail(evil, 'text', 'id>\nBcc: <b').split('\n\n')[0] ?? '';
    expect(head.split('\n').map((line) => line.split(':')[0])).toEqual(['Subject', 'In-Reply-To']);
  });
});

describe('markdown', () => {
  it('fences the text by more backquotes than there are in it, and escapes the title', () => {
    expect(markdown({ ...c, design: '*a*_b_' }, 'a ```` b\n')).toBe(
      '## faulty, plain: no-uaf violated\n\n`````\na ```` b\n`````\n'.replace(
        'plain',
        String.raw`\*a\*\_b\_`,
      ),
    );
  });
});

describe('mermaid', () => {
  it('is a sequence diagram: a lane a thread, a note a step, the violation last', () => {
    const form = found?.inForm('mermaid', { full: true, reply: undefined }) ?? '';
    expect(form.trim().split('\n')).toEqual([
      'sequenceDiagram',
      '  title faulty, plain: no-uaf violated, by a model',
      '  participant t0 as user',
      '  participant t1 as freer',
      '  Note over t0: toy()#58; if (#33;freed) [freed = false]',
      '  Note over t1: toy()#58; free(page) [freed#58; false -#62; true]',
      '  Note over t0: toy()#58; page-#62;x = 1 [freed = true]',
      '  Note over t0: no-uaf#58; use-after-free',
    ]);
  });
  it('ends a deadlock with who waits for whom', () => {
    const [circle] = confirmedOf(toySelection('abba', () => abba(false)));
    const text = circle?.inForm('mermaid', { full: true, reply: undefined }) ?? '';
    expect(text).toMatch(/waits for b\n.*waits for a\n$/);
  });
});

describe('of what is assumed', () => {
  it('a mail has the first, and what shares a word with a step that is told', () => {
    const step = { thread: 'vmalloc', says: 'pmd_none(*pmd)', at: undefined };
    const all = ['Sequential consistency.', 'vmalloc() maps one page.', 'No table is huge.'];
    expect(touched(all, [step])).toEqual(all.slice(0, 2));
  });
});
