//! The faults of the matrix, and how each is produced.

use std::time::Duration;

use iotpay_sandbox::{Fault, FaultRule, Timing};

use super::operations::Operation;
use crate::support::server::{Reply, Server, closed_url};

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Failure {
    /// The sandbox has a fault.
    Sandbox(Fault, Timing),
    /// Nothing listens on the port.
    Refused,
    /// The server of an https URL ends the connection during the TLS handshake.
    Tls,
    /// The server sends its response slowly, byte by byte. The request does not reach the sandbox.
    SlowDrip,
    /// The caller sends the request twice at the same time.
    Duplicate,
}

/// The pause between the bytes of a slow response.
const DRIP: Duration = Duration::from_millis(300);

const LATE: Duration = Duration::from_millis(50);

/// The rows of the matrix, each with its name in the table.
pub const FAILURES: [(&str, Failure); 22] = [
    ("connection refused", Failure::Refused),
    ("TLS handshake fails", Failure::Tls),
    ("reset, before the effect", Failure::Sandbox(Fault::Reset, Timing::Before)),
    ("reset, after the effect", Failure::Sandbox(Fault::Reset, Timing::After)),
    ("timeout, before the effect", Failure::Sandbox(Fault::Timeout, Timing::Before)),
    ("timeout, after the effect", Failure::Sandbox(Fault::Timeout, Timing::After)),
    ("HTTP status 503, before the effect", Failure::Sandbox(Fault::Status(503), Timing::Before)),
    ("HTTP status 503, after the effect", Failure::Sandbox(Fault::Status(503), Timing::After)),
    ("maintenance page, before the effect", Failure::Sandbox(Fault::Maintenance, Timing::Before)),
    ("maintenance page, after the effect", Failure::Sandbox(Fault::Maintenance, Timing::After)),
    ("empty response, before the effect", Failure::Sandbox(Fault::Empty, Timing::Before)),
    ("empty response, after the effect", Failure::Sandbox(Fault::Empty, Timing::After)),
    ("not JSON, before the effect", Failure::Sandbox(Fault::NotJson, Timing::Before)),
    ("not JSON, after the effect", Failure::Sandbox(Fault::NotJson, Timing::After)),
    ("truncated response", Failure::Sandbox(Fault::Truncated, Timing::After)),
    ("wrong signature", Failure::Sandbox(Fault::WrongSignature, Timing::After)),
    ("no signature", Failure::Sandbox(Fault::MissingSignature, Timing::After)),
    ("slow response that is never complete", Failure::SlowDrip),
    ("late response, within the timeout", Failure::Sandbox(Fault::Delay(LATE), Timing::After)),
    ("numbers as text", Failure::Sandbox(Fault::NumbersAsText, Timing::After)),
    ("status that the spec does not list", Failure::Sandbox(Fault::UnknownValue, Timing::After)),
    ("sent twice at the same time", Failure::Duplicate),
];

/// Returns the rows of the matrix that need no waiting, and one that does: the proof that a request never arrived.
pub fn quick() -> Vec<(&'static str, Failure)> {
    let is_quick = |failure: &Failure| match failure {
        Failure::Sandbox(Fault::Timeout, _) | Failure::SlowDrip => false,
        Failure::Sandbox(fault, Timing::Before) => *fault == Fault::Reset,
        _ => true,
    };
    FAILURES.into_iter().filter(|(_, failure)| is_quick(failure)).collect()
}

impl Failure {
    /// Returns the fault of the sandbox, if it produces the failure.
    pub fn of_sandbox(self) -> Option<(Fault, Timing)> {
        match self {
            Self::Sandbox(fault, timing) => Some((fault, timing)),
            Self::Refused | Self::Tls | Self::SlowDrip | Self::Duplicate => None,
        }
    }

    /// Returns the rule for the sandbox, if it produces the failure.
    pub fn rule(self, operation: Operation) -> Option<FaultRule> {
        self.of_sandbox().map(|(fault, timing)| FaultRule::new(fault, timing).endpoint(operation.path()))
    }

    /// Returns the base URL of a server that produces the failure instead of the sandbox, and the server.
    pub async fn url(self) -> Option<(String, Option<Server>)> {
        match self {
            Self::Refused => Some((closed_url().await, None)),
            Self::Tls => {
                let server = Server::always(Reply::ResetUnread).await;
                Some((server.url().replace("http://", "https://"), Some(server)))
            }
            Self::SlowDrip => {
                let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"retCode\":\"SUCC".to_vec();
                let server = Server::always(Reply::Drip(DRIP, head)).await;
                Some((server.url(), Some(server)))
            }
            Self::Sandbox(..) | Self::Duplicate => None,
        }
    }
}
