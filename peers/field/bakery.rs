// SPDX-License-Identifier: MIT
//! Lamport's bakery for N processes and numbers up to MAX, as BEEM has it. WRONG: who has the smaller number waits.
mod run;
use stateright::{Model, Property};

const N: usize = 3;
const MAX: usize = 4;
const WRONG: usize = 0;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    choosing: [bool; N],
    number: [u8; N],
    pc: [u8; N],
    j: [u8; N],
    max: [u8; N],
}

fn may_move(s: &State, i: usize) -> bool {
    let j = s.j[i] as usize;
    match s.pc[i] {
        1 => j < N || (s.max[i] as usize) < MAX,
        2 => j == N || !s.choosing[j],
        3 => {
            let (theirs, own) = (s.number[j], s.number[i]);
            let passes = if WRONG == 1 { theirs < own } else { theirs > own };
            theirs == 0 || passes || (theirs == own && i <= j)
        }
        _ => true,
    }
}

struct Bakery;
impl Model for Bakery {
    type State = State;
    type Action = usize;
    fn init_states(&self) -> Vec<State> {
        vec![State { choosing: [false; N], number: [0; N], pc: [0; N], j: [0; N], max: [0; N] }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<usize>) {
        actions.extend((0..N).filter(|&i| may_move(s, i)));
    }
    fn next_state(&self, last: &State, i: usize) -> Option<State> {
        let mut s = last.clone();
        let j = s.j[i] as usize;
        s.pc[i] = match s.pc[i] {
            0 => {
                s.choosing[i] = true;
                s.j[i] = 0;
                s.max[i] = 0;
                1
            }
            1 if j < N => {
                s.max[i] = s.max[i].max(s.number[j]);
                s.j[i] += 1;
                1
            }
            1 => {
                s.number[i] = s.max[i] + 1;
                s.j[i] = 0;
                s.choosing[i] = false;
                2
            }
            2 if j < N => 3,
            2 => 4,
            3 => {
                s.j[i] += 1;
                2
            }
            _ => {
                s.number[i] = 0;
                0
            }
        };
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("no collision", |_, s: &State| {
            s.pc.iter().filter(|&&pc| pc == 4).count() <= 1
        })]
    }
}

fn main() {
    run::run(Bakery);
}
