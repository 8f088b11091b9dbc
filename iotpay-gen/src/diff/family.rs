//! Families and the signing rule.

use std::collections::BTreeSet;

use super::change::{Area, Subject};
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::shared::{self, Pairs};
use super::signing;
use crate::model::{BodyEncoding, Envelope, Family, NotificationBody, ResponseSigning, Signing, SourceNote};

pub(super) fn compare(changes: &mut Changes<'_>) {
    let (old, new) = (changes.old, changes.new);
    let Pairs { paired, renamed } = shared::families(old, new);
    for family in paired.removed {
        let message = format!("the family `{}` was removed", family.name);
        let found = Difference::new(ChangeKind::FamilyRemoved, &family.name, message).was_at(family.span);
        changes.push(scope(&subject(family)), found);
    }
    for family in paired.added {
        let message = format!("the family `{}` was added", family.name);
        let found = Difference::new(ChangeKind::FamilyAdded, &family.name, message).now_at(family.span);
        changes.push(scope(&subject(family)), found);
    }
    for (was, is) in &renamed {
        let message = format!("the family `{}` was renamed to `{}`", was.name, is.name);
        let found = Difference::new(ChangeKind::FamilyRenamed, &is.name, message).between(&was.name, &is.name);
        changes.push(scope(&subject(is)), found.was_at(was.span).now_at(is.span));
    }
    for (was, is) in paired.both.into_iter().chain(renamed) {
        let subject = subject(is);
        compare_calls(changes, scope(&subject), was, is);
        compare_notifications(changes, scope(&subject), was, is);
        compare_docs(changes, scope(&subject), was, is);
        compare_own_signing(changes, was, is);
    }
    compare_signing(changes, &old.signing, &new.signing);
}

fn subject(family: &Family) -> Subject {
    Subject { kind: "family", name: family.name.clone(), page: None, family: None }
}

fn scope(subject: &Subject) -> Scope<'_> {
    Scope { subject, area: Area::Shared, channel: None }
}

/// Compares the requests and responses of the family as a whole.
fn compare_calls(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Family, is: &Family) {
    let change = |id, message: &str| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    changes.compare(scope, &was.base_url, &is.base_url, || {
        change(ChangeKind::BaseUrlChanged, "the base URL changed").between(&was.base_url, &is.base_url)
    });
    changes.compare(scope, &was.body, &is.body, || {
        change(ChangeKind::BodyEncodingChanged, "the encoding of request bodies changed")
            .between(encoding(was.body), encoding(is.body))
    });
    changes.compare(scope, &was.timeout_seconds, &is.timeout_seconds, || {
        let seconds = |family: &Family| format!("{} seconds", family.timeout_seconds);
        change(ChangeKind::TimeoutChanged, "the timeout changed").between(seconds(was), seconds(is))
    });
    changes.compare(scope, &envelope(&was.envelope), &envelope(&is.envelope), || {
        let (from, to) = (envelope(&was.envelope), envelope(&is.envelope));
        let (old, new) = (&was.envelope, &is.envelope);
        let tells_so = old.result.is_some() == new.result.is_some();
        if tells_so && old.error_code.is_some() == new.error_code.is_some() {
            change(ChangeKind::EnvelopeChanged, "the names of the fields around responses changed").between(from, to)
        } else {
            change(ChangeKind::RejectionFieldsChanged, "the fields that report rejections changed").between(from, to)
        }
    });
    let (old, new) = (rejections(was), rejections(is));
    changes.compare(scope, &old, &new, || {
        let only = |of: &BTreeSet<String>, other| of.difference(other).cloned().collect::<Vec<_>>().join("; ");
        let sides = [only(&old, &new), only(&new, &old)].map(|side| Some(side).filter(|side| !side.is_empty()));
        let [from, to] = sides;
        change(ChangeKind::RejectionMeaningChanged, "the texts that identify the reason for a rejection changed")
            .maybe_between(from, to)
    });
    changes.compare(scope, &was.signed_responses, &is.signed_responses, || {
        change(ChangeKind::ResponseSigningChanged, "the signing of responses changed")
            .between(policy(was.signed_responses), policy(is.signed_responses))
    });
}

