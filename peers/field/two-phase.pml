/* SPDX-License-Identifier: MIT */
/* Two-phase commit with N resource managers (TwoPhase.tla). 0 working, 1 prepared, 2 committed, 3 aborted. */
byte rm[N], tm, all, committed, aborted;
bool prepared[N], heard[N], commit, abort;
#define me _pid
inline becomes(state)
{
	committed = committed + (state == 2) - (rm[me] == 2);
	aborted = aborted + (state == 3) - (rm[me] == 3);
	rm[me] = state;
	assert(committed == 0 || aborted == 0)
}
active [N] proctype RM()
{
end:	do
	:: d_step { rm[me] == 0 -> becomes(1); prepared[me] = 1 }
	:: d_step { rm[me] == 0 -> becomes(3) }
	:: d_step { commit -> becomes(2) }
	:: d_step { abort -> becomes(3) }
	:: d_step { tm == 0 && prepared[me] -> all = all + !heard[me]; heard[me] = 1 }
	od
}
active proctype TM()
{
end:	do
	:: d_step { tm == 0 && all == N -> tm = 1; commit = 1 }
	:: d_step { tm == 0 -> tm = 2; abort = 1 }
	od
}
