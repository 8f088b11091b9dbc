//! Signs and verifies messages by the signing rule of a family.

use std::borrow::Cow;

use iotpay_client::MerchantKey;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::{
    self, FieldValue, Inspection, KeyPosition, NestedField, NestedForm, Signature, SignatureCase, Signer,
    SigningAlgorithm, SigningRule, sorted_json,
};
use iotpay_gen::model::{self, EmptyValues, Signing};

/// Returns the signature over fields in any order. The signature itself must not be one of them.
pub(crate) fn sign<'f>(
    signing: &Signing,
    key: &MerchantKey,
    fields: impl IntoIterator<Item = (&'f str, FieldValue<'f>)>,
) -> Signature {
    let unsigned = unsigned_fields(signing);
    let rule = rule(signing, &unsigned);
    let mut sorted: Vec<_> = fields.into_iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let mut signer = Signer::new(&rule, key);
    for (name, value) in sorted {
        signer.field(name, value);
    }
    signer.finish()
}

/// The text of an object or an array in the string to sign; `None` if it is not signed, or is nested too deeply to be
/// sorted.
pub(crate) fn in_form(form: Option<model::NestedForm>, json: &str) -> Option<Cow<'_, str>> {
    match form {
        Some(model::NestedForm::LeftOut) => None,
        Some(model::NestedForm::Sorted) => sorted_json(json).map(Cow::Owned),
        Some(model::NestedForm::Raw) | None => Some(Cow::Borrowed(json)),
    }
}

/// Finds out why the signature of any message does not match.
pub(crate) fn inspect(signing: &Signing, key: &MerchantKey, fields: &Fields) -> Inspection {
    let unsigned = unsigned_fields(signing);
    let forms = |nested: &model::NestedField| nested.forms.iter().map(|form| form_of(*form)).collect();
    let forms: Vec<(&str, Vec<_>)> = signing.nested.iter().map(|it| (it.field.as_str(), forms(it))).collect();
    let nested: Vec<_> = forms.iter().map(|(name, forms)| NestedField::new(name, forms)).collect();
    signing::inspect(fields, &rule(signing, &unsigned).nested(&nested), key)
}

/// Finds out why the signature of a request does not match.
pub(crate) fn inspect_request(signing: &Signing, key: &MerchantKey, fields: &Fields) -> Inspection {
    let unsigned = unsigned_fields(signing);
    signing::inspect(fields, &rule(signing, &unsigned), key)
}

fn unsigned_fields(signing: &Signing) -> Vec<&str> {
    signing.unsigned_fields.value.iter().map(String::as_str).collect()
}

/// The rule as the client's signer reads it.
fn rule<'a>(signing: &'a Signing, unsigned: &'a [&'a str]) -> SigningRule<'a> {
    SigningRule::new(&signing.field)
        .algorithm(algorithm(signing))
        .case(match signing.case.value {
            model::SignatureCase::Upper => SignatureCase::Upper,
            model::SignatureCase::Lower => SignatureCase::Lower,
        })
        .signs_empty_values(signing.empty_values.value == EmptyValues::Signed)
        .unsigned_fields(unsigned)
        .nested_in_requests(signing.nested_in_requests.as_ref().map_or(NestedForm::Raw, |form| form_of(form.value)))
}

fn form_of(form: model::NestedForm) -> NestedForm {
    match form {
        model::NestedForm::LeftOut => NestedForm::Omitted,
        model::NestedForm::Raw => NestedForm::Raw,
        model::NestedForm::Sorted => NestedForm::Sorted,
    }
}

/// The algorithm. A hash without a key is not a valid rule; the key is then appended.
fn algorithm(signing: &Signing) -> SigningAlgorithm<'_> {
    let key = &signing.key.value;
    let parameter = key.parameter.as_deref();
    let position = match key.position {
        model::KeyPosition::Appended => Some(KeyPosition::Appended(parameter)),
        model::KeyPosition::Prepended => Some(KeyPosition::Prepended(parameter)),
        model::KeyPosition::HmacOnly => None,
    };
    let of_hash = position.unwrap_or(KeyPosition::Appended(None));
    match signing.algorithm.value {
        model::SigningAlgorithm::Md5 => SigningAlgorithm::Md5(of_hash),
        model::SigningAlgorithm::Sha256 => SigningAlgorithm::Sha256(of_hash),
        model::SigningAlgorithm::HmacSha256 => SigningAlgorithm::HmacSha256(position),
    }
}
