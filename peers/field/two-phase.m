-- SPDX-License-Identifier: MIT
-- Two-phase commit with N resource managers (TwoPhase.tla).
const
  N: 3;
type
  proc: 0..N-1;
  state: enum { Working, Prepared, Committed, Aborted };
var
  rm: array [proc] of state;
  sent, heard: array [proc] of boolean;
  tm: enum { Init, Commits, Aborts };
  commit, abort: boolean;

startstate begin
  tm := Init; commit := false; abort := false;
  for i: proc do
    rm[i] := Working; sent[i] := false; heard[i] := false;
  end;
end;

ruleset i: proc do
  rule "prepare" rm[i] = Working ==> begin rm[i] := Prepared; sent[i] := true; end;
  rule "choose abort" rm[i] = Working ==> begin rm[i] := Aborted; end;
  rule "receive commit" commit ==> begin rm[i] := Committed; end;
  rule "receive abort" abort ==> begin rm[i] := Aborted; end;
  rule "receive prepared" tm = Init & sent[i] ==> begin heard[i] := true; end;
end;
rule "commit" tm = Init & forall i: proc do heard[i] end ==> begin tm := Commits; commit := true; end;
rule "abort" tm = Init ==> begin tm := Aborts; abort := true; end;

invariant "consistent"
  forall a: proc do forall b: proc do rm[a] != Aborted | rm[b] != Committed end end;
