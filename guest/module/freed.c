// SPDX-License-Identifier: GPL-2.0
/* Tells of pages of a range that somebody frees to the page allocator: of memory that is only being added nobody may. */
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "mhpcheck.h"
#include "stub.h"

static unsigned long start, pages;
static char watched[TASK_COMM_LEN];

static int mhp_freed(struct kprobe *p, struct pt_regs *regs)
{
	/* By its place alone: its struct page may be gone. */
	unsigned long pfn = page_to_pfn((struct page *)MHP_FIRST(regs));

	if (pfn - start < pages && !strncmp(current->comm, watched, strlen(watched)))
		pr_info("mhpcheck: freed to the page allocator: pfn %lx by %s, in %s()\n", pfn,
			current->comm, p->symbol_name);
	return 0;
}
static struct kprobe probes[] = {
	{ .symbol_name = "__free_pages", .pre_handler = mhp_freed },
	{ .symbol_name = "free_reserved_page", .pre_handler = mhp_freed },
};
static bool there;

int freed(char *from, char *n, char *comm)
{
	int err = kstrtoul(from, 0, &start), i;

	if (!err)
		err = kstrtoul(n, 0, &pages);
	strscpy(watched, comm, sizeof(watched));
	for (i = 0; !there && !err && i < ARRAY_SIZE(probes); i++)
		err = register_kprobe(&probes[i]);
	there = !err;
	return err;
}
