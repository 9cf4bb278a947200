-- SPDX-License-Identifier: MIT
-- Peterson's algorithm for N processes, as BEEM has it. WRONG 1: position and step are mixed up.
const
  N: 3;
  WRONG: 0;
type
  proc: 0..N-1;
  count: 0..N;
  place: enum { NCS, Wait, Q2, Q3, CS };
var
  pc: array [proc] of place;
  pos, step, j, k: array [proc] of count;

startstate begin
  for i: proc do
    pc[i] := NCS; pos[i] := 0; step[i] := 0; j[i] := 0; k[i] := 0;
  end;
end;

ruleset i: proc do
  rule "ncs" pc[i] = NCS ==> begin j[i] := 1; pc[i] := Wait; end;
  rule "pos" pc[i] = Wait & j[i] < N ==> begin pos[i] := j[i]; pc[i] := Q2; end;
  rule "in" pc[i] = Wait & j[i] = N ==> begin pc[i] := CS; end;
  rule "step" pc[i] = Q2 ==> begin step[j[i] - 1] := i; k[i] := 0; pc[i] := Q3; end;
  rule "scan" pc[i] = Q3 & k[i] < N & (k[i] = i | pos[k[i]] < j[i]) ==> begin k[i] := k[i] + 1; end;
  rule "pass" pc[i] = Q3 & (k[i] = N | (WRONG = 1 ? pos[j[i] - 1] : step[j[i] - 1]) != i) ==>
    begin j[i] := j[i] + 1; pc[i] := Wait; end;
  rule "out" pc[i] = CS ==> begin pos[i] := 0; pc[i] := NCS; end;
end;

invariant "no collision"
  forall a: proc do forall b: proc do a = b | pc[a] != CS | pc[b] != CS end end;
