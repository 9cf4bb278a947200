// SPDX-License-Identifier: MIT
/** Mutants of arm64-add-pages that survive: the property that would be needed, and why there is none. */
export const survivors: Readonly<Record<string, string>> = {
  'hot_add.next_section: step dropped':
    'none: the next round finds the section there, -EEXIST, which is taken for 0, and goes on to the next',
  'kpageflags.walk: step dropped':
    'none: a walker that stays at a pfn until it is valid looks at the same pages',
};
