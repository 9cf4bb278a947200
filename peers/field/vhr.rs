// SPDX-License-Identifier: MIT
//! vhr (peers/README.md), an action a step: those of peers/murphi/vhr.m.
mod run;
use At::*;
use stateright::{Model, Property};

const V: usize = 2;
const H: usize = 1;
const S: usize = 2;
const P: usize = 2;
const C: usize = 2;
const R: usize = 1;
const OPT: usize = 1;
const LOCKED: bool = OPT == 1;
const READING: bool = OPT == 2;
const KEEP: bool = OPT == 3;
const APART: bool = OPT == 4;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[rustfmt::skip]
enum At {
    Idle, ReadLock, Read, Lock, ReadAgain, Alloc, Install, Unlock, Relock, Walk, Retry, Write, WriteUnlock,
    ClearLock, ClearWalk, ClearWrite, ClearUnlock,
    Acquire, RemoveWalk, RemoveLock, Check, Unlink, Unlinked, Flush, Free, Busy, Release,
    Done,
}
/// A page is its number and 1; 0 is none.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Thread {
    at: At,
    r: u8,
    s: u8,
    c: u8,
    p: u8,
}
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    pmd: [u8; S],
    used: [bool; P],
    cell: [[bool; C]; P],
    page_table_lock: bool,
    writer: bool,
    readers: u8,
    threads: [Thread; V + H],
}

impl Thread {
    /// Cell and page are dead.
    fn leave_page(&mut self, to: At) -> At {
        (self.c, self.p) = (0, 0);
        to
    }
    /// The round ends: so is the slot.
    fn finish(&mut self, again: At) -> At {
        (self.r, self.s) = (self.r - 1, 0);
        self.leave_page(if self.r == 0 { Done } else { again })
    }
    /// To the next slot; after the last one, to the release.
    fn next(&mut self) -> At {
        let is_last = self.s as usize == S - 1;
        self.s = if is_last { 0 } else { self.s + 1 };
        self.leave_page(if is_last { Release } else { RemoveWalk })
    }
}

impl State {
    fn lock(&mut self, held: bool, to: At) -> At {
        self.page_table_lock = held;
        to
    }
    fn take(&mut self, to: At) -> At {
        if LOCKED {
            return self.lock(true, to);
        }
        self.readers += 1;
        to
    }
    fn give(&mut self, to: At) -> At {
        if LOCKED {
            return self.lock(false, to);
        }
        self.readers -= 1;
        to
    }
    fn cell(&mut self, me: &Thread) -> &mut bool {
        &mut self.cell[me.p as usize - 1][me.c as usize]
    }
    fn writes_freed(&self, me: &Thread) -> bool {
        let is_freed = || !self.used[me.p as usize - 1] || self.pmd[me.s as usize] != me.p;
        matches!(me.at, Write | ClearWrite) && is_freed()
    }
    fn may_step(&self, me: &Thread) -> bool {
        match me.at {
            ReadLock | ClearLock if READING => !self.writer,
            Lock | Relock | ClearLock | RemoveLock => !self.page_table_lock,
            Alloc => self.used.contains(&false),
            Acquire => !self.writer && self.readers == 0,
            Done => false,
            _ => true,
        }
    }

    fn vmalloc(&mut self, me: &mut Thread, choice: u8) -> At {
        let entry = self.pmd[me.s as usize];
        let walk = if LOCKED { Relock } else { Walk };
        let guarded = LOCKED || READING;
        match me.at {
            Idle => {
                (me.s, me.c) = (choice / C as u8, choice % C as u8);
                if READING { ReadLock } else { Read }
            }
            ReadLock => self.take(Read),
            Read if entry == 0 => Lock,
            Read => walk,
            Lock => self.lock(true, ReadAgain),
            ReadAgain if entry == 0 => Alloc,
            ReadAgain => Unlock,
            Alloc => {
                self.used[choice as usize] = true;
                me.p = choice + 1;
                Install
            }
            Install => {
                self.pmd[me.s as usize] = me.p;
                me.p = 0;
                Unlock
            }
            Unlock => self.lock(false, walk),
            Relock => self.take(Walk),
            Walk if entry == 0 && LOCKED => Retry,
            Walk if entry == 0 => Read,
            Walk => {
                me.p = entry;
                Write
            }
            Retry => self.give(Read),
            Write => {
                *self.cell(me) = true;
                me.p = 0;
                if guarded { WriteUnlock } else { ClearWalk }
            }
            WriteUnlock => self.give(ClearLock),
            ClearLock => self.take(ClearWalk),
            ClearWalk if entry == 0 && guarded => ClearUnlock,
            ClearWalk if entry == 0 => me.finish(Idle),
            ClearWalk => {
                me.p = entry;
                ClearWrite
            }
            ClearWrite => {
                *self.cell(me) = false;
                me.p = 0;
                if guarded { ClearUnlock } else { me.finish(Idle) }
            }
            ClearUnlock => self.give(me.finish(Idle)),
            _ => unreachable!(),
        }
    }

