-- SPDX-License-Identifier: MIT
-- Termination detection in a ring of N nodes (EWD840.tla), from each of its initial states: a bit for each node and colour.
const
  N: 3;
  DRAWS: 64;
type
  node: 0..N-1;
var
  on, black: array [node] of boolean;
  tpos: node;
  tblack: boolean;

ruleset first: 0..DRAWS-1; at: node do
  startstate
    var rest: 0..DRAWS;
  begin
    rest := first;
    for i: node do
      on[i] := rest % 2 = 1; rest := rest / 2;
      black[i] := rest % 2 = 1; rest := rest / 2;
    end;
    tpos := at; tblack := true;
  end;
end;

rule "initiate probe" tpos = 0 & (tblack | black[0]) ==> begin
  tpos := N - 1; tblack := false; black[0] := false;
end;
rule "pass token" tpos != 0 & (!on[tpos] | black[tpos] | tblack) ==> begin
  tblack := tblack | black[tpos]; black[tpos] := false; tpos := tpos - 1;
end;
ruleset i: node do
  rule "deactivate" on[i] ==> begin on[i] := false; end;
  ruleset dest: node do
    rule "send" i != dest & on[i] ==> begin
      on[dest] := true; black[i] := black[i] | dest > i;
    end;
  end;
end;

invariant "termination detection"
  tpos != 0 | tblack | black[0] | on[0] | forall i: node do !on[i] end;
