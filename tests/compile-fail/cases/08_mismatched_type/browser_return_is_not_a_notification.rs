//! A browser return is unsigned and not a notification.

use iotpay_client::notification::BrowserReturn;
use iotpay_client::{NotificationRequest, card};

fn paid(receiver: &card::NotificationReceiver, incoming: NotificationRequest<'_>) -> bool {
    receiver.receive::<card::CardReturn>(incoming).is_ok()
}

fn believed(query: &str) -> bool {
    card::CardReturn::from_query(query).is_ok_and(|returned| returned.status.is_some())
}

fn main() {}