    fn hot_remove(&mut self, me: &mut Thread) -> At {
        match me.at {
            Acquire => {
                self.writer = true;
                me.s = if APART { S as u8 - 1 } else { 0 };
                RemoveWalk
            }
            RemoveWalk if self.pmd[me.s as usize] == 0 => me.next(),
            RemoveWalk => {
                me.p = self.pmd[me.s as usize];
                if LOCKED { RemoveLock } else { Check }
            }
            RemoveLock => self.lock(true, Check),
            Check if *self.cell(me) && !LOCKED => me.next(),
            Check if *self.cell(me) => me.leave_page(Busy),
            Check if (me.c as usize) < C - 1 => {
                me.c += 1;
                Check
            }
            Check if KEEP => me.leave_page(Flush),
            Check => {
                me.c = 0;
                Unlink
            }
            Unlink => {
                self.pmd[me.s as usize] = 0;
                if LOCKED { Unlinked } else { Flush }
            }
            Unlinked => self.lock(false, Flush),
            Flush if KEEP => me.next(),
            Flush => Free,
            Free => {
                self.used[me.p as usize - 1] = false;
                self.cell[me.p as usize - 1] = [false; C];
                me.next()
            }
            Busy => self.lock(false, me.next()),
            Release => {
                self.writer = false;
                me.finish(Acquire)
            }
            _ => unreachable!(),
        }
    }
}

struct Vhr;
impl Model for Vhr {
    type State = State;
    /// A thread, and which cell or page it chooses where it does.
    type Action = (usize, u8);
    fn init_states(&self) -> Vec<State> {
        let start = |i| Thread { at: if i < V { Idle } else { Acquire }, r: R as u8, s: 0, c: 0, p: 0 };
        vec![State {
            pmd: std::array::from_fn(|s| u8::from(s == S - 1)),
            used: std::array::from_fn(|p| p == 0),
            cell: [[false; C]; P],
            page_table_lock: false,
            writer: false,
            readers: 0,
            threads: std::array::from_fn(start),
        }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<(usize, u8)>) {
        let places = if APART { S - 1 } else { S } * C;
        for (i, me) in s.threads.iter().enumerate() {
            match me.at {
                Idle => actions.extend((i..places).step_by(V).map(|place| (i, place as u8))),
                Alloc => actions.extend((0..P).filter(|&p| !s.used[p]).map(|p| (i, p as u8))),
                _ if s.may_step(me) => actions.push((i, 0)),
                _ => {}
            }
        }
    }
    fn next_state(&self, last: &State, (i, choice): (usize, u8)) -> Option<State> {
        let mut s = last.clone();
        let mut me = s.threads[i].clone();
        me.at = if i < V { s.vmalloc(&mut me, choice) } else { s.hot_remove(&mut me) };
        s.threads[i] = me;
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        // One for both: of two it goes on after the first violation, and tells the last of each.
        vec![Property::always("no freed page is written, nobody is stuck", |_, s: &State| {
            let all = &s.threads;
            let goes_on = all.iter().any(|me| s.may_step(me)) || all.iter().all(|me| me.at == Done);
            goes_on && !all.iter().any(|me| s.writes_freed(me))
        })]
    }
}

fn main() {
    run::run(Vhr);
}
