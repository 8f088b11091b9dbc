//! Which rules are valid.

use std::fmt;
use std::time::Duration;

use super::rule::{Fault, FaultRule, STATUSES};
use crate::redacted::shortened;

/// The number of characters of a name that an error shows.
const LONGEST_NAME: usize = 100;

/// Why a rule for faults is invalid.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum InvalidRule {
    /// The status is not between 200 and 599.
    Status(u16),
    /// The delay is not a number of whole milliseconds with at most 64 bits.
    Delay(Duration),
    /// The number of the request is 0.
    Nth,
    /// The probability is not between 0 and 1.
    Probability(f64),
    /// The spec has no such endpoint.
    Endpoint {
        /// The path in the rule.
        name: String,
        /// The path that was probably meant.
        nearest: Option<String>,
    },
    /// The spec has no such channel, or the endpoint of the rule does not have it.
    Channel {
        /// The channel in the rule.
        name: String,
        /// The channel that was probably meant.
        nearest: Option<String>,
    },
}

impl fmt::Display for InvalidRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the status {status} is not between 200 and 599"),
            Self::Delay(time) => {
                write!(f, "the delay {time:?} is not a number of whole milliseconds with at most 64 bits")
            }
            Self::Nth => f.write_str("the number of the request is 0; the first request has the number 1"),
            Self::Endpoint { name, nearest } => {
                write!(f, "there is no endpoint `{}`{}", shown(name), help(nearest.as_deref()))
            }
            Self::Channel { name, nearest } => {
                write!(f, "the endpoint has no channel `{}`{}", shown(name), help(nearest.as_deref()))
            }
            Self::Probability(probability) => write!(f, "the probability {probability} is not between 0 and 1"),
        }
    }
}

/// The beginning of a name, which can be any text.
fn shown(name: &str) -> impl fmt::Display {
    shortened(name, LONGEST_NAME).escape_debug().to_string()
}

/// Names what was probably meant.
fn help(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

impl std::error::Error for InvalidRule {}

impl FaultRule {
    /// Checks what the types allow and what has no effect or no text that [`Fault`] parses.
    pub(super) fn check(&self) -> Result<(), InvalidRule> {
        match self.fault {
            Fault::Status(status) if !STATUSES.contains(&status) => return Err(InvalidRule::Status(status)),
            Fault::Delay(time) if u64::try_from(time.as_millis()).ok().map(Duration::from_millis) != Some(time) => {
                return Err(InvalidRule::Delay(time));
            }
            _ => {}
        }
        if self.nth == Some(0) {
            return Err(InvalidRule::Nth);
        }
        match self.probability {
            Some(probability) if !(0.0..=1.0).contains(&probability) => Err(InvalidRule::Probability(probability)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Timing;

    /// A valid rule is the same after it was stored as JSON.
    #[test]
    fn valid_rules_can_be_stored() {
        let rule = |fault| FaultRule::new(fault, Timing::After);
        let longest = Duration::from_millis(u64::MAX);
        for valid in [
            rule(Fault::Status(200)),
            rule(Fault::Status(599)),
            rule(Fault::Delay(Duration::ZERO)),
            rule(Fault::Delay(longest)),
            rule(Fault::Reset).nth(1).probability(0.25),
        ] {
            assert_eq!(valid.check(), Ok(()), "{valid:?}");
            let stored = serde_json::to_string(&valid).unwrap();
            assert_eq!(serde_json::from_str::<FaultRule>(&stored).unwrap(), valid);
        }
        for (invalid, error) in [
            (rule(Fault::Status(199)), "the status 199 is not between 200 and 599"),
            (rule(Fault::Status(600)), "the status 600 is not between 200 and 599"),
            (rule(Fault::Delay(Duration::from_micros(1))), "the delay 1\u{b5}s is not a number of whole milliseconds"),
            (rule(Fault::Delay(Duration::MAX)), "is not a number of whole milliseconds with at most 64 bits"),
            (rule(Fault::Reset).nth(0), "the number of the request is 0"),
            (rule(Fault::Reset).probability(1.5), "the probability 1.5 is not between 0 and 1"),
            (rule(Fault::Reset).probability(f64::NAN), "the probability NaN is not between 0 and 1"),
        ] {
            let shown = invalid.check().unwrap_err().to_string();
            assert!(shown.contains(error), "{shown}");
        }
    }
}