fn compare_notifications(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Family, is: &Family) {
    let change = |id, message: &str| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    match (&was.notifications, &is.notifications) {
        (None, Some(_)) => {
            changes.push(scope, change(ChangeKind::FamilyNotificationsAdded, "the family has notifications now"));
        }
        (Some(_), None) => {
            changes
                .push(scope, change(ChangeKind::FamilyNotificationsRemoved, "the family no longer has notifications"));
        }
        (Some(old), Some(new)) => {
            changes.compare(scope, &old.body, &new.body, || {
                change(ChangeKind::NotificationBodyChanged, "the encoding of notifications changed")
                    .between(notified(old.body), notified(new.body))
            });
            changes.compare(scope, &old.acknowledgement, &new.acknowledgement, || {
                change(ChangeKind::AcknowledgementChanged, "the acknowledgement of notifications changed")
                    .between(&old.acknowledgement, &new.acknowledgement)
            });
            changes.compare(scope, &source_note(&old.source_note), &source_note(&new.source_note), || {
                change(ChangeKind::ProvenanceChanged, "the note about notifications changed")
            });
        }
        (None, None) => {}
    }
}

fn compare_docs(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Family, is: &Family) {
    let change = |id, message: &str| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    let texts = |family: &Family| (family.title.clone(), family.about.clone(), family.page.clone());
    changes.compare(scope, &texts(was), &texts(is), || {
        change(ChangeKind::DescriptionChanged, "the description of the family changed")
    });
    changes.compare(scope, &source_note(&was.signing_source), &source_note(&is.signing_source), || {
        change(ChangeKind::ProvenanceChanged, "the note about signed responses changed")
    });
    let source_notes =
        |family: &Family| family.rejections.iter().map(|rule| source_note(&rule.source_note)).collect::<Vec<_>>();
    changes.compare(scope, &source_notes(was), &source_notes(is), || {
        change(ChangeKind::ProvenanceChanged, "the notes about rejections changed")
    });
}

/// Returns each text with its reason.
fn rejections(family: &Family) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for rule in &family.rejections {
        let (reason, comparison) = (rule.reason.as_str(), rule.comparison.as_str());
        for field in &rule.fields {
            // Paired by the purpose of the field, since its name may change.
            let carrier = match field {
                field if *field == family.envelope.message => "message",
                field if Some(field) == family.envelope.error_code.as_ref() => "error code",
                _ => "error text",
            };
            all.extend(rule.texts.iter().map(|text| format!("`{reason}`: {carrier} {comparison} `{text}`")));
        }
    }
    all
}

fn source_note(source_note: &SourceNote) -> (crate::model::Provenance, Option<String>) {
    (source_note.source, source_note.note.clone())
}

/// Compares the rule of all families without their own. The rules of families with their own are compared with them.
fn compare_signing(changes: &mut Changes<'_>, was: &Signing, is: &Signing) {
    let subject = Subject { kind: "signing rule", name: is.field.clone(), page: None, family: None };
    signing::compare(changes, scope(&subject), was, is);
}

/// Compares the rule of a family, if it has its own on either side.
fn compare_own_signing(changes: &mut Changes<'_>, was: &Family, is: &Family) {
    if was.signing.is_none() && is.signing.is_none() {
        return;
    }
    let (old, new) = (changes.old.signing_of(was), changes.new.signing_of(is));
    let subject = Subject { kind: "signing rule", name: new.field.clone(), page: None, family: Some(is.name.clone()) };
    signing::compare(changes, scope(&subject), old, new);
}

fn encoding(body: BodyEncoding) -> &'static str {
    match body {
        BodyEncoding::ParamsForm => "params-form",
        BodyEncoding::Json => "json",
    }
}

fn policy(policy: ResponseSigning) -> &'static str {
    match policy {
        ResponseSigning::Required => "required",
        ResponseSigning::WhenPresent => "when-present",
        ResponseSigning::Never => "never",
    }
}

fn notified(body: NotificationBody) -> &'static str {
    match body {
        NotificationBody::Form => "form",
        NotificationBody::Json => "json",
        NotificationBody::Any => "any",
    }
}

fn envelope(envelope: &Envelope) -> String {
    let optional = [&envelope.result, &envelope.error_code, &envelope.error_message];
    let optional = optional.map(|name| name.as_deref().unwrap_or("-"));
    [&[envelope.code.as_str(), &envelope.message] as &[&str], &optional].concat().join(", ")
}
