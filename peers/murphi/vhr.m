-- SPDX-License-Identifier: MIT
--
-- vhr (../README.md) in Murphi, as rumur reads it. The sizes are the
-- constants below; bench/peers.ts writes others in their place.
--
--   rumur --deadlock-detection stuck -o vhr.c peers/murphi/vhr.m
--   gcc -std=c11 -O3 -march=native -o vhr vhr.c -lpthread && ./vhr
--
-- The end is no deadlock: there a rule leads from the state to itself, which
-- rumur counts as fired, and the cover property says how often.

const
  V: 3;
  H: 1;
  S: 2;
  P: 2;
  C: 2;
  R: 2;
  OPT: 1;
  LOCKED: OPT = 1;
  READING: OPT = 2;
  KEEP: OPT = 3;
  APART: OPT = 4;

type
  writers: 0 .. V - 1;
  removers: 0 .. H - 1;
  slots: 0 .. S - 1;
  cells: 0 .. C - 1;
  pages: 1 .. P;
  maybe_page: 0 .. P; -- 0 is none
  rounds: 0 .. R;
  vmalloc_at: enum {
    idle, rlock, read, lock, read_again, alloc, install, unlock, relock,
    walk, retry, write, write_unlock, clear_lock, clear_walk, clear_write,
    clear_unlock, vmalloc_done
  };
  hot_remove_at: enum {
    acquire, remove_walk, remove_lock, check, unlink, unlinked, flush, free,
    busy, release, hot_remove_done
  };
  vmalloc_thread: record
    at: vmalloc_at; r: rounds; s: slots; c: cells; p: maybe_page;
  end;
  hot_remove_thread: record
    at: hot_remove_at; r: rounds; s: slots; c: cells; p: maybe_page;
  end;

var
  pmd: array [slots] of maybe_page;
  used: array [pages] of boolean;
  cell: array [pages] of array [cells] of boolean;
  page_table_lock: boolean;
  writer: boolean;
  readers: 0 .. V;
  v: array [writers] of vmalloc_thread;
  h: array [removers] of hot_remove_thread;

function available(): boolean;
begin
  return LOCKED ? !page_table_lock : !writer;
end;

procedure take();
begin
  if LOCKED then page_table_lock := true; else readers := readers + 1; end;
end;

procedure drop();
begin
  if LOCKED then page_table_lock := false; else readers := readers - 1; end;
end;

-- The round ends: slot, cell and page are dead.
procedure finish(var me: vmalloc_thread);
begin
  me.at := me.r = 1 ? vmalloc_done : idle;
  me.r := me.r - 1;
  me.s := 0;
  me.c := 0;
  me.p := 0;
end;

-- To the next slot; after the last one, to the release.
procedure next(var me: hot_remove_thread);
begin
  me.at := me.s = S - 1 ? release : remove_walk;
  me.s := me.s = S - 1 ? 0 : me.s + 1;
  me.c := 0;
  me.p := 0;
end;

startstate begin
  for s: slots do pmd[s] := 0; end;
  for p: pages do
    used[p] := false;
    for c: cells do cell[p][c] := false; end;
  end;
  pmd[S - 1] := 1;
  used[1] := true;
  page_table_lock := false;
  writer := false;
  readers := 0;
  for t: writers do
    v[t].at := idle; v[t].r := R; v[t].s := 0; v[t].c := 0; v[t].p := 0;
  end;
  for t: removers do
    h[t].at := acquire; h[t].r := R; h[t].s := 0; h[t].c := 0; h[t].p := 0;
  end;
end;

