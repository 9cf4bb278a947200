// SPDX-License-Identifier: MIT
/** docs/layout.md and its pictures are what the model says now: `npm run layout` writes them anew. */
import { format, resolveConfig } from 'prettier';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { document } from './layout/page.ts';
import { pictures } from './layout/pictures.ts';

const file = fileURLToPath(new URL('../docs/layout.md', import.meta.url));

describe('docs/layout.md', () => {
  it('is what the model answers', async () => {
    const text = await format(document(), { ...(await resolveConfig(file)), filepath: file });
    await expect(text).toMatchFileSnapshot(file);
  });
  it.each(pictures)('has the picture that the model draws: $file', async ({ file: name, svg }) => {
    await expect(svg).toMatchFileSnapshot(`../docs/layout/${name}`);
  });
  it('has no other picture', () => {
    const there = readdirSync(fileURLToPath(new URL('../docs/layout', import.meta.url)));
    expect(there.toSorted()).toEqual(pictures.map((p) => p.file).toSorted());
  });
  it('has pictures that are well-formed, with no text beyond their edge', () => {
    for (const { file: name, svg } of pictures) {
      const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
      const open = [...svg.matchAll(/<(svg|g|text|title|style)[ >]/g)].length;
      expect(open, name).toBe([...svg.matchAll(/<\/(svg|g|text|title|style)>/g)].length);
      for (const [, x, says = ''] of svg.matchAll(/<text x="([\d.]+)"[^>]*class="small"[^m>]*>([^<]*)</g))
        expect(Number(x) + says.length * 6.2, `${name}: ${says}`).toBeLessThan(width + 60);
    }
  });
});
