/* SPDX-License-Identifier: GPL-2.0 */
/* x86-64: how a task that a probe stopped gets to mhp_stop(), and on. */
#include <linux/linkage.h>

#define MHP_GOES_TO(regs)	((regs)->ip)
#define MHP_RETURNS_TO(regs)	(*(unsigned long *)(regs)->sp)
#define MHP_FIRST(regs)		((regs)->di)
#define MHP_RESULT(regs)	((regs)->ax)
#define MHP_IRQS_ON(regs)	((regs)->flags & X86_EFLAGS_IF)

/* Pushes all that a C function may change, asks where to go on, goes there. */
extern void mhp_stub(void);
/* Returns, as if the function had. */
extern void mhp_return(void);
#ifdef MHP_STUBS
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
    ".globl mhp_return\n"
    ".type mhp_return, @function\n"
    "mhp_return:\n"
    "	" ASM_RET
    ".size mhp_return, .-mhp_return\n"
    ".popsection\n");
#endif
