// SPDX-License-Identifier: MIT
/** The machines that guests are: what QEMU is told to be, and where a guest's console and its agent's port are. */
import { existsSync } from 'node:fs';
import type { Arch } from './kernels.ts';

export interface Machine {
  readonly command: string;
  /** Debian's package of it. */
  readonly debian: string;
  readonly options: Readonly<Record<string, string>>;
  /** The kernel's name of the port that its log goes to. */
  readonly console: string;
  /** How the agent's port is plugged, given its name. */
  readonly agentPort: (chardev: string) => readonly string[];
}

const X86: Machine = {
  command: 'qemu-system-x86_64',
  debian: 'qemu-system-x86',
  options: { M: 'q35', cpu: 'qemu64' },
  console: 'ttyS0',
  agentPort: (chardev) => ['-serial', `chardev:${chardev}`],
};
/** ACPI is what makes a DIMM that is plugged arrive, and arm64 has it of the firmware alone. */
const FIRMWARE = '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd';
const ARM64: Machine = {
  command: 'qemu-system-aarch64',
  debian: 'qemu-system-arm',
  options: { M: 'virt,gic-version=3', cpu: 'cortex-a57', bios: FIRMWARE },
  console: 'ttyAMA0',
  // The board has one port.
  agentPort: (chardev) => ['-device', `pci-serial,chardev=${chardev}`],
};
const MACHINES: Readonly<Record<Arch, Machine>> = { 'x86-64': X86, arm64: ARM64 };

export const machineOf = (arch: Arch): Machine => MACHINES[arch];

/** What a guest of it lacks here, and the command that gets it. */
export const lacking = (arch: Arch, firmware = FIRMWARE): string | undefined =>
  arch === 'arm64' && !existsSync(firmware)
    ? `no firmware for arm64 guests (${firmware}): apt-get install qemu-efi-aarch64`
    : undefined;
