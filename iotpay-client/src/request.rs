//! A request and the answer that belongs to it.

use crate::incoming::FromFields;
use crate::signing::Signed;
use crate::spec::{Endpoint, Family};

/// A request: which family and which call it is for, and what comes back.
///
/// Generated types implement it. For a call that nobody has transcribed yet, derive
/// [`Signed`](macro@crate::Signed) and implement it by hand; see the crate's documentation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that can be sent",
    label = "no call is known for this",
    note = "generated request types can be sent; for one of your own, derive `Signed` and implement `Request`"
)]
pub trait Request: Signed + Sync {
    /// The family that serves the call.
    type Family: Family;
    /// What a successful call answers.
    type Answer: FromFields;

    /// The call.
    fn endpoint() -> &'static Endpoint;
}
