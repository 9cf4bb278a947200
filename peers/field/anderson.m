-- SPDX-License-Identifier: MIT
-- Anderson's queue lock for N processes, as BEEM has it.
const
  N: 3;
type
  proc: 0..N-1;
  byte: 0..255;
  point: enum { NCS, P1, P2, P3, CS };
var
  pc: array [proc] of point;
  slot: array [proc] of boolean;
  next: byte;
  place: array [proc] of byte;

startstate begin
  next := 0;
  for i: proc do
    pc[i] := NCS; slot[i] := i = 0; place[i] := 0;
  end;
end;

ruleset i: proc do
  rule "next" pc[i] = NCS ==> begin place[i] := next; next := next + 1; pc[i] := P1; end;
  rule "last" pc[i] = P1 & place[i] = N - 1 ==> begin next := next - N; pc[i] := P2; end;
  rule "mod" pc[i] = P1 & place[i] != N - 1 ==> begin place[i] := place[i] % N; pc[i] := P2; end;
  rule "wait" pc[i] = P2 & slot[place[i]] ==> begin pc[i] := P3; end;
  rule "in" pc[i] = P3 ==> begin slot[place[i]] := false; pc[i] := CS; end;
  rule "out" pc[i] = CS ==> begin slot[(place[i] + 1) % N] := true; pc[i] := NCS; end;
end;

invariant "no collision"
  forall a: proc do forall b: proc do a = b | pc[a] != CS | pc[b] != CS end end;
