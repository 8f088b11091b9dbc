//! The fields of a message, with a channel's overlay applied to it.

use super::context::{Context, Direction};
use super::operations::Scope;
use super::overlay::Overlaid;
use super::rows::RuledRow;
use super::{fields, fixed, inapplicable, nested, objects};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Filler};
use crate::raw::{FieldList, FieldRule, Message, Overlay, Provenance, Row};
use crate::source::{Span, Spanned};

/// Returns the fields of a request.
pub(super) fn request(context: &Context<'_>, message: &Message, overlay: &Overlay, sink: &mut Sink) -> Vec<Field> {
    let mut rows: Vec<RuledRow<'_>> = Vec::new();
    let overlaid = Overlaid::over(message, overlay);
    for row in message.rows() {
        if !context.can_nest() && objects::report_dotted(&row.name, sink) {
            continue;
        }
        let mut rule = overlaid.rule(context, row);
        inapplicable::report_reading_rules(&row.name.value, &rule, sink);
        if overlaid.forbids(row) {
            report_forbidden(row, &rule, overlay, sink);
            continue;
        }
        let required_by = overlaid.required_by(row);
        let allowed_to_omit = overlaid.optional.get(row.name.value.as_str());
        for field_list in required_by.iter().chain(allowed_to_omit) {
            explain(&mut rule, field_list);
        }
        let required_by_row = fields::is_required(row, &rule)
            && allowed_to_omit.is_none()
            && !overlaid.chosen.contains(row.name.value.as_str());
        let required = required_by_row || !required_by.is_empty();
        rows.push((row, rule, required));
    }
    let mut found = nested::fields_of(context, &rows, sink);
    set_constants(context, &rows, &overlaid, &mut found, sink);
    found
}

/// Sets the fields with a constant value.
fn set_constants(
    context: &Context<'_>,
    rows: &[RuledRow<'_>],
    overlaid: &Overlaid<'_>,
    fields: &mut Vec<Field>,
    sink: &mut Sink,
) {
    for (name, _) in overlaid.fixed.values().filter(|(name, _)| name.value.contains('.')) {
        let message = format!("`{}` is a member of an object, which cannot be fixed", name.value);
        sink.push(inapplicable::does_not_fit(name, &message, "remove it; the caller sets the member"));
    }
    fields.retain_mut(|field| {
        let Some((name, value)) = overlaid.fixed.get(field.wire.as_str()) else { return true };
        let rule = rows.iter().find(|(row, ..)| row.name.value == field.wire).map(|(_, rule, _)| rule);
        if let (Some(by), true) = (rule.and_then(|rule| rule.filled_by.as_ref()), field.filled.is_some()) {
            sink.push(decided_by_client(name, by.span, "fix"));
            return false;
        }
        if field.ty.is_nested() {
            let message = format!("`{}` is an object or an array, which cannot be fixed", name.value);
            sink.push(inapplicable::does_not_fit(name, &message, "remove it; the caller sets the value"));
            return true;
        }
        fixed::check(context, field, value, sink);
        field.filled = Some(Filler::Fixed(value.value.clone()));
        true
    });
}

/// Returns the fields of a received message, without envelope and signature.
pub(super) fn received(
    scope: &Scope<'_>,
    context: &Context<'_>,
    message: &Message,
    overlay: &Overlay,
    sink: &mut Sink,
) -> Vec<Field> {
    let envelope = scope.shared.families.get(scope.family).map(|family| &family.envelope);
    // The client reads the envelope of a response; a browser return has no envelope.
    let envelope = envelope.filter(|_| context.direction == Direction::Received);
    let mut rows = Vec::new();
    let overlaid = Overlaid::over(message, overlay);
    for row in message.rows() {
        let name = row.name.value.as_str();
        if name == scope.signing.field || envelope.is_some_and(|envelope| envelope.has(name)) || overlaid.forbids(row) {
            continue;
        }
        let mut rule = overlaid.rule(context, row);
        let required_by = overlaid.required_by(row);
        let required = fields::is_required(row, &rule) || !required_by.is_empty();
        for field_list in required_by {
            explain(&mut rule, field_list);
        }
        rows.push((row, rule, required));
    }
    nested::received_fields(context, &rows, sink)
}

/// Adds the source of a field being required or optional, unless the field's rule has its own source.
fn explain(rule: &mut FieldRule, field_list: &FieldList) {
    if rule.source == Provenance::Docs {
        (rule.source, rule.note) = (field_list.source, field_list.note.clone());
    }
}

/// Returns the diagnostic for a channel that fixes or forbids a field that the client fills.
fn decided_by_client(name: &Spanned<String>, by: Span, verb: &str) -> Diagnostic {
    let (decided, list) = if verb == "fix" { ("fixed here", "fixed") } else { ("forbidden here", "forbid") };
    Diagnostic::new(
        Code::Contradiction,
        name.span,
        format!("a channel cannot {verb} `{}`, which the client fills in", name.value),
        decided,
    )
    .related(by, "filled by this rule")
    .help(format!("remove the field from `{list}:`"))
}

/// Reports a field that a channel forbids but that the caller does not fill.
fn report_forbidden(row: &Row, rule: &FieldRule, overlay: &Overlay, sink: &mut Sink) {
    let forbidden = overlay.forbid.fields.iter().find(|name| name.value == row.name.value);
    if let (Some(by), Some(forbidden)) = (&rule.filled_by, forbidden) {
        sink.push(decided_by_client(forbidden, by.span, "forbid"));
    }
}
