// SPDX-License-Identifier: MIT
/** `reproduce` with an emulator of a few lines: what it says where the kernel does this or that. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { command } from '../src/testing/command.ts';
import { oneOf } from '../src/testing/full.ts';
import {
  fakeKernels,
  HELD,
  INLINED,
  LATER,
  of,
  OOPS,
  reproduce as asked,
  root,
  WAITED,
  ZONES,
} from '../src/testing/reproduce.ts';
import type { Rule } from '../src/testing/reproduce.ts';

const dir = fakeKernels('6.12');
const firstOf = (model: string) =>
  readdirSync(join(root, 'counterexamples', model)).find((name) => name.endsWith('.json')) ?? '';
const CANCEL = of('v6.1--cancel-to-told-only--store.cancel_online_1');
const WARNS = 'WARNING: CPU: 0 PID: 9 at mm/memory_hotplug.c:1';
const reproduce = (file: string, rules: readonly Rule[] = [], ...options: readonly string[]) =>
  asked(entries, file, rules, ...options);

describe('reproduce', () => {
  it('shows what the kernel says beside the trace of the model', async () => {
    const { status, out, err } = await reproduce(ZONES, [INLINED, HELD, OOPS, WAITED]);
    expect([status, err]).toEqual([1, '']);
    expect(out.slice(0, out.indexOf('The model'))).toMatchInlineSnapshot(`
      "memory-block, design v6.1, configuration first-add: valid-zones-has-node

      Linux 6.12.9-fake: reproduced.
        - acpi held at the entry of __device_attach(), after acpi.device_add

        BUG: kernel NULL pointer dereference, address: 00000000000000a0
        RIP: 0010:zone_for_pfn_range+0x47/0x2d0
        valid_zones_show+0xcf/0x170

        What the model forbids, tried as well:
        - it did not happen: store waited, and got to device_offline() once
          acpi went on (acpi held after acpi.device_add)
        - it did not happen: show went through, and nothing showed (acpi held
          after acpi.set_nid)

      "
    `);
    expect(out).toContain('<--- out-of-bounds!');
  });
  it.each(
    oneOf<[string, readonly Rule[], number, string]>(9, [
      [
        'happens: one that does not wait',
        [{ when: 'start .*state', say: ['mhpcheck: held h1 store[9] entry device_offline'] }],
        1,
        'IT HAPPENED, and the model is wrong: store got to device_offline() all the same',
      ],
      [
        'happens: one that does harm later too',
        [{ ...OOPS, when: 'start .*valid_zones', unless: 'bus_probe_device' }],
        1,
        'IT HAPPENED, and the model is wrong: show broke it all the same',
      ],
      [
        'happens: one that does harm that is heard of late',
        [{ ...OOPS, when: 'read .*/proc/version', unless: 'bus_probe_device' }],
        1,
        'IT HAPPENED, and the model is wrong: show broke it all the same',
      ],
      [
        'says nothing: one that the kernel reports something beside',
        [{ when: 'go h0', say: [...(WAITED.say ?? []), WARNS] }],
        2,
        'says nothing, but the kernel reports something: store waited, and got to device_offline()',
      ],
      ['says nothing: one that never goes there', [], 0, 'says nothing: store never got behind'],
      [
        'says nothing: one that never ends',
        [{ when: 'start .*valid_zones', mute: true }],
        0,
        'never got to its end',
      ],
      ['has no probe', [{ when: 'hold h[1-9]', error: 2 }], 0, 'nothing would tell that store got behind'],
      ['meets a guest that dies', [{ when: LATER, exit: 1 }], 4, 'not tried to the end: the guest'],
      ['is never held', [{ when: 'device_add' }], 0, 'never got to the entry of bus_probe_device'],
    ]),
  )('tries what is forbidden, which %s', async (_, rules, expected, said) => {
    const { status, flat } = await reproduce(ZONES, [...rules, HELD]);
    expect([status, flat]).toEqual([expected, expect.stringContaining(said)]);
  });
  it.each(
    oneOf<[string, readonly Rule[], readonly string[]]>(2, [
      [
        'so where nothing of it shows, and what was refused',
        [HELD, { when: 'start .*valid_zones', text: 'errno 2 @1-2' }],
        [
          'not reproduced: every thread got to where it was held, and nothing of it showed; a read of',
          'memory32/valid_zones is answered ENOENT',
        ],
      ],
      [
        'which hold was never reached',
        [],
        [
          'acpi never got to the entry of bus_probe_device()',
          '- acpi was to be held at the entry of bus_probe_device(), after acpi.device_add',
        ],
      ],
    ]),
  )('says %s', async (_, rules, said) => {
    const { status, flat } = await reproduce(ZONES, rules);
    expect(status).toBe(0);
    for (const part of said) expect(flat).toContain(part);
  });
  it('says what the kernel reports otherwise, which is no pass', async () => {
    const { status, flat } = await reproduce(ZONES, [HELD, { ...OOPS, say: [WARNS] }]);
    expect([status, flat]).toEqual([
      2,
      expect.stringContaining('not reproduced, but the kernel reports something: every thread got to'),
    ]);
    expect(flat).toContain(WARNS);
    const early = await reproduce(ZONES, [{ when: 'device_add', say: [WARNS] }]);
    expect([early.status, early.flat]).toEqual([
      2,
      expect.stringContaining('but the kernel reports something: acpi never got to'),
    ]);
    const before = await reproduce(CANCEL, [{ when: 'start \\d+ setup', say: [WARNS] }]);
    expect([before.status, before.flat]).toEqual([
      2,
      expect.stringContaining('but the kernel reports something: acpi never got to'),
    ]);
  });
  it('sees what a slow machine says only while it is asked whether all is well', async () => {
    const late = { ...OOPS, when: 'read .*/proc/version' };
    const { status, out } = await reproduce(ZONES, [HELD, late]);
    expect([status, out]).toEqual([1, expect.stringContaining('fake: reproduced.')]);
  });
  it('says which step has no probe', async () => {
    const { status, out } = await reproduce(ZONES, [{ when: 'hold', error: 2 }]);
    expect(status).toBe(2);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      "not possible: acpi can't be held after acpi.device_add: this kernel has no probe at bus_probe_device(), __device_attach(), device_lock(), device_add_attrs().",
    );
  });
  it('prepares the guest, does one operation after the other, and reads what the module says', async () => {
    const eject = { event: 'ACPI_DEVICE_OST', data: { info: { source: 3, status: 0 } } };
    const under = { event: 'ACPI_DEVICE_OST', data: { info: { source: 3, status: 0x84 } } };
    const told = '[ 8.6] mhpcheck: notified MEM_CANCEL_ONLINE without MEM_GOING_ONLINE: pfn 100000 by store';
    const { status, out } = await reproduce(CANCEL, [
      {
        when: 'device_del',
        events: [under, eject],
        say: ['mhpcheck: held h0 kworker/u8:0[12] return unlock'],
      },
      { when: 'start .*online_kernel', say: [told] },
    ]);
    expect([status, out]).toEqual([1, expect.stringContaining('notified MEM_CANCEL_ONLINE without')]);
  });
  it('fails to set up what is refused', async () => {
    expect((await reproduce(CANCEL, [{ when: 'notifiers', error: 22 }])).flat).toContain(
      "the module refuses 'notifiers store' (errno 22)",
    );
    expect((await reproduce(CANCEL, [{ when: 'start .*state', text: 'errno 16 @1-2' }])).flat).toContain(
      'before it begins, a write of /sys/devices/system/memory/memory32/state is answered EBUSY',
    );
    expect((await reproduce(CANCEL, [{ when: 'object-add', refuse: true }])).status).toBe(4);
  });
  it('is of a shape that is documented', async () => {
    const { status, out } = await reproduce(ZONES, [HELD, OOPS], '--json');
    const value = JSON.parse(out) as { command: string; status: number; results: { outcome: string }[] };
    expect([value.command, value.status, value.results[0]?.outcome]).toEqual([
      'reproduce',
      status,
      'reproduced',
    ]);
  });
});

