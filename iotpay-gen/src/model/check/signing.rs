//! Signing rules must use the merchant key and name fields of their messages.

use std::collections::HashMap;

use super::effect::no_effect;
use super::tables::{Names, Tables};
use super::unknown_names::UnknownNames;
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{
    self, Family, Field, Filler, KeyPosition, Model, NestedForm, ResponseSigning, Signing, SigningAlgorithm,
};
use crate::raw::{FieldList, File, NestedField, SigningKey};
use crate::source::{Span, Spanned};

pub(super) fn check(model: &Model, files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    let all: Vec<&Names<'_>> = tables.all().collect();
    let mut unknown_names = UnknownNames::new(sink);
    for raw in files.iter().filter_map(|file| file.signing.as_ref()) {
        let written = Written {
            of: "spec",
            algorithm: Some(raw.algorithm.value.span),
            key: Some(&raw.key),
            field: Some(&raw.field),
            unsigned_fields: Some(&raw.unsigned_fields),
            nested: &raw.nested,
        };
        check_rule(&written, &model.signing, &all, &mut unknown_names);
    }
    for raw in files.iter().flat_map(|file| &file.families) {
        let family = model.families.iter().find(|family| family.span == raw.name.span);
        let Some((own, rule)) = raw.signing.as_ref().zip(family.and_then(|family| family.signing.as_ref())) else {
            continue;
        };
        let written = Written {
            of: "family",
            algorithm: own.algorithm.as_ref().map(|algorithm| algorithm.value.span),
            key: own.key.as_ref(),
            field: own.field.as_ref(),
            unsigned_fields: own.unsigned_fields.as_ref(),
            nested: own.nested.as_deref().unwrap_or_default(),
        };
        // A family without pages is not used yet.
        let names: Vec<&Names<'_>> = tables.of_family(&raw.name.value).into_iter().collect();
        check_rule(&written, rule, &names, &mut unknown_names);
    }
    check_nesting(model, files, sink);
    check_unsigned_fields(model, sink);
    check_signatures(model, sink);
}

/// The parts of a rule that are written in one place.
struct Written<'a> {
    /// `spec` or `family`.
    of: &'a str,
    algorithm: Option<Span>,
    key: Option<&'a SigningKey>,
    field: Option<&'a Spanned<String>>,
    unsigned_fields: Option<&'a FieldList>,
    nested: &'a [NestedField],
}

/// Checks the written parts of a rule. `rule` also contains the parts of the rule of the other families.
fn check_rule(written: &Written<'_>, rule: &Signing, names: &[&Names<'_>], unknown_names: &mut UnknownNames<'_>) {
    check_key(written, rule, unknown_names.sink);
    check_fields(written, rule, unknown_names.sink);
    check_duplicates(written.nested, unknown_names.sink);
    if names.is_empty() {
        return;
    }
    let is_sent = |name: &str| names.iter().any(|names| names.sent.contains(name));
    let is_at_top = |name: &str| names.iter().any(|names| names.top.contains(name));
    let top = || names.iter().flat_map(|names| &names.top).copied();
    let sent = || names.iter().flat_map(|names| &names.sent).copied();
    if let Some(field) = written.field.filter(|field| !is_sent(&field.value)) {
        unknown_names.check(field, &format!("no request of the {}", written.of), || sent().collect());
    }
    for field in written.nested.iter().map(|nested| &nested.field).filter(|field| !is_at_top(&field.value)) {
        unknown_names.check(field, &format!("no response of the {}", written.of), || top().collect());
    }
    let unsigned = written.unsigned_fields.iter().flat_map(|list| &list.fields);
    for field in unsigned.filter(|field| !is_sent(&field.value) && !is_at_top(&field.value)) {
        unknown_names.check(field, &format!("no table of the {}", written.of), || sent().chain(top()).collect());
    }
}

