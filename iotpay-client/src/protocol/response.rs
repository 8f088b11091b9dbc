//! Checks a response: first its status and its signature, then the envelope.

use std::borrow::Cow;

use super::untyped::UntypedExchange;
use super::{echo, reason};
use crate::credentials::MerchantKey;
use crate::error::{Error, OutcomeUnknownCause, Rejected, SignatureMismatch};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, RawText, ReceivedMessage};
use crate::masking::Secrets;
use crate::rejection::RejectionReason;
use crate::signing::{StringToSign, Verification, single_mistake};

const SUCCESS: &str = "SUCCESS";
const FAIL: &str = "FAIL";

/// The reason why a response is not a success.
enum Failure {
    /// The outcome is known, or the signature is missing or invalid.
    Known(Error),
    /// The outcome is unknown.
    Unknown(OutcomeUnknownCause),
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::Unknown(OutcomeUnknownCause::Decode(error))
    }
}

impl UntypedExchange<'_> {
    /// Returns a successful response that may be accepted.
    pub(crate) fn accept(&self, status: u16, body: &[u8]) -> Result<ReceivedMessage, Error> {
        let result = self.judge(status, body).map_err(|failure| match failure {
            Failure::Known(error) => error,
            Failure::Unknown(cause) => {
                let kept = body.get(..self.settings.max_response).unwrap_or(body);
                self.outcome_unknown(cause, Some(kept.to_vec()))
            }
        });
        self.operation().responded(status, body, &result);
        result
    }

    fn judge(&self, status: u16, body: &[u8]) -> Result<ReceivedMessage, Failure> {
        if body.len() > self.settings.max_response {
            return Err(DecodeError::whole(DecodeErrorKind::TooLarge).into());
        }
        let by_status = || Err(Failure::Unknown(OutcomeUnknownCause::Status(status)));
        // A proxy in front of the gateway may have written the body of a server error.
        if (500..600).contains(&status) {
            return by_status();
        }
        match self.evaluate(body).map_err(|failure| with_status(failure, status)) {
            result if (200..300).contains(&status) => result,
            // An HTTP error status contradicts a successful response, and explains an unreadable one.
            Ok(_) | Err(Failure::Unknown(OutcomeUnknownCause::Decode(_))) => by_status(),
            result => result,
        }
    }

    /// Parses and verifies a response, and returns it if it is a success.
    fn evaluate(&self, body: &[u8]) -> Result<ReceivedMessage, Failure> {
        let (family, endpoint) = (self.settings.family, &self.endpoint);
        let text = str::from_utf8(body).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8))?;
        let mut fields = Fields::from_json(text)?;
        let raw = RawText::new(text, &fields);
        let envelope = &family.envelope;
        let understood = word(&fields, envelope.code)?;
        let verify = |fields: &mut Fields, key: &MerchantKey| fields.verify_response(family.signing, key, endpoint);
        let (verification, key) = self.settings.credentials.verify(&mut fields, 1, verify);
        let is_accepted = self.settings.signatures.accepts(family, endpoint, understood, &verification);
        let received = ReceivedMessage { fields, verification, key, raw };
        if !is_accepted {
            return Err(self.signature_mismatch(received));
        }
        let result = envelope.result.filter(|result| {
            let is_there = received.fields.get(result).is_some_and(|field| !field.is_empty());
            understood && (is_there || !endpoint.may_omit.contains(result))
        });
        let has_succeeded = match result {
            Some(result) => word(&received.fields, result)?,
            None => understood,
        };
        if has_succeeded { Ok(received) } else { Err(self.rejection(understood, received)) }
    }

    fn signature_mismatch(&self, received: ReceivedMessage) -> Failure {
        let rule = self.settings.family.signing;
        let string_to_sign = StringToSign::for_received(&received.fields, rule);
        let (endpoint, reference, mch_id) = (self.endpoint, self.reference(), self.owned_mch_id());
        let is_mismatch = received.verification == Verification::Mismatch;
        let mistake =
            is_mismatch.then(|| single_mistake(&received.fields, rule, self.settings.credentials.key())).flatten();
        let mismatch =
            SignatureMismatch { endpoint, reference, mch_id, string_to_sign, received, rule, sent: None, mistake };
        Failure::Known(Error::SignatureMismatch(Box::new(mismatch)))
    }

    /// Evaluates a response that is not a success. Its texts determine whether it is an internal gateway error or a
    /// rejection, and the reason for it.
    fn rejection(&self, understood: bool, received: ReceivedMessage) -> Failure {
        let (family, account) = (self.settings.family, self.account());
        let envelope = &family.envelope;
        let names_an_order = reason::names_an_order(&self.endpoint, self.request, &account);
        let reason = reason::reason(family.rejections, envelope, understood, names_an_order, &received.fields);
        let code = text(&received.fields, envelope.error_code);
        let of_request = text(&received.fields, Some(envelope.message));
        let of_business = text(&received.fields, envelope.error_message);
        let message = if understood { of_business.or(of_request) } else { of_request.or(of_business) };
        let secrets = Secrets::for_request(self.request, &account);
        let [shown_code, shown_message] = [&code, &message].map(|it| it.as_deref().map(|it| secrets.masked(it)));
        // A failed query changes nothing.
        if reason == RejectionReason::GatewayError && !self.endpoint.idempotent {
            let reported = shown_code.or(shown_message).unwrap_or_default();
            return Failure::Unknown(OutcomeUnknownCause::ReportedByGateway(reported));
        }
        Failure::Known(Error::Rejected(Box::new(Rejected {
            endpoint: self.endpoint,
            reason,
            reference: self.reference(),
            mch_id: self.owned_mch_id(),
            is_business_error: understood,
            code,
            message,
            received,
            sent: None,
            http_status: 0,
            shown_code,
            shown_message,
        })))
    }

    /// Returns the fields of an accepted response to decode: those of the object that contains the whole response, if
    /// any.
    pub(super) fn content<'r>(&self, received: &'r ReceivedMessage) -> Result<Cow<'r, Fields>, DecodeError> {
        let nested = self.endpoint.nested_in.and_then(|name| received.fields.get(name));
        let fields = match nested.filter(|field| !field.is_empty()) {
            Some(field) => Cow::Owned(field.object()?),
            None => Cow::Borrowed(&received.fields),
        };
        echo::check(self.endpoint.echoed, self.request, &self.account(), &fields)?;
        Ok(fields)
    }
}

/// Adds the HTTP status to a rejection.
fn with_status(mut failure: Failure, status: u16) -> Failure {
    if let Failure::Known(Error::Rejected(rejected)) = &mut failure {
        rejected.http_status = status;
    }
    failure
}

/// SUCCESS or FAIL; anything else is neither.
fn word(fields: &Fields, name: &str) -> Result<bool, DecodeError> {
    match fields.read::<String>(name, &[])?.as_str() {
        SUCCESS => Ok(true),
        FAIL => Ok(false),
        _ => Err(DecodeError::new(name, DecodeErrorKind::UnexpectedValue)),
    }
}

fn text(fields: &Fields, name: Option<&str>) -> Option<String> {
    fields.read::<Option<String>>(name?, &[]).ok().flatten()
}
