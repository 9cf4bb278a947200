// SPDX-License-Identifier: MIT
/**
 * The regions of a kernel's builds as a picture: boxes in the order of their addresses, not to scale, and under them each
 * page of a page table that leads to more than one of them, with what keeps it. Readable on light and dark.
 */
import { hex, size } from '../../models/kernel-va-layout/addresses.ts';
import { at } from '../../models/kernel-va-layout/at.ts';
import type { Picked, Point, Region } from '../../models/kernel-va-layout/layout.ts';
import { ENDS } from '../../models/kernel-va-layout/tables.ts';
import { ARM64, rank, sharedIn, worst } from './survey.ts';
import type { Build, Shared } from './survey.ts';

const TITLES: Readonly<Record<Region, string>> = {
  linear: 'linear map',
  vmemmap: 'vmemmap',
  vmalloc: 'vmalloc',
  modules: 'modules',
  pci_io: 'PCI I/O',
  fixmap: 'fixmap',
  kasan: 'KASAN shadow',
};
const LABEL = 96;
const BOX = { width: 104, height: 36, gap: 8 };
const LINE = 30;
const WIDTH = LABEL + 6 * (BOX.width + BOX.gap) + 8;

const STYLE = `
    text { font: 12px sans-serif; fill: #24292f }
    .small { font-size: 11px }
    .head { font-weight: bold }
    rect { fill: #eaeef2; stroke: #8c959f }
    .paper { fill: #ffffff; stroke: none }
    .removed { fill: #cfe8ff }
    .vmalloc { fill: #fff1b8 }
    path { fill: none; stroke-width: 2 }
    .never { stroke: #8c959f }
    .pinned { stroke: #0969da }
    .possible { stroke: #cf222e }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      rect { fill: #2d333b; stroke: #768390 }
      .paper { fill: #0d1117 }
      .removed { fill: #143d66 }
      .vmalloc { fill: #5c4a00 }
      .never { stroke: #768390 }
      .pinned { stroke: #539bf5 }
      .possible { stroke: #f47067 }
    }
  `;

interface Box {
  readonly region: Region;
  readonly start: number;
  readonly end: number;
  readonly x: number;
}

/** One row: a build at one point of it, the usual memory, without KASLR unless the picture is of a draw. */
export interface Row {
  readonly build: Build;
  readonly title: string;
  readonly some?: Partial<Picked>;
}

