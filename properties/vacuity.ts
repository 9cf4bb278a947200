// SPDX-License-Identifier: MIT
/** What is allowed to be empty, each with its reason: everything else fails properties/vacuity.test.ts. */
export interface Vacuous {
  /** Steps that no interleaving takes, as `role.state`. */
  readonly steps: Readonly<Record<string, string>>;
  /** `sometimes` properties that nothing meets. */
  readonly sometimes: Readonly<Record<string, string>>;
  /** Properties that no design and no mutant violates. */
  readonly properties: Readonly<Record<string, string>>;
}
const NOTHING: Vacuous = { steps: {}, sometimes: {}, properties: {} };

const BY_MODEL: Readonly<Record<string, Vacuous>> = {
  'vmalloc-hot-remove': {
    ...NOTHING,
    steps: {
      'hot_remove.vmemmap_pte_free_kernel':
        'hot-add alone links the PTE page of its block: when it looks again with a page in hand the entry is still none',
    },
  },
};
export const vacuous = (model: string): Vacuous => BY_MODEL[model] ?? NOTHING;
