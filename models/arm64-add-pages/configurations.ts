// SPDX-License-Identifier: MIT
/** How long the range is, who meets it, and what may go wrong. */
import type { Configuration } from '../../src/model/types.ts';
import type { Settings } from './memory.ts';

const plain: Settings = {
  one: false,
  walks: true,
  onlines: false,
  failures: false,
  debugPagealloc: false,
  numa: false,
};
const TRICKS = [
  'as-posted',
  'what-if-no-trick',
  'what-if-nomap-each-section',
  'what-if-nomap-range',
  'what-if-generic-pfn-valid',
];
const MERGED = ['v5.3', 'v5.11', 'what-if-undone'];

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  'one-section': {
    says: 'the range is one section; somebody reads /proc/kpageflags',
    settings: { ...plain, one: true },
    about: [...TRICKS, 'v5.3'],
  },
  sections: {
    says: 'the range is several sections; somebody reads /proc/kpageflags',
    settings: plain,
    about: [...TRICKS, 'v5.3'],
  },
  failures: {
    says: 'as sections, and any allocation may fail',
    settings: { ...plain, failures: true },
    about: [...TRICKS, 'what-if-all-undone', ...MERGED],
  },
  'failures-alone': {
    says: 'as failures, and nobody looks',
    settings: { ...plain, walks: false, failures: true },
    about: ['what-if-generic-pfn-valid', 'what-if-all-undone', 'v5.11', 'what-if-undone'],
  },
  online: {
    says: 'several sections; user space brings each block online as soon as it is there',
    settings: { ...plain, walks: false, onlines: true },
    about: [...TRICKS, 'v5.3'],
  },
  'debug-pagealloc': {
    says: 'as online, with debug_pagealloc_enabled()',
    settings: { ...plain, walks: false, onlines: true, debugPagealloc: true },
    about: ['as-posted', 'what-if-generic-pfn-valid', 'what-if-blocks', 'what-if-contiguous', 'v5.3'],
  },
  'what-if-numa': {
    says: 'one section of node 1, with the CONFIG_NUMA that the patch depends on not to have',
    settings: { ...plain, one: true, walks: false, numa: true },
    about: ['as-posted', 'what-if-nomap-each-section', 'what-if-nomap-range', 'what-if-generic-pfn-valid'],
  },
};
