// SPDX-License-Identifier: MIT
/** What a guest that is none is told to say where it is to be driven. */
import type { Rule } from './reproduce.ts';

const ZONES = ['Normal', 'Movable'].flatMap((zone) =>
  ['spanned', 'present', 'managed'].map((what) => [`${zone}.${what}`, 0] as const),
);
/** All that is counted of it. */
export const COUNTS: Readonly<Record<string, number>> = {
  present: 0,
  MemTotal: 100,
  memmap: 0,
  ...Object.fromEntries(ZONES),
};

/** A kernel that says yes to everything and has nothing: what it is plugged never comes. */
export const EMPTY_KERNEL: readonly Rule[] = [
  { when: '^look', text: 'offline\\n-2\\n-2\\n-2\\n-2\\n-2\\n-2\\n-2\\n-2' },
  {
    when: '^count',
    text: Object.entries(COUNTS)
      .map(([name, n]) => `${name}=${n}`)
      .join(' '),
  },
  // Until it has been seen what numbers mean there.
  { when: '^read .*tracing/trace$', unless: '^together .* offline$', text: 'val=8 first=1048576 third=0' },
  { when: 'device_add', events: [{ event: 'ACPI_DEVICE_OST', data: { info: { source: 1, status: 0 } } }] },
  { when: 'device_del', events: [{ event: 'ACPI_DEVICE_OST', data: { info: { source: 3, status: 0 } } }] },
];
