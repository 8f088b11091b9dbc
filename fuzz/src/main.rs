//! Runs the fuzz targets on a stable compiler, for a fixed time each.
//!
//! ```sh
//! cargo run --release -p iotpay-fuzz -- 60 notification json
//! ```
//! The first argument is the number of seconds for each target; the others are names of targets, all by default.

use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs, panic};

use fastrand::Rng;
use iotpay_fuzz::mutation::mutated;
use iotpay_fuzz::{TARGETS, Target};

/// An input that takes longer is a fault: it could block a server.
const SLOWEST: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(seconds) = arguments.next().and_then(|text| text.parse().ok()) else {
        eprintln!("usage: iotpay-fuzz SECONDS [TARGET]…");
        return ExitCode::from(2);
    };
    let names: Vec<String> = arguments.collect();
    if let Some(unknown) = names.iter().find(|name| TARGETS.iter().all(|target| target.name != **name)) {
        let known: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("unknown target {unknown}; targets: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let chosen = TARGETS.iter().filter(|target| names.is_empty() || names.iter().any(|name| name == target.name));
    let failed = chosen.filter(|target| !survives(target, Duration::from_secs(seconds))).count();
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns `true` if the target neither panics nor hangs. The seed of the random numbers is printed, and a bad input is
/// saved.
fn survives(target: &Target, budget: Duration) -> bool {
    let seed = env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    let (mut random, seeds) = (Rng::with_seed(seed), (target.seeds)());
    let (start, mut runs) = (Instant::now(), 0_u64);
    while start.elapsed() < budget {
        let input = mutated(&mut random, &seeds, target.tokens);
        let begun = Instant::now();
        let is_panic = panic::catch_unwind(|| (target.run)(&input)).is_err();
        if is_panic || begun.elapsed() > SLOWEST {
            let file = env::temp_dir().join(format!("iotpay-fuzz-{}-{seed}", target.name));
            let saved =
                fs::write(&file, &input).map_or_else(|error| error.to_string(), |()| file.display().to_string());
            eprintln!("{}: failed after {runs} runs with FUZZ_SEED={seed}; input: {saved}", target.name);
            return false;
        }
        runs += 1;
    }
    println!("{}: {runs} runs in {} s, FUZZ_SEED={seed}", target.name, start.elapsed().as_secs());
    true
}
