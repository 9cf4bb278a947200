// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a task at a function of the kernel until it is let go, and tells
 * memory notifiers what a model of them asks. Commands are written to
 * /proc/mhpcheck, a line each; what happens is told in the kernel's log.
 *
 *   hold ID entry|return FUNCTION COMM N a task whose name begins with COMM
 *                                        (* for any) stops there, at the
 *                                        Nth time
 *   go ID                                it goes on
 *   notifiers COMM                       the first of two links refuses what
 *                                        these do (none: nobody)
 *
 * A task that may sleep there sleeps: the probe sends it to a stub, which
 * calls mhp_stop() as if the function had. One that may not spins, and its
 * CPU with it, for MHP_SPIN at most.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/linkage.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/notifier.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define MHP_SPIN	20000	/* ms */
#define MHP_SLEEP	(60 * HZ)

struct hold {
	struct list_head list;
	struct kprobe kp;
	char id[16], symbol[80], comm[TASK_COMM_LEN];
	bool on_return;
	bool go;
	atomic_t passes;
	struct task_struct *task;
	/* Where the task goes on: the function, or what called it. */
	unsigned long resume;
	wait_queue_head_t wait;
};
static LIST_HEAD(holds);
static DEFINE_MUTEX(holds_lock);

/* Pushes all that a C function may change, asks where to go on, goes there. */
extern void mhp_stub(void);
asm(".pushsection .text\n"
    ".globl mhp_stub\n"
    ".type mhp_stub, @function\n"
    "mhp_stub:\n"
    "	pushq $0\n"
    "	pushfq\n"
    "	pushq %rax\n	pushq %rbx\n	pushq %rcx\n	pushq %rdx\n"
    "	pushq %rsi\n	pushq %rdi\n	pushq %rbp\n	pushq %r8\n"
    "	pushq %r9\n	pushq %r10\n	pushq %r11\n	pushq %r12\n"
    "	pushq %r13\n	pushq %r14\n	pushq %r15\n"
    "	movq %rsp, %rbp\n"
    "	andq $-16, %rsp\n"
    "	cld\n"
    "	call mhp_stop\n"
    "	movq %rbp, %rsp\n"
    "	movq %rax, 128(%rsp)\n"
    "	popq %r15\n	popq %r14\n	popq %r13\n	popq %r12\n"
    "	popq %r11\n	popq %r10\n	popq %r9\n	popq %r8\n"
    "	popq %rbp\n	popq %rdi\n	popq %rsi\n	popq %rdx\n"
    "	popq %rcx\n	popq %rbx\n	popq %rax\n"
    "	popfq\n"
    "	" ASM_RET
    ".size mhp_stub, .-mhp_stub\n"
    ".popsection\n");

static const char *where(struct hold *h)
{
	return h->on_return ? "return" : "entry";
}

unsigned long mhp_stop(void);
unsigned long mhp_stop(void)
{
	struct hold *h, *own = NULL;

	/* Entries are added only, and while nobody is held at the new one. */
	list_for_each_entry(h, &holds, list)
		if (READ_ONCE(h->task) == current && !READ_ONCE(h->go))
			own = h;
	if (!own) {
		/* It was let go before it got here. */
		list_for_each_entry(h, &holds, list)
			if (READ_ONCE(h->task) == current)
				own = h;
		return own->resume;
	}
	pr_info("mhpcheck: held %s %s[%d] %s %s\n", own->id, current->comm,
		current->pid, where(own), own->symbol);
	if (!wait_event_idle_timeout(own->wait, READ_ONCE(own->go), MHP_SLEEP))
		pr_info("mhpcheck: late %s\n", own->id);
	WRITE_ONCE(own->go, true);
	return own->resume;
}

static bool may_sleep(struct pt_regs *regs)
{
	/* One of the count is the probe's own; so are NMI and hard interrupt, of an int3. */
	return (preempt_count() & PREEMPT_MASK) <= 1 && !in_serving_softirq() &&
	       (regs->flags & X86_EFLAGS_IF) && !is_idle_task(current);
}

static int mhp_pre(struct kprobe *p, struct pt_regs *regs)
{
	struct hold *h = container_of(p, struct hold, kp);
	int i;

	if (strcmp(h->comm, "*") && strncmp(current->comm, h->comm, strlen(h->comm)))
		return 0;
	if (!atomic_dec_and_test(&h->passes))
		return 0;
	WRITE_ONCE(h->task, current);
	if (h->on_return) {
		h->resume = *(unsigned long *)regs->sp;
		*(unsigned long *)regs->sp = (unsigned long)mhp_stub;
		return 0;
	}
	if (may_sleep(regs)) {
		h->resume = (unsigned long)p->addr;
		regs->ip = (unsigned long)mhp_stub;
		return 1;
	}
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

static int add_hold(char *id, char *kind, char *symbol, char *comm, char *nth)
{
	struct hold *h = kzalloc(sizeof(*h), GFP_KERNEL);
	int err, n;

	if (!h)
		return -ENOMEM;
	if (kstrtoint(nth, 10, &n)) {
		kfree(h);
		return -EINVAL;
	}
	atomic_set(&h->passes, n);
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

static int let_go(char *id)
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

/* Two links of the memory notifier chain, as a model has them. */
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

static int notifiers(char *comm)
{
	int i, err = 0;

	strscpy(refused, comm, sizeof(refused));
	for (i = 0; !linked && !err && i < ARRAY_SIZE(links); i++)
		err = register_memory_notifier(&links[i]);
	linked = true;
	return err;
}

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
	mutex_lock(&holds_lock);
	if (word[5] && !strcmp(word[0], "hold"))
		err = add_hold(word[1], word[2], word[3], word[4], word[5]);
	else if (word[1] && !strcmp(word[0], "go"))
		err = let_go(word[1]);
	else if (word[1] && !strcmp(word[0], "notifiers"))
		err = notifiers(word[1]);
	mutex_unlock(&holds_lock);
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
