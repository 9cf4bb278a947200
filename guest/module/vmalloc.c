// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that map and unmap kernel memory for as long as they are let:
 * vmalloc() of 1 to 512 pages, each page written and read back; ioremap()
 * of a page of a device. They meet the page tables that an eject frees.
 */
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "mhpcheck.h"

#define MOST	8

static struct task_struct *tasks[MOST];
static atomic_t rounds, maps;
static unsigned long device;

static int churn(void *unused)
{
	while (!kthread_should_stop()) {
		unsigned long n = 1 + get_random_u32() % 512, i;
		unsigned long *p = vmalloc(n << PAGE_SHIFT);
		void __iomem *io;

		for (i = 0; p && i < n; i++)
			p[i * (PAGE_SIZE / sizeof(*p))] = i;
		for (i = 0; p && i < n; i++)
			WARN_ONCE(p[i * (PAGE_SIZE / sizeof(*p))] != i,
				  "mhpcheck: page %lu of a vmalloc() is another\n", i);
		vfree(p);
		atomic_inc(&rounds);
		io = device ? ioremap(device, PAGE_SIZE) : NULL;
		if (io) {
			iounmap(io);
			atomic_inc(&maps);
		}
		cond_resched();
	}
	return 0;
}

int churning(char *count, char *where)
{
	int n, i;

	if (kstrtoint(count, 10, &n) || n < 0 || n > MOST)
		return -EINVAL;
	if (where && kstrtoul(where, 0, &device))
		return -EINVAL;
	for (i = 0; i < MOST; i++) {
		if (tasks[i])
			kthread_stop(tasks[i]);
		tasks[i] = NULL;
	}
	if (n == 0)
		pr_info("mhpcheck: vmalloc %d ioremap %d\n", atomic_read(&rounds), atomic_read(&maps));
	for (i = 0; i < n; i++) {
		struct task_struct *task = kthread_run(churn, NULL, "churn%d", i);

		if (IS_ERR(task))
			return PTR_ERR(task);
		tasks[i] = task;
	}
	return 0;
}