describe('what is not tried', () => {
  it.each([
    [
      join(
        root,
        'counterexamples/memmap-on-memory/v6.1-fixed--failed-add-leaves-nothing--adder.release.json',
      ),
      'a block of these guests is one section',
    ],
    [
      join(root, 'counterexamples/memmap-on-memory/v6.9--removes-whole-blocks--remover.bug_on.json'),
      'no firmware of the emulator has memory that is no whole blocks',
    ],
    [
      of('v5.4--offline-in-no-zone--acpi.offline_done'),
      'only somebody who reads the kernel’s memory would see it',
    ],
    [
      of('what-if-blocking-store--no-deadlock--cycle-acpi.device_del'),
      'design what-if-blocking-store is no kernel as it is',
    ],
    [
      join(root, 'counterexamples/stop-machine-hot-add/as-posted--no-splat--migration.pmd_alloc.json'),
      'nobody has written down what the threads of stop-machine-hot-add are',
    ],
    [
      join(root, 'counterexamples/memtrace/v5.14--array-alive--trace.load.json'),
      'memtrace.c is in no kernel of x86-64 or arm64',
    ],
    [join(root, 'counterexamples/gfp', firstOf('gfp')), 'gfp has no threads to hold'],
  ])('%s', async (file, said) => {
    for (const options of [[], ['--json']]) {
      const { status, out } = await command(['reproduce', file, ...options], entries);
      expect([status, out.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(said)]);
    }
  });
  it.each([
    [[ZONES, '--kernel', '5.3'], 'no bootable kernel 5.3 in '],
    [[of('v5.4--valid-zones-has-node--show.nid')], 'no bootable kernel 5.4 in '],
    [[ZONES, '--format', 'shh'], "unknown format 'shh'"],
  ])('%j', async (words, said) => {
    const { status, err } = await command(['reproduce', ...words], entries);
    expect([status, err]).toEqual([3, expect.stringContaining(said)]);
  });
  it('is a time that is none', async () => {
    const { status, err } = await command(['reproduce', ZONES, '--kernel', '6.12', '--wait', '0'], entries);
    expect([status, err]).toEqual([3, expect.stringContaining("--wait '0' is no time")]);
  });
  it('is a counterexample whose violation is not there', async () => {
    const file = join(dir, 'none.json');
    const c = JSON.parse(readFileSync(ZONES, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...c, design: 'v6.18', steps: [] }));
    const { status, err } = await command(['reproduce', file], entries);
    expect([status, err]).toEqual([expect.any(Number), expect.stringContaining('none.json')]);
  });
});

