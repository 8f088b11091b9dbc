//! The mistakes of wrong shops, with which the test proves that it would find them.

use std::str::FromStr;

use crate::settings::{Error, Result};

/// A mistake in the handling of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Acknowledges a notification before it is booked, and has no inbox.
    AcknowledgesFirst,
    /// Books in one transaction, and completes the event in another one.
    BooksApart,
    /// Books although its claim has ended.
    IgnoresTheToken,
    /// Handles events only when a notification arrives.
    NeverOffersAgain,
}

const NAMES: [(&str, Flaw); 4] = [
    ("acknowledges-first", Flaw::AcknowledgesFirst),
    ("books-apart", Flaw::BooksApart),
    ("ignores-the-token", Flaw::IgnoresTheToken),
    ("never-offers-again", Flaw::NeverOffersAgain),
];

impl FromStr for Flaw {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = NAMES.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, flaw)| flaw).ok_or_else(|| format!("unknown flaw `{name}`").into())
    }
}
