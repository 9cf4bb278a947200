// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { isTheirFault, thrown } from './mistake.ts';

/** An error thrown in these places, innermost first. */
const from = (...places: readonly string[]): Error =>
  Object.assign(new Error('no such lock'), {
    stack: ['Error: no such lock', ...places.map((p) => `    at ${p}`)].join('\n'),
  });
const NODE = [
  'node:internal/process/task_queues:95:5',
  'async load (node:internal/modules/esm/utils:346:16)',
];

describe('what somebody’s code threw', () => {
  it.each(['step (/somewhere/my.js:12:5)', '/somewhere/my.js:12:5', 'file:///somewhere/my.js?again=1:12:5'])(
    'comes from the innermost line of theirs: %s',
    (place) => {
      expect(thrown(from(NODE[0] as string, place, 'run (/somewhere/other.js:1:1)'))).toBe(
        'no such lock (my.js:12:5)',
      );
      expect(isTheirFault(from(place, ...NODE))).toBe(true);
    },
  );
  it('comes from no line of Node’s own', () => {
    expect(thrown(from(...NODE))).toBe('no such lock');
    expect(isTheirFault(from(...NODE))).toBe(false);
  });
});
