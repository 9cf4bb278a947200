// SPDX-License-Identifier: MIT
/** Plain values into cells. */
import { show } from '../model/domain.ts';
import type { Shape } from './cells.ts';
import type { Recorder } from './recorder.ts';

/** Writes a plain value into the cells of a shape. */
export function put(shape: Shape, value: unknown, recorder: Recorder): void {
  if (shape.kind === 'scalar') return recorder.assign(shape.cell, value);
  if (shape.kind === 'record') {
    if (typeof value !== 'object' || value === null)
      throw recorder.refusal(`${shape.name} becomes ${show(value)}, outside its record`);
    const given = value as Record<string, unknown>;
    for (const key of Object.keys(given))
      if (!shape.fields.has(key)) throw recorder.refusal(`${shape.name}.${key} is not declared`);
    for (const [key, s] of shape.fields) put(s, given[key], recorder);
    return;
  }
  const fits =
    Array.isArray(value) &&
    (shape.kind === 'seq' ? value.length <= shape.items.length : value.length === shape.items.length);
  if (!fits)
    throw recorder.refusal(
      `${shape.name} becomes ${show(value)}, which its ${shape.kind} of ${shape.items.length} can't hold`,
    );
  shape.items.forEach((s, i) => (i < value.length ? put(s, value[i], recorder) : clear(s, recorder)));
  if (shape.kind === 'seq') recorder.assign(shape.length, value.length);
}

/** Puts back what unused slots hold. */
export function clear(shape: Shape, recorder: Recorder): void {
  if (shape.kind === 'scalar') recorder.clear(shape.cell);
  else if (shape.kind === 'record') for (const s of shape.fields.values()) clear(s, recorder);
  else {
    for (const s of shape.items) clear(s, recorder);
    if (shape.kind === 'seq') recorder.clear(shape.length);
  }
}
