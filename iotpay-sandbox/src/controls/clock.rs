//! Time.

use std::time::Duration;

use crate::gateway::Gateway;

/// The clock. Times in messages, the expiry of orders and the schedule of notifications follow it.
impl Gateway {
    /// Returns the time, in milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.shared.clock.now()
    }

    /// Sets the time, in milliseconds since 1970.
    pub fn set_time(&self, milliseconds: u64) {
        self.shared.change_clock("set", |clock| clock.set(milliseconds));
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        self.shared.change_clock("advanced", |clock| clock.advance(by));
    }

    /// Sets the speed of the clock: 1 is normal, 60 is a minute per second, and 0 stops it. The limit is 100,000.
    pub fn set_speed(&self, speed: f64) {
        self.shared.change_clock("given another speed", |clock| clock.set_speed(speed));
    }
}
