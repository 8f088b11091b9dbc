//! A notification whose meaning for the money is unknown must be handled too.

#![deny(unused_must_use)]

use iotpay_client::notification::ReceivedNotification;
use iotpay_client::outcome::Transaction;
use iotpay_client::card;

fn acknowledge(notified: ReceivedNotification<card::CardNotification>) -> &'static str {
    match notified {
        ReceivedNotification::Server(notification) => notification.acknowledgement(),
        ReceivedNotification::BrowserReturn(_) => "thank you",
    }
}

fn acknowledge_all(notified: ReceivedNotification<card::CardNotification>) -> &'static str {
    match notified {
        ReceivedNotification::Server(notification) => notification.acknowledgement(),
        ReceivedNotification::Undetermined(notification) => notification.acknowledgement(),
        ReceivedNotification::BrowserReturn(_) => "thank you",
    }
}

fn is_paid(response: &card::CcQueryResponse) -> bool {
    match response.ret_data.transaction() {
        Transaction::Payment(outcome) => outcome.is_paid(),
        Transaction::Refund(_) => false,
    }
}

fn main() {}
