//! Limits the time for establishing a connection, for each request.
//!
//! reqwest has one connect timeout for all requests of a client. This layer reads the limit of the request for which a
//! connection is established.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::timeout_at;
use tower::{Layer, Service};

use crate::sending::Deadline;

type BoxError = Box<dyn StdError + Send + Sync>;

tokio::task_local! {
    /// When the connection for the current request must be established.
    static UNTIL: Deadline;
}

/// Sends a request whose connection must be established by the time.
pub(super) async fn connected_by<T>(until: Deadline, sending: impl Future<Output = T>) -> T {
    UNTIL.scope(until, sending).await
}

/// Adds the limit to a connector.
#[derive(Clone, Copy)]
pub(super) struct ConnectLimit;

impl<C> Layer<C> for ConnectLimit {
    type Service = LimitedConnector<C>;

    fn layer(&self, connector: C) -> LimitedConnector<C> {
        LimitedConnector { connector }
    }
}

#[derive(Clone)]
pub(super) struct LimitedConnector<C> {
    connector: C,
}

impl<T, C: Service<T, Error = BoxError>> Service<T> for LimitedConnector<C>
where
    C::Future: Send + 'static,
    C::Response: 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: T) -> Self::Future {
        // The pool calls its connector while it is polled by the request. It may then drive the connection elsewhere.
        let until = UNTIL.try_with(|until| *until);
        let connecting = self.connector.call(target);
        match until {
            Ok(until) => Box::pin(async move {
                match timeout_at(until.instant(), connecting).await {
                    // The timeout prefers a connection to the end of the time, even if the machine was suspended.
                    Ok(Ok(_)) if until.has_passed() => Err(ConnectTimedOut.into()),
                    Ok(result) => result,
                    Err(_) => Err(ConnectTimedOut.into()),
                }
            }),
            Err(_) => Box::pin(connecting),
        }
    }
}

/// The cause if no connection was established in time.
#[derive(Debug)]
struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no connection was established within the connect timeout")
    }
}

impl StdError for ConnectTimedOut {}
