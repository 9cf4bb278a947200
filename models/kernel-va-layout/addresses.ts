// SPDX-License-Identifier: MIT
/**
 * Addresses of the kernel half, as signed numbers: -1 GiB is ffffffffc0000000. Each is a multiple of a page of 4 KiB
 * and less than 2^63 away from 0, so that a number holds it exactly. Ends are exclusive.
 */

export const KIB = 2 ** 10;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const TIB = 2 ** 40;

export const roundDown = (address: number, span: number) => Math.floor(address / span) * span;
export const roundUp = (address: number, span: number) => Math.ceil(address / span) * span;
/** Where a macro has the address unsigned: 0xffffc90000000000. */
export const address = (hex: string): number => Number(BigInt.asIntN(64, BigInt(hex)));
/** As the kernel prints it. */
export const hex = (signed: number): string =>
  BigInt.asUintN(64, BigInt(signed)).toString(16).padStart(16, '0');

/** A size in the largest unit that leaves no fraction: 64G. */
export function size(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P'];
  const at = units.findLastIndex((_, i) => bytes >= 2 ** (10 * i) && Number.isInteger(bytes / 2 ** (10 * i)));
  return `${bytes / 2 ** (10 * at)}${units[at]}`;
}
