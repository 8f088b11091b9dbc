//! Books events: the part that a real shop writes.

use std::marker::PhantomData;
use std::sync::Arc;

use iotpay_client::inbox::{Event, Handler, HandlerError};

use crate::books::Booking;
use crate::pauses::Pauses;
use crate::settings::Version;
use crate::watched::Watched;
use crate::work::Store;

/// Books each event, in the transaction that also completes it.
pub struct Bookkeeper<S> {
    version: Version,
    pauses: Arc<Pauses>,
    store: PhantomData<fn() -> S>,
}

impl<S: Store> Bookkeeper<S> {
    pub fn new(version: Version, pauses: Arc<Pauses>) -> Self {
        Self { version, pauses, store: PhantomData }
    }
}

impl<S: Store> Handler<Watched<S>> for Bookkeeper<S> {
    async fn handle(&self, event: &Event, transaction: &mut S::Transaction) -> Result<(), HandlerError> {
        let (reference, outcome) = (&event.key.reference, event.key.outcome.to_string());
        S::book(transaction, &Booking { reference, outcome, version: self.version }).await?;
        self.pauses.at("booked").await;
        Ok(())
    }
}
