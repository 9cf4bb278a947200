// SPDX-License-Identifier: MIT
//! Peterson's algorithm for N processes, as BEEM has it. WRONG: position and step are mixed up.
mod run;
use stateright::{Model, Property};

const N: usize = 3;
const WRONG: usize = 0;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    pc: [u8; N],
    pos: [u8; N],
    step: [u8; N],
    j: [u8; N],
    k: [u8; N],
}

#[derive(Clone, PartialEq)]
enum Action {
    /// The one thing that a process does where it is.
    Step(usize),
    /// At 3 it looks at the next process, or is done waiting.
    Scan(usize),
    Pass(usize),
}

struct Peterson;
impl Model for Peterson {
    type State = State;
    type Action = Action;
    fn init_states(&self) -> Vec<State> {
        vec![State { pc: [0; N], pos: [0; N], step: [0; N], j: [0; N], k: [0; N] }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<Action>) {
        for i in 0..N {
            if s.pc[i] != 3 {
                actions.push(Action::Step(i));
                continue;
            }
            let (j, k) = (s.j[i], s.k[i] as usize);
            if k < N && (k == i || s.pos[k] < j) {
                actions.push(Action::Scan(i));
            }
            let last = if WRONG == 1 { &s.pos } else { &s.step };
            if k == N || last[j as usize - 1] as usize != i {
                actions.push(Action::Pass(i));
            }
        }
    }
    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut s = last.clone();
        match action {
            Action::Scan(i) => s.k[i] += 1,
            Action::Pass(i) => {
                s.j[i] += 1;
                s.pc[i] = 1;
            }
            Action::Step(i) => {
                s.pc[i] = match s.pc[i] {
                    0 => {
                        s.j[i] = 1;
                        1
                    }
                    1 if (s.j[i] as usize) < N => {
                        s.pos[i] = s.j[i];
                        2
                    }
                    1 => 4,
                    2 => {
                        s.step[s.j[i] as usize - 1] = i as u8;
                        s.k[i] = 0;
                        3
                    }
                    _ => {
                        s.pos[i] = 0;
                        0
                    }
                }
            }
        }
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("no collision", |_, s: &State| {
            s.pc.iter().filter(|&&pc| pc == 4).count() <= 1
        })]
    }
}

fn main() {
    run::run(Peterson);
}
