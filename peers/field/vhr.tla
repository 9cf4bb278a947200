-------------------------------- MODULE vhr --------------------------------
\* SPDX-License-Identifier: MIT
\* vhr (peers/README.md), an action a step: those of peers/murphi/vhr.m.
EXTENDS Naturals
CONSTANTS V, H, S, P, C, R, OPT
VARIABLES pmd, used, cell, page_table_lock, writer, readers, thread
memory == <<pmd, used, cell>>
locks == <<page_table_lock, writer, readers>>

LOCKED == OPT = 1
READING == OPT = 2
KEEP == OPT = 3
APART == OPT = 4
Writers == 0..V-1
Removers == V..V+H-1
Threads == Writers \cup Removers
Slots == 0..S-1
Cells == 0..C-1
Pages == 1..P \* 0 is none

Init ==
  /\ pmd = [s \in Slots |-> IF s = S - 1 THEN 1 ELSE 0]
  /\ used = [p \in Pages |-> p = 1]
  /\ cell = [p \in Pages |-> [c \in Cells |-> FALSE]]
  /\ page_table_lock = FALSE
  /\ writer = FALSE
  /\ readers = 0
  /\ thread = [i \in Threads |->
       [at |-> IF i \in Writers THEN "idle" ELSE "acquire", r |-> R, s |-> 0, c |-> 0, p |-> 0]]

At(i, at) == thread[i].at = at
Entry(i) == pmd[thread[i].s]
Become(i, at, r, s, c, p) ==
  thread' = [thread EXCEPT ![i] = [at |-> at, r |-> r, s |-> s, c |-> c, p |-> p]]
Go(i, at) == thread' = [thread EXCEPT ![i].at = at]
GoWith(i, at, p) == thread' = [thread EXCEPT ![i].at = at, ![i].p = p]

Lock == ~page_table_lock /\ page_table_lock' = TRUE /\ UNCHANGED <<writer, readers>>
Unlock == page_table_lock' = FALSE /\ UNCHANGED <<writer, readers>>
Take ==
  IF LOCKED THEN Lock
  ELSE ~writer /\ readers' = readers + 1 /\ UNCHANGED <<page_table_lock, writer>>
Drop ==
  IF LOCKED THEN Unlock
  ELSE readers' = readers - 1 /\ UNCHANGED <<page_table_lock, writer>>

\* The round ends: slot, cell and page are dead.
Finish(i) == LET r == thread[i].r IN Become(i, IF r = 1 THEN "done" ELSE "idle", r - 1, 0, 0, 0)
Choose(i, s, c) ==
  /\ At(i, "idle")
  /\ (s * C + c) % V = i
  /\ APART => s < S - 1
  /\ Become(i, IF READING THEN "rlock" ELSE "read", thread[i].r, s, c, 0)
  /\ UNCHANGED <<memory, locks>>
ReadLock(i) == At(i, "rlock") /\ Take /\ Go(i, "read") /\ UNCHANGED memory
Read(i) ==
  /\ At(i, "read")
  /\ Go(i, IF Entry(i) = 0 THEN "lock" ELSE IF LOCKED THEN "relock" ELSE "walk")
  /\ UNCHANGED <<memory, locks>>
TakeLock(i) == At(i, "lock") /\ Lock /\ Go(i, "read_again") /\ UNCHANGED memory
ReadAgain(i) ==
  /\ At(i, "read_again")
  /\ Go(i, IF Entry(i) = 0 THEN "alloc" ELSE "unlock")
  /\ UNCHANGED <<memory, locks>>
Alloc(i, p) ==
  /\ At(i, "alloc")
  /\ ~used[p]
  /\ used' = [used EXCEPT ![p] = TRUE]
  /\ GoWith(i, "install", p)
  /\ UNCHANGED <<pmd, cell, locks>>
Install(i) ==
  /\ At(i, "install")
  /\ pmd' = [pmd EXCEPT ![thread[i].s] = thread[i].p]
  /\ GoWith(i, "unlock", 0)
  /\ UNCHANGED <<used, cell, locks>>
DropLock(i) ==
  At(i, "unlock") /\ Unlock /\ Go(i, IF LOCKED THEN "relock" ELSE "walk") /\ UNCHANGED memory
