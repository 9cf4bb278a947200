// SPDX-License-Identifier: MIT
/** Checkpoints that once went on to a wrong "holds", or lost what was found: what each is answered. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

let dir = '';
beforeEach(() => void (dir = join(mkdtempSync(join(tmpdir(), 'mhpcheck-')), 'kept')));
afterEach(() => {
  delete process.env['MHPCHECK_TEST_EDIT'];
  rmSync(join(dir, '..'), { recursive: true, force: true });
});
const place = () => join(dir, 'edited/d--default--tiny');
const meta = () => join(place(), 'checkpoint.json');
const asked = `check ${input('checkpoints/edited.js')} --bound tiny`;
const startIn = (there: string) => command(`${asked} --max-states 3000 --checkpoint ${there}`);
/** Written once, and then copied. */
const begun = join(mkdtempSync(join(tmpdir(), 'mhpcheck-')), 'kept');
let ran: ReturnType<typeof startIn> | undefined;
afterAll(() => rmSync(join(begun, '..'), { recursive: true, force: true }));
async function start() {
  ran ??= startIn(begun);
  await ran;
  cpSync(begun, dir, { recursive: true });
  return ran;
}
function resume(edit = 'none') {
  process.env['MHPCHECK_TEST_EDIT'] = edit;
  return command(`${asked} --resume ${dir}`);
}

describe('a model that was edited since', () => {
  it('in a step or a property that is in no step code is noticed', async () => {
    expect((await start()).status).toBe(2);
    for (const edit of ['early', 'step'] as const) {
      const { status, out, err } = await resume(edit);
      expect([edit, status, out]).toEqual([edit, 3, '']);
      // What is known of a step's first few hundred paths is in the digest of the code.
      const said = {
        early: 'its states are not those of this model',
        step: 'the model or mhpcheck has changed',
      };
      expect(err).toContain(`mhpcheck: ${place()}: ${said[edit]}`);
    }
    const same = await resume();
    expect([same.status, same.out]).toEqual([0, expect.stringMatching(/stays +holds\n/)]);
  });
  it('where the search has not been yet is answered as it is now', async () => {
    await start();
    const { status, out } = await resume('late');
    expect([status, out]).toEqual([1, expect.stringMatching(/stays +violated/)]);
  });
});

describe('checkpoint.json', () => {
  it('that says that more was expanded than was is refused', async () => {
    await start();
    const { states, head, ...rest } = JSON.parse(readFileSync(meta(), 'utf8')) as {
      states: number;
      head: number;
    };
    expect(head).toBeLessThan(states);
    writeFileSync(meta(), `${JSON.stringify({ ...rest, states, head: states, levelEnd: states })}\n`);
    const { status, err } = await resume('late');
    expect([status, err]).toEqual([3, `mhpcheck: ${meta()} is damaged: it is not as it was written\n`]);
  });
});

describe('a checkpoint.json that somebody wrote, with the digest that belongs to it', () => {
  const ordinary = `check ${input('checkpoints/names.js')}#a --config c --bound tiny`;
  const file = () => join(dir, 'names/a--c--tiny/checkpoint.json');
  type Meta = { states: number; head: number; levelEnd: number; digest?: string };
  /** Whoever can write the file can work out its digest. */
  function forge(edit: object | ((meta: Meta) => object)): void {
    const { digest: _, ...was } = JSON.parse(readFileSync(file(), 'utf8')) as Meta;
    const text = JSON.stringify({ ...was, ...(typeof edit === 'function' ? edit(was) : edit) });
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(file(), `${text.slice(0, -1)},"digest":"${digest}"}\n`);
  }
  /** Written once, and then copied. */
  const template = join(mkdtempSync(join(tmpdir(), 'mhpcheck-')), 'kept');
  beforeAll(() => command(`${ordinary} --max-states 500 --checkpoint ${template}`));
  afterAll(() => rmSync(join(template, '..'), { recursive: true, force: true }));
  const kept = () => cpSync(template, dir, { recursive: true });
  it('and changed nothing is gone on from', async () => {
    kept();
    forge({});
    const { status, out } = await command(`${ordinary} --resume ${dir}`);
    expect([status, out]).toEqual([1, expect.stringMatching(/below +violated/)]);
  });
  it.each<[object | ((meta: Meta) => object), string]>([
    [{ head: null }, "its 'head' can't be"],
    [{ head: -1 }, "its 'head' can't be"],
    [{ head: 1e9 }, "its 'head' can't be"],
    [({ states }) => ({ head: states }), "its 'head' can't be"],
    [{ levelEnd: 1e9 }, "its 'levelEnd' can't be"],
    [{ states: 0 }, "its 'states' can't be"],
    [{ states: '500' }, "its 'states' can't be"],
    [{ states: 1e9 }, 'its files are not as they were written'],
    [{ states: 100, levelEnd: 100, head: 90 }, 'its files are not as they were written'],
    [{ noted: 1e7 }, "its 'noted' can't be"],
    [{ depth: 0.5 }, "its 'depth' can't be"],
    [{ transitions: -1 }, "its 'transitions' can't be"],
    [{ transitions: null }, "its 'transitions' can't be"],
    [{ seconds: -5 }, "its 'seconds' can't be"],
    [{ seconds: 'x' }, "its 'seconds' can't be"],
    [{ met: [1, 2] }, "its 'met' can't be"],
    [{ met: [[0, 1]] }, "its 'met' can't be"],
    [{ met: [[1, 1e9]] }, "its 'met' can't be"],
    [{ met: null }, "its 'met' can't be"],
    [{ firstTaken: [] }, "its 'firstTaken' can't be"],
    [{ firstTaken: {} }, "its 'firstTaken' can't be"],
    [{ digests: null }, "its 'digests' can't be"],
    [({ states }) => ({ head: states, levelEnd: states }), 'its states are not those of this model'],
  ])('is refused: %o', async (edit, said) => {
    kept();
    forge(edit);
    const { status, out, err } = await command(`${ordinary} --resume ${dir}`);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(/^mhpcheck: [^\n]*\n$/);
    expect(err).toContain(said);
  });
});

