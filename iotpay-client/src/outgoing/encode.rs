//! Encodes a request.

use form_urlencoded::byte_serialize;

use super::{JsonObjectWriter, ZeroizingString};
use crate::credentials::Credentials;
use crate::signing::{FieldValue, Signature, Signed, Signer};
use crate::spec::{BodyEncoding, FamilySpec};

/// A signed and encoded request.
///
/// ```
/// use iotpay_client::protocol::EncodedRequest;
///
/// /// Returns the headers of the HTTP request.
/// fn headers(request: &EncodedRequest) -> [(&'static str, String); 2] {
///     [("Content-Type", request.content_type.to_owned()), ("Content-Length", request.body.as_str().len().to_string())]
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedRequest {
    /// The body, which contains the secrets of the request.
    pub body: ZeroizingString,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The signature.
    pub signature: Signature,
}

/// Signs and encodes a request in a single pass over its fields, without validating it. Use
/// [`Protocol::prepare`](crate::protocol::Protocol::prepare) for a request that you send.
///
/// ```
/// use iotpay_client::protocol::encode;
/// use iotpay_client::spec::Family as _;
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let query = general::QueryOrder::by_mch_order_no("m1")?;
/// let encoded = encode(&query, &credentials, general::General::SPEC);
/// assert!(encoded.body.as_str().starts_with("params=%7B%22mchId%22"));
/// # Ok(())
/// # }
/// ```
pub fn encode(request: &dyn Signed, credentials: &Credentials, family: &FamilySpec) -> EncodedRequest {
    let mut signer = Signer::new(family.signing, credentials.key());
    let mut object = JsonObjectWriter::new();
    request.visit(&credentials.account(), &mut |name, value| {
        signer.field(name, value);
        object.member(name, value);
    });
    let signature = signer.finish();
    object.member(family.signing.field, FieldValue::Text(signature.as_str()));
    let json = object.finish_zeroizing();
    let body = match family.body {
        BodyEncoding::Json => json,
        // Percent-encoded: without it, a form decoder would end `params` at the first `&`.
        BodyEncoding::ParamsForm => percent_encoded("params=", &json),
    };
    EncodedRequest { body, content_type: family.body.content_type(), signature }
}

/// A prefix, and the text encoded as a form value.
pub(crate) fn percent_encoded(before: &str, text: &str) -> ZeroizingString {
    // JSON has many quotation marks, each of which becomes three characters.
    let mut encoded = ZeroizingString::with_capacity(before.len() + 2 * text.len());
    encoded.push(before);
    for piece in byte_serialize(text.as_bytes()) {
        encoded.push(piece);
    }
    encoded
}
