//! Which requests have which fault.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Fault {
    /// The response is delayed by this time, of the machine and not of the sandbox's clock.
    Delay(Duration),
    /// The connection is reset without a response.
    Reset,
    /// There is no response: the connection stays open until the client gives up, at most for ten minutes.
    Timeout,
    /// The response has this HTTP status and an HTML body, like a page of a web server.
    Status(u16),
    /// The response is a maintenance page with HTTP status 200.
    Maintenance,
    /// The response has no body.
    Empty,
    /// The response ends after half of its body.
    Truncated,
    /// The body of the response is not JSON.
    NotJson,
    /// The signature of the response is that of another message.
    WrongSignature,
    /// The response has no signature.
    MissingSignature,
    /// The response has an additional, signed field.
    UnknownField,
    /// The status in the response is a value that the spec does not list.
    UnknownValue,
    /// The numbers in the response are text.
    NumbersAsText,
}

/// Whether a request takes effect although something goes wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// The request does not take effect. A response that is changed rather than lost has the effect in any case.
    Before,
    /// The request takes effect, and the response is lost or changed.
    #[default]
    After,
}

/// A rule: requests that meet all of its conditions have the fault. A request that the sandbox would reject is rejected
/// without a fault.
///
/// ```
/// use iotpay_sandbox::{Fault, FaultRule, Timing};
///
/// // About half of the refunds are executed, but their connection is reset.
/// let rule = FaultRule::new(Fault::Reset, Timing::After).endpoint("refund_order").probability(0.5);
/// # let _ = rule;
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct FaultRule {
    pub(crate) fault: Fault,
    #[serde(default)]
    pub(crate) timing: Timing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nth: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
}

impl FaultRule {
    /// Creates a rule that applies to every request.
    pub fn new(fault: Fault, timing: Timing) -> Self {
        Self {
            fault,
            timing,
            endpoint: None,
            channel: None,
            reference: None,
            amount: None,
            nth: None,
            probability: None,
        }
    }

    /// Restricts the rule to an endpoint, by its path such as `create_order`.
    pub fn endpoint(mut self, path: impl Into<String>) -> Self {
        self.endpoint = Some(path.into());
        self
    }

    /// Restricts the rule to a channel, such as `WX_NATIVE`.
    pub fn channel(mut self, channel: impl Into<String>) -> Self {
        self.channel = Some(channel.into());
        self
    }

    /// Restricts the rule to a merchant reference.
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Restricts the rule to an amount, in cents.
    pub fn amount(mut self, cents: i64) -> Self {
        self.amount = Some(cents);
        self
    }

    /// Restricts the rule to the nth request, from 1, of those that meet the other conditions. Rejected requests do
    /// not count.
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Sets the probability, from 0 to 1. The seed of the sandbox determines the random numbers.
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    pub(super) fn matches(&self, request: &RequestFacts<'_>) -> bool {
        let is = |condition: &Option<String>, value: Option<&str>| {
            condition.as_deref().is_none_or(|condition| value == Some(condition))
        };
        is(&self.endpoint, Some(request.endpoint))
            && is(&self.channel, request.channel)
            && is(&self.reference, request.reference)
            && self.amount.is_none_or(|amount| request.amount == Some(amount))
    }
}

/// What rules compare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestFacts<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) channel: Option<&'a str>,
    /// The merchant reference in the request.
    pub(crate) reference: Option<&'a str>,
    pub(crate) amount: Option<i64>,
}

/// The fault of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Injected {
    pub(crate) fault: Fault,
    pub(crate) timing: Timing,
}

impl Fault {
    /// Returns `true` if the client receives no response from the gateway, so that the request may have had no effect.
    pub(crate) fn loses_the_response(self) -> bool {
        match self {
            Self::Reset | Self::Timeout | Self::Status(_) | Self::Maintenance | Self::Empty | Self::NotJson => true,
            Self::Delay(_)
            | Self::Truncated
            | Self::WrongSignature
            | Self::MissingSignature
            | Self::UnknownField
            | Self::UnknownValue
            | Self::NumbersAsText => false,
        }
    }
}

/// The statuses of responses that end a request.
pub(super) const STATUSES: std::ops::RangeInclusive<u16> = 200..=599;

/// The names of the faults without a parameter.
const NAMES: &[(&str, Fault)] = &[
    ("reset", Fault::Reset),
    ("timeout", Fault::Timeout),
    ("maintenance", Fault::Maintenance),
    ("empty", Fault::Empty),
    ("truncated", Fault::Truncated),
    ("not-json", Fault::NotJson),
    ("wrong-signature", Fault::WrongSignature),
    ("no-signature", Fault::MissingSignature),
    ("unknown-field", Fault::UnknownField),
    ("unknown-value", Fault::UnknownValue),
    ("numbers-as-text", Fault::NumbersAsText),
];

/// Displays the name that [`FromStr`] parses, such as `reset`, `status-503` or `delay-250ms`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay(time) => write!(f, "delay-{}ms", time.as_millis()),
            Self::Status(status) => write!(f, "status-{status}"),
            other => f.write_str(NAMES.iter().find(|(_, fault)| fault == other).map_or("", |(name, _)| name)),
        }
    }
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, fault)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(*fault);
        }
        if let Some(status) = text.strip_prefix("status-").and_then(|status| status.parse().ok()) {
            // Other statuses are no valid responses.
            if STATUSES.contains(&status) {
                return Ok(Self::Status(status));
            }
        }
        if let Some(time) = text.strip_prefix("delay-").and_then(|time| time.strip_suffix("ms")?.parse().ok()) {
            return Ok(Self::Delay(Duration::from_millis(time)));
        }
        Err(ParseFaultError(()))
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.to_string()
    }
}

impl TryFrom<String> for Fault {
    type Error = ParseFaultError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
        })
    }
}

/// The error of parsing a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFaultError(pub(super) ());

impl fmt::Display for ParseFaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
        write!(f, "unknown fault; expected {}, `status-503` or `delay-250ms`", names.join(", "))
    }
}

impl std::error::Error for ParseFaultError {}
