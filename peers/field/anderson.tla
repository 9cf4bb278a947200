------------------------------ MODULE anderson ------------------------------
\* SPDX-License-Identifier: MIT
\* Anderson's queue lock for N processes, as BEEM has it.
EXTENDS Naturals
CONSTANT N
VARIABLES slot, next, pc, place
P == 0..N-1

Init ==
  /\ slot = [i \in P |-> i = 0]
  /\ next = 0
  /\ pc = [i \in P |-> "NCS"]
  /\ place = [i \in P |-> 0]

Step(i, from, to) == pc[i] = from /\ pc' = [pc EXCEPT ![i] = to]
Draw(i) ==
  /\ Step(i, "NCS", "p1")
  /\ place' = [place EXCEPT ![i] = next]
  /\ next' = next + 1
  /\ UNCHANGED slot
Wrap(i) ==
  /\ Step(i, "p1", "p2")
  /\ IF place[i] = N - 1
     THEN next' = next - N /\ UNCHANGED place
     ELSE place' = [place EXCEPT ![i] = @ % N] /\ UNCHANGED next
  /\ UNCHANGED slot
Wait(i) == Step(i, "p2", "p3") /\ slot[place[i]] /\ UNCHANGED <<slot, next, place>>
Enter(i) ==
  /\ Step(i, "p3", "CS")
  /\ slot' = [slot EXCEPT ![place[i]] = FALSE]
  /\ UNCHANGED <<next, place>>
Leave(i) ==
  /\ Step(i, "CS", "NCS")
  /\ slot' = [slot EXCEPT ![(place[i] + 1) % N] = TRUE]
  /\ UNCHANGED <<next, place>>

Next == \E i \in P: Draw(i) \/ Wrap(i) \/ Wait(i) \/ Enter(i) \/ Leave(i)
Spec == Init /\ [][Next]_<<slot, next, pc, place>>

Safe == \A a, b \in P: pc[a] = "CS" /\ pc[b] = "CS" => a = b
=============================================================================
