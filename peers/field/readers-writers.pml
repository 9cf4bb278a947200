/* SPDX-License-Identifier: MIT */
/* N actors queue up to read and to write (ReadersWriters.tla). In the queue: 1 to N who reads, N + 1 to 2 N who writes. */
byte queue[2 * N], waiting, readers, writers;
bool queued[2 * N], reads[N], writes[N];
hidden byte i, who;
#define me _pid
active [N] proctype Actor()
{
	do
	:: d_step { !queued[me] -> queued[me] = 1; queue[waiting] = me + 1; waiting++ }
	:: d_step { !queued[N + me] -> queued[N + me] = 1; queue[waiting] = N + me + 1; waiting++ }
	:: d_step { reads[me] -> reads[me] = 0; readers-- }
	:: d_step { !reads[me] && writes[me] -> writes[me] = 0; writers-- }
	od
}
active proctype Admit()
{
	do
	:: d_step { waiting > 0 && writers == 0 && (queue[0] <= N || readers == 0) ->
		who = queue[0] - 1;
		queued[who] = 0;
		waiting--;
		i = 0;
		do
		:: i < waiting -> queue[i] = queue[i + 1]; i++
		:: else -> break
		od;
		queue[waiting] = 0;
		if
		:: who < N -> readers = readers + !reads[who]; reads[who] = 1
		:: else -> writers++; writes[who - N] = 1
		fi;
		i = 0;
		who = 0;
		assert(writers == 0 || (writers == 1 && readers == 0)) }
	od
}
