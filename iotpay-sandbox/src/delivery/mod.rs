//! Sends notifications, again until the merchant acknowledges them, and records the attempts.

mod edit;
mod log;
mod message;
mod schedule;
mod send;
mod target;
mod turns;

pub use self::edit::{NotificationEdit, SignatureEdit};
pub use self::log::Delivery;
pub(crate) use self::log::{Deliveries, DeliveryLimits, Undelivered};
pub(crate) use self::message::Event;
pub use self::schedule::NotificationSchedule;
pub(crate) use self::send::{http_client, notify, notify_edited, resend};
pub(crate) use self::target::Targets;
pub(crate) use self::turns::Turns;
