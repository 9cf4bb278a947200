// SPDX-License-Identifier: MIT
/** Right: `none` holds; else unknown, exit 2, a line and none of V8's own words, however little memory there is. */
import { toy } from './toy.js';

const kept = [];
export default toy({
  none: {},
  lists: {
    first: () => {
      for (;;) kept.push({ a: [1, 2, 3] });
    },
  },
  map: {
    first: () => {
      const map = new Map();
      for (let i = 0; ; i++) map.set(i, { i });
    },
  },
});
