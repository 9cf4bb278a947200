// SPDX-License-Identifier: MIT
/**
 * Recordings of 6.1 (arm64, x86-64) are explained by memory-block; with a line less, two in the other order or another
 * value they are not, but for what carries no information, which is listed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { memoryBlock } from '../models/memory-block/index.ts';
import { recording } from '../models/memory-block/recording.ts';
import { formOf } from '../src/engine/engine.ts';
import { Follower, refusal } from '../src/kernel/explained.ts';
import type { Run } from '../src/kernel/explained.ts';
import { linesIn } from '../src/kernel/recording.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { Line } from '../src/model/recording.ts';
import type { Instance } from '../src/model/types.ts';
import { command } from '../src/testing/command.ts';
import { FULL } from '../src/testing/full.ts';

const fileOf = (name: string) => fileURLToPath(new URL(`recordings/${name}.txt`, import.meta.url));
const [X86, ARM64] = ['x86_64-6.1-memmap_on_memory', 'arm64-6.1-memmap_on_memory'] as const;
/** `conform --record --kernel 6.1 --seed 8333 --operations 11`: EINTR and EBUSY, and a DIMM ejected that is online. */
const REFUSED = 'x86_64-6.1-refused';
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** An isolation that fails undoes what it had, unless it had nothing. */
const may = ({ event, values }: Line) =>
  event === 'p_undo_isolate_page_range' && values['end'] === '0x100400';

describe.each(FULL ? [X86, ARM64, REFUSED] : [X86, ARM64])('the recording %s', (name) => {
  const lines = linesIn(readFileSync(fileOf(name), 'utf8'), name);
  const { design, configuration } = recording;
  const chosen = {
    model: memoryBlock,
    design,
    configuration,
    bound: 'tiny',
    limits: recording.limits(lines),
  } as const;
  const follower = new Follower(formOf(instanceOf<Instance>(chosen)).compiled, recording, lines);
  /** The runs before each line. */
  const before: (readonly Run[])[] = [follower.start()];
  for (const [i, line] of lines.entries()) before.push(follower.after(before[i] as readonly Run[], line));
  const refused = (at: number, rest: readonly Line[]) => refusal(follower, rest, before[at]) !== undefined;

  it('is explained', () => expect(refused(0, lines)).toBe(false));
  it('is not without any of its lines', () => {
    for (const [i, line] of lines.entries())
      expect(refused(i, lines.slice(i + 1)), line.text).toBe(!may(line));
  });
  it('is not with two lines in the other order', () => {
    for (const [i, line] of lines.slice(0, -1).entries()) {
      const next = lines[i + 1] as Line;
      const swapped = [{ ...next, time: line.time }, { ...line, time: next.time }, ...lines.slice(i + 2)];
      // The same line twice is the same in either order.
      const same = line.text.replace(/^[\d.]+/, '') === next.text.replace(/^[\d.]+/, '');
      expect(refused(i, swapped), `${line.text}\n${next.text}`).toBe(!same);
    }
  });
  it('is not where time goes back', () =>
    expect(refused(5, [{ ...(lines[5] as Line), time: 0 }, ...lines.slice(6)])).toBe(true));
  it('is not with another value, but for those that say nothing', () => {
    const free = new Set<string>();
    for (const [i, line] of lines.entries())
      for (const [key, value] of Object.entries(line.values)) {
        const other = /^-?\d/.test(value) ? String(BigInt(value.replace('-', '')) + 1n) : `${value}x`;
        const changed = { ...line, values: { ...line.values, [key]: other } };
        if (!refused(i, [changed, ...lines.slice(i + 1)])) free.add(`${line.event} ${key}`);
      }
    const says = [
      // Read off the stack or a register that the function does not return.
      'p_add_memory_resource flags',
      'r_mem_hotplug_begin ret',
      // A pointer, and there once.
      'p_sparse_remove_section pfn',
      // Bytes that were written: of any of the words; and where an isolation that fails got to.
      'STEP 1',
      'p_undo_isolate_page_range end',
    ];
    const met = says.filter((one) => name === REFUSED || says.indexOf(one) < 3);
    expect([...free].toSorted()).toEqual(met.filter((one) => name !== REFUSED || one !== says[0]).toSorted());
  });
  it('is not where a probe is not where it says, nor of another task or a function of another size', () => {
    const at = lines.findLastIndex(({ event }) => event === 'p_online_pages');
    const line = lines[at] as Line;
    for (const other of [
      { where: line.where.replace('+0x0', '+0x4') },
      { where: line.where.replace('online_pages', 'offline_pages') },
      { where: line.where.replace('/0x', '/0x1') },
      { task: 'bash-9' },
    ])
      expect(refused(at, [{ ...line, ...other }, ...lines.slice(at + 1)]), JSON.stringify(other)).toBe(true);
  });
});

describe('validate-trace', () => {
  const validate = (...words: readonly string[]) => command(['validate-trace', ...words], entries);
  it('says so where a recording is explained', async () => {
    const { status, out } = await validate('memory-block', fileOf(X86));
    expect([status, out]).toEqual([0, expect.stringMatching(/all\s+119/)]);
  });
  it('explains what was refused', async () =>
    // Broken where the name of the directory lets it be.
    expect((await validate('memory-block', fileOf(REFUSED))).out).toMatch(/all\s+194\s+lines/));
  it('prints the first line that is not, and what was expected there', async () => {
    const file = join(dir, 'wrong.txt');
    writeFileSync(file, readFileSync(fileOf(X86), 'utf8').replace('nr=32256', 'nr=32255'));
    const { status, out } = await validate('memory-block', file);
    expect(status).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('line 19 is explained by no run of memory-block');
    expect(out).toContain('- expected: p_adjust_present_page_count nr={rest}');
    writeFileSync(file, readFileSync(fileOf(X86), 'utf8').split('\n').slice(0, 60).join('\n'));
    const cut = await validate('memory-block', file);
    expect([cut.status, cut.out.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('it ends in the middle of what it is of'),
    ]);
  });
  it('takes nothing for no explanation', async () => {
    const file = join(dir, 'empty.txt');
    writeFileSync(file, '\n');
    const { status, err } = await validate('memory-block', file);
    expect([status, err]).toEqual([3, `mhpcheck: ${file}: there is no line of a recording in it\n`]);
  });
  it.each([
    [['memory-block'], 'validate-trace takes a model and a recording'],
    [
      ['gfp', fileOf(ARM64)],
      'nobody has written down what a recording shows of gfp (there is: memory-block)',
    ],
    [['memory-block', fileURLToPath(import.meta.url)], 'line 1 is no line of a recording'],
  ])('refuses %j', async (words, said) => {
    const { status, err } = await validate(...words);
    expect([status, err]).toEqual([3, expect.stringContaining(said)]);
  });
});
