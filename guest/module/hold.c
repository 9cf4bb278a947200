// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a task at a function of the kernel until it is let go. A task that
 * may sleep there sleeps: the probe sends it to a stub, which calls
 * mhp_stop() as if the function had. One that may not spins, and its CPU
 * with it, for MHP_SPIN at most.
 *
 * Where spinlocks are not counted (no CONFIG_PREEMPT_COUNT) nobody can tell
 * that one is held: such a task sleeps with it.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "mhpcheck.h"
#define MHP_STUBS
#include "stub.h"

#define MHP_SPIN	20000	/* ms */
#define MHP_SLEEP	(60 * HZ)

struct hold {
	struct list_head list;
	struct kprobe kp;
	char id[16], symbol[80], comm[TASK_COMM_LEN];
	bool on_return;
	bool go;
	/* Passes that are still to come; the last is the one. */
	atomic_t left;
	/* On its way to the stub, and since which pass of all. */
	struct task_struct *task;
	int since;
	/* Where the task goes on: the function, or what called it. */
	unsigned long resume;
	wait_queue_head_t wait;
};
static LIST_HEAD(holds);
static atomic_t passes;

static const char *where(struct hold *h)
{
	return h->on_return ? "return" : "entry";
}

unsigned long mhp_stop(void);
unsigned long mhp_stop(void)
{
	struct hold *h, *own = NULL;

	/*
	 * Entries of the list are added only. A task that is to stop at its
	 * return may be held further down before: the last is next.
	 */
	list_for_each_entry(h, &holds, list)
		if (READ_ONCE(h->task) == current && (!own || h->since > own->since))
			own = h;
	WRITE_ONCE(own->task, NULL);
	if (READ_ONCE(own->go))
		return own->resume;
	pr_info("mhpcheck: held %s %s[%d] %s %s\n", own->id, current->comm,
		current->pid, where(own), own->symbol);
	if (!wait_event_idle_timeout(own->wait, READ_ONCE(own->go), MHP_SLEEP))
		pr_info("mhpcheck: late %s\n", own->id);
	return own->resume;
}

static bool may_sleep(struct pt_regs *regs)
{
	/* One of the count is the probe's own; so are NMI and hard interrupt, of an int3. */
	return (preempt_count() & PREEMPT_MASK) <= 1 && !in_serving_softirq() &&
	       MHP_IRQS_ON(regs) && !is_idle_task(current);
}

static int mhp_pre(struct kprobe *p, struct pt_regs *regs)
{
	struct hold *h = container_of(p, struct hold, kp);
	int i;

	if (strcmp(h->comm, "*") && strncmp(current->comm, h->comm, strlen(h->comm)))
		return 0;
	if (!atomic_dec_and_test(&h->left) || READ_ONCE(h->go))
		return 0;
	h->since = atomic_inc_return(&passes);
	WRITE_ONCE(h->task, current);
	if (h->on_return) {
		h->resume = MHP_RETURNS_TO(regs);
		MHP_RETURNS_TO(regs) = (unsigned long)mhp_stub;
		return 0;
	}
	if (may_sleep(regs)) {
		h->resume = (unsigned long)p->addr;
		MHP_GOES_TO(regs) = (unsigned long)mhp_stub;
		return 1;
	}
	WRITE_ONCE(h->task, NULL);
	pr_info("mhpcheck: held %s %s[%d] entry %s, spinning\n", h->id,
		current->comm, current->pid, h->symbol);
	for (i = 0; i < MHP_SPIN && !READ_ONCE(h->go); i++) {
		mdelay(1);
		touch_nmi_watchdog();
	}
	if (i == MHP_SPIN)
		pr_info("mhpcheck: late %s\n", h->id);
	return 0;
}

/* With one the kernel lets a probe on ftrace change where the task goes on. */
static void mhp_post(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

int add_hold(char *id, char *kind, char *symbol, char *comm, char *nth)
{
	struct hold *h = kzalloc(sizeof(*h), GFP_KERNEL);
	int err, n;

	if (!h)
		return -ENOMEM;
	if (kstrtoint(nth, 10, &n)) {
		kfree(h);
		return -EINVAL;
	}
	atomic_set(&h->left, n);
	strscpy(h->id, id, sizeof(h->id));
	strscpy(h->symbol, symbol, sizeof(h->symbol));
	strscpy(h->comm, comm, sizeof(h->comm));
	h->on_return = !strcmp(kind, "return");
	init_waitqueue_head(&h->wait);
	h->kp.symbol_name = h->symbol;
	h->kp.pre_handler = mhp_pre;
	h->kp.post_handler = mhp_post;
	list_add_tail(&h->list, &holds);
	err = register_kprobe(&h->kp);
	if (err) {
		list_del(&h->list);
		kfree(h);
	}
	return err;
}

int let_go(char *id)
{
	struct hold *h;
	int err = -ENOENT;

	list_for_each_entry(h, &holds, list)
		if (!strcmp(h->id, id)) {
			WRITE_ONCE(h->go, true);
			wake_up_all(&h->wait);
			err = 0;
		}
	return err;
}
