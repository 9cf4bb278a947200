// SPDX-License-Identifier: MIT
/** Guests of a kernel for what is asked of it, as the command line has them. */
import { Beginnings } from '../conform/beginnings.ts';
import type { Kernel } from '../kernel/kernels.ts';
import { boot } from '../kernel/qemu.ts';
import type { Conforming } from './conforming.ts';
import { emulator } from './emulator.ts';
import type { Context } from './verbs.ts';

export const beginnings = (
  { args, console, stopped }: Context,
  kernel: Kernel,
  { append }: Conforming,
): Beginnings =>
  new Beginnings({
    boot: (from) =>
      boot(kernel, {
        cpus: 2,
        ...(append !== undefined && { append }),
        ...emulator(args),
        ...(from && { from }),
      }),
    stopped,
    tell: (why) => console.err(`mhpcheck: ${why}\n`),
  });
