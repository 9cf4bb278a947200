/* SPDX-License-Identifier: MIT */
/* Termination detection in a ring of N nodes (EWD840.tla). init draws one of the initial states: a state more than there are. */
bool on[N], black[N], tblack = 1;
byte tpos, busy;
hidden byte i;
inline detected() { assert(!(tpos == 0 && !tblack && !black[0] && !on[0]) || busy == 0) }
proctype System()
{
end:	do
	:: d_step { tpos == 0 && (tblack || black[0]) -> tpos = N - 1; tblack = 0; black[0] = 0; detected() }
	:: d_step { tpos != 0 && (!on[tpos] || black[tpos] || tblack) ->
		tblack = tblack || black[tpos]; black[tpos] = 0; tpos--; detected() }
	od
}
proctype Node(byte me)
{
end:	do
	:: d_step { on[me] -> on[me] = 0; busy--; detected() }
#define SEND(to) :: d_step { me != to && on[me] -> busy = busy + !on[to]; on[to] = 1; black[me] = black[me] || (to > me); detected() }
	SEND(0)
	SEND(1)
	SEND(2)
#if N > 3
	SEND(3)
#endif
	od
}
init {
	atomic {
		i = 0;
		do
		:: i < N ->
			if
			:: on[i] = 1; busy++
			:: skip
			fi;
			if
			:: black[i] = 1
			:: skip
			fi;
			i++
		:: else -> break
		od;
		do
		:: tpos < N - 1 -> tpos++
		:: break
		od;
		run System();
		i = 0;
		do
		:: i < N -> run Node(i); i++
		:: else -> break
		od
	}
}
