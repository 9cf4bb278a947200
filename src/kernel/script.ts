// SPDX-License-Identifier: MIT
/** A plan as a script for bash, for a machine of one's own: it takes the module, root, and somebody who plugs the DIMM. */
import type { Operation, Operations } from '../model/operations.ts';
import type { Plan, Segment } from './plan.ts';

const HEAD = `#!/bin/bash
# Forces a schedule of a model on this kernel. Takes root, and the module
# built of guest/module (npm run kernels does so for Debian's kernels).
set -u
block=\${1:-/sys/devices/system/memory/memory32}
insmod mhpcheck.ko 2>/dev/null
control=/proc/mhpcheck
# hold ID TASK POINT...: at the first point that this kernel has a probe for.
hold() {
  local id=$1 task=$2 point
  shift 2
  for point in "$@"; do
    set -- $point
    echo "hold $id $1 $2 $task $3" >$control 2>/dev/null && return
  done
  echo "no probe at any of: $*" && exit 2
}
reached() {
  for _ in $(seq 200); do dmesg | grep -q "mhpcheck: held $1 " && return; sleep 0.1; done
  echo "never held: $1" && exit 1
}
# as NAME COMMAND: in the background, as a task of that name.
as() { (echo "$1" >/proc/$BASHPID/comm; shift; eval "$@") & }
by_hand() { read -rp "$1 the DIMM now, then press Enter: "; }
`;

export function scriptOf(
  plan: Plan,
  operations: Operations,
  { configuration, title }: { readonly configuration: string; readonly title: string },
): string {
  const setup = operations.setup[configuration] ?? [];
  const steps = [...plan.taken.values()].flat();
  const before = typeof setup === 'string' ? [] : typeof setup === 'function' ? setup(steps) : setup;
  const started = new Set<string>();
  const at = new Map<string, string>();
  const lines = plan.segments.flatMap((segment, i) =>
    segmentLines(segment, i, plan, operations, started, at),
  );
  return [
    HEAD,
    `# ${title}`,
    ...(operations.append === undefined ? [] : [`# Boot with ${operations.append}`]),
    ...before.map((operation) => command(operation)),
    ...lines,
    'sleep 5; dmesg | tail -60',
    ...[...at.values()].map((id) => `echo "go ${id}" >$control`),
    '',
  ].join('\n');
}

function segmentLines(
  { thread, step, until }: Segment,
  i: number,
  plan: Plan,
  operations: Operations,
  started: Set<string>,
  at: Map<string, string>,
): string[] {
  const lines = ['', `# ${thread}, up to ${step}`];
  const task = operations.task?.(thread) ?? thread;
  const id = `h${i}`;
  const held = at.get(thread);
  if (typeof until !== 'string') {
    const points = until.map(({ on, func, nth }) => `"${on} ${func} ${nth}"`);
    lines.push(`hold ${id} ${task} ${points.join(' ')}`);
  }
  if (held !== undefined) lines.push(`echo "go ${held}" >$control`);
  else if (!started.has(thread)) {
    started.add(thread);
    const does = operations.thread(thread, plan.taken.get(thread) ?? []);
    const own = typeof does === 'string' ? [`# ${does}`] : does.map(command);
    const byHand = own.some((line) => line.startsWith('by_hand'));
    lines.push(...(byHand ? own : [`as ${task} '${own.join('; ')}'`]));
  }
  if (typeof until !== 'string') {
    at.set(thread, id);
    lines.push(`reached ${id}`);
  } else if (until === 'end') lines.push('wait');
  return lines;
}

function command(operation: Operation): string {
  switch (operation.does) {
    case 'plug':
      return 'by_hand Plug';
    case 'eject':
      return 'by_hand Eject';
    case 'module':
      return `echo "${operation.line}" >$control`;
    case 'write':
      return `echo ${operation.value} >${operation.file.replace('{block}', '$block')}`;
    case 'read':
      return operation.place === undefined
        ? `cat ${operation.file.replace('{block}', '$block')}`
        : `dd if=${operation.file} bs=8 count=1 skip=$((${operation.place} / 8)) status=none | od -An -tu8`;
  }
}
