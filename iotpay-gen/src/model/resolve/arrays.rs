//! Arrays: the rules of a field apply to each item.

use super::context::Context;
use super::inapplicable::{does_not_fit, report_passed_on, report_purpose, report_returned_object};
use super::sample::Narrowed;
use super::{fields, value_rules};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Array, Field, Lifecycle, Provenance, Type};
use crate::raw::{FieldRule, Format, Row, ValueRules, VendorType};
use crate::source::Spanned;

/// Resolves a field or an array. Returns `None` and reports a diagnostic if its parts are inconsistent.
pub(super) fn resolve(
    context: &Context<'_>,
    row: &Row,
    rule: &FieldRule,
    required: bool,
    sink: &mut Sink,
) -> Option<Field> {
    let base = rule.ty.as_ref().unwrap_or(&row.ty);
    match base.value.item() {
        Some(item) => resolve_array(context, row, &Spanned::new(item.clone(), base.span), rule, required, sink),
        None => fields::resolve(context, row, base, rule, required, sink),
    }
}

/// Resolves an array whose items have the type `base`.
pub(super) fn resolve_array(
    context: &Context<'_>,
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    required: bool,
    sink: &mut Sink,
) -> Option<Field> {
    let whole = Spanned::new(VendorType::Array(Some(Box::new(base.value.clone()))), base.span);
    if !context.can_nest() {
        sink.push(
            Diagnostic::new(
                Code::NestedRequestField,
                base.span,
                format!("array in request field `{}`", row.name.value),
                "requests of this family are forms",
            )
            .help("only families with `body: json` can send arrays; the JSON in a form contains only text and numbers"),
        );
        return None;
    }
    report_rules_of_one_value(row, rule, sink);
    let is_json = matches!(&rule.format, Some(format) if format.value == Format::JsonObject);
    if let (Some(format), true) = (&rule.format, is_json) {
        sink.push(does_not_fit(
            format,
            &format!("`{}` is an array", row.name.value),
            "remove the format; write the rows of the members",
        ));
        return None;
    }
    report_passed_on(context, row, &whole, rule, sink);
    report_returned_object(context, row, &whole, sink);
    let plain = FieldRule {
        purpose: None,
        passthrough: None,
        role: None,
        echoes: None,
        filled_by: None,
        value_rules: ValueRules { default: None, min_items: None, max_items: None, ..rule.value_rules.clone() },
        ..rule.clone()
    };
    let item = fields::resolve(context, row, base, &plain, true, sink)?;
    let secret = item.secret;
    let item = Field { sample: String::new(), sample_cell: String::new(), aliases: Vec::new(), ..item };
    let of_item = Field {
        source: Provenance::Docs,
        vendor_text: None,
        other_page: None,
        rule: None,
        lifecycle: Lifecycle::default(),
        ..item.clone()
    };
    let ty = Type::Array(Array { item: Box::new(of_item) });
    report_purpose(&ty, row, rule, sink);
    let narrowed = Narrowed { ty: &ty, max: None, filled: None, enumerations: context.shared.enumerations };
    let array = Field {
        sample: narrowed.sample(&row.sample.value),
        sample_cell: row.sample.value.clone(),
        aliases: rule.aliases.iter().map(|alias| alias.value.clone()).collect(),
        value_rules: value_rules::of_array(row, rule, sink),
        max: None,
        secret,
        required,
        ty,
        ..item
    };
    let sample = if array.satisfies(&array.sample) { array.sample.clone() } else { String::new() };
    Some(Field { sample, ..array })
}

/// Reports rules that apply to a single value.
fn report_rules_of_one_value(row: &Row, rule: &FieldRule, sink: &mut Sink) {
    let parts = [
        ("role", rule.role.as_ref().map(|it| it.span)),
        ("echoes", rule.echoes.as_ref().map(|it| it.span)),
        ("filled_by", rule.filled_by.as_ref().map(|it| it.span)),
        ("default", rule.value_rules.default.as_ref().map(|it| it.span)),
    ];
    for (key, span) in parts {
        let Some(span) = span else { continue };
        let message = format!("`{}` is an array, so `{key}` has no effect", row.name.value);
        sink.push(does_not_fit(&Spanned::new((), span), &message, "remove it; the rule applies to single values"));
    }
}
