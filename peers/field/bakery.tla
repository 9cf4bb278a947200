------------------------------- MODULE bakery -------------------------------
\* SPDX-License-Identifier: MIT
\* Lamport's bakery for N processes and numbers up to MAX, as BEEM has it.
\* WRONG: who has the smaller number waits.
EXTENDS Naturals
CONSTANTS N, MAX, WRONG
VARIABLES choosing, number, pc, j, max
P == 0..N-1

Init ==
  /\ choosing = [i \in P |-> FALSE]
  /\ number = [i \in P |-> 0]
  /\ pc = [i \in P |-> "NCS"]
  /\ j = [i \in P |-> 0]
  /\ max = [i \in P |-> 0]

Step(i, from, to) == pc[i] = from /\ pc' = [pc EXCEPT ![i] = to]
Start(i) ==
  /\ Step(i, "NCS", "choose")
  /\ choosing' = [choosing EXCEPT ![i] = TRUE]
  /\ j' = [j EXCEPT ![i] = 0]
  /\ max' = [max EXCEPT ![i] = 0]
  /\ UNCHANGED number
Look(i) ==
  /\ Step(i, "choose", "choose")
  /\ j[i] < N
  /\ max' = [max EXCEPT ![i] = IF number[j[i]] > @ THEN number[j[i]] ELSE @]
  /\ j' = [j EXCEPT ![i] = @ + 1]
  /\ UNCHANGED <<choosing, number>>
Choose(i) ==
  /\ Step(i, "choose", "for_loop")
  /\ j[i] = N
  /\ max[i] < MAX
  /\ number' = [number EXCEPT ![i] = max[i] + 1]
  /\ j' = [j EXCEPT ![i] = 0]
  /\ choosing' = [choosing EXCEPT ![i] = FALSE]
  /\ UNCHANGED max
Ask(i) ==
  /\ Step(i, "for_loop", "wait")
  /\ j[i] < N
  /\ ~choosing[j[i]]
  /\ UNCHANGED <<choosing, number, j, max>>
Pass(i) ==
  /\ Step(i, "wait", "for_loop")
  /\ LET theirs == number[j[i]]
         own == number[i]
     IN theirs # 0 /\ ~(theirs = own /\ i <= j[i]) =>
        IF WRONG = 1 THEN theirs < own ELSE theirs > own
  /\ j' = [j EXCEPT ![i] = @ + 1]
  /\ UNCHANGED <<choosing, number, max>>
Enter(i) == Step(i, "for_loop", "CS") /\ j[i] = N /\ UNCHANGED <<choosing, number, j, max>>
Leave(i) ==
  /\ Step(i, "CS", "NCS")
  /\ number' = [number EXCEPT ![i] = 0]
  /\ UNCHANGED <<choosing, j, max>>

Next == \E i \in P: Start(i) \/ Look(i) \/ Choose(i) \/ Ask(i) \/ Pass(i) \/ Enter(i) \/ Leave(i)
Spec == Init /\ [][Next]_<<choosing, number, pc, j, max>>

Safe == \A a, b \in P: pc[a] = "CS" /\ pc[b] = "CS" => a = b
=============================================================================
