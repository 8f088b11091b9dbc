//! Signed messages, and their meaning.

use iotpay_client::Credentials;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::{FieldValue, Signer, SigningRule};

/// The key of all messages; it must never be displayed.
pub(super) const KEY: &str = "canary-made-up-key";

pub(super) fn credentials() -> Credentials {
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY);
    credentials.build().expect("valid credentials")
}

/// Returns the fields with their signature.
pub(super) fn signed<'a>(rule: &SigningRule<'_>, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut fields: Vec<_> = fields.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    fields.sort();
    let credentials = credentials();
    let mut signer = Signer::new(rule, credentials.key());
    for (name, text) in &fields {
        signer.field(name, FieldValue::Text(text));
    }
    fields.push((rule.field.to_owned().leak(), signer.finish().to_string()));
    fields
}

/// Returns the fields with a meaning: the signature may differ in case, and empty fields may be added or removed.
pub(super) fn meaning(fields: &Fields) -> Vec<(String, String)> {
    let fields = fields.iter().filter(|field| field.name() != "sign" && !field.is_empty());
    let mut fields: Vec<_> = fields.map(|field| (field.name().to_owned(), field.text().to_owned())).collect();
    fields.sort();
    fields
}
