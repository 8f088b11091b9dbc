//! Tests that every implementation of [`Journal`] must pass (feature `test-util`).
//!
//! ```
//! use iotpay_client::journal::{MemoryJournal, contract};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let journal = MemoryJournal::new(); // your implementation
//! contract::check(&journal).await.unwrap();
//! # });
//! ```
//!
//! [`contract_tests!`](crate::contract_tests) writes the test.

mod checks;
mod samples;

use std::fmt;

use super::Journal;

/// Tests an implementation of [`Journal`]. The journal may contain other entries: each run uses new merchant ids. The
/// entries of the run remain in the journal.
///
/// To test a durable journal, also open it again in another process, and compare the entries.
///
/// ```
/// use iotpay_client::journal::{Journal, contract};
///
/// /// Tests a journal that is opened again, as after a restart.
/// async fn check_after_restart<J: Journal>(open: impl AsyncFn() -> J) {
///     for _ in 0..2 {
///         contract::check(&open().await).await.unwrap();
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # check_after_restart(async || iotpay_client::journal::MemoryJournal::new()).await;
/// # });
/// ```
///
/// # Errors
///
/// Returns [`ContractError`] with all broken rules.
pub async fn check(journal: &dyn Journal) -> Result<(), ContractError> {
    ContractError::from_results(checks::all(journal).await)
}

/// The rules that an implementation of [`Journal`] or of [`Inbox`](crate::inbox::Inbox) breaks.
///
/// ```
/// use iotpay_client::journal::contract::ContractError;
///
/// fn print(result: Result<(), ContractError>) {
///     if let Err(error) = result {
///         error.broken_rules().iter().for_each(|rule| eprintln!("{rule}"));
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContractError {
    broken: Vec<String>,
}

impl ContractError {
    /// Returns the error if a rule is broken. An error of a rule says what was found.
    pub(crate) fn from_results<'a>(
        results: impl IntoIterator<Item = (&'a str, Result<(), String>)>,
    ) -> Result<(), Self> {
        let broken = results.into_iter().filter_map(|(rule, result)| Some(format!("{rule}: {}", result.err()?)));
        let broken: Vec<_> = broken.collect();
        if broken.is_empty() { Ok(()) } else { Err(Self { broken }) }
    }

    /// Returns each broken rule, with what was found.
    pub fn broken_rules(&self) -> &[String] {
        &self.broken
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the implementation breaks {} of the rules:", self.broken.len())?;
        self.broken.iter().try_for_each(|rule| write!(f, "\n- {rule}"))
    }
}

impl std::error::Error for ContractError {}

#[cfg(test)]
mod tests;
