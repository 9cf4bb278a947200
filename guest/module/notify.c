// SPDX-License-Identifier: GPL-2.0
/* Two links of the memory notifier chain, as a model has them. */
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched.h>

#include "mhpcheck.h"

static char refused[TASK_COMM_LEN];
static bool told_online, told_offline;

static int first(struct notifier_block *nb, unsigned long action, void *arg)
{
	if ((action == MEM_GOING_ONLINE || action == MEM_GOING_OFFLINE) &&
	    !strncmp(current->comm, refused, strlen(refused)))
		return NOTIFY_BAD;
	return NOTIFY_OK;
}

static int second(struct notifier_block *nb, unsigned long action, void *arg)
{
	struct memory_notify *mn = arg;
	const char *what = NULL;

	switch (action) {
	case MEM_GOING_ONLINE:
		told_online = true;
		break;
	case MEM_GOING_OFFLINE:
		told_offline = true;
		break;
	case MEM_CANCEL_ONLINE:
		what = told_online ? NULL : "MEM_CANCEL_ONLINE without MEM_GOING_ONLINE";
		told_online = false;
		break;
	case MEM_CANCEL_OFFLINE:
		what = told_offline ? NULL : "MEM_CANCEL_OFFLINE without MEM_GOING_OFFLINE";
		told_offline = false;
		break;
	case MEM_ONLINE:
		told_online = false;
		break;
	case MEM_OFFLINE:
		told_offline = false;
		break;
	}
	if (what)
		pr_info("mhpcheck: notified %s: pfn %lx by %s\n", what, mn->start_pfn,
			current->comm);
	return NOTIFY_OK;
}
static struct notifier_block links[] = {
	{ .notifier_call = first, .priority = 2 },
	{ .notifier_call = second, .priority = 1 },
};
static bool linked;

int notifiers(char *comm)
{
	int i, err = 0;

	strscpy(refused, comm, sizeof(refused));
	for (i = 0; !linked && !err && i < ARRAY_SIZE(links); i++)
		err = register_memory_notifier(&links[i]);
	linked = true;
	return err;
}
