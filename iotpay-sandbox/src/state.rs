//! The state shared by the server and the handle.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use iotpay_gen::model::{Family, Model};

use crate::ledger::Ledger;
use crate::merchant::Merchant;

/// The state shared by the server and the handle.
pub(crate) struct Shared {
    pub(crate) model: Model,
    pub(crate) merchant: Merchant,
    pub(crate) address: SocketAddr,
    pub(crate) http: reqwest::Client,
    ledger: Mutex<Ledger>,
}

impl Shared {
    pub(crate) fn new(model: Model, merchant: Merchant, address: SocketAddr, http: reqwest::Client) -> Self {
        Self { model, merchant, address, http, ledger: Mutex::default() }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // The ledger is consistent wherever a panic could occur, so a poisoned lock can be used.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The path of a family's base URL: `/v1/`.
pub(crate) fn host_path(family: &Family) -> String {
    url::Url::parse(&family.base_url).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned())
}
