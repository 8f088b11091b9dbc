//! A rule without effect is a mistake or misleads its reader.

use std::collections::HashMap;

use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Endpoint, FieldRule, File, FilledBy, Format, Message, NamedRule, Overlay, Required, Row, VendorType};
use crate::source::{Span, Spanned};

pub(super) fn check(files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    for file in files {
        let Some(page) = &file.page else { continue };
        let scope = Scope { tables, family: &page.family.value, is_enveloped: true };
        for endpoint in &file.endpoints {
            scope.check_request(endpoint, sink);
            let overlays: Vec<&Overlay> = endpoint.channels.iter().map(|entry| &entry.response).collect();
            scope.check_received(&endpoint.response, &overlays, sink);
        }
        file.notifications.iter().for_each(|it| scope.check_received(&it.message, &[], sink));
        let returns = Scope { is_enveloped: false, ..scope };
        file.browser_returns.iter().for_each(|it| returns.check_received(&it.message, &[], sink));
    }
}

/// Returns a diagnostic about a part of a rule without effect.
pub(super) fn no_effect(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::InapplicableRule, span, message, "has no effect").help(help)
}

struct Scope<'a> {
    tables: &'a Tables<'a>,
    family: &'a str,
    /// Whether the client reads the family's envelope itself.
    is_enveloped: bool,
}

impl Scope<'_> {
    fn check_request(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let page_rules = by_name(&endpoint.request.rules);
        for (name, rule) in &endpoint.request.rules {
            check_sent(name, rule, &self.tables.shared_rule(self.family, &name.value), sink);
        }
        self.check_demand(endpoint, &page_rules, sink);
        check_groups(endpoint, sink);
        for overlay in endpoint.channels.iter().flat_map(|entry| [&entry.request, &entry.response]) {
            check_repeated("require", &overlay.require.fields, sink);
            check_repeated("optional", &overlay.optional.fields, sink);
            check_repeated("forbid", &overlay.forbid.fields, sink);
        }
        for overlay in endpoint.channels.iter().map(|entry| &entry.request) {
            for (name, rule) in &overlay.rules {
                check_sent(name, rule, &self.wide(name, &page_rules), sink);
            }
            self.check_optional(endpoint, overlay, &page_rules, sink);
            for name in &overlay.require.fields {
                if self.wide(name, &page_rules).filled_by.is_some() {
                    let message = format!("the client always fills in `{}`, so requiring it has no effect", name.value);
                    sink.push(no_effect(name.span, &message, "remove the field from `require:`"));
                }
            }
        }
    }

    /// Checks the fields that a request requires although its table does not.
    fn check_demand(&self, endpoint: &Endpoint, page_rules: &HashMap<&str, &FieldRule>, sink: &mut Sink) {
        let rows = || endpoint.request.rows().into_iter();
        for (at, name) in endpoint.request.require.fields.iter().enumerate() {
            let row = rows().find(|row| row.name.value == name.value);
            let again = endpoint.request.require.fields[..at].iter().find(|other| other.value == name.value);
            let (why, place) = if self.wide(name, page_rules).filled_by.is_some() {
                (format!("the client always fills in `{}`", name.value), None)
            } else if let Some(row) = row.filter(|row| row.required.value == Required::Yes) {
                (format!("the table already requires `{}`", name.value), Some((row.required.span, "required here")))
            } else if let Some(again) = again {
                (format!("`{}` is required twice", name.value), Some((again.span, "first here")))
            } else {
                continue;
            };
            let diagnostic = no_effect(name.span, &why, "remove the field from `require:`");
            sink.push(place.into_iter().fold(diagnostic, |diagnostic, (span, label)| diagnostic.related(span, label)));
        }
    }

    /// Checks the fields that a channel may omit although the table requires them.
    fn check_optional(
        &self,
        endpoint: &Endpoint,
        overlay: &Overlay,
        page_rules: &HashMap<&str, &FieldRule>,
        sink: &mut Sink,
    ) {
        let rows = || endpoint.request.rows().into_iter();
        for name in &overlay.optional.fields {
            if self.wide(name, page_rules).filled_by.is_some() {
                let message = format!("the client always fills in `{}`", name.value);
                sink.push(no_effect(name.span, &message, "remove the field from `optional:`"));
                continue;
            }
            if let Some((fixed, _)) = overlay.fixed.iter().find(|(fixed, _)| fixed.value == name.value) {
                let message = format!("`{}` has a fixed value, so it is always sent", name.value);
                sink.push(no_effect(name.span, &message, "remove one of them").related(fixed.span, "its value"));
                continue;
            }
            let row = rows().find(|row| row.name.value == name.value);
            if let Some(row) = row.filter(|row| row.required.value != Required::Yes) {
                let message = format!("the table does not require `{}`", name.value);
                let diagnostic = no_effect(name.span, &message, "remove the field from `optional:`");
                sink.push(diagnostic.related(row.required.span, "not required here"));
            }
            if let Some(other_list) = overlay.require.fields.iter().find(|field| field.value == name.value) {
                let message = format!("`{}` is both required and optional on the channel", name.value);
                sink.push(
                    no_effect(name.span, &message, "remove one of them").related(other_list.span, "required here"),
                );
            }
        }
    }

    fn check_received(&self, message: &Message, overlays: &[&Overlay], sink: &mut Sink) {
        let rows: HashMap<&str, &Row> = message.rows().into_iter().map(|row| (row.name.value.as_str(), row)).collect();
        let page_rules = by_name(&message.rules);
        let lists = overlays.iter().flat_map(|overlay| [&overlay.require, &overlay.forbid]);
        for name in lists.chain([&message.require]).flat_map(|other_list| &other_list.fields) {
            self.report_outside(name, sink);
        }
        for (name, rule) in &message.rules {
            let Some(row) = rows.get(name.value.as_str()) else { continue };
            if self.report_outside(name, sink) {
                continue;
            }
            check_read(rule, &self.tables.shared_rule(self.family, &name.value), row, sink);
            let demanded = message.require.fields.iter().find(|field| field.value == name.value);
            if let (Some(optional), Some(demanded)) = (&rule.read_optional, demanded) {
                let message = format!("`{}` is both optional by its rule and required", name.value);
                sink.push(
                    no_effect(optional.span, &message, "remove one of them").related(demanded.span, "required here"),
                );
            }
        }
        for (name, rule) in overlays.iter().flat_map(|overlay| &overlay.rules) {
            let Some(row) = rows.get(name.value.as_str()) else { continue };
            if !self.report_outside(name, sink) {
                check_read(rule, &self.wide(name, &page_rules), row, sink);
            }
        }
    }

    /// Returns the wider rule that a channel's rule overrides.
    fn wide(&self, name: &Spanned<String>, page_rules: &HashMap<&str, &FieldRule>) -> FieldRule {
        let shared = self.tables.shared_rule(self.family, &name.value);
        match page_rules.get(name.value.as_str()) {
            Some(rule) => shared.overlaid(rule),
            None => shared,
        }
    }

    fn report_outside(&self, name: &Spanned<String>, sink: &mut Sink) -> bool {
        let outside = self.is_enveloped && self.tables.is_outside(self.family, &name.value);
        if outside {
            let message =
                format!("the client handles `{}`, so the generated type does not have this field", name.value);
            sink.push(no_effect(name.span, &message, "omit fields of the envelope and the signature"));
        }
        outside
    }
}