it.each(
  oneOf(3, [
    ['memtotal-exact--adder.unlock_add', 0, 'by_hand Plug'],
    ['removal-leaves-nothing--remover.eject', 1, 'by_hand Plug; by_hand Eject; by_hand Plug'],
    ['managed-exact--adder.unlock_add', 0, 'by_hand Plug; by_hand Eject; by_hand Plug'],
  ] as const),
)('has the kernel fail as often as the trace does: %s', async (name, times, plugs) => {
  const file = join(root, `counterexamples/memmap-on-memory/v6.9--${name}.json`);
  const { out } = await command(['reproduce', file, '--format', 'sh'], entries);
  expect(out).toContain(`echo "fail create_memory_block_devices -12 kworker ${times}" >$control`);
  expect(out.replaceAll('\n', '; ')).toContain(`up to adder.unlock_add; ${plugs}; `);
});
it('reads an entry of a file of entries, on a kernel that is booted for it', async () => {
  const walker = join(
    root,
    'counterexamples/memmap-on-memory/v6.9--no-unmapped-memmap--walker.page_zone.json',
  );
  const { out } = await command(['reproduce', walker, '--format', 'sh'], entries);
  expect(out).toContain('# Boot with memory_hotplug.memmap_on_memory=1');
  expect(out).toContain("as walker 'dd if=/proc/kpagecount bs=8 count=1 skip=$((0x800000 / 8))");
  expect(out).toContain('wait');
});
it('prints a script that does it', async () => {
  const { status, out } = await command(['reproduce', CANCEL, '--format', 'sh'], entries);
  expect(status).toBe(0);
  expect(out.slice(out.indexOf('# memory-block'))).toMatchInlineSnapshot(`
    "# memory-block, v6.1, veto: cancel-to-told-only (732a6e33aa5b)
    by_hand Plug
    echo online_movable >$block/state
    echo "notifiers store" >$control

    # acpi, up to acpi.added
    hold h0 kworker "return unlock_device_hotplug 2" "return mutex_unlock 2"
    by_hand Eject
    by_hand Plug
    reached h0

    # store, up to store.cancel_online_1
    as store 'echo online_kernel >$block/state'
    sleep 5; dmesg | tail -60
    echo "go h0" >$control
    "
  `);
  const zones = await command(['reproduce', ZONES, '--format', 'sh'], entries);
  expect(zones.out).toContain("as show 'cat $block/valid_zones'");
});
