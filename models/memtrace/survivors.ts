// SPDX-License-Identifier: MIT
/** Mutants of memtrace that survive: the property that would be needed, and why there is none. */
export const survivors: Readonly<Record<string, string>> = {
  'enable.clear_mem: step dropped':
    'that no entry keeps a pointer to what was unmapped: its file is gone by then, and the entry is written anew',
  'enable.isolate: always all are':
    'that a range was isolated before its pages are moved: what is not isolated here is taken the same way',
  'enable.lock: lock dropped':
    'not searched to the end within the limit; what-if-no-mutex asks the same of both writers',
  'enable.next_base: step dropped':
    'that each range is tried once: the same one is asked again, and the answer is the same',
  'enable.null_array: step dropped':
    'that memtrace_array is NULL once it was freed: memtrace_size = 0 keeps the next write off it',
  'enable.range_valid: always all fit':
    'that a range with used pages is refused before it is isolated: isolation refuses it as well',
  'enable.reset: step dropped': 'that a freed entry is cleared: nobody reads it, and its array goes',
  'enable.set_flag: always all are':
    'that each page of trace memory has its flag when another writer looks: hibernation is not in that configuration',
  'enable.size: always is not 0': 'none: where there are no regions, freeing them does nothing',
  'hibernate.saveable: always that was the last':
    'that an image has every page that was in use: it is asked that it has none of the others',
  'trace.file_get: always -EIO': 'that a file that is there can be read',
  'trace.load: swapped with copy': 'that a read copies what the entry has: one of nothing ends at once',
  'user.free: free dropped': 'not searched to the end within the limit',
};
