/* SPDX-License-Identifier: MIT */
/* Anderson's queue lock for N processes, as BEEM has it. */
bool slot[N];
byte next, pc[N], place[N], inside;
#define me _pid
active [N] proctype P()
{
end:	do
	:: d_step { pc[me] == 0 -> place[me] = next; next++; pc[me] = 1 }
	:: d_step { pc[me] == 1 && place[me] == N - 1 -> next = next - N; pc[me] = 2 }
	:: d_step { pc[me] == 1 && place[me] != N - 1 -> place[me] = place[me] % N; pc[me] = 2 }
	/* The first slot is free at the start: it is kept the other way round. */
	:: d_step { pc[me] == 2 && slot[place[me]] == (place[me] != 0) -> pc[me] = 3 }
	:: d_step { pc[me] == 3 -> slot[place[me]] = (place[me] == 0); pc[me] = 4; inside++; assert(inside <= 1) }
	:: d_step { pc[me] == 4 -> slot[(place[me] + 1) % N] = ((place[me] + 1) % N != 0); pc[me] = 0; inside-- }
	od
}
