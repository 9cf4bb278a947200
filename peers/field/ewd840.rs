// SPDX-License-Identifier: MIT
//! Termination detection in a ring of N nodes (EWD840.tla), from each of its initial states.
mod run;
use stateright::{Model, Property};

const N: usize = 3;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    on: [bool; N],
    black: [bool; N],
    tpos: u8,
    tblack: bool,
}

#[derive(Clone, PartialEq)]
enum Action {
    InitiateProbe,
    PassToken,
    Deactivate(usize),
    Send(usize, usize),
}

struct Ewd840;
impl Model for Ewd840 {
    type State = State;
    type Action = Action;
    fn init_states(&self) -> Vec<State> {
        let bits = |v: usize| std::array::from_fn(|i| v >> i & 1 == 1);
        let draws = (0..1 << N).flat_map(|on| (0..1 << N).map(move |black| (on, black)));
        draws
            .flat_map(|(on, black)| {
                let start = move |tpos| State { on: bits(on), black: bits(black), tpos, tblack: true };
                (0..N as u8).map(start)
            })
            .collect()
    }
    fn actions(&self, s: &State, actions: &mut Vec<Action>) {
        let at = s.tpos as usize;
        if at == 0 && (s.tblack || s.black[0]) {
            actions.push(Action::InitiateProbe);
        }
        if at != 0 && (!s.on[at] || s.black[at] || s.tblack) {
            actions.push(Action::PassToken);
        }
        for i in (0..N).filter(|&i| s.on[i]) {
            actions.push(Action::Deactivate(i));
            actions.extend((0..N).filter(|&to| to != i).map(|to| Action::Send(i, to)));
        }
    }
    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut s = last.clone();
        match action {
            Action::InitiateProbe => {
                s.tpos = N as u8 - 1;
                s.tblack = false;
                s.black[0] = false;
            }
            Action::PassToken => {
                let at = s.tpos as usize;
                s.tblack |= s.black[at];
                s.black[at] = false;
                s.tpos -= 1;
            }
            Action::Deactivate(i) => s.on[i] = false,
            Action::Send(from, to) => {
                s.on[to] = true;
                s.black[from] |= to > from;
            }
        }
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("termination detection", |_, s: &State| {
            s.tpos != 0 || s.tblack || s.black[0] || s.on[0] || !s.on.contains(&true)
        })]
    }
}

fn main() {
    run::run(Ewd840);
}