/// Checks that the signature depends on the merchant key, and that the name of the key's parameter is used.
fn check_key(written: &Written<'_>, rule: &Signing, sink: &mut Sink) {
    let (algorithm, key) = (rule.algorithm.value, &rule.key.value);
    let is_keyed = match algorithm {
        SigningAlgorithm::HmacSha256 => true,
        SigningAlgorithm::Md5 | SigningAlgorithm::Sha256 => key.position != KeyPosition::HmacOnly,
    };
    let spans = written.key.map(|key| key.position.span).or(written.algorithm);
    if let Some(span) = spans.filter(|_| !is_keyed) {
        let message = format!("the `{}` signature does not depend on the merchant key", algorithm.as_str());
        sink.push(
            Diagnostic::new(Code::InvalidSigningRule, span, message, "the key is not part of the string to sign")
                .help("use `position: appended` or `position: prepended`, or use `algorithm: hmac-sha256`"),
        );
    }
    let Some(SigningKey { position, parameter: Some(parameter), .. }) = written.key else { return };
    if position.value == KeyPosition::HmacOnly {
        let message = "`parameter` applies only to a key in the string to sign";
        sink.push(no_effect(parameter.span, message, "remove it"));
    }
    if parameter.value.is_empty() || parameter.value.contains(['&', '=']) {
        let message = format!("invalid name `{}` of the parameter with the merchant key", parameter.value);
        sink.push(
            Diagnostic::new(Code::InvalidSigningRule, parameter.span, message, "empty, or contains `&` or `=`")
                .help("write the name, such as `key`, or remove `parameter` if the key has no name"),
        );
    }
}

/// Checks that each unsigned field could be signed.
fn check_fields(written: &Written<'_>, rule: &Signing, sink: &mut Sink) {
    for field in written.unsigned_fields.iter().flat_map(|list| &list.fields) {
        if field.value == rule.field {
            sink.push(no_effect(field.span, "the signature itself is never signed", "remove it"));
        } else if rule.nested.iter().any(|nested| nested.field == field.value) {
            let message = format!("`{}` is in both `unsigned_fields` and `nested`", field.value);
            sink.push(
                Diagnostic::new(Code::InvalidSigningRule, field.span, message, "not signed")
                    .help("remove it from one of them"),
            );
        }
    }
}

fn check_duplicates(nested: &[NestedField], sink: &mut Sink) {
    let mut seen = HashMap::new();
    for name in nested.iter().map(|nested| &nested.field) {
        if let Some(first) = seen.insert(name.value.as_str(), name.span) {
            sink.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("the nested field `{}` is defined twice", name.value),
                    "again here",
                )
                .related(first, "first here")
                .help("remove one of them"),
            );
        }
    }
}

/// Checks that the family's signing rule covers each object that contains a whole signed response.
fn check_nesting(model: &Model, files: &[File], sink: &mut Sink) {
    for file in files {
        let Some(page) = &file.page else { continue };
        let mut families = model.families.iter().filter(|family| family.name == page.family.value);
        let Some(family) = families.find(|it| it.signed_responses == ResponseSigning::Required) else { continue };
        let known: Vec<&str> = model.signing_of(family).nested.iter().map(|nested| nested.field.as_str()).collect();
        for field in file.endpoints.iter().filter_map(|endpoint| endpoint.response.nested_in.as_ref()) {
            if known.contains(&field.value.as_str()) {
                continue;
            }
            let help = match did_you_mean(&field.value, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "add it to `nested:` of the signing rule".to_owned(),
            };
            let message = format!("unknown nested field `{}` in the signing rule", field.value);
            sink.push(Diagnostic::new(Code::UnknownName, field.span, message, "not in `nested:`").help(help));
        }
    }
}

