// SPDX-License-Identifier: MIT
/**
 * What a recording of v6.1 with memmap_on_memory shows of memory-block's steps. The kernel is 6.1.192, which takes
 * mem_hotplug_lock in memory_block_online(); so the lines about the memmap in the block come right after that.
 */
import type { Recording } from '../../src/model/recording.ts';
import type { Kernel } from './block.ts';

const ended = (verb: string, ret: number, done: string) => [
  `r_device_${verb} ret=${ret}`,
  `STEP done ${done}`,
];
const notified = (chain: string, value: number) => ({
  [`${chain}_0`]: [`p_memory_notify val=${value}`],
  // NOTIFY_OK
  [`${chain}_1`]: ['r_memory_notify ret=1'],
});
const LOCKED = ['p_mem_hotplug_begin', 'r_mem_hotplug_begin'];

/** What happens in offline_pages() and around it, whoever asked for it. */
const offline = (role: string) => ({
  [`${role}.lock_offline`]: ['p_device_offline'],
  [`${role}.offline_already [false]`]: ['p_memory_subsys_offline'],
  [`${role}.offline_begin`]: [
    ...LOCKED,
    'p_adjust_present_page_count nr={minus_head}',
    'p_offline_pages pfn={first} nr={rest} zone={zone}',
    'p_zone_pcp_disable',
  ],
  [`${role}.isolate [isolated]`]: [
    'p_start_isolate_page_range pfn={first} end={end}',
    'r_start_isolate_page_range ret=0',
  ],
  ...notified(`${role}.notify_going_offline`, 2),
  [`${role}.offline_isolated`]: [
    'p_test_pages_isolated pfn={first} end={end}',
    'r_test_pages_isolated ret=0',
    'p_zone_pcp_enable',
  ],
  [`${role}.offline_present`]: ['p_adjust_present_page_count nr={minus_rest}'],
  [`${role}.offline_node`]: ['p_build_all_zonelists'],
  ...notified(`${role}.offline`, 4),
  [`${role}.offline_poison`]: ['p_remove_pfn_range_from_zone zone={zone} pfn={first} nr={rest}'],
  [`${role}.offline_done`]: [
    'r_offline_pages ret=0',
    'p_mhp_deinit_memmap_on_memory pfn={pfn} nr={head}',
    'p_remove_pfn_range_from_zone zone={zone} pfn={pfn} nr={head}',
    'p_mem_hotplug_done',
  ],
  // It is refused: EBUSY of the isolation, or EINTR of the migration, for which nothing stands until it is returned.
  [`${role}.isolate [EBUSY]`]: [
    'p_start_isolate_page_range pfn={first} end={end}',
    // What was isolated before the page block that can't be.
    '?p_undo_isolate_page_range pfn={first} end={its_end}',
    'r_start_isolate_page_range ret={its_error}',
  ],
  [`${role}.refused_unisolate`]: ['p_undo_isolate_page_range pfn={first} end={end}'],
  ...notified(`${role}.cancel_offline`, 32),
  [`${role}.offline_failed`]: [
    'p_zone_pcp_enable',
    'r_offline_pages ret={its_error}',
    'p_adjust_present_page_count nr={head}',
    'p_mem_hotplug_done',
  ],
});

/** How the memmap's mapping goes, and then the linear one. */
const X86 = ['p_flush_tlb_all', 'p_flush_tlb_all'];
const ARM64 = [
  'p_unmap_hotplug_range start={memmap} end={memmap_end} free=1',
  'p_free_empty_tables start={memmap} end={memmap_end}',
  'p_unmap_hotplug_range start={linear} end={linear_end} free=0',
  'p_free_empty_tables start={linear} end={linear_end}',
];

/** Of kprobes: `p_` at an entry with arguments by their place, `r_` at a return. */
const entry = (name: string, ...values: string[]) =>
  `p:p_${name} ${name} ${values
    .map((value, i) => value && `${value.replace(':', `=$arg${i + 1}:`)}`)
    .filter(Boolean)
    .join(' ')}`.trim();
