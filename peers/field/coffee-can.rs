// SPDX-License-Identifier: MIT
//! Up to N beans of two colours, drawn in pairs (CoffeeCan.tla); each can is a start.
mod run;
use stateright::{Model, Property};

const N: usize = 100;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    black: u16,
    white: u16,
}

#[derive(Clone, PartialEq)]
enum Action {
    TwoBlack,
    TwoWhite,
    OneOfEach,
}

struct Can;
impl Model for Can {
    type State = State;
    type Action = Action;
    fn init_states(&self) -> Vec<State> {
        let most = N as u16;
        (0..=most)
            .flat_map(|black| (0..=most - black).map(move |white| State { black, white }))
            .filter(|s| s.black + s.white > 0)
            .collect()
    }
    fn actions(&self, s: &State, actions: &mut Vec<Action>) {
        if s.black > 1 {
            actions.push(Action::TwoBlack);
        }
        if s.white > 1 {
            actions.push(Action::TwoWhite);
        }
        if s.black > 0 && s.white > 0 {
            actions.push(Action::OneOfEach);
        }
    }
    fn next_state(&self, &State { black, white }: &State, action: Action) -> Option<State> {
        Some(match action {
            Action::TwoBlack | Action::OneOfEach => State { black: black - 1, white },
            Action::TwoWhite => State { black: black + 1, white: white - 2 },
        })
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("some bean", |_, s: &State| s.black + s.white > 0)]
    }
}

fn main() {
    run::run(Can);
}
