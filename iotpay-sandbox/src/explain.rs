//! Explains rejections: which field, which rule, which page of the vendor, and the expected string to sign.

use iotpay_client::incoming::{Fields, ReceivedField};
use iotpay_client::signing::StringToSign;
use iotpay_gen::diff::request_type_in_words;
use iotpay_gen::model::{
    Endpoint, Family, Field, Filler, Model, Operation, Page, RejectionReason, Signing, SigningAlgorithm,
};
use serde::Serialize;

use crate::check;
use crate::merchant::Merchant;
use crate::nested_request;
use crate::redacted::{Shown, shortened};
use crate::rejection::Rejection;
use crate::signing::inspect_request;

/// The largest number of characters of a string to sign.
const LONGEST_STRING: usize = 4_000;

/// The explanation of a rejection. The response has each part as a header, next to the family's own message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The field that is missing or invalid, or that has a signature which does not match.
    pub field: Option<String>,
    /// The rule, and how the request violates it.
    pub rule: String,
    /// The title and the path of the vendor page that documents the endpoint.
    pub page: Option<String>,
    /// The expected string to sign, with a masked key, if the signature does not match. At most 4,000 characters.
    pub string_to_sign: Option<String>,
}

impl Explanation {
    /// The number of bytes of the texts.
    pub(crate) fn size(&self) -> usize {
        let optional = [&self.field, &self.page, &self.string_to_sign].into_iter().flatten();
        self.rule.len() + optional.map(String::len).sum::<usize>()
    }
}

/// A request that was rejected.
pub(crate) struct Rejected<'a> {
    pub(crate) model: &'a Model,
    pub(crate) family: &'a Family,
    pub(crate) endpoints: &'a [&'a Endpoint],
    pub(crate) fields: &'a Fields,
    /// The merchant whose key verifies the signature.
    pub(crate) merchant: &'a Merchant,
}

impl Rejected<'_> {
    pub(crate) fn explain(&self, rejection: &Rejection) -> Explanation {
        let operation = check::operation(self.endpoints, self.fields).ok();
        let endpoint = operation.map(|(endpoint, _)| endpoint).or_else(|| self.endpoints.first().copied());
        let page = endpoint.and_then(|endpoint| page_of(self.model, endpoint));
        let signing = self.model.signing_of(self.family);
        let (field, rule, string_to_sign) = match rejection {
            Rejection::NotUnderstood { reason: RejectionReason::InvalidField, field, .. } => {
                (Some(field.clone()), self.rule(operation.map(|(_, it)| it), field), None)
            }
            Rejection::NotUnderstood { reason: RejectionReason::BadSignature, .. } => {
                let rule = format!("the {} signature over all fields with the merchant key", name_of(signing));
                let inspection = inspect_request(signing, &self.merchant.key, self.fields);
                let mistakes: Vec<_> = inspection.mistakes.iter().map(ToString::to_string).collect();
                let rule = match check::text(self.fields, &signing.field) {
                    None => format!("must be {rule}; it is missing"),
                    Some(_) if mistakes.is_empty() => {
                        format!("must be {rule}; the received signature does not match, perhaps because of another key")
                    }
                    Some(_) => {
                        let mistakes = mistakes.join(", and ");
                        format!("must be {rule}; the received signature results if {mistakes}")
                    }
                };
                let string_to_sign = self.without_secrets(&inspection.string_to_sign);
                (Some(signing.field.clone()), rule, Some(string_to_sign))
            }
            Rejection::NotUnderstood { .. } | Rejection::Business { .. } | Rejection::Worded { .. } => {
                (None, rejection.text().to_owned(), None)
            }
        };
        Explanation { field, rule, page, string_to_sign }
    }

    /// Masks the values of secret fields, since explanations are logged and kept.
    fn without_secrets(&self, signed: &StringToSign) -> String {
        let joined = |shown: &dyn Fn(&str) -> bool| {
            let pairs = signed.fields().iter();
            let pairs = pairs.map(|(name, value)| format!("{name}={}", if shown(name) { value } else { "***" }));
            pairs.collect::<Vec<_>>().join("&")
        };
        let shown = Shown::new(self.endpoints, self.fields);
        let text = signed.to_masked_string().replacen(&joined(&|_| true), &joined(&|name| shown.contains(name)), 1);
        shortened(&text, LONGEST_STRING)
    }

    /// The rule that a field violates.
    fn rule(&self, operation: Option<&Operation>, name: &str) -> String {
        let Some(operation) = operation else {
            let channels = self.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
            let channels: Vec<_> = channels.filter_map(|operation| operation.channel.as_deref()).collect();
            return format!("must be one of {}", channels.join(", "));
        };
        let on = operation.channel.as_ref().map_or_else(String::new, |channel| format!(" on {channel}"));
        if let Some(group) = operation.group_of(name) {
            return format!("exactly one of {} must be set", group.fields.join(", "));
        }
        let found = nested_request::find(operation, self.fields, name, |field, received| {
            match (&field.filled, received.filter(|value| !value.is_empty())) {
                (_, None) => format!("is required{on}"),
                (Some(Filler::MchId), Some(_)) => "must be the merchant id of a merchant of this sandbox".to_owned(),
                (Some(Filler::LoginName), Some(_)) => "must be the login name of the merchant".to_owned(),
                (Some(Filler::Fixed(value)), Some(_)) => format!("must be `{value}`{on}"),
                (Some(Filler::Signature) | None, Some(value)) => self.rule_of_value(field, &value, &on),
            }
        });
        found.unwrap_or_else(|| format!("is not accepted{on}; only other requests of the endpoint have it"))
    }

    fn rule_of_value(&self, field: &Field, value: &ReceivedField, on: &str) -> String {
        let length = value.text().chars().count();
        if let Some(max) = field.max.filter(|_| !field.fits(value.text())) {
            return format!("has at most {max} characters{on}; this value has {length}");
        }
        format!(
            "must be {}{on}, without whitespace or control characters around it",
            request_type_in_words(self.model, field)
        )
    }
}

/// The title and the path of the vendor page that documents an endpoint.
pub(crate) fn page_of(model: &Model, endpoint: &Endpoint) -> Option<String> {
    let is_own = |page: &&Page| page.endpoints.iter().any(|known| std::ptr::eq(known, endpoint));
    let page = model.pages.iter().find(is_own)?;
    Some(match &page.path {
        Some(path) => format!("{}, {path}", page.title),
        None => page.title.clone(),
    })
}

pub(crate) fn name_of(signing: &Signing) -> &'static str {
    match signing.algorithm.value {
        SigningAlgorithm::Md5 => "MD5",
        SigningAlgorithm::Sha256 => "SHA-256",
        SigningAlgorithm::HmacSha256 => "HMAC-SHA256",
    }
}
