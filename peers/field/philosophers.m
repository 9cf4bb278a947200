-- SPDX-License-Identifier: MIT
-- N dining philosophers, as BEEM has them. LEFT 1: the first takes the other fork first.
const
  N: 4;
  LEFT: 0;
type
  proc: 0..N-1;
var
  fork: array [proc] of boolean;
  pc: array [proc] of enum { Think, One, Eat, Finish };

startstate begin
  for i: proc do fork[i] := false; pc[i] := Think; end;
end;

ruleset i: proc do
  alias a: fork[LEFT = 1 & i = 0 ? (i + 1) % N : i];
    b: fork[LEFT = 1 & i = 0 ? i : (i + 1) % N];
  do
    rule "first" pc[i] = Think & !a ==> begin a := true; pc[i] := One; end;
    rule "second" pc[i] = One & !b ==> begin b := true; pc[i] := Eat; end;
    rule "drop first" pc[i] = Eat ==> begin a := false; pc[i] := Finish; end;
    rule "drop second" pc[i] = Finish ==> begin b := false; pc[i] := Think; end;
  end;
end;
