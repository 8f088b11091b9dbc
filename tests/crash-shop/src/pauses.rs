//! Pauses at the points at which a crash could lose or repeat something.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Says where the process is, and pauses there now and then, so that the test can kill the process at this point.
#[derive(Debug)]
pub struct Pauses(Mutex<fastrand::Rng>);

/// Few pauses are enough, because the test waits for them.
const PROBABILITY: f64 = 0.1;

impl Pauses {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// Perhaps pauses at a point.
    pub async fn at(&self, point: &str) {
        let pause = {
            let mut random = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (random.f64() < PROBABILITY).then(|| Duration::from_millis(random.u64(10..50)))
        };
        if let Some(pause) = pause {
            println!("at {point}");
            tokio::time::sleep(pause).await;
        }
    }
}
