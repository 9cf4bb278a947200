------------------------------ MODULE peterson ------------------------------
\* SPDX-License-Identifier: MIT
\* Peterson's algorithm for N processes, as BEEM has it.
\* WRONG: position and step are mixed up. TLC tries each side of \/ in a step for
\* itself, and comes to the same state twice where both hold: => is tried once.
EXTENDS Naturals
CONSTANTS N, WRONG
VARIABLES pc, pos, step, j, k
P == 0..N-1

Init ==
  /\ pc = [i \in P |-> "NCS"]
  /\ pos = [i \in P |-> 0]
  /\ step = [i \in P |-> 0]
  /\ j = [i \in P |-> 0]
  /\ k = [i \in P |-> 0]

Step(i, from, to) == pc[i] = from /\ pc' = [pc EXCEPT ![i] = to]
Start(i) == Step(i, "NCS", "wait") /\ j' = [j EXCEPT ![i] = 1] /\ UNCHANGED <<pos, step, k>>
Rise(i) ==
  /\ Step(i, "wait", "q2")
  /\ j[i] < N
  /\ pos' = [pos EXCEPT ![i] = j[i]]
  /\ UNCHANGED <<step, j, k>>
Enter(i) == Step(i, "wait", "CS") /\ j[i] >= N /\ UNCHANGED <<pos, step, j, k>>
Sign(i) ==
  /\ Step(i, "q2", "q3")
  /\ step' = [step EXCEPT ![j[i] - 1] = i]
  /\ k' = [k EXCEPT ![i] = 0]
  /\ UNCHANGED <<pos, j>>
Scan(i) ==
  /\ Step(i, "q3", "q3")
  /\ k[i] < N
  /\ k[i] # i => pos[k[i]] < j[i]
  /\ k' = [k EXCEPT ![i] = @ + 1]
  /\ UNCHANGED <<pos, step, j>>
Pass(i) ==
  /\ Step(i, "q3", "wait")
  /\ k[i] # N => (IF WRONG = 1 THEN pos ELSE step)[j[i] - 1] # i
  /\ j' = [j EXCEPT ![i] = @ + 1]
  /\ UNCHANGED <<pos, step, k>>
Leave(i) == Step(i, "CS", "NCS") /\ pos' = [pos EXCEPT ![i] = 0] /\ UNCHANGED <<step, j, k>>

Next == \E i \in P: Start(i) \/ Rise(i) \/ Enter(i) \/ Sign(i) \/ Scan(i) \/ Pass(i) \/ Leave(i)
Spec == Init /\ [][Next]_<<pc, pos, step, j, k>>

Safe == \A a, b \in P: pc[a] = "CS" /\ pc[b] = "CS" => a = b
=============================================================================