const returns = (name: string) => `r:r_${name} ${name} ret=$retval:s32`;
const [PFN, NR, START, SIZE, END, ZONE, ALTMAP] = ['pfn', 'nr', 'start', 'size', 'end', 'zone', 'altmap'].map(
  (name) => `${name}:x64`,
) as [string, string, string, string, string, string, string];
const PROBES = [
  entry('add_memory_resource', 'nid:s32', '', 'flags:x32'),
  entry('arch_add_memory', 'nid:s32', START, SIZE),
  entry('__add_pages', '', PFN, NR),
  entry('create_memory_block_devices', START, SIZE, 'b:x64'),
  entry('device_online'),
  entry('device_offline'),
  entry('memory_subsys_online'),
  entry('memory_subsys_offline'),
  entry('mem_hotplug_begin'),
  entry('mem_hotplug_done'),
  entry('mhp_init_memmap_on_memory', PFN, NR, ZONE),
  entry('mhp_deinit_memmap_on_memory', PFN, NR),
  entry('move_pfn_range_to_zone', ZONE, PFN, NR, '', 'mt:s32'),
  entry('remove_pfn_range_from_zone', ZONE, PFN, NR),
  entry('online_pages', PFN, NR, ZONE),
  entry('offline_pages', PFN, NR, ZONE),
  entry('memory_notify', 'val:u64'),
  entry('adjust_present_page_count', '', '', 'nr:s64'),
  entry('build_all_zonelists'),
  entry('start_isolate_page_range', PFN, END),
  entry('undo_isolate_page_range', PFN, END),
  entry('test_pages_isolated', PFN, END),
  entry('zone_pcp_disable'),
  entry('zone_pcp_enable'),
  entry('try_remove_memory', START, SIZE),
  entry('remove_memory_block_devices', START, SIZE),
  entry('arch_remove_memory', START, SIZE, ALTMAP),
  entry('__remove_pages', PFN, NR, ALTMAP),
  entry('sparse_remove_section', PFN, NR),
  entry('section_deactivate', PFN, NR, ALTMAP),
  entry('vmemmap_free', START, END, ALTMAP),
  ...['add_memory_resource', 'arch_add_memory', 'device_online', 'device_offline', 'mem_hotplug_begin'].map(
    returns,
  ),
  ...['online_pages', 'offline_pages', 'memory_notify', 'start_isolate_page_range'].map(returns),
  ...['test_pages_isolated', 'try_remove_memory'].map(returns),
];
const MAPPING = {
  'x86-64': [entry('flush_tlb_all')],
  arm64: [entry('unmap_hotplug_range', START, END, 'free:u8'), entry('free_empty_tables', START, END)],
};

/** Of an offline, which has the block leave it before the last line that names it, and of an online, which has it come there. */
const zoneOf = ({ before, zone, online_type }: Kernel): string => {
  if (before.zone === 'Normal' || before.zone === 'Movable') return before.zone;
  if (zone !== 'none') return zone;
  return online_type === 'online_movable' ? 'Movable' : 'Normal';
};

