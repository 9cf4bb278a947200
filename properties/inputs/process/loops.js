// SPDX-License-Identifier: MIT
/** Right: with --max-time, unknown, exit 2, some seconds after it; 130 on a signal; and no process stays behind. */
import { toy } from './toy.js';

export default toy({
  d: {
    guard: () => {
      for (;;);
    },
  },
});
