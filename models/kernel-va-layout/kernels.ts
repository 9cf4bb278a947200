// SPDX-License-Identifier: MIT
/** The kernels: each version in which a macro or what hot-remove does changed. */
import { v5_11, v5_2, v5_4, v6_1, v6_8, v6_9 } from './arm64.ts';
import { arm64 } from './arm64-kernel.ts';
import type { Version } from './arm64-kernel.ts';
import { MIB } from './addresses.ts';
import type { Kernel, Point } from './layout.ts';
import { powerpc } from './powerpc.ts';
import { s390 } from './s390.ts';
import { x86 } from './x86.ts';

const to5_3: Version = {
  version: 'v5.2',
  macros: v5_2,
  builds: { '4K': [39, 48], '16K': [36, 47, 48], '64K': [42, 48] },
  lpa2: false,
  randomized: { within: 'span', sectionBits: () => 30 },
  removes: false,
};
const from5_4: Version = {
  ...to5_3,
  version: 'v5.4',
  macros: v5_4,
  builds: { ...to5_3.builds, '64K': [42, 48, 52] },
};
const from5_7: Version = { ...from5_4, version: 'v5.7', removes: true };
const from5_11: Version = {
  ...from5_7,
  version: 'v5.11',
  macros: (version) => v5_11(version, 128 * MIB, 128 * MIB),
  randomized: { within: 'parange', sectionBits: () => 30 },
};
const from6_1: Version = {
  ...from5_11,
  version: 'v6.1',
  macros: v6_1,
  randomized: { within: 'parange', sectionBits: ({ page }: Point) => (page === '64K' ? 29 : 27) },
};
const from6_8: Version = { ...from6_1, version: 'v6.8', macros: v6_8 };
const from6_9: Version = {
  ...from6_8,
  version: 'v6.9',
  macros: v6_9,
  builds: { '4K': [39, 48, 52], '16K': [36, 47, 48, 52], '64K': [42, 48, 52] },
  lpa2: true,
};
const from6_16: Version = {
  ...from6_9,
  version: 'v6.18',
  randomized: { ...from6_9.randomized, within: 'never' },
};

interface Named {
  readonly says: string;
  readonly kernel: Kernel;
  readonly options: boolean;
}
const onArm64 = (says: string, version: Version): Named => ({ says, kernel: arm64(version), options: true });
const other = (says: string, kernel: Kernel): Named => ({ says, kernel, options: false });

export const kernels = {
  'arm64-v5.2': onArm64('arm64 v5.2: the linear map is the upper half', to5_3),
  'arm64-v5.3': onArm64('arm64 v5.3, the series’ own: as v5.2', { ...to5_3, version: 'v5.3' }),
  'arm64-v5.4': onArm64('arm64 v5.4 to v5.6: the halves are flipped; 52 bits with 64K pages', from5_4),
  'arm64-v5.7': onArm64('arm64 v5.7 to v5.10: hot-remove is there', from5_7),
  'arm64-v5.11': onArm64('arm64 v5.11 to v5.19: vmemmap is aligned to its size', from5_11),
  'arm64-v6.1': onArm64('arm64 v6.1 to v6.4 at least: no region for BPF', from6_1),
  'arm64-v6.8': onArm64('arm64 v6.8: 2 GiB of modules', from6_8),
  'arm64-v6.9': onArm64('arm64 v6.9 to v6.15: PCI I/O and the fixmap lie above vmemmap; LPA2', from6_9),
  'arm64-v6.18': onArm64('arm64 v6.16 to v6.18: memstart_addr is not randomised', from6_16),
  'x86-v5.3': other('x86-64 v5.3, 4 and 5 levels', x86('v5.3')),
  'x86-v5.9': other('x86-64 v5.9: the same macros', x86('v5.9')),
  'x86-v6.18': other('x86-64 v6.18: the same macros', x86('v6.18')),
  'powerpc-v5.3': other('powerpc v5.3, radix', powerpc('v5.3', false)),
  'powerpc-v6.18': other('powerpc v6.18, radix: PUD pages are freed as well', powerpc('v6.18', true)),
  's390-v5.3': other('s390 v5.3: no table is freed', s390('v5.3', 'setup', false)),
  's390-v5.9': other('s390 v5.9: tables are freed', s390('v5.9', 'setup', true)),
  's390-v6.18': other(
    's390 v6.18 without KASLR: vmalloc begins where it happens to',
    s390('v6.18', 'boot', true),
  ),
} as const satisfies Readonly<Record<string, Named>>;
export type KernelName = keyof typeof kernels;
