//! The signing rule.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use crate::model::{Signing, SigningKey, SourceNote};

pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Signing, is: &Signing) {
    let change = |id, item: &str, message: &str| Difference::new(id, item, message).was_at(was.span).now_at(is.span);
    let rule = |item, message: &str| change(ChangeKind::SigningRuleChanged, item, message);
    changes.compare(scope, &was.algorithm.value, &is.algorithm.value, || {
        let (from, to) = (was.algorithm.value.as_str(), is.algorithm.value.as_str());
        change(ChangeKind::SigningAlgorithmChanged, "algorithm", "the algorithm of signatures changed")
            .between(from, to)
    });
    changes.compare(scope, &was.key.value, &is.key.value, || {
        rule("key", "the position of the merchant key in the string to sign changed")
            .between(key(&was.key.value), key(&is.key.value))
    });
    changes.compare(scope, &was.case.value, &is.case.value, || {
        rule("case", "the case of signatures changed").between(was.case.value.as_str(), is.case.value.as_str())
    });
    changes.compare(scope, &was.field, &is.field, || {
        rule("field", "another field contains the signature").between(&was.field, &is.field)
    });
    changes.compare(scope, &was.empty_values.value, &is.empty_values.value, || {
        rule("empty_values", "the signing of empty values changed")
            .between(was.empty_values.value.as_str(), is.empty_values.value.as_str())
    });
    changes.compare(scope, &unsigned_fields(was), &unsigned_fields(is), || {
        rule("unsigned_fields", "the fields that are not signed changed")
            .between(unsigned_fields(was).join(", "), unsigned_fields(is).join(", "))
    });
    changes.compare(scope, &nested(was), &nested(is), || {
        rule("nested", "the representation of response objects in the string to sign changed")
            .between(nested(was), nested(is))
    });
    let in_requests = |signing: &Signing| signing.nested_in_requests.as_ref().map(|form| form.value.as_str());
    changes.compare(scope, &in_requests(was), &in_requests(is), || {
        // Requests without a rule have no objects and arrays.
        let id = match was.nested_in_requests {
            None => ChangeKind::NestedRequestSigningAdded,
            Some(_) => ChangeKind::SigningRuleChanged,
        };
        let what = "the representation of objects and arrays of requests in the string to sign";
        let verb = if was.nested_in_requests.is_none() { "was added" } else { "changed" };
        change(id, "nested_in_requests", &format!("{what} {verb}"))
            .maybe_between(in_requests(was).map(str::to_owned), in_requests(is).map(str::to_owned))
    });
    changes.compare(scope, &was.page, &is.page, || {
        change(ChangeKind::ProvenanceChanged, "page", "another page documents the signature")
            .between(&was.page, &is.page)
    });
    // A new part has a new source.
    let with_requests = was.nested_in_requests.is_some() == is.nested_in_requests.is_some();
    changes.compare(scope, &source_notes(was, with_requests), &source_notes(is, with_requests), || {
        change(ChangeKind::ProvenanceChanged, "source", "the sources of the signing rule changed")
    });
}

fn key(key: &SigningKey) -> String {
    let parameter = key.parameter.as_ref().map_or_else(String::new, |parameter| format!(" as `{parameter}`"));
    format!("{}{parameter}", key.position.as_str())
}

/// Returns the fields without the order in which they are written.
fn unsigned_fields(signing: &Signing) -> Vec<String> {
    let mut fields = signing.unsigned_fields.value.clone();
    fields.sort();
    fields
}

fn source_notes(signing: &Signing, with_requests: bool) -> Vec<(crate::model::Provenance, Option<String>)> {
    let of_nested = signing.nested.iter().map(|nested| &nested.source_note);
    let parts: [&SourceNote; 6] = [
        &signing.algorithm.source_note,
        &signing.key.source_note,
        &signing.case.source_note,
        &signing.order_source,
        &signing.empty_values.source_note,
        &signing.unsigned_fields.source_note,
    ];
    let of_requests = signing.nested_in_requests.as_ref().filter(|_| with_requests).map(|form| &form.source_note);
    parts.into_iter().chain(of_nested).chain(of_requests).map(|it| (it.source, it.note.clone())).collect()
}

fn nested(signing: &Signing) -> String {
    let fields = signing.nested.iter().map(|field| {
        let forms = field.forms.iter().map(|form| form.as_str());
        let forms = forms.collect::<Vec<_>>().join(" or ");
        let text = if field.text_may_be_omitted { ", text omitted" } else { "" };
        let settled = if field.confirmed { "" } else { ", not confirmed" };
        format!("`{}` {forms}{text}{settled}", field.field)
    });
    fields.collect::<Vec<_>>().join("; ")
}
