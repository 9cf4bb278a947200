// SPDX-License-Identifier: MIT
/** Mutants of altmap-teardown that survive: the property that would be needed, and why there is none. */
export const survivors: Readonly<Record<string, string>> = {};
