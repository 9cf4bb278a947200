// SPDX-License-Identifier: MIT
/** Which file, and which design of it, an operand means. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../testing/command.ts';
import { fileAndDesign, modelNamed } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
const at = (name: string) => join(dir, name);
beforeAll(() => {
  mkdirSync(at('h#x'));
  for (const name of ['m.js', 'h#x/m.js']) writeFileSync(at(name), 'export default 1;\n');
  mkdirSync(at('folder.js'));
  execFileSync('mkfifo', [at('pipe.js')]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the one model of a command line', () => {
  it.each([
    ['check memory-block --bound tiny', 'memory-block'],
    ['compare ./m.js#d', './m.js#d'],
    // It is told which models there are, reads a file that names one, or asks one about another.
    ['list', undefined],
    ['check --bound tiny memory-block', undefined],
    ['replay memory-block.json', undefined],
    ['conform memmap-on-memory', undefined],
    ['', undefined],
  ])('%j', (line, named) => expect(modelNamed(line.split(' '))).toBe(named));
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
