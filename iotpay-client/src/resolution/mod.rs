//! What happened to an order, a refund or a void: the queries that find out, and the rules that interpret them.
//!
//! A request whose response was lost may have taken effect. [`Client::resolve`](crate::Client::resolve) queries by the
//! same merchant reference until the outcome is final, and returns a [`Resolution`]. The same rules apply to
//! [`Client::wait`](crate::Client::wait) and [`Client::states`](crate::Client::states), which wait for a customer to
//! pay:
//!
//! - Only an accepted response about this order counts. A maintenance page, an empty body, a server error, or an
//!   unrelated response changes nothing. An unsigned response counts only if the family does not sign responses, or if
//!   it is unknown whether it does.
//! - "No such order" proves nothing while the request may still arrive, or if the gateway knows the reference.
//!   [`Resolution::NeverArrived`] requires the same response three times, to queries that were sent after the request
//!   must be over, and spread over the [margin](ResolvePolicy::margin).
//! - An order with another amount or currency than the request settles nothing.
//! - When the time is up, the outcome is [`Resolution::StillUnknown`], never "failed".

mod inquiry;
mod intended;
#[cfg(any(feature = "transport", feature = "blocking"))]
mod machine;
mod order_state;
mod policy;
#[cfg(any(feature = "transport", feature = "blocking"))]
mod questions;
mod reason;
#[cfg(test)]
#[cfg(feature = "transport")]
mod tests;

pub use inquiry::{Inquiry, Resolvable};
pub(crate) use intended::Intended;
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) use machine::{ASK_AGAIN_AFTER, Evidence, Machine, Plan, Step};
pub use order_state::OrderState;
pub use policy::{ResolvePolicy, WaitPolicy};
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) use questions::Questions;
pub use reason::{Resolution, StillUnknownReason};