ruleset t: writers do alias me: v[t] do
  ruleset s: slots; c: cells do
    rule "choose"
      me.at = idle & (s * C + c) % V = t & (!APART | s < S - 1) ==>
    begin
      me.s := s;
      me.c := c;
      me.at := READING ? rlock : read;
    end;
  end;
  rule "rlock" me.at = rlock & available() ==>
  begin take(); me.at := read; end;
  rule "read" me.at = read ==>
  begin
    if pmd[me.s] = 0 then me.at := lock;
    else me.at := LOCKED ? relock : walk; end;
  end;
  rule "lock" me.at = lock & !page_table_lock ==>
  begin page_table_lock := true; me.at := read_again; end;
  rule "read again" me.at = read_again ==>
  begin me.at := pmd[me.s] = 0 ? alloc : unlock; end;
  ruleset p: pages do
    rule "alloc" me.at = alloc & !used[p] ==>
    begin used[p] := true; me.p := p; me.at := install; end;
  end;
  rule "install" me.at = install ==>
  begin pmd[me.s] := me.p; me.p := 0; me.at := unlock; end;
  rule "unlock" me.at = unlock ==>
  begin page_table_lock := false; me.at := LOCKED ? relock : walk; end;
  rule "relock" me.at = relock & available() ==>
  begin take(); me.at := walk; end;
  rule "walk" me.at = walk ==>
  begin
    me.p := pmd[me.s];
    if me.p != 0 then me.at := write;
    else me.at := LOCKED ? retry : read; end;
  end;
  rule "retry" me.at = retry ==>
  begin drop(); me.at := read; end;
  rule "write" me.at = write ==>
  begin
    if !used[me.p] | pmd[me.s] != me.p then error "write to a freed page"; end;
    cell[me.p][me.c] := true;
    me.p := 0;
    me.at := LOCKED | READING ? write_unlock : clear_walk;
  end;
  rule "write unlock" me.at = write_unlock ==>
  begin drop(); me.at := clear_lock; end;
  rule "clear lock" me.at = clear_lock & available() ==>
  begin take(); me.at := clear_walk; end;
  rule "clear walk" me.at = clear_walk ==>
  begin
    me.p := pmd[me.s];
    if me.p != 0 then me.at := clear_write;
    elsif LOCKED | READING then me.at := clear_unlock;
    else finish(me); end;
  end;
  rule "clear write" me.at = clear_write ==>
  begin
    if !used[me.p] | pmd[me.s] != me.p then error "write to a freed page"; end;
    cell[me.p][me.c] := false;
    if LOCKED | READING then me.p := 0; me.at := clear_unlock;
    else finish(me); end;
  end;
  rule "clear unlock" me.at = clear_unlock ==>
  begin drop(); finish(me); end;
end; end;

ruleset t: removers do alias me: h[t] do
  rule "acquire" me.at = acquire & !writer & readers = 0 ==>
  begin
    writer := true;
    me.s := APART ? S - 1 : 0;
    me.at := remove_walk;
  end;
  rule "remove walk" me.at = remove_walk ==>
  begin
    if pmd[me.s] = 0 then next(me);
    else
      me.p := pmd[me.s];
      me.at := LOCKED ? remove_lock : check;
    end;
  end;
  rule "remove lock" me.at = remove_lock & !page_table_lock ==>
  begin page_table_lock := true; me.at := check; end;
  rule "check" me.at = check ==>
  begin
    if cell[me.p][me.c] then
      if LOCKED then me.c := 0; me.p := 0; me.at := busy;
      else next(me); end;
    elsif me.c < C - 1 then me.c := me.c + 1;
    else
      me.c := 0;
      if KEEP then me.p := 0; me.at := flush; else me.at := unlink; end;
    end;
  end;
  rule "unlink" me.at = unlink ==>
  begin pmd[me.s] := 0; me.at := LOCKED ? unlinked : flush; end;
  rule "unlinked" me.at = unlinked ==>
  begin page_table_lock := false; me.at := flush; end;
  rule "flush" me.at = flush ==>
  begin
    if KEEP then next(me); else me.at := free; end;
  end;
  rule "free" me.at = free ==>
  begin
    used[me.p] := false;
    for c: cells do cell[me.p][c] := false; end;
    next(me);
  end;
  rule "busy" me.at = busy ==>
  begin page_table_lock := false; next(me); end;
  rule "release" me.at = release ==>
  begin
    writer := false;
    me.at := me.r = 1 ? hot_remove_done : acquire;
    me.r := me.r - 1;
  end;
end; end;

rule "the end"
  forall t: writers do v[t].at = vmalloc_done end &
  forall t: removers do h[t].at = hot_remove_done end ==>
begin end;

cover "ends"
  forall t: writers do v[t].at = vmalloc_done end &
  forall t: removers do h[t].at = hot_remove_done end;
