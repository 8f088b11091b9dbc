//! A notification whose meaning for the money is unknown must be handled, too.

#![deny(unused_must_use)]

use iotpay_client::{Notified, Transaction, card};

fn acknowledge(notified: Notified<card::CardNotification>) -> &'static str {
    match notified {
        Notified::Server(notification) => notification.acknowledgement(),
        Notified::BrowserReturn(_) => "thank you",
    }
}

fn acknowledge_all(notified: Notified<card::CardNotification>) -> &'static str {
    match notified {
        Notified::Server(notification) => notification.acknowledgement(),
        Notified::Undetermined(notification) => notification.acknowledgement(),
        Notified::BrowserReturn(_) => "thank you",
    }
}

fn is_paid(answer: &card::CcQueryAnswer) -> bool {
    match answer.ret_data.transaction() {
        Transaction::Payment(outcome) => outcome.is_paid(),
        Transaction::Refund(_) => false,
    }
}

fn main() {}
