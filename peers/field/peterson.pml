/* SPDX-License-Identifier: MIT */
/* Peterson's algorithm for N processes, as BEEM has it; one step a line. WRONG: position and step are mixed up. */
byte pc[N], pos[N], step[N], j[N], k[N], inside;
#define me _pid
active [N] proctype P()
{
	do
	:: d_step { pc[me] == 0 -> j[me] = 1; pc[me] = 1 }
	:: d_step { pc[me] == 1 && j[me] < N -> pos[me] = j[me]; pc[me] = 2 }
	:: d_step { pc[me] == 1 && j[me] >= N -> pc[me] = 4; inside++; assert(inside <= 1) }
	:: d_step { pc[me] == 2 -> step[j[me] - 1] = me; k[me] = 0; pc[me] = 3 }
	:: d_step { pc[me] == 3 && k[me] < N && (k[me] == me || pos[k[me]] < j[me]) -> k[me]++ }
#if WRONG
	:: d_step { pc[me] == 3 && (k[me] == N || pos[j[me] - 1] != me) -> j[me]++; pc[me] = 1 }
#else
	:: d_step { pc[me] == 3 && (k[me] == N || step[j[me] - 1] != me) -> j[me]++; pc[me] = 1 }
#endif
	:: d_step { pc[me] == 4 -> pos[me] = 0; pc[me] = 0; inside-- }
	od
}
