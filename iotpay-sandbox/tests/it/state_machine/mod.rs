//! Random requests, events, faults, clock steps and restarts against a reference model.
//!
//! A normal run has few, always the same, sequences. `SANDBOX_SEQUENCES=2000` runs other ones each time.

mod model;
mod operation;
mod run;
mod system;

use std::cell::RefCell;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::run::run;
use self::system::System;

/// The number of sequences in a normal run.
const SEQUENCES: u32 = 24;
const LONGEST: usize = 60;

#[test]
fn the_sandbox_behaves_like_the_model() {
    let sequences = std::env::var("SANDBOX_SEQUENCES").ok().map(|number| number.parse().unwrap());
    let config = Config {
        cases: sequences.unwrap_or(SEQUENCES),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let system = RefCell::new(Some(runtime.block_on(System::new())));
    let mut runner = match sequences {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let checked = runner.run(&proptest::collection::vec(operation::operation(), 1..LONGEST), |operations| {
        let taken = system.borrow_mut().take().unwrap_or_else(|| runtime.block_on(System::new()));
        runtime.block_on(async {
            let (taken, checked) = run(taken, operations).await;
            *system.borrow_mut() = Some(taken);
            checked
        })
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