/// Reports fields that a list of a channel repeats.
fn check_repeated(key: &str, fields: &[Spanned<String>], sink: &mut Sink) {
    let mut seen = HashMap::new();
    for field in fields {
        if let Some(first) = seen.insert(field.value.as_str(), field.span) {
            let message = format!("`{}` is listed twice in `{key}:`", field.value);
            sink.push(no_effect(field.span, &message, "list it once").related(first, "first here"));
        }
    }
}

/// Checks the note of a group, which explains why the table requires all of its fields.
fn check_groups(endpoint: &Endpoint, sink: &mut Sink) {
    let asks = |wire: &str| {
        endpoint.request.table.iter().any(|row| row.name.value == wire && row.required.value == Required::Yes)
    };
    for group in &endpoint.request.one_of {
        let Some(note) = &group.note else { continue };
        if !group.fields.iter().any(|field| asks(&field.value)) {
            let message =
                format!("the table does not require all fields of `{}`, so a note is not needed", group.name.value);
            sink.push(no_effect(note.span, &message, "remove the note and its source"));
        }
    }
}

fn by_name(rules: &[NamedRule]) -> HashMap<&str, &FieldRule> {
    rules.iter().map(|(name, rule)| (name.value.as_str(), rule)).collect()
}

/// Checks a rule of a request field.
fn check_sent(name: &Spanned<String>, rule: &FieldRule, wide: &FieldRule, sink: &mut Sink) {
    let is_text = rule.format.as_ref().is_some_and(|format| format.value == Format::Text);
    let removes_filler = is_text && rule.filled_by.is_none() && wide.filled_by.is_some();
    if !removes_filler && (wide.filled_by.is_some() || rule.filled_by.is_some()) {
        let by = rule.filled_by.as_ref().or(wide.filled_by.as_ref());
        let is_channel = by.is_some_and(|by| by.value == FilledBy::Channel);
        let parts = [
            ("format", rule.format.as_ref().map(|it| it.span)),
            // The values of a channel are the known channels.
            ("values", rule.values.as_ref().map(|it| it.span).filter(|_| !is_channel)),
            ("only", rule.only.iter().flatten().next().map(|it| it.span)),
            ("identifies", rule.identifies.as_ref().map(|it| it.span)),
            ("secret", rule.secret.as_ref().map(|it| it.span)),
            ("type", rule.ty.as_ref().map(|it| it.span)),
            ("members", rule.members.iter().flatten().next().map(|it| it.name.span)),
            ("fixed", rule.fixed.first().map(|(name, _)| name.span)),
        ];
        for (key, span) in parts {
            let Some(span) = span else { continue };
            let message = format!("the client fills in `{}`, so `{key}` has no effect", name.value);
            sink.push(no_effect(span, &message, "remove it; the caller never sets this field"));
        }
    } else if let Some(format) = undoes_nothing(rule, wide) {
        sink.push(no_effect(format, "`format: text` has no less specific rule to remove", "remove it"));
    }
}

