-- SPDX-License-Identifier: MIT
-- N actors queue up to read and to write (ReadersWriters.tla). In the queue: 1 to N who reads, N + 1 to 2 N who writes.
const
  N: 3;
type
  actor: 0..N-1;
  place: 0..2*N-1;
var
  queue: array [place] of 0..2*N;
  waiting: 0..2*N;
  reads, writes: array [actor] of boolean;

startstate begin
  waiting := 0;
  for p: place do queue[p] := 0; end;
  for a: actor do reads[a] := false; writes[a] := false; end;
end;

ruleset who: 1..2*N do
  rule "try" forall p: place do queue[p] != who end ==> begin
    queue[waiting] := who; waiting := waiting + 1;
  end;
end;
rule "read or write"
  waiting > 0 & forall a: actor do !writes[a] end
  & (queue[0] <= N | forall a: actor do !reads[a] end) ==>
begin
  if queue[0] <= N then reads[queue[0] - 1] := true; else writes[queue[0] - 1 - N] := true; end;
  for p := 0 to 2 * N - 2 do queue[p] := queue[p + 1]; end;
  queue[2 * N - 1] := 0;
  waiting := waiting - 1;
end;
ruleset a: actor do
  rule "stop" reads[a] | writes[a] ==> begin
    if reads[a] then reads[a] := false; else writes[a] := false; end;
  end;
end;

invariant "safety"
  forall a: actor do !writes[a] | forall b: actor do !reads[b] & (a = b | !writes[b]) end end;
