//! Sends notifications, again until the merchant acknowledges them, and records each attempt.

mod edit;
mod log;
mod message;
mod schedule;
mod send;
mod target;

pub use self::edit::{NotificationEdit, SignatureEdit};
pub use self::log::Delivery;
pub(crate) use self::log::{Deliveries, Undelivered};
pub(crate) use self::message::Event;
pub use self::schedule::NotificationSchedule;
pub(crate) use self::send::{http_client, notify, resend};
pub(crate) use self::target::Targets;
