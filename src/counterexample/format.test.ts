// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as vmalloc } from '../../models/vmalloc-hot-remove/index.ts';
import { confirmedOf, entryOf, hopeless, threeWay, toySelection } from '../testing/sample.ts';
import { faulty } from '../testing/toys.ts';
import { FileError } from '../outside/read.ts';
import { decode, resolve } from './format.ts';

const FILE = 'dir/one.json';
const [small] = confirmedOf(toySelection('faulty', faulty));
const json = small?.json ?? '';
const models = [vmalloc];
if (!small) throw new Error('nothing to test with');

/** The one line that is said about a file. */
function complaint(text: string): string {
  try {
    decode(text, FILE);
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}
/** What is said after the file's name about the file with some fields changed. */
function complaintOn(change: Record<string, unknown>): string {
  const message = complaint(JSON.stringify({ ...(JSON.parse(json) as object), ...change }));
  expect(message.startsWith(`${FILE}: `)).toBe(true);
  expect(message).not.toContain('\n');
  return message.slice(FILE.length + 2);
}

describe('a counterexample', () => {
  it('is the same after it was written and read', () => {
    const others = [toySelection('hopeless', hopeless), toySelection('three-way', threeWay)];
    const selection = {
      model: vmalloc,
      design: 'none',
      configuration: 'what-if-unpinned',
      bound: 'tiny',
    } as const;
    const all = [small, ...others.flatMap(confirmedOf), ...confirmedOf(selection)];
    expect(all.length).toBeGreaterThan(10);
    for (const c of all) expect(decode(c.json, FILE)).toEqual(c.counterexample);
  });

  it('keeps the choice of a step that has one', () => {
    const [lost] = confirmedOf(toySelection('hopeless', hopeless));
    expect(JSON.parse(lost?.json ?? '')).toMatchObject({ schedule: ['t:EBUSY'] });
    expect(decode(lost?.json ?? '', FILE).schedule).toEqual([{ type: 't', choice: 'EBUSY' }]);
  });

  it('is a file of format, version, what it belongs to, the schedule and its steps', () => {
    expect(json).toMatchInlineSnapshot(`
      "{
        "format": "mhpcheck-counterexample",
        "version": 1,
        "model": "faulty",
        "design": "plain",
        "configuration": "default",
        "bound": "tiny",
        "property": "no-uaf",
        "kind": "use-after-free",
        "step": "user.use",
        "fingerprint": "74cc08261ad2",
        "schedule": [
          "user",
          "freer",
          "user"
        ],
        "assumptions": [
          "It is a toy."
        ],
        "bounds": "all of it",
        "steps": [
          {
            "thread": "user",
            "label": "user.look",
            "says": "if (!freed)",
            "at": {
              "func": "toy",
              "file": "toy.c",
              "version": "v0"
            },
            "changes": []
          },
          {
            "thread": "freer",
            "label": "freer.free",
            "says": "free(page)",
            "at": {
              "func": "toy",
              "file": "toy.c",
              "version": "v0"
            },
            "changes": [
              {
                "field": "mem.freed",
                "from": false,
                "to": true
              }
            ]
          },
          {
            "thread": "user",
            "label": "user.use",
            "says": "page->x = 1",
            "at": {
              "func": "toy",
              "file": "toy.c",
              "version": "v0"
            },
            "fault": "use-after-free",
            "changes": []
          }
        ]
      }
      "
    `);
  });
});

describe('a file cut short', () => {
  it('is refused in one line that begins with its name, wherever it is cut', () => {
    const whole = json.length - 1;
    for (let end = 0; end < whole; end++) {
      const message = complaint(json.slice(0, end));
      expect(message, `cut at ${end}`).toMatch(/^dir\/one\.json: (is empty|line \d+: the file is cut short)/);
      expect(message).not.toContain('\n');
      expect(message).not.toContain('undefined');
    }
  });

  it('is accepted where only the last line end is missing', () =>
    expect(decode(json.slice(0, -1), FILE)).toEqual(small.counterexample));
});

describe('a file that is no counterexample', () => {
  const says = (text: string) => complaint(text).slice(FILE.length + 2);

  it('is refused with the line that is not JSON', () => {
    expect(says('{\n  "format": oops\n}\n')).toMatch(/^line 2: not JSON \(.*\)$/);
    expect(says('# A heading\n\nand a text.\n')).toMatch(/^line 1: not JSON \(.*\)$/);
    expect(says(`${json}}`)).toMatch(`line ${json.split('\n').length}: not JSON`);
  });
  it('is refused with that line, wherever it is', () => {
    const all = json.split('\n');
    for (let i = 1; i < all.length - 1; i++)
      expect(says(all.with(i, `oops ${all[i]}`).join('\n')), `line ${i + 1}`).toMatch(
        new RegExp(`^line ${i + 1}: not JSON`),
      );
  });
  it('is refused as one without format and version', () => {
    for (const text of ['{}', '[]', 'null', '3', '"x"', '{"format":"x"}', '{"version":1}'])
      expect(says(text)).toBe("no counterexample: 'format' and 'version' are missing");
  });
  it('is refused with the version or the format it has', () => {
    expect(complaintOn({ version: 4 })).toBe(
      'version 4 is not known here (this mhpcheck reads versions 1, 2, 3)',
    );
    expect(complaintOn({ version: 2 })).toBe("'loop' is missing, not the number of steps before it");
    expect(complaintOn({ version: 2, loop: -1 })).toMatch(
      /^'loop' is -1, not a number of steps from 0 to \d+$/,
    );
    expect(complaintOn({ loop: 0 })).toBe('\'loop\' is known from version 2 on: write "version": 2');
    expect(complaintOn({ format: 'itf' })).toBe("format is 'itf', not 'mhpcheck-counterexample'");
  });

  const texts = ['model', 'design', 'configuration', 'bound', 'property', 'kind', 'step', 'fingerprint'];
  it.each(texts)('is refused by the name of the field: %s', (name) => {
    expect(complaintOn({ [name]: undefined })).toBe(`'${name}' is missing, not a string`);
    expect(complaintOn({ [name]: 3 })).toBe(`'${name}' is a number, not a string`);
    expect(complaintOn({ [name]: null })).toBe(`'${name}' is null, not a string`);
    expect(complaintOn({ [name]: ['x'] })).toBe(`'${name}' is a list, not a string`);
  });
  it('is refused for its schedule', () => {
    const step = "not a step like 'vmalloc' or 'vmalloc:ENOMEM'";
    expect(complaintOn({ schedule: undefined })).toBe("'schedule' is missing, not a list of steps");
    expect(complaintOn({ schedule: 'user' })).toBe("'schedule' is a string, not a list of steps");
    expect(complaintOn({ schedule: ['user', 3] })).toBe(`'schedule[1]' is a number, ${step}`);
    expect(complaintOn({ schedule: [''] })).toBe(`'schedule[0]' is empty, ${step}`);
  });
  it('is refused for a bound that is none, with the nearest', () =>
    expect(complaintOn({ bound: 'tinny' })).toBe(
      "'bound': unknown bound 'tinny'; did you mean 'tiny'? (there are: tiny, small, large)",
    ));
});

describe('resolve()', () => {
  const origin = {
    model: vmalloc.name,
    design: 'none',
    configuration: 'what-if-unpinned',
    bound: 'tiny',
  } as const;
  const c = { ...small.counterexample, ...origin, property: 'no-deadlock' };

  it('finds the model, builds the instance and picks the property', () => {
    const found = resolve(c, models, FILE);
    expect(found.model).toBe(vmalloc);
    expect(found.property.name).toBe('no-deadlock');
    expect(found.instance.properties).toContain(found.property);
  });
  it.each([
    ['model', 'vmaloc-hot-remove', 'vmalloc-hot-remove'],
    ['design', 'opton-3', 'option-3'],
    ['configuration', 'what-if-unpined', 'what-if-unpinned'],
    ['property', 'no-dead-lock', 'no-deadlock'],
  ])('names an unknown %s and the nearest that there is', (what, given, nearest) => {
    const attempt = () => resolve({ ...c, [what]: given }, models, FILE);
    expect(attempt).toThrow(FileError);
    expect(attempt).toThrow(
      `${FILE}: '${what}': unknown ${what} '${given}'; did you mean '${nearest}'? (there `,
    );
  });
  it('takes no name for one that only objects have', () =>
    expect(() => resolve({ ...c, design: 'constructor' }, models, FILE)).toThrow(
      "unknown design 'constructor'",
    ));
  it('asks the models it is given', () => {
    const toys = [entryOf('faulty', faulty).model];
    expect(resolve(small.counterexample, toys, FILE).model.name).toBe('faulty');
    expect(() => resolve(c, toys, FILE)).toThrow("unknown model 'vmalloc-hot-remove'");
  });
});
