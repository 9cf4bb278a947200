-- SPDX-License-Identifier: MIT
-- Up to N beans of two colours, drawn in pairs (CoffeeCan.tla); each can is a start.
const
  N: 100;
type
  beans: 0..N;
var
  black, white: beans;

ruleset b: beans; w: beans do
  startstate begin
    -- There is no condition for a start: those that are none are starts that there are already.
    if b + w > 0 & b + w <= N then black := b; white := w; else black := 1; white := 0; end;
  end;
end;

rule "two black" black > 1 ==> begin black := black - 1; end;
rule "two white" white > 1 ==> begin black := black + 1; white := white - 2; end;
rule "one of each" black > 0 & white > 0 ==> begin black := black - 1; end;

invariant "some bean" black + white > 0;
