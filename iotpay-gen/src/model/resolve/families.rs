//! API families.

use super::duplicate::duplicate;
use super::signing;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Envelope, Family, Notifications, RejectionRule, Signing};
use crate::raw::{self, File};
use crate::source::{SourceFile, Span, Spanned};

/// Resolves the families. `default` is the signing rule of those without their own.
pub(super) fn resolve(
    sources: &[SourceFile],
    files: &[File],
    default: Option<&Signing>,
    sink: &mut Sink,
) -> Vec<Family> {
    let is_external = |span: Span| sources.get(span.file).is_some_and(|source| source.is_external);
    // The features of the client are named like its families.
    let is_client = !sources.iter().any(|source| source.is_external);
    let mut families: Vec<Family> = Vec::new();
    for raw in files.iter().flat_map(|file| &file.families) {
        if let Some(first) = families.iter().find(|family| family.name == raw.name.value) {
            let diagnostic = duplicate("family", &raw.name, first.span);
            sink.push(if is_external(first.span) && !is_external(raw.name.span) {
                diagnostic.help(format!(
                    "rename it; a page with `family: {}` adds endpoints to the family of iotpay-client",
                    first.name
                ))
            } else {
                diagnostic
            });
            continue;
        }
        let module = names::snake(&raw.name.value);
        if names::is_identifier(&module) && module != raw.name.value {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    raw.name.span,
                    format!("the family `{}` results in the module name `{module}`", raw.name.value),
                    "not a valid module name",
                )
                .help(format!("rename the family to `{module}`")),
            );
        }
        if is_client && matches!(module.as_str(), "default" | "transport") {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    raw.name.span,
                    format!("`{module}` is already another feature of the client"),
                    "taken",
                )
                .help("rename the family"),
            );
        }
        let text = |value: &Option<Spanned<String>>| value.as_ref().map(|it| it.value.clone());
        families.push(Family {
            name: module,
            type_name: names::pascal(&raw.name.value),
            title: raw.title.value.clone(),
            about: raw.about.value.clone(),
            base_url: raw.base_url.value.clone(),
            body: raw.body.value,
            timeout_seconds: raw.timeout_seconds.value,
            timeout_source: raw.timeout_source.clone(),
            envelope: Envelope {
                code: raw.envelope.code.value.clone(),
                message: raw.envelope.message.value.clone(),
                result: text(&raw.envelope.result),
                error_code: text(&raw.envelope.error_code),
                error_message: text(&raw.envelope.error_message),
            },
            rejections: raw.rejections.iter().flat_map(|it| &it.known).map(rejection).collect(),
            signed_responses: raw.signed_responses.value,
            signing_source: raw.signing_source.clone(),
            signing: default.zip(raw.signing.as_ref()).map(|(default, own)| signing::of_family(default, own)),
            page: raw.page.value.clone(),
            notifications: raw.notifications.as_ref().map(|it| Notifications {
                body: it.body.value,
                acknowledgement: it.acknowledgement.value.clone(),
                source_note: it.source_note.clone(),
            }),
            span: raw.name.span,
        });
    }
    families
}

fn rejection(raw: &raw::RejectionRule) -> RejectionRule {
    let texts = |of: &[Spanned<String>]| of.iter().map(|it| it.value.clone()).collect();
    RejectionRule {
        reason: raw.reason.value,
        fields: texts(&raw.fields),
        texts: texts(&raw.texts),
        comparison: raw.comparison.value,
        source_note: raw.source_note.clone(),
    }
}
