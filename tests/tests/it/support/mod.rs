//! Code shared by the test modules.
#![allow(dead_code)]

pub mod captured;
pub mod data;
pub mod notifications;
pub mod orders;
pub mod postgres;
pub mod random;
pub mod raw_request;
pub mod sandbox;
pub mod scratch;
pub mod server;
pub mod shop;
pub mod signing;
pub mod tables;

use iotpay_client::{Credentials, card, general};

/// The merchant of all tests. Every key here is invented.
pub const MCH_ID: &str = "10000701";
pub const LOGIN_NAME: &str = "jack123";
pub const KEY: &str = "made-up-key-of-the-tests";

/// Returns the credentials of the tests.
pub fn credentials() -> Credentials {
    credentials_with(KEY)
}

/// Returns the credentials of the tests with another key.
pub fn credentials_with(key: &str) -> Credentials {
    Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(key).build().unwrap()
}

/// Returns a client of the wallet family.
pub fn general_client(base_url: &str, key: &str) -> general::Client {
    general::Client::builder(credentials_with(key)).base_url(base_url).build().unwrap()
}

/// Returns a client of the card family.
pub fn card_client(base_url: &str, key: &str) -> card::Client {
    card::Client::builder(credentials_with(key)).base_url(base_url).build().unwrap()
}
