//! Requests and their responses.

use crate::incoming::{DecodeError, Fields, FromResponse};
use crate::signing::Signed;
use crate::spec::{Endpoint, Family};
use crate::validation::ValidationError;

/// A request with its family, its endpoint and its response.
///
/// Generated types implement this trait. For an endpoint that the spec does not cover, define a type and derive
/// [`Signed`](macro@crate::signing::Signed). Then derive
/// [`BuildRequest`](macro@crate::request_macro::BuildRequest), which implements this trait, or implement the trait
/// yourself. For an example, see the crate documentation.
///
/// ```
/// use iotpay_client::Request;
///
/// /// Returns `true` if the client retries such a request.
/// fn is_query<R: Request>() -> bool {
///     R::endpoint().idempotent
/// }
/// assert!(is_query::<iotpay_client::general::QueryOrder>());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that can be sent",
    label = "not a request",
    note = "use a generated request type, or derive `Signed` and implement `Request` for your own type",
    note = "if this is the `Result` of `request!`, add `?` after it"
)]
pub trait Request: Signed + Sync {
    /// The family of the endpoint.
    type Family: Family;
    /// The response if the request succeeds.
    type Response: FromResponse<Self>;

    /// Returns the endpoint.
    fn endpoint() -> &'static Endpoint;

    /// Validates what the types of the fields cannot express. For example, an enum value that only other requests
    /// accept is invalid. The client calls this method before it sends the request.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if the request is invalid. The client then does not send the request.
    fn validate(&self) -> Result<(), ValidationError> {
        Ok(())
    }

    /// Decodes the fields of an accepted response. The default implementation calls [`FromResponse::from_response`].
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if a required field is missing or invalid.
    fn decode(&self, fields: &Fields) -> Result<Self::Response, DecodeError> {
        Self::Response::from_response(self, fields)
    }
}

/// A request of the family `F`. This trait is implemented for every request type and its family.
///
/// ```
/// # #[cfg(feature = "transport")]
/// # mod example {
/// use iotpay_client::protocol::RequestFor;
/// use iotpay_client::spec::Family;
/// use iotpay_client::{Client, Error, Response};
///
/// /// Sends any request of any family, and measures the time.
/// async fn timed<F, R>(client: &Client<F>, request: &R) -> Result<Response<R::Response>, Error>
/// where
///     F: Family,
///     R: RequestFor<F>,
/// {
///     let began = std::time::Instant::now();
///     let result = client.send(request).await;
///     println!("{}: {:?}", R::endpoint().name, began.elapsed());
///     result
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of the family `{F}`",
    label = "another family's request",
    note = "each family has its own client, such as `general::Client` or `card::Client`: use the client of this family"
)]
pub trait RequestFor<F: Family>: Request {}

// Mismatched families are reported for this trait.
#[diagnostic::do_not_recommend]
impl<F: Family, R: Request<Family = F>> RequestFor<F> for R {}
