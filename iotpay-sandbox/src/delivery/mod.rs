//! Sends notifications, again until the merchant acknowledges them, and records the attempts.

mod edit;
#[cfg(feature = "data")]
mod kept;
mod log;
mod message;
mod not_sent;
mod pending;
mod schedule;
mod send;
mod target;
mod turns;

pub use self::edit::{NotificationEdit, SignatureEdit};
#[cfg(feature = "data")]
pub(crate) use self::kept::{SavedAttempt, SavedNotification, load};
pub use self::log::Delivery;
pub(crate) use self::log::{Deliveries, DeliveryLimits};
pub(crate) use self::message::Event;
pub use self::not_sent::NotSent;
pub(crate) use self::not_sent::Unprepared;
pub(crate) use self::pending::Pending;
pub use self::schedule::NotificationSchedule;
#[cfg(feature = "data")]
pub(crate) use self::send::resume;
pub(crate) use self::send::{http_client, notify, notify_edited, register, resend};
pub(crate) use self::target::Targets;
pub(crate) use self::turns::Turns;
