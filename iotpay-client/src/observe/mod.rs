//! Observes operations and notifications: hooks for auditing, and spans and metrics behind the features `tracing` and
//! `metrics`.
//!
//! Code of the caller runs in `guarded`, so a panic in it does not affect the operation.
//!
//! The client and the receiver call one method at each step. Without a hook, a subscriber and the feature `metrics`,
//! these methods return at once.

mod facts;
mod inbox;
#[cfg_attr(not(feature = "metrics"), path = "no_meter.rs")]
mod meter;
mod notification;
mod operation;
mod redact;
#[cfg(any(feature = "transport", feature = "blocking"))]
mod sending;
#[cfg_attr(not(feature = "tracing"), path = "no_trace.rs")]
mod trace;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use self::trace::Span;
use crate::audit::Audit;

pub(crate) use inbox::{alarm as inbox_alarm, event as inbox_event};
pub(crate) use operation::{Observable, Operation};
pub(crate) use redact::Redaction;

/// The hook of a client or a receiver, and the server of a client.
#[derive(Clone, Default)]
pub(crate) struct Observer {
    audit: Option<Arc<dyn Audit>>,
    server: Option<Arc<Server>>,
    is_off: bool,
}

/// The host and the port to which a client sends requests.
struct Server {
    #[cfg(any(feature = "tracing", feature = "metrics"))]
    address: Arc<str>,
    #[cfg(feature = "tracing")]
    port: u16,
    #[cfg(feature = "metrics")]
    port_text: Arc<str>,
}

impl Server {
    #[cfg(any(feature = "tracing", feature = "metrics"))]
    fn of(base_url: &str) -> Option<Self> {
        let url = url::Url::parse(base_url).ok()?;
        let port = url.port_or_known_default()?;
        Some(Self {
            address: url.host_str()?.into(),
            #[cfg(feature = "tracing")]
            port,
            #[cfg(feature = "metrics")]
            port_text: port.to_string().into(),
        })
    }

    /// Nothing reports it.
    #[cfg(not(any(feature = "tracing", feature = "metrics")))]
    fn of(_: &str) -> Option<Self> {
        None
    }
}

impl Observer {
    /// An observer that never looks for anything.
    pub(crate) fn off() -> Self {
        Self { is_off: true, ..Self::default() }
    }

    pub(crate) fn with_audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.audit = Some(audit);
        self
    }

    pub(crate) fn with_base_url(mut self, base_url: &str) -> Self {
        self.server = Server::of(base_url).map(Arc::new);
        self
    }

    /// Returns `true` if anything observes an operation or a notification.
    fn observes(&self, span: &Span) -> bool {
        self.audit.is_some() || meter::IS_ENABLED || span.is_enabled()
    }

    /// Calls the hook. If it panics, the operation continues.
    fn tell(&self, call: impl FnOnce(&dyn Audit)) {
        if let Some(audit) = &self.audit {
            guarded(|| call(&**audit));
        }
    }
}

/// Runs code of the caller: a hook, a subscriber or a recorder. If it panics, the result is `None`, and the operation
/// continues: the response of a payment must not be lost because it cannot be reported.
fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    // Such code cannot leave anything of the client in an inconsistent state: it only reads.
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// Two observers are equal if they have the same hook.
impl PartialEq for Observer {
    fn eq(&self, other: &Self) -> bool {
        match (&self.audit, &other.audit) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for Observer {}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.audit.is_some() { "Observer(hook)" } else { "Observer(none)" })
    }
}
