//! Compares two specs: what changed, what it means for callers of the client, and the next version.
//!
//! The levels follow from the generated Rust code:
//!
//! - Requests are created from a struct literal of their required fields. Adding or removing a required field, or
//!   making a field required or optional, is breaking. An additional optional field is an additional `with_…`.
//! - The limit of a text in a request is part of its type: `Text<30>`. A different limit is a different type, which
//!   is always breaking. The limit of a member of a JSON object is not part of a type: a higher limit is
//!   compatible; with a lower limit, values may become invalid at run time.
//! - A closed enum of a request is exhaustive, so an additional value breaks a `match`.
//! - The members of a JSON object, including optional ones, are a struct literal: an additional member is breaking.
//! - Responses, notifications and open enums are `non_exhaustive`: an additional field or value is compatible.
//!   An optional field has the type `Option<T>`, so a change is always breaking. Limits of received values are not
//!   part of their types.
//! - A change of meaning that compiles as before (an outcome, the reason for a rejection, automatic retry, what
//!   counts as a success) is breaking.
//! - A change that the client handles (an encoding, a path, a filled field) is compatible, unless valid credentials
//!   become too long for a field.
//!
//! Each kind of breaking change states whether code no longer compiles or behaves differently at run time
//! ([`Breaks`]). The tests verify this with the compiler: code that uses the whole public API of the older side must
//! fail to compile on the newer side if the kind says so, and must compile in all other cases.

mod catalog;
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
mod level;
mod lifecycle;
mod markdown;
mod matching;
mod moved;
mod notification;
mod operation;
mod page;
mod page_request;
mod phrases;
mod received;
mod request;
mod shared;
mod signing;
mod subject;
mod text;
mod value_rules;
mod verdict;

pub use change::{Area, Change, Subject};
pub use change_kinds::ChangeKind;
#[cfg(feature = "cli")]
pub use json::{to_github, to_json};
pub use level::{Breaks, Level};
pub use markdown::to_markdown;
pub use text::to_text;
pub use verdict::{Bump, ParseVersionError, Verdict, Version};

use self::collect::Changes;
use crate::model::{Field, Model};

/// Returns every change from one model to another: items with breaking changes first, then in the order of the
/// newer spec. The same models always result in the same changes; equal models result in none.
pub fn diff(old: &Model, new: &Model) -> Vec<Change> {
    let mut changes = Changes::new(old, new);
    family::compare(&mut changes);
    enumeration::compare(&mut changes);
    page::compare(&mut changes);
    changes.finish()
}

/// Describes the type of a request field in words, such as "an IP address" or "a value of `currency` (`CAD` and `USD`)".
pub fn request_type_in_words(model: &Model, field: &Field) -> String {
    phrases::of_request_type(model, field)
}
