// SPDX-License-Identifier: MIT
/** Numbers with a unit: sizes of memory, and times. */

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const TIMES: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

function parse(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]?)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** `512M`, `2G`: bytes. */
export const parseSize = (text: string): number | undefined => parse(text, SIZES);
/** `90`, `90s`, `10m`, `2h`: seconds. */
export const parseTime = (text: string): number | undefined => parse(text, TIMES);

/** Bytes as a person says them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [n, unit] = [bytes, 0];
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1000;
  return `${n >= 100 || unit === 0 ? n.toFixed(0) : n.toPrecision(3)} ${units[unit]}`;
}
