// SPDX-License-Identifier: MIT
//! Asks Stateright, on one thread and breadth first: a trace is a shortest. Depth first it keeps with each state that it
//! has yet to look at the way there, which takes it 12 GB and minutes for a million states of Peterson's algorithm.
use stateright::{Checker, Model};
use std::hash::Hash;
use std::time::Instant;

pub fn run<M>(model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + PartialEq + Hash + Send + Sync + 'static,
    M::Action: Clone + PartialEq,
{
    let starts = model.init_states().len();
    let start = Instant::now();
    say(model.checker().spawn_bfs().join(), starts, start);
}

/// It counts its initial states among those that it came to: the rest are transitions.
fn say<M>(checker: impl Checker<M>, starts: usize, start: Instant)
where
    M: Model,
    M::State: Clone + PartialEq,
    M::Action: Clone + PartialEq,
{
    let seconds = start.elapsed().as_secs_f64();
    let states = checker.unique_state_count();
    let transitions = checker.state_count() - starts;
    let length = checker.discoveries().into_values().map(|path| path.into_actions().len()).min();
    let length = length.map_or(String::new(), |n| format!(r#","length":{n}"#));
    println!(r#"{{"states":{states},"transitions":{transitions},"seconds":{seconds}{length}}}"#);
}