/// Checks that no signed message requires an unsigned field: the client drops such a field.
fn check_unsigned_fields(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let family = &model.families[page.family];
        let rule = model.signing_of(family);
        let operations = page.operations().into_iter();
        let is_signed = family.signed_responses != ResponseSigning::Never;
        let responses = operations.filter(|_| is_signed).flat_map(|operation| &operation.response);
        let notified = page.notifications.iter().flat_map(|notification| &notification.fields);
        let of_responses = responses.map(|field| (field, true));
        let required = of_responses.chain(notified.map(|field| (field, false))).filter(|(field, _)| field.required);
        for (field, is_response) in required {
            match rule.nested.iter().find(|nested| nested.field == field.wire) {
                None if rule.excludes(&field.wire) => sink.push(required_unsigned(field)),
                Some(nested) if field.ty.is_nested() && is_dropped(nested, is_response) => {
                    sink.push(required_omitted(rule, field, is_response));
                }
                // A field in both `unsigned_fields` and `nested` is reported with the rule.
                None | Some(_) => {}
            }
        }
    }
    for family in &model.families {
        check_envelope(model, family, sink);
    }
}

/// Checks that the client fills in the field of the signing rule with the signature, and no other field.
fn check_signatures(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let family = &model.families[page.family];
        let rule = model.signing_of(family);
        let operations = page.operations().into_iter();
        let sent = || operations.clone().flat_map(|it| &it.request);
        for field in sent().filter(|field| field.wire == rule.field && field.filled != Some(Filler::Signature)) {
            let message = format!("`{}` contains the signature, but the client does not fill it in", field.wire);
            sink.push(
                Diagnostic::new(Code::InvalidSigningRule, field.span, message, "the caller would set it")
                    .related(rule.span, format!("the signing rule writes the signature into `{}`", rule.field))
                    .help("write `filled_by: signature` in its rule in `family_fields:`"),
            );
        }
        let signatures = sent().filter(|it| it.filled == Some(Filler::Signature));
        for field in signatures.filter(|field| field.wire != rule.field) {
            let message = format!("`{}` is not the field with the signature of `{}`", field.wire, family.name);
            sink.push(
                Diagnostic::new(Code::InvalidSigningRule, field.span, message, "has the rule `filled_by: signature`")
                    .related(rule.span, format!("the signing rule writes the signature into `{}`", rule.field))
                    .help(format!(
                        "if it contains the signature, write `field: {}` in the signing rule; if not, remove `filled_by`, \
                         or write `format: text` for it in `family_fields:` if a shared rule applies to it",
                        field.wire
                    )),
            );
        }
    }
}

fn required_unsigned(field: &Field) -> Diagnostic {
    let message = format!("`{}` is required but not signed", field.wire);
    let label = "the client drops unsigned fields of signed messages";
    Diagnostic::new(Code::InvalidSigningRule, field.span, message, label)
        .help("add `read_as: optional` to its rule, or remove it from `unsigned_fields` of the signing rule")
}

/// Returns `true` if the client drops every object and array in the field. It keeps those of responses whose form is
/// not confirmed.
fn is_dropped(nested: &model::NestedField, is_response: bool) -> bool {
    let is_unsigned = nested.forms.iter().all(|form| *form == NestedForm::LeftOut);
    is_unsigned && (nested.confirmed || !is_response)
}

fn required_omitted(rule: &Signing, field: &Field, is_response: bool) -> Diagnostic {
    let message = format!("`{}` is required, but objects and arrays in it are not signed", field.wire);
    let label = "the client drops unsigned fields of signed messages";
    let unconfirmed =
        if is_response { "; if the form is not confirmed, write `confirmed: false` in `nested:`" } else { "" };
    Diagnostic::new(Code::InvalidSigningRule, field.span, message, label)
        .related(rule.span, "the only form in `nested:` of this rule is `omitted`")
        .help(format!("add a row of the field that is not required, or `read_as: optional` to its rule{unconfirmed}"))
}

fn check_envelope(model: &Model, family: &Family, sink: &mut Sink) {
    let rule = model.signing_of(family);
    if family.signed_responses == ResponseSigning::Never {
        return;
    }
    for field in rule.unsigned_fields.value.iter().filter(|field| family.envelope.has(field)) {
        let message = format!("`{field}` of the envelope of `{}` is not signed", family.name);
        sink.push(
            Diagnostic::new(Code::InvalidSigningRule, rule.span, message, "the signing rule")
                .related(family.span, "the family")
                .help("remove it from `unsigned_fields`: it says whether a request succeeded"),
        );
    }
}
