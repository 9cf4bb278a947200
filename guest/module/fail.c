// SPDX-License-Identifier: GPL-2.0
/* Has a function return at once, as where an allocation in it fails. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "mhpcheck.h"
#include "stub.h"

struct failing {
	struct kprobe kp;
	char symbol[80], comm[TASK_COMM_LEN];
	long result;
	/* Passes that are still to come; the last is the one. Below: each. */
	atomic_t left;
};

static int mhp_fails(struct kprobe *p, struct pt_regs *regs)
{
	struct failing *f = container_of(p, struct failing, kp);

	if (strcmp(f->comm, "*") && strncmp(current->comm, f->comm, strlen(f->comm)))
		return 0;
	if (atomic_read(&f->left) >= 0 && !atomic_dec_and_test(&f->left))
		return 0;
	MHP_RESULT(regs) = f->result;
	MHP_GOES_TO(regs) = (unsigned long)mhp_return;
	pr_info("mhpcheck: %s fails for %s[%d]: %ld\n", f->symbol, current->comm,
		current->pid, f->result);
	return 1;
}

/* With one the kernel lets a probe on ftrace change where the task goes on. */
static void mhp_post(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

int failing(char *symbol, char *result, char *comm, char *nth)
{
	struct failing *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int err, n;

	if (!f)
		return -ENOMEM;
	err = kstrtol(result, 10, &f->result);
	if (!err)
		err = kstrtoint(nth, 10, &n);
	if (!err) {
		/* 0: each time. */
		atomic_set(&f->left, n > 0 ? n : -1);
		strscpy(f->symbol, symbol, sizeof(f->symbol));
		strscpy(f->comm, comm, sizeof(f->comm));
		f->kp.symbol_name = f->symbol;
		f->kp.pre_handler = mhp_fails;
		f->kp.post_handler = mhp_post;
		err = register_kprobe(&f->kp);
	}
	if (err)
		kfree(f);
	return err;
}
