/* SPDX-License-Identifier: MIT */
/* mm/kmemleak.c: kmemleak_scan(); or fs/proc/page.c: kpagecount_read(). */
active proctype walker() provided (fault == no_fault)
{
#define pfn        walker_pfn
#define is_spanned(u) (zone_start[NORMAL] <= u && u < zone_end[NORMAL])
#define is_online  online[section_of(pfn)]
#define is_mapped  mapped[section_of(pfn)]
#define is_far     unreadable(section_of(pfn))
/* The walker's look at what properties ask about. */
#define look_at_sections \
  walked_valid[0] = valid[0]; walked_online[0] = valid[0] && online[0]; \
  walked_valid[1] = valid[1]; walked_online[1] = valid[1] && online[1]; \
  walked_valid[2] = valid[2]; walked_online[2] = valid[2] && online[2]; \
  walked_valid[3] = valid[3]; walked_online[3] = valid[3] && online[3]
#define forget_sections \
  walked_valid[0] = false; walked_online[0] = false; \
  walked_valid[1] = false; walked_online[1] = false; \
  walked_valid[2] = false; walked_online[2] = false; \
  walked_valid[3] = false; walked_online[3] = false
#define forget_page pfn = 0; walked_start = 0; walked_end = 0

#if WALKER_LOCKS
get_online_mems: /* percpu_down_read(&mem_hotplug_lock) */
  step(mem_hotplug_lock == nobody -> reading = true);
#define look_at(u) \
  :: d_step { !is_spanned(u) -> look_at_sections }; goto put_online_mems \
  :: d_step { is_spanned(u) -> look_at_sections; pfn = u; \
       walked_start = zone_start[NORMAL]; walked_end = zone_end[NORMAL] }
zone_span: /* zone->zone_start_pfn, zone_end_pfn(zone) */
#else
#define look_at(u) :: d_step { true -> pfn = u }
choose_pfn: /* pfn = src / KPMSIZE */
#endif
  if
  look_at(0)
#if PFNS > 1
  look_at(7)
#endif
#if PFNS > 2
  look_at(3)
#endif
#if PFNS > 3
  look_at(4)
#endif
  fi;
online_section: /* pfn_to_online_page(): online_section(ms) */
  if
  :: is_online
  :: d_step { !is_online -> forget_page }; goto put_online_mems
  fi;
read_page: /* page->flags */
  if
  go_wrong(!is_mapped, paging_request)
  go_wrong(is_mapped && is_far, machine_check)
  go_wrong(is_mapped && !is_far && pages[pfn] == poison, poisoned)
  :: d_step { is_mapped && !is_far && pages[pfn] != poison -> forget_page }
  fi;
put_online_mems: /* percpu_up_read(&mem_hotplug_lock), or return ret */
#if WALKER_LOCKS
  step(assert(reading); reading = false; forget_sections);
#else
  true;
#endif
end_returned:
  false;
faulted:
  false
}
