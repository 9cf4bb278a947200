// SPDX-License-Identifier: MIT
/** The pictures of docs/layout.md: one for each layout that differs, and what stands under it. */
import { picture } from './picture.ts';
import type { Row } from './picture.ts';
import { buildsOf } from './survey.ts';
import type { KernelName } from '../../models/kernel-va-layout/kernels.ts';

export interface Picture {
  readonly file: string;
  readonly says: string;
  readonly svg: string;
}

const rows = (kernel: KernelName): Row[] =>
  buildsOf(kernel).map((build) => ({ build, title: build.layout.replace(' ', '\n') }));

const arm64 = (kernel: KernelName, says: string): Picture => ({
  file: `${kernel}.svg`,
  says,
  svg: picture(says, rows(kernel)),
});

const [four, five] = buildsOf('x86-v6.18') as [Row['build'], Row['build']];
const x86: readonly Row[] = [
  { build: four, title: '4 levels\nno KASLR', some: { kaslr: 'off' } },
  {
    build: four,
    title: '4 levels\nnearest draw',
    some: { kaslr: 'on', memory: 'up to 1T', removed: 'vmemmap', table: 'pud' },
  },
  { build: five, title: '5 levels\nno KASLR', some: { kaslr: 'off' } },
  {
    build: five,
    title: '5 levels\nnearest draw',
    some: { kaslr: 'on', memory: 'up to 1T', removed: 'vmemmap', table: 'pud' },
  },
];
const s390: readonly Row[] = (['s390-v5.9', 's390-v6.18'] as const).flatMap((kernel) => {
  const [build] = buildsOf(kernel) as [Row['build']];
  const version = kernel.slice(5);
  return (['64G', 'all of 4T'] as const).map((memory) => ({
    build,
    title: `${version}\n${memory}`,
    some: { memory },
  }));
});

export const pictures: readonly Picture[] = [
  arm64('arm64-v5.3', 'arm64 v5.2 and v5.3'),
  arm64('arm64-v5.4', 'arm64 v5.4 to v5.10'),
  arm64('arm64-v6.1', 'arm64 v5.11 to v6.8'),
  arm64('arm64-v6.9', 'arm64 v6.9 to v6.18'),
  { file: 'x86.svg', says: 'x86-64', svg: picture('x86-64, v5.3 to v6.18', x86) },
  {
    file: 'powerpc.svg',
    says: 'powerpc, radix',
    svg: picture('powerpc radix, v5.3 to v6.18', rows('powerpc-v6.18')),
  },
  { file: 's390.svg', says: 's390', svg: picture('s390 with 3 levels, by memory', s390) },
];