export function picture(title: string, rows: readonly Row[]): string {
  let y = 56;
  const drawn = rows.map((row) => {
    const { lines, height } = drawRow(row, y);
    y += height;
    return lines;
  });
  const legend = [
    ['pinned', 'a page of a page table that leads to several'],
    ['possible', 'one that can come to be empty'],
  ] as const;
  const keys = legend.map(([kind, says], i) => {
    const x = 8 + i * 300;
    return `  <path class="${kind}" d="M${x} 34h24"/>\n  ${text(x + 30, 38, says, 'small')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">`,
    `  <title>${title}</title>`,
    `  <style>${STYLE}</style>`,
    `  <rect class="paper" width="${WIDTH}" height="${y}"/>`,
    `  ${text(8, 18, `${title}. Not to scale; blue is what hot-remove unmaps.`, 'head')}`,
    ...keys,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawRow({ build, title, some = {} }: Row, y: number): { lines: string; height: number } {
  const p = at(build.kernel, 'none', { ...build.some, kasan: 'off', ...some });
  const boxes = boxesOf(p);
  const lines = [
    ...title.split('\n').map((line, i) => text(8, y + 15 + 15 * i, line, i === 0 ? 'head' : 'small')),
    ...boxes.map((box) => drawBox(box, y)),
  ];
  const tables = sharedIn(build, 'none', (q) =>
    Object.entries(some).every(([k, v]) => q[k as keyof Point] === v),
  );
  tables.forEach((table, i) => lines.push(...drawTable(table, build, boxes, y + BOX.height + 12 + i * LINE)));
  return {
    lines: lines.map((line) => `  ${line}`).join('\n'),
    height: Math.max(BOX.height + 12, 15 * title.split('\n').length + 10) + tables.length * LINE + 14,
  };
}

function boxesOf(p: Point): Box[] {
  const regions = (Object.keys(ENDS) as Region[]).flatMap((region) => {
    const [start, end] = ENDS[region].map((name) => p[name] as number | undefined);
    return start === undefined || end === undefined || start >= end ? [] : [{ region, start, end }];
  });
  return regions
    .toSorted((a, b) => a.start - b.start)
    .map((box, i) => ({ ...box, x: LABEL + i * (BOX.width + BOX.gap) }));
}

function drawBox({ region, start, end, x }: Box, y: number): string {
  const kind = region === 'vmemmap' || region === 'linear' ? 'removed' : region;
  const middle = x + BOX.width / 2;
  return [
    `<g><title>${TITLES[region]}: ${hex(start)} to ${hex(end)}</title>`,
    `<rect class="${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="3"/>`,
    text(middle, y + 15, TITLES[region], '', 'middle'),
    text(middle, y + 29, short(end - start), 'small', 'middle'),
    '</g>',
  ].join('');
}
/** A size of three digits at most, with a sign where it is not exact. */
function short(bytes: number): string {
  const exact = size(bytes);
  if (exact.length <= 5) return exact;
  const unit = ['', 'K', 'M', 'G', 'T', 'P'];
  const n = Math.floor(Math.log2(bytes) / 10);
  return `~${(bytes / 2 ** (10 * n)).toPrecision(3)}${unit[n]}`;
}

function drawTable(table: Shared, build: Build, boxes: readonly Box[], y: number): string[] {
  const end = table.start + table.span;
  const under = boxes.filter((box) => box.start < end && table.start < box.end);
  const [first, last] = [under[0] as Box, under.at(-1) as Box];
  const within = ({ start, end: stop, x }: Box, address: number) =>
    x + (BOX.width * (Math.min(Math.max(address, start), stop) - start)) / (stop - start);
  const left = Math.min(within(first, table.start), first.x + BOX.width - 16);
  const right = Math.max(within(last, end), last.x + 16);
  const bad = worst(table.points);
  const kind = bad.verdict === 'possible' ? 'possible' : rank(bad.verdict) > 1 ? 'pinned' : 'never';
  const label = `${table.table.toUpperCase()} page of ${size(table.span)}, kept by: ${kept(table, build)}`;
  // The text begins where the line does, and ends within the picture.
  const at_ = Math.max(8, Math.min(left, WIDTH - 8 - label.length * 6.1));
  return [
    `<path class="${kind}" d="M${round(left)} ${y - 5}v5h${round(right - left)}v-5"/>`,
    text(round(at_), y + 14, label, 'small'),
  ];
}
/** What keeps it: of hot-remove that frees whatever is empty; and whether the merged code would free it. */
function kept({ table, start, points }: Shared, build: Build): string {
  const reasons = new Set(points.map((p) => p.verdict.replace('pinned: ', '')));
  const often = reasons.delete('possible') ? ', but for some maps and draws' : '';
  const says = `${[...reasons].join(' or ')}${often}`;
  if (!ARM64.includes(build.kernel)) return says;
  const merged = sharedIn(build, 'floor-ceiling').find((t) => t.table === table && t.start === start);
  return merged && rank(worst(merged.points).verdict) > 1
    ? `${says}; floor and ceiling do not keep it`
    : says;
}

const round = (n: number) => Math.round(n * 10) / 10;
function text(x: number, y: number, says: string, kind = '', anchor = ''): string {
  const attributes = [kind && ` class="${kind}"`, anchor && ` text-anchor="${anchor}"`].join('');
  return `<text x="${x}" y="${y}"${attributes}>${says.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