export const recording: Recording<Kernel> = {
  names: (k) => ({ zone: `zone_${zoneOf(k)}` }),
  kernels: ['6.1'],
  append: 'memory_hotplug.memmap_on_memory=1',
  probes: (arch) => [...PROBES, ...MAPPING[arch]],
  design: 'v6.1',
  configuration: 'first-add',
  limits: (lines) => {
    const marks = lines.filter(({ event }) => event === 'STEP').map(({ values }) => values[0] ?? '');
    const count = (word: RegExp) => marks.filter((mark) => word.test(mark)).length;
    return { writers: count(/^(online|offline)/), readers: 0, hotplugs: count(/^hot-/) };
  },
  role: ({ event, task }) => {
    if (event === 'STEP') return undefined;
    return task.startsWith('kworker') ? 'acpi' : 'store';
  },
  follows: {
    pfn: (of) => of('start') / 4096n,
    nr: (of) => of('size') / 4096n,
    first: (of) => of('pfn') + of('head'),
    rest: (of) => of('nr') - of('head'),
    end: (of) => of('pfn') + of('nr'),
    block: (of) => of('pfn') / of('nr'),
    memmap_end: (of) => of('memmap') + of('head') * 4096n,
    linear_end: (of) => of('linear') + of('size'),
    minus_head: (of) => -of('head'),
    minus_rest: (of) => -of('rest'),
  },
  lines: (all) => ({
    'acpi.next [insertion]': ['STEP hot-add'],
    'acpi.add_begin': ['p_add_memory_resource nid={nid} flags={flags}'],
    'acpi.add_sections': [
      'p_arch_add_memory nid={nid} start={start} size={size}',
      'p___add_pages pfn={pfn} nr={nr}',
      'r_arch_add_memory ret=0',
    ],
    'acpi.init_memory_block': ['p_create_memory_block_devices start={start} size={size} b={head}'],
    'acpi.add_done': ['r_add_memory_resource ret=0'],

    'store.write [online_kernel]': ['STEP online_kernel|online {block}'],
    'store.write [online_movable]': ['STEP online_movable|online {block}'],
    'store.write [offline]': ['STEP offline {block}'],
    'store.lock_online': ['p_device_online'],
    'store.device_online [true: ret = 1]': ended('online', 1, '-1 EINVAL'),
    'store.online_already [false]': ['p_memory_subsys_online'],
    'store.online_begin': [
      ...LOCKED,
      'p_mhp_init_memmap_on_memory pfn={pfn} nr={head} zone={zone}',
      'p_move_pfn_range_to_zone zone={zone} pfn={pfn} nr={head} mt=0',
      'p_online_pages pfn={first} nr={rest} zone={zone}',
    ],
    // MIGRATE_ISOLATE: arm64's 6.1 has no CMA in this build, nor has x86's.
    'store.move_pfn_range_to_zone': [
      'p_move_pfn_range_to_zone zone={zone} pfn={first} nr={rest} mt={isolate}',
    ],
    ...notified('store.going_online', 8),
    'store.online_present': ['p_adjust_present_page_count nr={rest}'],
    'store.online_node': ['p_build_all_zonelists'],
    'store.online_undo_isolate': ['p_undo_isolate_page_range pfn={first} end={end}'],
    ...notified('store.online', 1),
    'store.online_done': [
      'r_online_pages ret=0',
      'p_adjust_present_page_count nr={head}',
      'p_mem_hotplug_done',
    ],
    'store.dev_online': ended('online', 0, '14|13|6 ok'),

    ...offline('store'),
    'store.device_offline [true: ret = 1]': ended('offline', 1, '-1 EINVAL'),
    'store.unlock_refused': ['r_device_offline ret={its_error}', 'STEP done -1 {its_error}'],
    'store.set_dev_offline': ended('offline', 0, '7 ok'),

    'acpi.next [ejection]': ['STEP hot-remove'],
    ...offline('acpi'),
    'acpi.set_dev_offline': ['r_device_offline ret=0'],
    'acpi.device_offline [true: ret = 1]': ['r_device_offline ret=1'],
    'acpi.check_offline': ['p_try_remove_memory start={start} size={size}'],
    'acpi.unlink': ['p_remove_memory_block_devices start={start} size={size}'],
    'acpi.remove_sections': [
      'p_arch_remove_memory start={start} size={size} altmap={altmap}',
      'p___remove_pages pfn={pfn} nr={nr} altmap={altmap}',
      // Its first argument is a pointer: what the probe calls nr is the page frame.
      'p_sparse_remove_section nr={pfn}',
      'p_section_deactivate pfn={pfn} nr={nr} altmap={altmap}',
      'p_vmemmap_free start={memmap} end={memmap_end} altmap={altmap}',
      ...(all.some(({ event }) => event === 'p_flush_tlb_all') ? X86 : ARM64),
    ],
    'acpi.remove_done': ['r_try_remove_memory ret=0'],
    'acpi.next [finished]': ['STEP end'],
  }),
};
