//! Answers and notifications on their way in: one map that keeps what came, verified before any
//! type is made of it.

mod field;
mod fields;
mod form;
mod json;
mod passed_on;
mod read;
mod received;
mod unreadable;

pub use field::{Kind, RawJson, ReceivedField, Unrecognized};
pub use fields::Fields;
pub(crate) use json::without_byte_order_marks;
pub use passed_on::PassedOn;
pub use read::{FromField, FromFields};
pub use received::{Answer, Received};
pub use unreadable::{Problem, Unreadable};
