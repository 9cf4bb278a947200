// SPDX-License-Identifier: MIT
/** `import 'mhpcheck/vitest'` in a test, or among the setup files: `expect(check(...)).toHold(...)`, with its types. */
import { expect } from 'vitest';
import { toHold } from './api/matcher.ts';

expect.extend({ toHold });

declare module 'vitest' {
  // oxlint-disable-next-line no-explicit-any, no-unused-vars
  interface Matchers<T = any> {
    /**
     * The property holds; without a name, every property that was asked does. What is unknown fails, with `.not` too.
     */
    toHold: (property?: string) => void;
  }
}
