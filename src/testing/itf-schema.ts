// SPDX-License-Identifier: MIT
/**
 * The rules of the Informal Trace Format as a JSON schema. There is no published one ("it seems to be a heavy-weight
 * solution"): this is ADR-015 of Apalache, last revised 2023-09-14, item by item. For tests.
 */
const expr = { $ref: '#/$defs/expr' };
const only = (name: string, value: object) => ({
  type: 'object',
  properties: { [name]: value },
  required: [name],
  additionalProperties: false,
});
const list = { type: 'array', items: expr };

export const ITF_SCHEMA = {
  type: 'object',
  required: ['vars', 'states'],
  properties: {
    '#meta': { type: 'object' },
    params: { type: 'array', items: { type: 'string' } },
    vars: { type: 'array', items: { type: 'string' } },
    states: { type: 'array', items: { $ref: '#/$defs/state' } },
    loop: { type: 'integer', minimum: 0 },
  },
  additionalProperties: false,
  $defs: {
    state: {
      type: 'object',
      properties: { '#meta': { type: 'object' } },
      patternProperties: { '^[^#]': expr },
      additionalProperties: false,
    },
    expr: {
      anyOf: [
        { type: 'boolean' },
        { type: 'string' },
        { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        list,
        only('#bigint', { type: 'string', pattern: '^-?[0-9]+$' }),
        only('#tup', list),
        only('#set', list),
        only('#map', { type: 'array', items: { ...list, minItems: 2, maxItems: 2 } }),
        only('#unserializable', { type: 'string' }),
        { type: 'object', patternProperties: { '^[^#]': expr }, additionalProperties: false },
      ],
    },
  },
};
