---------------------------- MODULE philosophers ----------------------------
\* SPDX-License-Identifier: MIT
\* N dining philosophers, as BEEM has them. LEFT: the first takes the other fork first.
EXTENDS Naturals
CONSTANTS N, LEFT
VARIABLES fork, pc
P == 0..N-1
\* The forks of a philosopher, in the order in which they are taken.
First(i) == IF LEFT = 1 /\ i = 0 THEN 1 % N ELSE i
Second(i) == IF LEFT = 1 /\ i = 0 THEN 0 ELSE (i + 1) % N

Init == fork = [i \in P |-> FALSE] /\ pc = [i \in P |-> "think"]

Step(i, from, to) == pc[i] = from /\ pc' = [pc EXCEPT ![i] = to]
Take(f) == ~fork[f] /\ fork' = [fork EXCEPT ![f] = TRUE]
Drop(f) == fork' = [fork EXCEPT ![f] = FALSE]

Next == \E i \in P:
  \/ Step(i, "think", "one") /\ Take(First(i))
  \/ Step(i, "one", "eat") /\ Take(Second(i))
  \/ Step(i, "eat", "finish") /\ Drop(First(i))
  \/ Step(i, "finish", "think") /\ Drop(Second(i))
Spec == Init /\ [][Next]_<<fork, pc>>

Safe == \A i \in P: pc[i] = "eat" => pc[(i + 1) % N] # "eat"
=============================================================================
