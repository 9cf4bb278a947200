-- SPDX-License-Identifier: MIT
-- Lamport's bakery for N processes and numbers up to MAX, as BEEM has it. WRONG 1: who has the smaller number waits.
const
  N: 3;
  MAX: 4;
  WRONG: 0;
type
  proc: 0..N-1;
  count: 0..N;
  number: 0..MAX;
  place: enum { NCS, Choose, Loop, Wait, CS };
var
  pc: array [proc] of place;
  choosing: array [proc] of boolean;
  num, max: array [proc] of number;
  j: array [proc] of count;

startstate begin
  for i: proc do
    pc[i] := NCS; choosing[i] := false; num[i] := 0; max[i] := 0; j[i] := 0;
  end;
end;

ruleset i: proc do
  rule "ncs" pc[i] = NCS ==> begin choosing[i] := true; j[i] := 0; max[i] := 0; pc[i] := Choose; end;
  rule "max" pc[i] = Choose & j[i] < N ==> begin
    if num[j[i]] > max[i] then max[i] := num[j[i]]; end;
    j[i] := j[i] + 1;
  end;
  rule "take" pc[i] = Choose & j[i] = N & max[i] < MAX ==> begin
    num[i] := max[i] + 1; j[i] := 0; choosing[i] := false; pc[i] := Loop;
  end;
  rule "for" pc[i] = Loop & j[i] < N & !choosing[j[i]] ==> begin pc[i] := Wait; end;
  rule "in" pc[i] = Loop & j[i] = N ==> begin pc[i] := CS; end;
  rule "wait" pc[i] = Wait & (num[j[i]] = 0
    | (WRONG = 1 ? num[j[i]] < num[i] : num[j[i]] > num[i])
    | (num[j[i]] = num[i] & i <= j[i])) ==> begin j[i] := j[i] + 1; pc[i] := Loop; end;
  rule "out" pc[i] = CS ==> begin num[i] := 0; pc[i] := NCS; end;
end;

invariant "no collision"
  forall a: proc do forall b: proc do a = b | pc[a] != CS | pc[b] != CS end end;
