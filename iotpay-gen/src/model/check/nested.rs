//! Rules that apply only at the top of a message, or outside arrays.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Family, Field, Model, NotificationBody, Operation, Type};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let family = &model.families[page.family];
        for operation in page.operations() {
            check_response(&operation.response, 0, false, sink);
            check_request(model, family, operation, sink);
        }
        for notification in &page.notifications {
            report_objects_in_forms(family, &notification.fields, sink);
        }
    }
}

/// Reports nested values that the client could not sign, or could not build.
fn check_request(model: &Model, family: &Family, operation: &Operation, sink: &mut Sink) {
    let rule = model.signing_of(family);
    for field in operation.request.iter().filter(|field| field.ty.is_structured()) {
        let name = &field.wire;
        if field.ty.is_nested() && rule.nested_in_requests.is_none() && !rule.excludes(name) {
            let message = format!("the signing rule of `{}` does not say how `{name}` is signed", family.name);
            sink.push(
                Diagnostic::new(Code::InvalidSigningRule, field.span, message, "an object or an array")
                    .related(rule.span, "the signing rule")
                    .help("add `nested_in_requests:` to the signing rule: `raw`, `sorted` or `omitted`"),
            );
        }
        report_json_text(field, sink);
        if let Some(group) = operation.group_of(name) {
            let message = format!("`{name}` is an object or an array, so it cannot be in `one_of:`");
            sink.push(
                Diagnostic::new(Code::InapplicableRule, field.span, message, "an object or an array")
                    .related(group.span, "the group")
                    .help("remove it from the group"),
            );
        }
    }
}

/// Reports JSON text with members inside an object: only the fields of a request can have such members.
fn report_json_text(field: &Field, sink: &mut Sink) {
    for member in field.ty.members().into_iter().flat_map(|members| &members.fields) {
        if matches!(&member.ty, Type::Json(Some(_)) | Type::Encoded(_)) {
            let message = format!("`{}` is JSON text with members, inside an object", member.wire);
            sink.push(
                Diagnostic::new(Code::InapplicableRule, member.span, message, "JSON text in an object")
                    .help("if the gateway expects an object, write `object` and the rows of its members; if it expects text, remove `members:`"),
            );
        }
        report_json_text(member, sink);
    }
}

/// `depth` is the number of objects around the fields, `is_item` whether an array contains them.
fn check_response(fields: &[Field], depth: usize, is_item: bool, sink: &mut Sink) {
    for field in fields {
        let name = &field.wire;
        if field.purpose.is_some() && (is_item || depth > 1) {
            let message = format!("`{name}` is nested too deeply to have a purpose");
            sink.push(
                Diagnostic::new(Code::InapplicableRule, field.span, message, "in an array or an inner object")
                    .help("`purpose:` applies to text at the top of a response, or in an object at its top"),
            );
        }
        if field.echoes.is_some() && is_item {
            let message = format!("`{name}` is in an array, so it cannot repeat a field of the request");
            sink.push(
                Diagnostic::new(Code::InapplicableRule, field.span, message, "in an array")
                    .help("remove `echoes:`: an item may be about something else than the request"),
            );
        }
        if let Some(members) = field.ty.members() {
            let is_item = is_item || matches!(field.ty, Type::Array(_));
            check_response(&members.fields, depth + 1, is_item, sink);
        }
    }
}

/// Reports objects in notifications that are sent as forms: their values are text. An array is read from text.
fn report_objects_in_forms(family: &Family, fields: &[Field], sink: &mut Sink) {
    let is_form = family.notifications.as_ref().is_some_and(|it| it.body == NotificationBody::Form);
    for field in fields.iter().filter(|field| is_form && matches!(field.ty, Type::Object(_))) {
        let message =
            format!("`{}` is an object, but notifications of `{}` are forms with text values", field.wire, family.name);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, field.span, message, "an object in a form")
                .related(family.span, "the family")
                .help(
                    "if the text contains the object, write `passthrough: true` in a rule: it is read from text, too",
                ),
        );
    }
}
