// SPDX-License-Identifier: MIT
/** The schedule in a mail is found whatever the mail did to it, and refused where it is not what was sent. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { linesOf } from '../src/report/fitting.ts';
import { command, input } from '../src/testing/command.ts';

const FILE = input('schedules/two-locks.js');
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const mails: string[] = [];
const mail = () => mails[0] as string;
const lines = (change: (line: string) => string) => mail().split('\n').map(change).join('\n');
async function replay(text: string) {
  const file = join(dir, 'mail');
  writeFileSync(file, text);
  const { status, out, err } = await command(['replay', file, '--model', FILE]);
  return { status, said: out + err };
}

beforeAll(async () => {
  await command(`check ${FILE} --design careless --design crossed --bound tiny --save ${dir}`);
  const files = readdirSync(join(dir, 'two-locks')).filter((f) => f.endsWith('.json'));
  for (const file of files) {
    const { out } = await command([
      'report',
      join(dir, 'two-locks', file),
      '--model',
      FILE,
      '--format',
      'mail',
    ]);
    mails.push(out);
  }
});

it('of option-2 with KASAN is told whole in under forty lines, with the lock that it waits for', async () => {
  const file = 'vmalloc-hot-remove/option-2--no-deadlock--cycle-hot_remove.allocate.json';
  const { out } = await command(`report counterexamples/${file} --format mail`, entries);
  expect(out.trimEnd().split('\n').length).toBeLessThan(40);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('waits in "get_online_mems()" for mem_hotplug_lock');
});
it.each([
  [
    'a long trace',
    'arm64-add-pages/what-if-blocks--mapped-as-it-is-used--online.online_page.json',
    '(7 steps)',
  ],
  [
    'a point of many values',
    'kernel-va-layout/floor-ceiling--no-race--4K-52-fallback.json',
    ' values that these',
  ],
])('of %s has less than sixty lines, and says what was left out', async (_, file, left) => {
  const { out } = await command(`report counterexamples/${file} --format mail`, entries);
  expect(linesOf(out)).toBeLessThan(60);
  expect(out).toContain(left);
  const { out: full } = await command(`report counterexamples/${file} --format mail --full`, entries);
  expect(linesOf(full)).toBeGreaterThan(60);
  expect(full).not.toMatch(/\.\.\. .*\(.*(steps|--full)\)/);
});
it('stands in the mail within 72 columns, with the version', () => {
  expect(mail()).toMatch(/^Schedule for mhpcheck \d\S*; npx mhpcheck replay - reads this mail:$/m);
  for (const line of mail().slice(mail().indexOf('Schedule for')).split('\n'))
    expect(line.length).toBeLessThanOrEqual(72);
});

it('of every kind is read back', async () => {
  expect(mails.length).toBeGreaterThan(2);
  for (const text of mails) expect([text, (await replay(text)).status]).toEqual([text, 1]);
});

it.each<[string, () => string]>([
  ['quoted', () => lines((line) => `> ${line}`)],
  ['quoted twice, with a sentence before', () => `It says:\n\n${lines((line) => `>> > ${line}`)}\n\nYes.`],
  ['with the line ends of another system', () => mail().replaceAll('\n', '\r\n')],
  ['with the schedule on one line', () => mail().replaceAll(/\n {2}(?=\S*[.*:]?)/g, ' ')],
  ['folded narrower', () => mail().replaceAll(/ (?=\S+ \S+\n)/g, '\n  ')],
  ['quoted-printable', () => lines((line) => line.replaceAll('.', '=2E').replace(/^(.{40})/, '$1=\n'))],
])('is found in a mail that was %s', async (_, text) => {
  expect((await replay(text())).status).toBe(1);
});

it.each<[string, (text: string) => string, string]>([
  ['cut off', (t) => t.trimEnd().slice(0, -1), 'the schedule is cut off'],
  ['with another word', (t) => t.replace(/ : (a|b)/, ' : b a'), "'fingerprint' is"],
  [
    'with another property',
    (t) => t.replace(/(mhpcheck:1(\s+\S+){4}\s+)\S+/, '$1nothing'),
    "'fingerprint' is",
  ],
  [
    'with too little before the words',
    (t) => t.replace(/mhpcheck:1\s+\S+/, 'mhpcheck:1'),
    'is not followed by',
  ],
  [
    'with a bound that is none',
    (t) => t.replace(/(two-locks\s+\S+\s+default\s+)tiny/, '$1tny'),
    "did you mean 'tiny'",
  ],
  ['with a million steps', (t) => t.replace(/ : (a|b)/, ' : a*99999 a*99999'), 'more than 100000 words'],
  ['with nonsense', (t) => t.replace(/ : (a|b)/, ' : *3'), 'is no step'],
])('is refused where it came %s', async (_, change, says) => {
  const changed = change(mail());
  expect(changed).not.toBe(mail());
  const { status, said } = await replay(changed);
  expect([status, said]).toEqual([3, expect.stringContaining(says)]);
});

it('does not fold the step that failed, though it wrote nothing: what it left undone is the cause', async () => {
  const file = 'counterexamples/memtrace/v5.10-fixed--one-mapping--enable.ioremap.json';
  const { out } = await command(['report', file, '--format', 'mail'], entries);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'WARN_ON_ONCE(ret) [remove_section_mapping(): -EINVAL, and on]',
  );
});
it('does not fold a notifier that vetoes: the cancel that follows is of it', async () => {
  const file = 'counterexamples/memory-block/v6.1--cancel-to-told-only--acpi.cancel_offline_1.json';
  const { out } = await command(['report', file], entries);
  expect(out).toContain('nb0->notifier_call(MEM_GOING_OFFLINE) [NOTIFY_BAD]');
});
