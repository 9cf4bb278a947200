// SPDX-License-Identifier: MIT
/** What a command line is split into, and what a wrong one is told: docs in --help, meanings in args.ts. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../testing/command.ts';
import { entryOf } from '../testing/sample.ts';
import { faulty, lostUpdate } from '../testing/toys.ts';
import { parse } from './options.ts';

/** Two designs of three, two configurations; one of them has a question for `a` alone. */
const toy = entryOf('toy', lostUpdate);
const plain = { says: 's', source: 's', decisions: undefined };
const model = {
  ...toy.model,
  designs: { a: plain, b: plain, c: plain },
  configurations: {
    all: { says: 's', settings: undefined },
    some: { says: 's', settings: undefined, about: ['a'] },
  },
};
const toys = [{ ...toy, model }, entryOf('faulty', faulty)];
const asked = async (line: string) => {
  const { out } = await command(`check toy ${line} --bound tiny --all`, toys);
  return [...out.matchAll(/design (\w+), configuration (\w+), bound/g)].map(([, d, c]) => `${d} ${c}`);
};

describe('an option given again', () => {
  it('adds a design or a configuration', async () => {
    expect(await asked('--design a --design=c --config all')).toEqual(['a all', 'c all']);
    expect(await asked('--design b --config all --config some')).toEqual(['b all', 'b some']);
    expect(await asked('--design a --design a --config all')).toEqual(['a all']);
  });
  it('leaves the questions that are asked by default where one of both is named', async () => {
    expect(await asked('')).toEqual(['a all', 'b all', 'c all', 'a some']);
    expect(await asked('--config some')).toEqual(['a some']);
    expect(await asked('--design a --design b')).toEqual(['a all', 'b all', 'a some']);
  });
  it('is refused where only one can be meant', async () => {
    const { status, out, err } = await command('check toy --bound tiny --bound=small', toys);
    expect([status, out, err]).toEqual([3, '', 'mhpcheck: check: --bound is given twice: leave one out\n']);
  });
});

describe('bad usage has status 3 and one line that says what is wrong', () => {
  it.each([
    ['check toy --max-states -1', "check: --max-states '-1' is not a whole number from 1 on"],
    ['check toy --max-time -5s', "check: --max-time '-5s': write 90s, 10m or 2h"],
    ['check toy --random 5 --seed -1', "check: --seed '-1' is not a whole number from 0 on"],
    ['check toy --max-states 0x10', "check: --max-states '0x10' is not a whole number from 1 on"],
    ['check toy --workers=-2', "check: --workers '-2' is not a whole number from 1 on"],
    [
      'check toy --design --bound tiny',
      "check: --design needs a value, and '--bound' stands in its place; one that begins with a dash is written --design=--bound",
    ],
    ['check toy --save', 'check: --save needs a value: write it after --save'],
    ['check toy --design a --desing=b', "check: unknown option '--desing'; did you mean '--design'? (there "],
    ['check toy --design d', "toy: unknown design 'd' (there are: a, b, c)"],
    ['check toy --config somme --config al', "toy: unknown configuration 'somme'; did you mean 'some'?"],
    ['check toy -- --bound', "check takes one the name of a model, or its file, not also '--bound'"],
  ])('mhpcheck %s', async (line, says) => {
    const { status, out, err } = await command(line, toys);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(/^mhpcheck: .*\n$/);
    expect(err).toContain(`mhpcheck: ${says}`);
  });

  it('where a design stands after the # and another is named', async () => {
    const file = input('options/designs.js');
    const { status, err } = await command(`check ${file}#one --design two`);
    expect(status).toBe(3);
    expect(err).toBe(
      `mhpcheck: check: ${file}#one names design 'one', and --design names 'two': leave one out\n`,
    );
    for (const same of [`${file}#one --design one`, `${file}#one`, `${file} --design one`]) {
      const { out } = await command(`check ${same}`);
      expect(out.match(/design \w+,/g)).toEqual(['design one,']);
    }
  });
  it('where no configuration has a question for the design that is named', async () => {
    const { status, out, err } = await command('check about --design b', [
      {
        ...toy,
        model: {
          ...model,
          name: 'about',
          configurations: { some: model.configurations.some, other: model.configurations.some },
        },
      },
    ]);
    expect([status, out]).toEqual([3, '']);
    expect(err).toBe('mhpcheck: about: no configuration has a question for b: name one with --config\n');
  });
});

describe('what stands after --', () => {
  it('is an operand', () => {
    expect(parse(['check', '--json', '--', '--odd-name']).operands).toEqual(['--odd-name']);
  });
});
