// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { besideOne, cores, hasFewAddresses } from './cores.ts';

const given = (files: Readonly<Record<string, string>>) => cores(8, (file) => files[file]);

describe('the cores there are for threads', () => {
  it('are the processors, where nothing limits their time', () => {
    expect(given({})).toBe(8);
    expect(given({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' })).toBe(8);
    expect(cores()).toBeGreaterThan(0);
  });
  it('are those that its group, or one above, has time for: one at least', () => {
    const group = { '/proc/self/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/cpu.max': '250000 100000\n' };
    expect(given(group)).toBe(2);
    expect(given({ ...group, '/sys/fs/cgroup/a/b/cpu.max': '50000 100000\n' })).toBe(1);
    expect(given({ ...group, '/sys/fs/cgroup/a/b/cpu.max': '800000 100000\n' })).toBe(2);
  });
  it('are not asked for where addresses are limited', () => {
    const limits = (said: string) => hasFewAddresses(() => `Max address space         ${said}  bytes\n`);
    expect([limits('6144000000'), limits('unlimited'), hasFewAddresses(() => undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it('are those of V8 but one, from one up to the four that Node has', () => {
    const told = [1, 2, 3, 5, 64].map((n) => besideOne(n));
    expect(told).toEqual([1, 1, 2, 4, 4].map((n) => `--v8-pool-size=${n}`));
  });
  it('are found in the older layout, too', () => {
    const old = {
      '/proc/self/cgroup': '12:memory:/x\n4:cpu,cpuacct:/x\n',
      '/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us': '300000\n',
      '/sys/fs/cgroup/cpu/x/cpu.cfs_period_us': '100000\n',
    };
    expect(given(old)).toBe(3);
    expect(given({ ...old, '/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us': '-1\n' })).toBe(8);
  });
});
