//! A request and the response that belongs to it.

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
    note = "generated request types can be sent; for one of your own, derive `Signed` and implement `Request`",
    note = "a `Result` of `request!` may hold one: put `?` after the call"
)]
pub trait Request: Signed + Sync {
    /// The family that serves the call.
    type Family: Family;
    /// What a successful call responses.
    type Response: FromFields;

    /// The call.
    fn endpoint() -> &'static Endpoint;
}

/// A request that the family `F` serves. Every request is one of its own family.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of the family `{F}`",
    label = "another family's request",
    note = "each family has its own client, as `general::Client` and `card::Client`: send it by that of its family"
)]
pub trait RequestFor<F: Family>: Request {}

// The mismatch of the families is told as one of this trait.
#[diagnostic::do_not_recommend]
impl<F: Family, R: Request<Family = F>> RequestFor<F> for R {}
