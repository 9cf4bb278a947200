// SPDX-License-Identifier: MIT
/** Drafts: objects that look like the model's own records and arrays, and read and write a recorder's cells. */
import { copyOf, show } from '../model/domain.ts';
import type { Recorder } from './recorder.ts';
import type { Shape } from './cells.ts';

/** A draft, and how the effect that it was made for ends. */
export interface Draft {
  readonly proxy: object;
  /**
   * While an effect runs, a field holds the very object that was put there, as a plain one would: two fields can hold
   * one object, and an object moved elsewhere keeps what it was. Settling copies what each field holds into its cells:
   * the copies are made at once, the writes left in `pending`, since a copy may read what another write changes.
   */
  readonly settle: (pending: (() => void)[]) => void;
}

/** A draft of `shape`. A scalar has none: it is read through the record or array around it. */
export function draft(shape: Shape, recorder: Recorder): Draft {
  if (shape.kind === 'record') return recordDraft(shape, recorder);
  if (shape.kind === 'array' || shape.kind === 'seq') return listDraft(shape, recorder);
  throw new Error(`${shape.name} is a scalar`);
}

/** Ends an effect that ran on these drafts. */
export function settle(drafts: readonly Draft[], recorder: Recorder): void {
  const pending: (() => void)[] = [];
  for (const d of drafts) d.settle(pending);
  for (const write of pending) write();
  recorder.run++;
}

function recordDraft(shape: Extract<Shape, { kind: 'record' }>, recorder: Recorder): Draft {
  const parts = new Map([...shape.fields].map(([name, s]) => [name, placeOf(s, recorder)]));
  const part = (key: string | symbol) => {
    const found = parts.get(key as string);
    if (!found && typeof key === 'string') throw recorder.refusal(`${shape.name}.${key} is not declared`);
    return found;
  };
  const proxy = new Proxy(
    {},
    {
      get: (_, key) => part(key)?.get(),
      set: (_, key, value) => {
        part(key)?.set(value);
        return true;
      },
      has: (_, key) => parts.has(key as string),
      ownKeys: () => [...parts.keys()],
      getOwnPropertyDescriptor: (_, key) =>
        parts.has(key as string)
          ? { value: part(key)?.get(), writable: true, enumerable: true, configurable: true }
          : undefined,
      deleteProperty: (_, key) => {
        throw recorder.refusal(`${shape.name}.${String(key)} is deleted: a field always has a value`);
      },
    },
  );
  return { proxy, settle: (pending) => parts.forEach((p) => p.settle(pending)) };
}

/** Methods and symbols aside, what is asked of a list is an element. */
const isIndex = (key: string | symbol): key is string =>
  typeof key === 'string' && key !== 'length' && !(key in Array.prototype);

function listDraft(shape: Extract<Shape, { kind: 'array' | 'seq' }>, recorder: Recorder): Draft {
  const parts = shape.items.map((s) => placeOf(s, recorder));
  const length = () => (shape.kind === 'array' ? parts.length : (recorder.value(shape.length) as number));
  const item = (key: string) => {
    const found = /^\d+$/.test(key) ? parts[Number(key)] : undefined;
    if (!found)
      throw recorder.refusal(`${shape.name}[${key}] is outside its ${shape.kind} of ${parts.length}`);
    return found;
  };
  const setLength = (to: number) => {
    const before = length();
    if (to === before) return;
    if (shape.kind === 'array')
      throw recorder.refusal(`${shape.name}.length is set: an array's length is fixed`);
    if (!(to < before))
      throw recorder.refusal(`${shape.name}.length becomes ${show(to)}: a list grows by push()`);
    recorder.assign(shape.length, to);
    for (let i = to; i < before; i++) parts[i]?.clear();
  };
  const proxy = new Proxy([] as unknown[], {
    get: (target, key) => {
      if (key === 'length') return length();
      if (!isIndex(key)) return Reflect.get(target, key) as unknown;
      const found = item(key);
      return Number(key) < length() ? found.get() : undefined;
    },
    set: (_, key, value) => {
      if (key === 'length') {
        setLength(value as number);
        return true;
      }
      const found = item(String(key));
      const before = length();
      if (Number(key) > before)
        throw recorder.refusal(`${shape.name}[${String(key)}] is set past the end of the list`);
      found.set(value);
      if (Number(key) === before && shape.kind === 'seq') recorder.assign(shape.length, before + 1);
      return true;
    },
    has: (target, key) => (isIndex(key) ? Number(key) < length() : Reflect.has(target, key)),
    ownKeys: () => [...Array.from({ length: length() }, (_, i) => String(i)), 'length'],
    getOwnPropertyDescriptor: (target, key) => {
      if (key === 'length')
        return { value: length(), writable: true, enumerable: false, configurable: false };
      if (!isIndex(key)) return Reflect.getOwnPropertyDescriptor(target, key);
      if (!(Number(key) < length())) return undefined;
      return { value: item(key).get(), writable: true, enumerable: true, configurable: true };
    },
    // What shift(), pop() and splice() do to the last element before they set the length.
    deleteProperty: (_, key) => {
      if (shape.kind === 'array' || Number(key) !== length() - 1)
        throw recorder.refusal(`${shape.name}[${String(key)}] is deleted: a list has no holes`);
      setLength(Number(key));
      return true;
    },
  });
  return { proxy, settle: (pending) => parts.forEach((p) => p.settle(pending)) };
}

/** A field of a record or an element of a list. */
interface Place {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
  readonly clear: () => void;
  readonly settle: Draft['settle'];
}

function placeOf(shape: Shape, recorder: Recorder): Place {
  if (shape.kind === 'scalar') {
    const { cell } = shape;
    return {
      get: () => recorder.value(cell),
      set: (value) => recorder.assign(cell, copyOf(value)),
      clear: () => recorder.clear(cell),
      settle: () => {},
    };
  }
  let own: Draft | undefined;
  /** What an effect put here instead of the place's own object, in the run `heldIn`. */
  let held: { readonly value?: unknown; readonly settle: () => () => void } | undefined;
  let heldIn = -1;
  const current = () => (heldIn === recorder.run ? held : undefined);
  const hold = (other: typeof held) => {
    recorder.mayWrite(shape.name);
    heldIn = recorder.run;
    held = other;
  };
  const settled = (value: unknown) => {
    const copy = copyOf(value);
    return () => put(shape, copy, recorder);
  };
  return {
    get: () => {
      const other = current();
      if (other) return other.value;
      own ??= draft(shape, recorder);
      return own.proxy;
    },
    set: (value) => hold(own && value === own.proxy ? undefined : { value, settle: () => settled(value) }),
    clear: () => hold({ settle: () => () => clear(shape, recorder) }),
    settle: (pending) => {
      const other = current();
      if (other) pending.push(other.settle());
      else own?.settle(pending);
    },
  };
}

function put(shape: Shape, value: unknown, recorder: Recorder): void {
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

function clear(shape: Shape, recorder: Recorder): void {
  if (shape.kind === 'scalar') recorder.clear(shape.cell);
  else if (shape.kind === 'record') for (const s of shape.fields.values()) clear(s, recorder);
  else {
    for (const s of shape.items) clear(s, recorder);
    if (shape.kind === 'seq') recorder.clear(shape.length);
  }
}
