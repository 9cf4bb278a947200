// SPDX-License-Identifier: MIT
//! N dining philosophers, as BEEM has them. LEFT: the first takes the other fork first. STUCK: it is asked who is stuck.
mod run;
use stateright::{Model, Property};

const N: usize = 6;
const LEFT: usize = 1;
const STUCK: usize = 0;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    fork: [bool; N],
    pc: [u8; N],
}

/// The forks of a philosopher, in the order in which they are taken.
fn forks(i: usize) -> [usize; 2] {
    let (own, next) = (i, (i + 1) % N);
    if LEFT == 1 && i == 0 { [next, own] } else { [own, next] }
}
fn may_move(s: &State, i: usize) -> bool {
    let pc = s.pc[i] as usize;
    pc >= 2 || !s.fork[forks(i)[pc]]
}

struct Philosophers;
impl Model for Philosophers {
    type State = State;
    type Action = usize;
    fn init_states(&self) -> Vec<State> {
        vec![State { fork: [false; N], pc: [0; N] }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<usize>) {
        actions.extend((0..N).filter(|&i| may_move(s, i)));
    }
    fn next_state(&self, last: &State, i: usize) -> Option<State> {
        let mut s = last.clone();
        s.fork[forks(i)[s.pc[i] as usize % 2]] = s.pc[i] < 2;
        s.pc[i] = (s.pc[i] + 1) % 4;
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![if STUCK == 1 {
            Property::always("nobody is stuck", |_, s| (0..N).any(|i| may_move(s, i)))
        } else {
            // It has no search without a property: this one is never violated.
            Property::always("neighbours eat in turn", |_, s: &State| {
                !(0..N).any(|i| s.pc[i] == 2 && s.pc[(i + 1) % N] == 2)
            })
        }]
    }
}

fn main() {
    run::run(Philosophers);
}
