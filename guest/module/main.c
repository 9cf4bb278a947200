// SPDX-License-Identifier: GPL-2.0
/*
 * What the guest's kernel is asked to do: commands are written to
 * /proc/mhpcheck, a line each; what happens is told in the kernel's log.
 *
 *   hold ID entry|return FUNCTION COMM N a task whose name begins with COMM
 *                                        (* for any) stops there, at the
 *                                        Nth time
 *   go ID                                it goes on
 *   notifiers COMM                       the first of two links refuses what
 *                                        these do (none: nobody)
 *   fail FUNCTION RESULT COMM N          it returns that at once, the Nth time
 *                                        that these call it (0: each time)
 *   freed PFN N COMM                     tells of those N page frames which
 *                                        these free to the page allocator
 *   vmalloc N [PLACE]                    N tasks that vmalloc() and vfree(),
 *                                        and ioremap() a page of a device;
 *                                        0: no more, and how often they did
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "mhpcheck.h"

static DEFINE_MUTEX(commands);

static ssize_t mhp_write(struct file *file, const char __user *from, size_t n, loff_t *pos)
{
	char line[160], *rest = line, *word[6] = {};
	int i, err = -EINVAL;

	if (n >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, n))
		return -EFAULT;
	line[n] = 0;
	rest = strim(line);
	for (i = 0; i < 6 && rest; i++)
		word[i] = strsep(&rest, " ");
	mutex_lock(&commands);
	if (word[5] && !strcmp(word[0], "hold"))
		err = add_hold(word[1], word[2], word[3], word[4], word[5]);
	else if (word[1] && !strcmp(word[0], "go"))
		err = let_go(word[1]);
	else if (word[1] && !strcmp(word[0], "notifiers"))
		err = notifiers(word[1]);
	else if (word[4] && !strcmp(word[0], "fail"))
		err = failing(word[1], word[2], word[3], word[4]);
	else if (word[3] && !strcmp(word[0], "freed"))
		err = freed(word[1], word[2], word[3]);
	else if (word[1] && !strcmp(word[0], "vmalloc"))
		err = churning(word[1], word[2]);
	mutex_unlock(&commands);
	return err ? err : n;
}
static const struct proc_ops ops = { .proc_write = mhp_write };

static int __init mhp_init(void)
{
	return proc_create("mhpcheck", 0200, NULL, &ops) ? 0 : -ENOMEM;
}
/* Without an exit: a task may be on its way through the stub. */
module_init(mhp_init);
MODULE_DESCRIPTION("Schedules of a model, forced on the kernel");
MODULE_LICENSE("GPL");
