//! A row and its rules to a field.

use super::context::{Context, JsonKind};
use super::inapplicable::{does_not_fit, value_of};
use super::sample::Narrowed;
use super::{enum_values, inapplicable, value_rules};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Field, Filler, IdTarget, Members, Provenance, Type};
use crate::raw::{CHANNELS, FieldRule, FilledBy, Format, Required, Row, VendorType, path};
use crate::source::Spanned;

/// Resolves a field that is not an array. Returns `None` and reports a diagnostic if its parts are inconsistent.
pub(super) fn resolve(
    context: &Context<'_>,
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    required: bool,
    sink: &mut Sink,
) -> Option<Field> {
    let filled = resolve_filled(context, row, rule, sink)?;
    let max = base.value.max();
    let ty = if filled.is_some() { Type::Text } else { resolve_type(context, row, base, rule, sink)? };
    let secret = rule.secret.as_ref().and_then(|it| it.value);
    if let (Some(secret), false) = (rule.secret.as_ref().filter(|_| secret.is_some()), matches!(ty, Type::Text)) {
        sink.push(does_not_fit(
            secret,
            &format!("`{}` cannot be secret: its format or values would no longer be checked", row.name.value),
            "only text without a format or values can be secret",
        ));
        return None;
    }
    report_short(&ty, row, base, max, sink);
    inapplicable::report_passed_on(context, row, base, rule, sink);
    inapplicable::report_returned_object(context, row, base, sink);
    inapplicable::report_purpose(&ty, row, rule, sink);
    inapplicable::report_role(&ty, row, rule, sink);
    let by_nature = ty.secrecy();
    let leaf = path::leaf(&row.name.value);
    let rule_source = (rule.source != Provenance::Docs).then_some(rule.source);
    let narrowed = Narrowed { ty: &ty, max, filled: filled.as_ref(), enumerations: context.shared.enumerations };
    let field = Field {
        sample: narrowed.sample(&row.sample.value),
        wire: leaf.to_owned(),
        rust_name: names::snake(leaf),
        about: row.description.value.clone(),
        sample_cell: row.sample.value.clone(),
        value_rules: value_rules::resolve(row, rule, &ty, filled.as_ref(), sink),
        ty,
        max,
        required,
        is_channel: filled.is_some() && rule.filled_by.as_ref().is_some_and(|by| by.value == FilledBy::Channel),
        filled,
        secret: secret.or(by_nature),
        is_shown: rule.secret.as_ref().is_some_and(|it| it.value.is_none()),
        role: rule.role.as_ref().map(|it| it.value),
        echoes: rule.echoes.as_ref().map(|it| it.value.clone()),
        purpose: rule.purpose.as_ref().map(|it| it.value),
        aliases: rule.aliases.iter().map(|alias| alias.value.clone()).collect(),
        source: row.source,
        vendor_text: row.vendor_text.as_ref().map(|text| text.value.clone()),
        other_page: row.page.as_ref().map(|page| page.value.clone()),
        rule: rule_source
            .map(|source| (source, rule.note.as_ref().map_or_else(String::new, |note| note.value.clone()))),
        lifecycle: (&row.lifecycle).into(),
        span: row.name.span,
        type_span: base.span,
        sample_span: row.sample.span,
    };
    value_rules::check_default(context, row, rule, &field, sink);
    // A sample that the rules exclude is not a value.
    let sample = if field.satisfies(&field.sample) { field.sample.clone() } else { String::new() };
    Some(Field { sample, ..field })
}

/// Returns `true` if the table asks for the field.
pub(super) fn is_required(row: &Row, rule: &FieldRule) -> bool {
    row.required.value == Required::Yes && rule.read_optional.is_none()
}

// Three states: not filled, filled, and a filler that does not fit.
#[allow(clippy::option_option)]
fn resolve_filled(context: &Context<'_>, row: &Row, rule: &FieldRule, sink: &mut Sink) -> Option<Option<Filler>> {
    let Some(by) = &rule.filled_by else { return Some(None) };
    if context.direction.is_received() {
        return Some(None);
    }
    if row.name.value.contains('.') || context.is_text {
        let message = format!("`{}` is a member of an object, which the client does not fill in", row.name.value);
        let help = if context.is_text {
            "the caller sets members; remove the rule"
        } else {
            "the caller sets members; write `format: text` in a rule of the page"
        };
        sink.push(does_not_fit(by, &message, help).related(row.name.span, "a member"));
        return None;
    }
    Some(Some(match by.value {
        FilledBy::MchId => Filler::MchId,
        FilledBy::LoginName => Filler::LoginName,
        FilledBy::Signature => Filler::Signature,
        FilledBy::Channel => {
            if let Some(channel) = context.channel {
                Filler::Fixed(channel.to_owned())
            } else {
                if !sink.is_unreadable(CHANNELS) {
                    sink.push(
                        Diagnostic::new(
                            Code::InapplicableRule,
                            row.name.span,
                            format!("`{}` is filled by the channel, but the endpoint has no channels", row.name.value),
                            "missing channels",
                        )
                        .help("add `channels:` to the endpoint"),
                    );
                }
                return None;
            }
        }
    }))
}

