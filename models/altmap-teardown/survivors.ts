// SPDX-License-Identifier: MIT
/** Mutants of altmap-teardown that survive: the property that would be needed, and why there is none. */
const LOCK =
  'lock discipline: "sections are written with mem_hotplug_lock held". With one path of the two unlocked nothing that is asked breaks; what-if-no-hotplug-lock has both';
const LEAK = 'a leak: "what is handed to kfree_rcu() is freed in the end"';

export const survivors: Readonly<Record<string, string>> = {
  'hotplug.add_lock: lock dropped': LOCK,
  'hotplug.remove_lock: lock dropped': LOCK,
  'hotplug.init_count: step dropped':
    '"page_count() of the memmap is 1 once it is initialised": nothing that is asked rests on it alone',
  'hotplug.migrate: always migrated, and free -> scan':
    '"only what can be migrated is taken": the test that follows looks at the page again',
  'hotplug.page_vmemmap: always true':
    '"PageVmemmap() is asked of what is no memmap": every section of these ranges carries its own',
  'user.alloc: swapped with clear':
    'the order of two steps of the user alone: a clear without a page touches nothing',
  'memory_failure.pfn: swapped with pfn_valid': 'the order of two looks of one reader',
  'hotplug.online_clear_reserved: step dropped':
    '"what goes to the buddy is not Reserved": it is asked that the memmap is, and stays so',
  'hotplug.poison: step dropped':
    '"a memmap is poisoned before it is initialised": who reads it before is asked of memmaps that are not there',
  'hotplug.set_usage: step dropped':
    '"a section that is present has its usage": without it pfn_valid() says no, and nobody walks',
  'hotplug.mark_present: step dropped':
    '"a section that was added is present": without the mark pfn_valid() says no, and nobody walks',
  'hotplug.free_usage: step dropped': LEAK,
  'hotplug.clear_usage: step dropped':
    '"ms->usage is NULL after removal": that the section is present is asked first',
  'pfn_valid.valid_section: always true: 0': '"pfn_valid() says yes of what is there"',
  'pfn_valid.load_usage: always NULL: 0': '"pfn_valid() says yes of what is there"',
  'pfn_valid.rcu_read_unlock: step dropped': LEAK,
  'usage_rcu.grace_period: step dropped': LEAK,
  'usage_rcu.kfree: free dropped': LEAK,
  'usage_rcu.invoked: step dropped': LEAK,
  'usage_rcu.invoked: always queued again': LEAK,
};
