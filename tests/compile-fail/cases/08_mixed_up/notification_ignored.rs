//! What a notification says of the money is not dropped in silence.

#![deny(unused_must_use)]

use iotpay_client::{ReceivedNotification, card};

fn take(notification: &card::CardNotification, notified: fn() -> ReceivedNotification<card::CardNotification>) {
    notification.transaction();
    notified();
}

fn main() {}
