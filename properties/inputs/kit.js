// SPDX-License-Identifier: MIT
/** The least that a model needs around its threads. Every file beside this one is an input that once got a wrong answer. */
import * as M from 'mhpcheck';

export { M };
export const at = { func: 'f', file: 'f.c', version: 'v1' };
const named = (names, rest) => Object.fromEntries(names.map((name) => [name, { says: name, ...rest(name) }]));

/** A model with these designs, each a record of decisions; one configuration; three bounds that are alike. */
export const one = (build, { name = 'x', designs = { d: {} }, make = M.model } = {}) =>
  make({
    name,
    asks: 'q',
    assumptions: [],
    designs: named(Object.keys(designs), (d) => ({ source: 's', decisions: designs[d] })),
    configurations: named(['default'], () => ({ settings: {} })),
    bounds: named(['tiny', 'small', 'large'], () => ({ limits: {} })),
    build,
  });
