// SPDX-License-Identifier: MIT
//! Anderson's queue lock for N processes, as BEEM has it.
mod run;
use stateright::{Model, Property};

const N: usize = 3;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    slot: [bool; N],
    next: u8,
    pc: [u8; N],
    place: [u8; N],
}

struct Anderson;
impl Model for Anderson {
    type State = State;
    type Action = usize;
    fn init_states(&self) -> Vec<State> {
        let slot = std::array::from_fn(|i| i == 0);
        vec![State { slot, next: 0, pc: [0; N], place: [0; N] }]
    }
    fn actions(&self, s: &State, actions: &mut Vec<usize>) {
        actions.extend((0..N).filter(|&i| s.pc[i] != 2 || s.slot[s.place[i] as usize]));
    }
    fn next_state(&self, last: &State, i: usize) -> Option<State> {
        let mut s = last.clone();
        let place = s.place[i] as usize;
        match s.pc[i] {
            0 => {
                s.place[i] = s.next;
                s.next += 1;
            }
            1 if place == N - 1 => s.next -= N as u8,
            1 => s.place[i] = (place % N) as u8,
            2 => {}
            3 => s.slot[place] = false,
            _ => s.slot[(place + 1) % N] = true,
        }
        s.pc[i] = (s.pc[i] + 1) % 5;
        Some(s)
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("no collision", |_, s: &State| {
            s.pc.iter().filter(|&&pc| pc == 4).count() <= 1
        })]
    }
}

fn main() {
    run::run(Anderson);
}
