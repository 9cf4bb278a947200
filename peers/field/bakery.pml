/* SPDX-License-Identifier: MIT */
/* Lamport's bakery for N processes and numbers up to MAX, as BEEM has it. WRONG: who has the smaller number waits. */
bool choosing[N];
byte pc[N], number[N], j[N], max[N], inside;
#define me _pid
#if WRONG
#define PASSES (number[j[me]] < number[me])
#else
#define PASSES (number[j[me]] > number[me])
#endif
active [N] proctype P()
{
end:	do
	:: d_step { pc[me] == 0 -> choosing[me] = 1; j[me] = 0; max[me] = 0; pc[me] = 1 }
	:: d_step { pc[me] == 1 && j[me] < N ->
		if
		:: number[j[me]] > max[me] -> max[me] = number[j[me]]
		:: else
		fi;
		j[me]++ }
	:: d_step { pc[me] == 1 && j[me] == N && max[me] < MAX ->
		number[me] = max[me] + 1; j[me] = 0; choosing[me] = 0; pc[me] = 2 }
	:: d_step { pc[me] == 2 && j[me] < N && !choosing[j[me]] -> pc[me] = 3 }
	:: d_step { pc[me] == 2 && j[me] == N -> pc[me] = 4; inside++; assert(inside <= 1) }
	:: d_step { pc[me] == 3 && (number[j[me]] == 0 || PASSES || (number[j[me]] == number[me] && me <= j[me])) ->
		j[me]++; pc[me] = 2 }
	:: d_step { pc[me] == 4 -> number[me] = 0; pc[me] = 0; inside-- }
	od
}
