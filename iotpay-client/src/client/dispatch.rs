//! Decides where a request runs: queries in the caller's future, requests that move money in a task of their own.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::Client;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::journal::IntentId;
use crate::protocol::UntypedExchange;
use crate::spec::Family;
use crate::transport_error::{TransportError, TransportErrorKind};

impl<F: Family> Client<F> {
    /// Sends a request and returns a successful, accepted response. The id identifies it in the journal.
    pub(super) async fn dispatch(
        &self,
        exchange: &UntypedExchange<'_>,
        id: Option<IntentId>,
    ) -> Result<ReceivedMessage, Error> {
        let inner = &self.inner;
        if !exchange.endpoint().moves_money {
            return inner.transport.send(exchange).await;
        }
        let counted = inner.in_progress.begin();
        let runtime = if inner.runs_to_completion { Handle::try_current().ok() } else { None };
        let Some(runtime) = runtime else { return inner.recorder.send(&inner.transport, exchange, id).await };
        let (fields, detached) = exchange.detach();
        let inner = Arc::clone(inner);
        let task = runtime.spawn(exchange.operation().scope().run(async move {
            let _counted = counted;
            let exchange = detached.attach(inner.protocol.settings(), &fields);
            inner.recorder.send(&inner.transport, &exchange, id).await
        }));
        // The error contains the message of a panic, which may be anything.
        task.await.unwrap_or_else(|_| Err(exchange.fail(TransportError::new(TransportErrorKind::Interrupted, ENDED))))
    }
}

/// The cause if the task panics, or the runtime shuts down.
const ENDED: &str = "the task that sent the request ended before it received the response";
