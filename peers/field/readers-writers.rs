// SPDX-License-Identifier: MIT
//! N actors queue up to read and to write (ReadersWriters.tla). In the queue: below N who reads, from N on who writes.
mod run;
use stateright::{Model, Property};

const N: usize = 3;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    waiting: Vec<u8>,
    reads: [bool; N],
    writes: [bool; N],
}

#[derive(Clone, PartialEq)]
enum Action {
    Try(u8),
    ReadOrWrite,
    Stop(usize),
}

struct ReadersWriters;
impl Model for ReadersWriters {
    type State = State;
    type Action = Action;
    fn init_states(&self) -> Vec<State> {
        vec![State { waiting: vec![], reads: [false; N], writes: [false; N] }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<Action>) {
        actions.extend((0..2 * N as u8).filter(|who| !s.waiting.contains(who)).map(Action::Try));
        if let Some(&who) = s.waiting.first() {
            if !s.writes.contains(&true) && ((who as usize) < N || !s.reads.contains(&true)) {
                actions.push(Action::ReadOrWrite);
            }
        }
        actions.extend((0..N).filter(|&i| s.reads[i] || s.writes[i]).map(Action::Stop));
    }
    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut s = last.clone();
        match action {
            Action::Try(who) => s.waiting.push(who),
            Action::ReadOrWrite => match s.waiting.remove(0) as usize {
                who if who < N => s.reads[who] = true,
                who => s.writes[who - N] = true,
            },
            Action::Stop(i) if s.reads[i] => s.reads[i] = false,
            Action::Stop(i) => s.writes[i] = false,
        }
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("safety", |_, s: &State| {
            let writers = s.writes.iter().filter(|&&w| w).count();
            writers == 0 || (writers == 1 && !s.reads.contains(&true))
        })]
    }
}

fn main() {
    run::run(ReadersWriters);
}
