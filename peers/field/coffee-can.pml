/* SPDX-License-Identifier: MIT */
/* Up to N beans of two colours, drawn in pairs (CoffeeCan.tla). init draws a can: a state more than there are. */
short black, white;
proctype Hand()
{
end:	do
	:: d_step { black > 1 -> black--; assert(black + white > 0) }
	:: d_step { white > 1 -> black++; white = white - 2; assert(black + white > 0) }
	:: d_step { black > 0 && white > 0 -> black--; assert(black + white > 0) }
	od
}
init {
	atomic {
		do
		:: black < N -> black++
		:: break
		od;
		do
		:: black + white < N -> white++
		:: black + white > 0 -> break
		od;
		run Hand()
	}
}
