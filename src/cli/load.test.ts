// SPDX-License-Identifier: MIT
/** Which file, and which design of it, an operand means. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../testing/command.ts';
import { fileAndDesign, needed } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
const at = (name: string) => join(dir, name);
beforeAll(() => {
  mkdirSync(at('h#x'));
  for (const name of ['m.js', 'h#x/m.js']) writeFileSync(at(name), 'export default 1;\n');
  mkdirSync(at('folder.js'));
  execFileSync('mkfifo', [at('pipe.js')]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('of ours a command line needs', () => {
  const names = ['memory-block', 'memmap-on-memory'];
  it.each([
    ['check memory-block --bound tiny', ['memory-block']],
    ['compare ./m.js#d', []],
    ['check memory-block --help', []],
    ['--version', []],
    ['', []],
    // It is told which models there are, reads a file that names one, or asks one about another.
    ['list', names],
    ['check memory-blok', names],
    ['check --bound tiny memory-block', names],
    ['replay memory-block.json', names],
    ['conform memmap-on-memory', names],
  ])('%j', (line, those) => expect(needed(line.split(' ').filter(Boolean), names)).toEqual(those));
});
describe('an operand', () => {
  it.each([
    ['m.js', 'm.js', undefined],
    ['m.js#d', 'm.js', 'd'],
    ['m.js#d#e', 'm.js', 'd#e'],
    ['m.js#', 'm.js', ''],
    ['h#x/m.js', 'h#x/m.js', undefined],
    ['h#x/m.js#d', 'h#x/m.js', 'd'],
    ['none.js#d', 'none.js', 'd'],
  ])('%s', (operand, file, design) => {
    expect(fileAndDesign(at(operand))).toEqual({ file: at(file), ...(design !== undefined && { design }) });
  });
  it.each([
    ['none.js', 'no such file'],
    ['folder.js', 'is a directory, not a file'],
    ['pipe.js', 'is a pipe, not a file'],
  ])('that is no model is refused at once: %s', async (operand, said) => {
    const { status, out, err } = await command(`check ${at(operand)}`);
    expect([status, out]).toEqual([3, '']);
    expect(err.startsWith(`mhpcheck: ${at(operand)}: ${said}`)).toBe(true);
    expect(err.match(/\n/g)?.length).toBe(1);
  });
});