fn resolve_type(
    context: &Context<'_>,
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    sink: &mut Sink,
) -> Option<Type> {
    let format = rule.format.as_ref().filter(|format| format.value != Format::Text);
    inapplicable::report_stray_members(context, row, rule, sink);
    if let Some(identified) = &rule.identifies {
        return resolve_id(row, base, rule, identified, sink);
    }
    if let (Some(values), None) = (&rule.values, &rule.format) {
        return enum_values::resolve(context, row, base, rule, values, sink);
    }
    if let Some(only) = rule.only.as_ref().and_then(|only| only.first()) {
        sink.push(does_not_fit(only, "`only` requires an enumeration", "add `values:`"));
        return None;
    }
    if context.direction.is_received() {
        return Some(match &base.value {
            VendorType::Text(_) => Type::Text,
            VendorType::Integer(_) if format.is_some_and(|it| it.value == Format::Cents) => Type::Cents,
            VendorType::Integer(width) => Type::Integer(*width),
            VendorType::Decimal(decimal) => Type::Decimal(*decimal),
            VendorType::Boolean(words) => Type::Boolean(words.clone()),
            VendorType::Date(form) => Type::Date(*form),
            VendorType::DateTime(date_time) => Type::DateTime(*date_time),
            VendorType::Object if rule.passthrough.is_some() => passthrough(),
            // The type of an array is that of its items.
            VendorType::Object | VendorType::Array(_) => Type::RawObject,
            VendorType::Any => Type::Any,
        });
    }
    match &base.value {
        // Its members are added row by row.
        VendorType::Object if context.can_nest() => Some(Type::RawObject),
        VendorType::Object | VendorType::Any | VendorType::Array(_) => {
            sink.push(
                Diagnostic::new(
                    Code::NestedRequestField,
                    base.span,
                    format!(
                        "the request field `{}` can contain an object or array, which cannot be signed reliably",
                        row.name.value
                    ),
                    "not text, a number or a boolean",
                )
                .help("send the object as text: use the type `String(N)` and the rule `format: json-object`"),
            );
            None
        }
        VendorType::Integer(width) => match format.map(|format| (format.value, format)) {
            None => Some(Type::Integer(*width)),
            Some((Format::Cents, _)) => Some(Type::Cents),
            Some((_, place)) => {
                let message = format!("the field's format applies to text, but `{}` is an integer", row.name.value);
                let help = "use the integer format `cents`, or correct the row's type";
                sink.push(does_not_fit(place, &message, help).related(base.span, "an integer here"));
                None
            }
        },
        VendorType::Decimal(decimal) => unformatted(row, base, format, Type::Decimal(*decimal), sink),
        VendorType::Boolean(words) => unformatted(row, base, format, Type::Boolean(words.clone()), sink),
        VendorType::Date(form) => unformatted(row, base, format, Type::Date(*form), sink),
        VendorType::DateTime(date_time) => unformatted(row, base, format, Type::DateTime(*date_time), sink),
        VendorType::Text(_) => match format.map(|format| (format.value, format)) {
            None | Some((Format::Text, _)) => Some(Type::Text),
            Some((Format::Id, _)) => Some(Type::Reference),
            Some((Format::HttpUrl, _)) => Some(Type::Url { query: true }),
            Some((Format::HttpUrlWithoutQuery, _)) => Some(Type::Url { query: false }),
            Some((Format::Ip, _)) => Some(Type::Ip),
            Some((Format::CardNumber, _)) => Some(Type::CardNumber),
            Some((Format::Cvv, _)) => Some(Type::Cvv),
            Some((Format::Mmyy, _)) => Some(Type::ExpiryDate),
            Some((Format::Base64, _)) => Some(Type::Base64),
            Some((Format::JsonObject, _)) => (context.json_text)(context, JsonKind::Object, row, rule, sink),
            Some((Format::JsonArray, _)) => (context.json_text)(context, JsonKind::Array, row, rule, sink),
            Some((Format::Cents, place)) => {
                let message = format!("the format `cents` applies to integers, but `{}` is text", row.name.value);
                let help = "use a text format, such as `ip` or `http-url`, or correct the row's type";
                sink.push(does_not_fit(place, &message, help).related(base.span, "text here"));
                None
            }
        },
    }
}

/// Returns the type of an object that is forwarded unchanged. Its members are added row by row.
fn passthrough() -> Type {
    Type::Passthrough(Members { type_name: String::new(), fields: Vec::new() })
}

/// Returns a type whose values have one form, and reports a format.
fn unformatted(
    row: &Row,
    base: &Spanned<VendorType>,
    format: Option<&Spanned<Format>>,
    ty: Type,
    sink: &mut Sink,
) -> Option<Type> {
    let Some(place) = format else { return Some(ty) };
    let what = value_of(&base.value);
    let message = format!("the field's format applies to another type, but `{}` is {what}", row.name.value);
    let help = "remove the format, or correct the row's type";
    sink.push(does_not_fit(place, &message, help).related(base.span, format!("{what} here")));
    None
}

/// An IOTPay id is always text.
fn resolve_id(
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    identified: &Spanned<IdTarget>,
    sink: &mut Sink,
) -> Option<Type> {
    let other = rule.format.as_ref().map(|it| it.span).or(rule.values.as_ref().map(|it| it.span));
    if let Some(span) = other.or((!matches!(base.value, VendorType::Text(_))).then_some(base.span)) {
        let message = format!("`{}` is an IOTPay id, which must be plain text", row.name.value);
        sink.push(does_not_fit(identified, &message, "remove one of them").related(span, "not plain text"));
        return None;
    }
    Some(Type::Id(identified.value))
}

/// Reports a limit that a format's own values would break: the type of the format has no other limit.
fn report_short(ty: &Type, row: &Row, base: &Spanned<VendorType>, max: Option<u32>, sink: &mut Sink) {
    let longest = match ty {
        Type::CardNumber => 19,
        Type::Cvv | Type::ExpiryDate => 4,
        _ => return,
    };
    if max.is_some_and(|max| max < longest) {
        sink.push(
            Diagnostic::new(
                Code::InvalidLimit,
                base.span,
                format!("the format of `{}` allows up to {longest} characters", row.name.value),
                "fewer",
            )
            .help("compare with the page; if the page is correct, remove the format and write `secret:`"),
        );
    }
}
