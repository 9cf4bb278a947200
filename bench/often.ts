// SPDX-License-Identifier: MIT
/** How often benches measure, and how long each may take: --repeats, --quick, --limit. */

interface Values {
  readonly repeats?: string | undefined;
  readonly quick?: boolean | undefined;
  readonly limit: string;
}

/** `usual`: repeats where none are asked for. */
export function howOften({ repeats: asked, quick, limit: most }: Values, usual: number) {
  const repeats = Number(asked ?? (quick === true ? 1 : usual));
  const limit = Number(most);
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new RangeError(`--repeats '${asked}' is not a whole number above 0`);
  if (!(limit > 0)) throw new RangeError(`--limit '${most}' is not a number of seconds`);
  return { repeats, limit };
}
