// SPDX-License-Identifier: MIT
/** What a model was read from, held against a kernel tree: what stands there still, what has changed, moved or gone. */
import { createHash } from 'node:crypto';
import { isOfKernel, keyOf } from './anchors.ts';
import type { Anchor } from './anchors.ts';
import { definitions } from './definition.ts';
import type { Tree } from './tree.ts';

/** `found`: it is there, and nobody can say whether it is as it was read. `never`: nor was it in the version that it names. `outside`: no place in the kernel. */
export const STANDS = ['same', 'changed', 'found', 'moved', 'gone', 'no-file', 'never', 'outside'] as const;
export type Stands = (typeof STANDS)[number];

export interface Held extends Anchor {
  readonly stands: Stands;
  /** Where it is defined in the tree; of what is moved, each place. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
  /** The version of the tree that it was compared with. */
  readonly with?: string;
}

/** What an anchor was when the model was written, as far as that is known. */
export type AsModelled = (
  anchor: Anchor,
) => { readonly digest: string; readonly version: string } | undefined;

/** Those that are known first win. */
export const firstOf =
  (...known: readonly AsModelled[]): AsModelled =>
  (anchor) => {
    for (const one of known) {
      const answer = one(anchor);
      if (answer) return answer;
    }
    return undefined;
  };

/** The digest of what is not there. */
const NONE = '-';

/** From a tree of the version that an anchor names. */
export function fromTree(tree: Tree): AsModelled {
  const { version } = tree;
  return (anchor) => {
    const [, wanted = ''] = /^v(\d+\.\d+)/.exec(anchor.version) ?? [];
    if (version === undefined || !new RegExp(`^${wanted.replace('.', '\\.')}(?!\\d)`).test(version))
      return undefined;
    return { digest: digestIn(tree, anchor) ?? NONE, version };
  };
}

/** From the digests kept beside the models, by anchor: `6.1 0123456789ab`. */
export const fromDigests =
  (kept: Readonly<Record<string, string>>): AsModelled =>
  (anchor) => {
    const [version, digest] = (kept[keyOf(anchor)] ?? '').split(' ');
    return version !== undefined && digest !== undefined ? { digest, version } : undefined;
  };

/** Of all that the file defines under the name, #ifdef or not; undefined where it defines nothing. */
export function digestIn(tree: Tree, { file, func }: Pick<Anchor, 'file' | 'func'>): string | undefined {
  const texts = definitions(tree.read(file) ?? '', func).map((d) => d.text);
  if (texts.length === 0) return undefined;
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);
}

export function hold(anchors: readonly Anchor[], tree: Tree, asModelled: AsModelled): Held[] {
  const held = anchors.map((anchor) => standing(anchor, tree, asModelled));
  const lost = held.filter(({ stands }) => stands === 'gone' || stands === 'no-file');
  const elsewhere = lost.length > 0 ? search(lost, tree) : new Map<string, Held['places']>();
  return held.map((one) => {
    const places = lost.includes(one) ? (elsewhere.get(one.func) ?? []) : [];
    return places.length > 0 ? { ...one, stands: 'moved', places } : one;
  });
}

function standing(anchor: Anchor, tree: Tree, asModelled: AsModelled): Held {
  const { file, func } = anchor;
  if (!isOfKernel(anchor)) return { ...anchor, stands: 'outside', places: [] };
  const source = tree.read(file);
  const found = definitions(source ?? '', func);
  const was = asModelled(anchor);
  if (found.length === 0) {
    const gone = source === undefined ? 'no-file' : 'gone';
    return { ...anchor, stands: was?.digest === NONE ? 'never' : gone, places: [] };
  }
  const places = found.map(({ line }) => ({ file, line }));
  if (!was || was.digest === NONE) return { ...anchor, stands: 'found', places };
  const stands = was.digest === digestIn(tree, anchor) ? 'same' : 'changed';
  return { ...anchor, stands, places, with: was.version };
}

/** Where else in the tree what was not found where it was is defined, by name. One look at each file for all of them. */
function search(lost: readonly Held[], tree: Tree): Map<string, Held['places']> {
  const names = [...new Set(lost.map(({ func }) => func))];
  const any = new RegExp(`\\b(${names.map((n) => n.replaceAll(/[^\w]/g, '\\$&')).join('|')})\\b`, 'g');
  const found = new Map<string, Held['places']>();
  for (const file of tree.near(lost.map((l) => l.file))) {
    const source = tree.read(file) ?? '';
    for (const name of new Set(source.match(any) ?? [])) {
      const places = definitions(source, name).map(({ line }) => ({ file, line }));
      if (places.length > 0) found.set(name, [...(found.get(name) ?? []), ...places]);
    }
  }
  return found;
}
