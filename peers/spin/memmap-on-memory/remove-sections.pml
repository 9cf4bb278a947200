/* SPDX-License-Identifier: MIT */
/*
 * __remove_pages() of what begins at section my(s) and ends at LAST; OVER:
 * what is of no use any more. x86 frees a page before it clears the entry.
 */
L(invalid): /* ms->section_mem_map &= ~SECTION_HAS_MEM_MAP */
  step(valid[my(s)] = false);
#define unmap_section mapped[my(s)] = false; \
  pages[2 * my(s)] = none; pages[2 * my(s) + 1] = none
#define from_altmap   (my(altmap) && !early[my(s)])
#define my_entry      vmemmap[entry_of(my(s))]
L(unmap): /* free_hugepage_table(pmd_page(*pmd), altmap) */
  if
  :: d_step { shared(my(s)) -> unmap_section }; goto L(section_gone)
  :: d_step { !shared(my(s)) && from_altmap ->
       unmap_section; my_entry = NOWHERE; my(alloc)-- };
     goto L(section_gone)
  :: d_step { !shared(my(s)) && !from_altmap && my_entry == ELSEWHERE ->
       unmap_section; my_entry = NOWHERE; borrowed-- };
     goto L(section_gone)
  :: !shared(my(s)) && !from_altmap && my_entry != ELSEWHERE
  fi;
  /* Struct pages that are poisoned are taken for Reserved. */
#define in_entry(u) ((u) >= my_entry && (u) < my_entry + UNITS_OF_CHUNK)
L(free_reserved): /* __free_page(page) */
  step(assert(my_entry + UNITS_OF_CHUNK <= UNITS); set_given(entry, true));
L(managed): /* adjust_managed_page_count(): managed_pages */
  step(managed_pages[NORMAL] = managed_pages[NORMAL] + UNITS_OF_CHUNK);
L(totalram): /* adjust_managed_page_count(): totalram_pages */
  step(totalram_pages = totalram_pages + UNITS_OF_CHUNK);
L(pmd_clear): /* pmd_clear(pmd) */
  step(unmap_section; my_entry = NOWHERE);
L(section_gone): /* ms->section_mem_map = NULL */
  if
  :: d_step { my(s) < LAST -> early[my(s)] = false; my(s)++ };
     goto L(invalid)
  :: d_step { my(s) == LAST -> early[my(s)] = false; OVER }
  fi;
