//! Responses.

use serde_json::{Map, Value};

use super::signed_fields::MessageFields;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::incoming::Response;
use crate::protocol::Protocol;
use crate::request::Request;
use crate::signing::FieldValue;
use crate::spec::{Family, ResponseSigning};

/// A response of the gateway for a test: its fields by their wire names.
///
/// The envelope of the family (`retCode` and so on) is added, and the response is signed if the family signs responses.
/// For other examples, see [the module](crate::test_util).
///
/// ```
/// use iotpay_client::error::RejectionReason;
/// use iotpay_client::test_util::TestResponse;
/// use iotpay_client::{Credentials, Error, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let query = general::QueryOrder::by_mch_order_no("m1")?;
/// let recorded = TestResponse::rejection("E1", "made up").json(r#"{"errDes":"another text"}"#)?;
/// let Err(Error::Rejected(rejected)) = recorded.to(&query, &credentials) else { panic!() };
/// assert_eq!(rejected.reason, RejectionReason::Undocumented);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TestResponse {
    content: MessageFields,
    result: EnvelopeResult,
    is_signed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum EnvelopeResult {
    Success,
    Rejected { code: Option<String>, message: String },
    Failed { message: String },
}

impl TestResponse {
    fn new(result: EnvelopeResult) -> Self {
        Self { content: MessageFields::default(), result, is_signed: true }
    }

    /// Creates a response to an accepted request, without content.
    #[must_use]
    pub fn success() -> Self {
        Self::new(EnvelopeResult::Success)
    }

    /// Creates a response that rejects the operation, for example because the card is declined. In a family whose
    /// envelope has no such result, it is a [`failure`](Self::failure).
    #[must_use]
    pub fn rejection(code: &str, message: &str) -> Self {
        Self::new(EnvelopeResult::Rejected { code: Some(code.to_owned()), message: message.to_owned() })
    }

    /// Creates a response that rejects the request as such, for example because a parameter is missing.
    #[must_use]
    pub fn failure(message: &str) -> Self {
        Self::new(EnvelopeResult::Failed { message: message.to_owned() })
    }

    /// Sets a field of the content. It can also be a field of the envelope, or an object.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.content.set(name, value);
        self
    }

    /// Adds the members of a JSON object, such as a recorded response.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not a JSON object.
    pub fn json(mut self, object: &str) -> Result<Self, serde_json::Error> {
        self.content.extend(serde_json::from_str::<Map<String, Value>>(object)?);
        Ok(self)
    }

    /// Omits the signature.
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.is_signed = false;
        self
    }

    /// Returns the body of the HTTP response, for a server of your own.
    pub fn body<F: Family>(&self, credentials: &Credentials) -> String {
        let family = F::SPEC;
        let envelope = &family.envelope;
        let mut fields = self.content.clone();
        let mut set = |name: Option<&str>, value: &str| {
            if let Some(name) = name
                && !fields.contains(name)
            {
                fields.set(name, value);
            }
        };
        match &self.result {
            EnvelopeResult::Success => {
                set(Some(envelope.code), "SUCCESS");
                set(envelope.result, "SUCCESS");
            }
            EnvelopeResult::Rejected { code, message } if envelope.result.is_some() => {
                set(Some(envelope.code), "SUCCESS");
                set(envelope.result, "FAIL");
                set(envelope.error_code, code.as_deref().unwrap_or_default());
                set(envelope.error_message, message);
            }
            EnvelopeResult::Rejected { message, .. } | EnvelopeResult::Failed { message } => {
                set(Some(envelope.code), "FAIL");
                set(Some(envelope.message), message);
            }
        }
        if self.is_signed && family.signed_responses != ResponseSigning::Never {
            fields.sign(family.signing, credentials.key());
        }
        fields.to_json()
    }

    /// Checks and decodes the response to a request, as the client does. A successful response also repeats the fields of
    /// the request that the spec lists, such as the merchant reference, unless you have set them.
    ///
    /// # Errors
    ///
    /// Returns the [`Error`] that the client returns for the response.
    pub fn to<R: Request>(&self, request: &R, credentials: &Credentials) -> Result<Response<R::Response>, Error> {
        let protocol = Protocol::<R::Family>::new(credentials.clone());
        let body = self.repeating(request, credentials).body::<R::Family>(credentials);
        protocol.prepare(request)?.judge(200, body.as_bytes())
    }

    /// Returns the response with the values of the request that it must repeat.
    fn repeating<R: Request>(&self, request: &R, credentials: &Credentials) -> Self {
        let mut response = self.clone();
        if self.result == EnvelopeResult::Success {
            request.visit(&credentials.account(), &mut |name, value| {
                let value: Value = match value {
                    FieldValue::Text(text) => text.into(),
                    FieldValue::Integer(number) => number.into(),
                    FieldValue::Secret(_) | FieldValue::Boolean(_) | FieldValue::Json(_) => return,
                };
                for (_, path) in R::endpoint().echoed.iter().filter(|(field, _)| *field == name) {
                    response.content.set_if_absent(path, &value);
                }
            });
        }
        response
    }
}
