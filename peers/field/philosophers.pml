/* SPDX-License-Identifier: MIT */
/* N dining philosophers, as BEEM has them. LEFT: the first takes the other fork first. */
bool fork[N];
byte pc[N];
#define me _pid
#define right (_pid)
#define left ((_pid + 1) % N)
#define first ((LEFT && _pid == 0) -> left : right)
#define second ((LEFT && _pid == 0) -> right : left)
active [N] proctype P()
{
	do
	:: d_step { pc[me] == 0 && !fork[first] -> fork[first] = 1; pc[me] = 1 }
	:: d_step { pc[me] == 1 && !fork[second] -> fork[second] = 1; pc[me] = 2 }
	:: d_step { pc[me] == 2 -> fork[first] = 0; pc[me] = 3 }
	:: d_step { pc[me] == 3 -> fork[second] = 0; pc[me] = 0 }
	od
}