describe('designs and configurations of any names', () => {
  it('each have their own checkpoint, and forge no line', async () => {
    const all = `check ${input('checkpoints/names.js')} --bound tiny`;
    const first = await command(`${all} --max-states 500 --checkpoint ${dir}`);
    const lines = first.err.trimEnd().split('\n');
    expect([first.status, lines.length]).toEqual([2, 6]);
    for (const line of lines) expect(line).toMatch(/names\/[\w-]+: a checkpoint of [\d.]+ kB$/);
    const names = readdirSync(join(dir, 'names'));
    expect(names).toHaveLength(6);
    expect(names).toContain('a--c--tiny');
    for (const name of names) expect(name).toMatch(/^[\w-]+$/);
    expect((await command(`${all} --resume ${dir}`)).status).toBe(1);
  });
});

describe('the directory', () => {
  it('is of one process at a time', async () => {
    await start();
    writeFileSync(join(place(), 'lock'), `${process.ppid}\n`);
    const { status, err } = await resume();
    expect(status).toBe(3);
    expect(err).toMatch(
      new RegExp(`is in use by process ${process.ppid}; if that is no mhpcheck, remove .*/lock\n$`),
    );
  });
  it('that a process left when it was killed is taken over, which is said', async () => {
    const names = `check ${input('checkpoints/names.js')}#a --config c --bound tiny`;
    const there = join(dir, 'names/a--c--tiny');
    await command(`${names} --max-states 500 --checkpoint ${dir}`);
    expect(readdirSync(there)).not.toContain('lock');
    for (const left of ['4194305 17', `${process.ppid} 1`, `${process.pid} 1`, 'rubbish', '']) {
      writeFileSync(join(there, 'lock'), `${left}\n`);
      const { status, err } = await command(`${names} --resume ${dir}`);
      expect([left, status]).toEqual([left, 1]);
      expect(err).toContain(`: process ${left.split(' ')[0] || 'unknown'} was killed while it wrote here\n`);
      expect(readdirSync(there)).not.toContain('lock');
    }
  });
  it('is left as it was where there was nothing to keep', async () => {
    mkdirSync(dir);
    expect((await command(`${asked} --checkpoint ${dir}`)).status).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });
  it.each(['/proc/x', '/dev/null', '/dev/null/x'])(
    'that nothing can be written to is told first: %s',
    async (bad) => {
      const { status, out, err } = await command(`${asked} --checkpoint ${bad}`);
      expect([status, out, err.match(/\n/g)?.length]).toEqual([4, '', 1]);
      expect(err).toMatch(/^mhpcheck: .*: [a-z ]+ \([A-Z]+\)\n$/);
    },
  );
  it('that can’t be written to any more loses no verdict', async () => {
    mkdirSync(join(place(), 'states.bin'), { recursive: true });
    const { status, out, err } = await startIn(dir);
    expect([status, out]).toEqual([4, expect.stringMatching(/stays +unknown/)]);
    expect(err).toContain(
      `mhpcheck: ${place()}: no checkpoint can be written, there is none: ${place()}/states.bin: illegal operation on a directory (EISDIR)\n`,
    );
  });
});