/// Reports `format: text` if there is no wider format, list of values or filler to undo.
fn undoes_nothing(rule: &FieldRule, wide: &FieldRule) -> Option<Span> {
    let format = rule.format.as_ref().filter(|format| format.value == Format::Text)?;
    let is_wide = wide.values.is_some()
        || wide.identifies.is_some()
        || wide.filled_by.is_some()
        || wide.format.as_ref().is_some_and(|format| format.value != Format::Text);
    (!is_wide).then_some(format.span)
}

/// Checks a rule of a received field.
fn check_read(rule: &FieldRule, wide: &FieldRule, row: &Row, sink: &mut Sink) {
    let name = &row.name.value;
    // Text instead of a wider list of values or an id is a different type.
    let is_undone = wide.values.is_some() || wide.identifies.is_some();
    let is_amount = |format: Format| format == Format::Cents && is_integer(&row.ty.value);
    let format = rule.format.as_ref();
    let format = format.filter(|format| (format.value != Format::Text || !is_undone) && !is_amount(format.value));
    let parts = [
        ("format", format.map(|it| it.span)),
        ("only", rule.only.iter().flatten().next().map(|it| it.span)),
        ("filled_by", rule.filled_by.as_ref().map(|it| it.span)),
    ];
    for (key, span) in parts {
        let Some(span) = span else { continue };
        let message = format!("`{key}` applies only to requests, but `{name}` is received");
        sink.push(no_effect(span, &message, "remove it; received values are not restricted"));
    }
    if let Some(ty) = &rule.ty {
        let known = wide.ty.as_ref().unwrap_or(&row.ty);
        if is_read_alike(&known.value, &ty.value) {
            let message = format!("`{name}` already has this type");
            let help = "remove it; limits apply only to requests";
            sink.push(no_effect(ty.span, &message, help).related(known.span, "the current type"));
        }
    }
    if let Some(optional) = rule.read_optional.as_ref().filter(|_| row.required.value != Required::Yes) {
        let message = format!("the table does not require `{name}`");
        let help = "remove it; the rule applies only to `y` rows";
        sink.push(no_effect(optional.span, &message, help).related(row.required.span, "not required here"));
    }
}

fn is_integer(ty: &VendorType) -> bool {
    match ty {
        VendorType::Array(Some(item)) => is_integer(item),
        ty => matches!(ty, VendorType::Integer(_)),
    }
}

/// Returns `true` if two types of a received field are decoded in the same way. A limit wider than the table's has
/// its own diagnostic.
fn is_read_alike(known: &VendorType, ruled: &VendorType) -> bool {
    match (known, ruled) {
        (VendorType::Text(known), VendorType::Text(ruled)) => !super::limits::is_wider(*known, *ruled),
        (VendorType::Array(Some(known)), VendorType::Array(Some(ruled))) => is_read_alike(known, ruled),
        (VendorType::Integer(_), VendorType::Integer(_)) => true,
        _ => known == ruled,
    }
}