Relock(i) == At(i, "relock") /\ Take /\ Go(i, "walk") /\ UNCHANGED memory
Walk(i) ==
  /\ At(i, "walk")
  /\ GoWith(i, IF Entry(i) # 0 THEN "write" ELSE IF LOCKED THEN "retry" ELSE "read", Entry(i))
  /\ UNCHANGED <<memory, locks>>
Retry(i) == At(i, "retry") /\ Drop /\ Go(i, "read") /\ UNCHANGED memory
SetCell(i, value) ==
  cell' = [cell EXCEPT ![thread[i].p][thread[i].c] = value] /\ UNCHANGED <<pmd, used>>
Write(i) ==
  /\ At(i, "write")
  /\ SetCell(i, TRUE)
  /\ GoWith(i, IF LOCKED \/ READING THEN "write_unlock" ELSE "clear_walk", 0)
  /\ UNCHANGED locks
WriteUnlock(i) == At(i, "write_unlock") /\ Drop /\ Go(i, "clear_lock") /\ UNCHANGED memory
ClearLock(i) == At(i, "clear_lock") /\ Take /\ Go(i, "clear_walk") /\ UNCHANGED memory
ClearWalk(i) ==
  /\ At(i, "clear_walk")
  /\ IF Entry(i) # 0 THEN GoWith(i, "clear_write", Entry(i))
     ELSE IF LOCKED \/ READING THEN Go(i, "clear_unlock")
     ELSE Finish(i)
  /\ UNCHANGED <<memory, locks>>
ClearWrite(i) ==
  /\ At(i, "clear_write")
  /\ SetCell(i, FALSE)
  /\ IF LOCKED \/ READING THEN GoWith(i, "clear_unlock", 0) ELSE Finish(i)
  /\ UNCHANGED locks
ClearUnlock(i) == At(i, "clear_unlock") /\ Drop /\ Finish(i) /\ UNCHANGED memory

\* To the next slot; after the last one, to the release.
NextSlot(i) ==
  LET me == thread[i] IN
  IF me.s = S - 1 THEN Become(i, "release", me.r, 0, 0, 0)
  ELSE Become(i, "remove_walk", me.r, me.s + 1, 0, 0)
Acquire(i) ==
  /\ At(i, "acquire")
  /\ ~writer /\ readers = 0
  /\ writer' = TRUE
  /\ Become(i, "remove_walk", thread[i].r, IF APART THEN S - 1 ELSE 0, 0, 0)
  /\ UNCHANGED <<memory, page_table_lock, readers>>
RemoveWalk(i) ==
  /\ At(i, "remove_walk")
  /\ IF Entry(i) = 0 THEN NextSlot(i)
     ELSE GoWith(i, IF LOCKED THEN "remove_lock" ELSE "check", Entry(i))
  /\ UNCHANGED <<memory, locks>>
RemoveLock(i) == At(i, "remove_lock") /\ Lock /\ Go(i, "check") /\ UNCHANGED memory
Check(i) ==
  /\ At(i, "check")
  /\ LET me == thread[i] IN
     IF cell[me.p][me.c] /\ ~LOCKED THEN NextSlot(i)
     ELSE IF cell[me.p][me.c] THEN Become(i, "busy", me.r, me.s, 0, 0)
     ELSE IF me.c < C - 1 THEN Become(i, "check", me.r, me.s, me.c + 1, me.p)
     ELSE IF KEEP THEN Become(i, "flush", me.r, me.s, 0, 0)
     ELSE Become(i, "unlink", me.r, me.s, 0, me.p)
  /\ UNCHANGED <<memory, locks>>
Unlink(i) ==
  /\ At(i, "unlink")
  /\ pmd' = [pmd EXCEPT ![thread[i].s] = 0]
  /\ Go(i, IF LOCKED THEN "unlinked" ELSE "flush")
  /\ UNCHANGED <<used, cell, locks>>
Unlinked(i) == At(i, "unlinked") /\ Unlock /\ Go(i, "flush") /\ UNCHANGED memory
Flush(i) ==
  /\ At(i, "flush")
  /\ IF KEEP THEN NextSlot(i) ELSE Go(i, "free")
  /\ UNCHANGED <<memory, locks>>
Free(i) ==
  /\ At(i, "free")
  /\ used' = [used EXCEPT ![thread[i].p] = FALSE]
  /\ cell' = [cell EXCEPT ![thread[i].p] = [c \in Cells |-> FALSE]]
  /\ NextSlot(i)
  /\ UNCHANGED <<pmd, locks>>
Busy(i) == At(i, "busy") /\ Unlock /\ NextSlot(i) /\ UNCHANGED memory
Release(i) ==
  /\ At(i, "release")
  /\ writer' = FALSE
  /\ LET r == thread[i].r IN Become(i, IF r = 1 THEN "done" ELSE "acquire", r - 1, 0, 0, 0)
  /\ UNCHANGED <<memory, page_table_lock, readers>>

Vmalloc(i) ==
  \/ \E s \in Slots, c \in Cells: Choose(i, s, c)
  \/ ReadLock(i) \/ Read(i) \/ TakeLock(i) \/ ReadAgain(i)
  \/ \E p \in Pages: Alloc(i, p)
  \/ Install(i) \/ DropLock(i) \/ Relock(i) \/ Walk(i) \/ Retry(i)
  \/ Write(i) \/ WriteUnlock(i) \/ ClearLock(i) \/ ClearWalk(i) \/ ClearWrite(i) \/ ClearUnlock(i)
HotRemove(i) ==
  \/ Acquire(i) \/ RemoveWalk(i) \/ RemoveLock(i) \/ Check(i) \/ Unlink(i) \/ Unlinked(i)
  \/ Flush(i) \/ Free(i) \/ Busy(i) \/ Release(i)
\* The end is no deadlock.
End == (\A i \in Threads: At(i, "done")) /\ UNCHANGED <<memory, locks, thread>>

Next == (\E i \in Writers: Vmalloc(i)) \/ (\E i \in Removers: HotRemove(i)) \/ End
Spec == Init /\ [][Next]_<<memory, locks, thread>>

\* No freed page is written.
Safe == \A i \in Writers:
  At(i, "write") \/ At(i, "clear_write") => used[thread[i].p] /\ Entry(i) = thread[i].p
=============================================================================
