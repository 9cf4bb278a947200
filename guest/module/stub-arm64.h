/* SPDX-License-Identifier: GPL-2.0 */
/* arm64: how a task that a probe stopped gets to mhp_stop(), and on. */

#define MHP_GOES_TO(regs)	((regs)->pc)
#define MHP_RETURNS_TO(regs)	((regs)->regs[30])
#define MHP_FIRST(regs)		((regs)->regs[0])
#define MHP_RESULT(regs)	((regs)->regs[0])
#define MHP_IRQS_ON(regs)	(!((regs)->pstate & PSR_I_BIT))

/*
 * Pushes all that a C function may change, asks where to go on, goes there:
 * x16 is nobody's between two functions.
 */
extern void mhp_stub(void);
/* Returns, as if the function had. */
extern void mhp_return(void);
#ifdef MHP_STUBS
asm(".pushsection .text\n"
    ".globl mhp_stub\n"
    ".type mhp_stub, @function\n"
    "mhp_stub:\n"
    "	stp x29, x30, [sp, #-176]!\n"
    "	mov x29, sp\n"
    "	stp x0, x1, [sp, #16]\n	stp x2, x3, [sp, #32]\n"
    "	stp x4, x5, [sp, #48]\n	stp x6, x7, [sp, #64]\n"
    "	stp x8, x9, [sp, #80]\n	stp x10, x11, [sp, #96]\n"
    "	stp x12, x13, [sp, #112]\n	stp x14, x15, [sp, #128]\n"
    "	stp x17, x18, [sp, #144]\n"
    "	bl mhp_stop\n"
    "	mov x16, x0\n"
    "	ldp x17, x18, [sp, #144]\n"
    "	ldp x14, x15, [sp, #128]\n	ldp x12, x13, [sp, #112]\n"
    "	ldp x10, x11, [sp, #96]\n	ldp x8, x9, [sp, #80]\n"
    "	ldp x6, x7, [sp, #64]\n	ldp x4, x5, [sp, #48]\n"
    "	ldp x2, x3, [sp, #32]\n	ldp x0, x1, [sp, #16]\n"
    "	ldp x29, x30, [sp], #176\n"
    "	br x16\n"
    ".size mhp_stub, .-mhp_stub\n"
    ".globl mhp_return\n"
    ".type mhp_return, @function\n"
    "mhp_return:\n"
    "	ret\n"
    ".size mhp_return, .-mhp_return\n"
    ".popsection\n");
#endif
