// SPDX-License-Identifier: MIT
//! Two-phase commit with N resource managers (TwoPhase.tla).
mod run;
use stateright::{Model, Property};

const N: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Rm {
    Working,
    Prepared,
    Committed,
    Aborted,
}
#[derive(Clone, PartialEq, Eq, Hash)]
enum Tm {
    Init,
    Commits,
    Aborts,
}
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    rm: [Rm; N],
    sent: [bool; N],
    heard: [bool; N],
    tm: Tm,
    commit: bool,
    abort: bool,
}

#[derive(Clone, PartialEq)]
enum Action {
    Commit,
    Abort,
    Prepare(usize),
    ChooseAbort(usize),
    ReceivePrepared(usize),
    ReceiveCommit(usize),
    ReceiveAbort(usize),
}

struct TwoPhase;
impl Model for TwoPhase {
    type State = State;
    type Action = Action;
    fn init_states(&self) -> Vec<State> {
        let (rm, none) = ([Rm::Working; N], [false; N]);
        vec![State { rm, sent: none, heard: none, tm: Tm::Init, commit: false, abort: false }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<Action>) {
        if s.tm == Tm::Init {
            actions.push(Action::Abort);
            if !s.heard.contains(&false) {
                actions.push(Action::Commit);
            }
            actions.extend((0..N).filter(|&i| s.sent[i]).map(Action::ReceivePrepared));
        }
        for i in 0..N {
            if s.rm[i] == Rm::Working {
                actions.push(Action::Prepare(i));
                actions.push(Action::ChooseAbort(i));
            }
            if s.commit {
                actions.push(Action::ReceiveCommit(i));
            }
            if s.abort {
                actions.push(Action::ReceiveAbort(i));
            }
        }
    }
    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut s = last.clone();
        match action {
            Action::Commit => {
                s.tm = Tm::Commits;
                s.commit = true;
            }
            Action::Abort => {
                s.tm = Tm::Aborts;
                s.abort = true;
            }
            Action::Prepare(i) => {
                s.rm[i] = Rm::Prepared;
                s.sent[i] = true;
            }
            Action::ReceivePrepared(i) => s.heard[i] = true,
            Action::ReceiveCommit(i) => s.rm[i] = Rm::Committed,
            Action::ChooseAbort(i) | Action::ReceiveAbort(i) => s.rm[i] = Rm::Aborted,
        }
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("consistent", |_, s: &State| {
            !(s.rm.contains(&Rm::Aborted) && s.rm.contains(&Rm::Committed))
        })]
    }
}

fn main() {
    run::run(TwoPhase);
}
