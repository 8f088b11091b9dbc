//! Passing handled events on to other systems, such as a message broker.
//!
//! With [`with_outbox`](crate::PostgresStore::with_outbox), completing an event also writes a row to the table
//! `iotpay_outbox`, in the same transaction. So an event is in the outbox exactly if it is handled. A [`Pump`] claims
//! the rows and passes the events to a [`Sink`], which you implement. It deletes a row after the sink has accepted the
//! event, so each event is delivered at least once. The sink can recognize duplicates by [`HandledEvent::id`].
//!
//! The example `nats` passes events to NATS JetStream.

mod event;
mod pump;
mod row;
mod sql;

pub use event::HandledEvent;
pub use pump::{Delivery, DeliveryFailure, Outbox, OutboxFuture, Pump, PumpReport, Sink, SinkError};
pub(crate) use row::DeliveryRow;
pub(crate) use sql::{BACKFILL, DELIVERED, ENQUEUE, UNDELIVERED};
