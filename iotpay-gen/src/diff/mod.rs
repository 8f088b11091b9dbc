//! What changed between two specs, what it means for whoever calls the client, and which version a
//! release of it must carry.
//!
//! The levels follow what the generated code is in Rust:
//!
//! - Requests are made from a struct literal of their required fields, which nobody can leave one out
//!   of or add one to: a required field more, a required field less, and a field that changes sides are
//!   breaking. An optional field more is a `with_…` more.
//! - The limit of a text in a request is in its type: `Text<30>`. Another limit is another type, and
//!   breaking both ways. The limit of a member of a JSON object is in no type: a higher one is
//!   compatible; with a lower one values that were sent are invalid when the program runs.
//! - A closed enum of a request is exhaustive, so that a value more breaks a `match`.
//! - The members of a JSON object are a struct literal, optional ones included: a member more is
//!   breaking.
//! - Responses, notifications and open enums are `non_exhaustive`: a field or a value more is compatible.
//!   Whether a field is optional is in its type (`Option<T>`): a change of it is breaking both ways.
//!   Limits of what is received are in no type.
//! - What compiles as before and means something else (an outcome, the reason for a rejection, what is repeated,
//!   what is taken for a success) is breaking.
//! - What the client does by itself (an encoding, a path, a filled field) is compatible, unless
//!   credentials that were valid are too long for a field.
//!
//! Of each kind of breaking change the catalogue says whether code does not compile or does something
//! else when it runs ([`Breaks`]). The tests ask the compiler: code that uses the whole public API of the
//! older side must fail on the newer one where the catalogue says so, and compile everywhere else.

mod change;
mod change_kinds;
mod collect;
mod credentials;
mod endpoint;
mod enumeration;
mod family;
mod field;
#[cfg(feature = "cli")]
mod json;
mod markdown;
mod matching;
mod moved;
mod notification;
mod operation;
mod page;
mod phrases;
mod received;
mod request;
mod shared;
mod text;
mod verdict;

pub use change::{Area, Change, Subject};
pub use change_kinds::{Breaks, ChangeKind, Level};
#[cfg(feature = "cli")]
pub use json::{to_github, to_json};
pub use markdown::to_markdown;
pub use text::to_text;
pub use verdict::{Bump, Verdict, Version};

use self::collect::Changes;
use crate::model::Model;

/// Every change from one model to another: what has breaking changes first, then in the order of the
/// newer spec. The same models give the same changes, and equal ones none.
pub fn diff(old: &Model, new: &Model) -> Vec<Change> {
    let mut changes = Changes::new(old, new);
    family::compare(&mut changes);
    enumeration::compare(&mut changes);
    page::compare(&mut changes);
    changes.finish()
}
