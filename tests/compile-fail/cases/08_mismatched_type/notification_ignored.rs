//! The transaction of a notification must be used.

#![deny(unused_must_use)]

use iotpay_client::notification::ReceivedNotification;
use iotpay_client::card;

fn take(notification: &card::CardNotification, notified: fn() -> ReceivedNotification<card::CardNotification>) {
    notification.transaction();
    notified();
}

fn main() {}
