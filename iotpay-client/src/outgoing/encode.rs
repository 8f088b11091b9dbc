//! A request to the bytes that are sent.

use form_urlencoded::byte_serialize;

use super::{JsonObjectWriter, ZeroizingString};
use crate::credentials::Credentials;
use crate::signing::{FieldValue, Signature, Signed, Signer};
use crate::spec::{BodyEncoding, FamilySpec};

/// A signed request as it is sent.
pub struct EncodedRequest {
    /// The body, with the secrets of the request.
    pub body: ZeroizingString,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its signature.
    pub signature: Signature,
}

/// Signs and encodes a request in one walk over its fields.
pub fn encode(request: &dyn Signed, credentials: &Credentials, family: &FamilySpec) -> EncodedRequest {
    let mut signer = Signer::new();
    let mut object = JsonObjectWriter::new();
    request.visit(&credentials.account(), &mut |name, value| {
        signer.field(name, value);
        object.member(name, value);
    });
    let signature = signer.finish(credentials.key());
    object.member(family.signing.field, FieldValue::Text(signature.as_str()));
    let json = object.finish_zeroizing();
    let body = match family.body {
        BodyEncoding::Json => json,
        // Percent-encoded: sent raw, a form decoder would end `params` at the first `&`.
        BodyEncoding::ParamsForm => percent_encoded("params=", &json),
    };
    EncodedRequest { body, content_type: family.body.content_type(), signature }
}

/// What is before a text, and the text as a form's value.
pub(crate) fn percent_encoded(before: &str, text: &str) -> ZeroizingString {
    // JSON has a quotation mark around each word, which becomes three characters.
    let mut encoded = ZeroizingString::with_capacity(before.len() + 2 * text.len());
    encoded.push(before);
    for piece in byte_serialize(text.as_bytes()) {
        encoded.push(piece);
    }
    encoded
}
