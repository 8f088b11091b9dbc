//! The rules for a field that a page states in prose.

use super::{Format, NamedRule, NamedValue, Provenance, Role, Row, Value, ValueRules, VendorType, path};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Spanned;
use crate::spec_file::yaml::{Kind, Map, Node, list, report_empty};

/// The rules for a field that a page states in prose. Every part is optional; a narrower rule overrides a wider one.
#[derive(Debug, Clone, Default)]
pub struct FieldRule {
    /// The source of the value, if the caller does not set it.
    pub filled_by: Option<Spanned<FilledBy>>,
    /// The required format of the text.
    pub format: Option<Spanned<Format>>,
    /// The enumeration that the values come from.
    pub values: Option<Spanned<String>>,
    /// The values of the enumeration that are allowed here.
    pub only: Option<Vec<Spanned<String>>>,
    /// The definitions of those allowed values that the page adds to the enumeration.
    pub defined: Vec<Value>,
    /// The item that the IOTPay id in the field identifies.
    pub identifies: Option<Spanned<IdTarget>>,
    /// The meaning of the field for the sandbox.
    pub role: Option<Spanned<Role>>,
    /// The request field that a received field repeats, if the names differ.
    pub echoes: Option<Spanned<String>>,
    /// Whether the object is forwarded unchanged.
    pub passthrough: Option<Spanned<()>>,
    /// The way that the value is masked; `None` if it is not secret, although its name suggests it.
    pub secret: Option<Spanned<Option<Secrecy>>>,
    /// Whether a response may omit the field although its table says `y`.
    pub read_optional: Option<Spanned<()>>,
    /// What the merchant does with a text in a response.
    pub purpose: Option<Spanned<Purpose>>,
    /// Other names under which a response may have the field.
    pub aliases: Vec<Spanned<String>>,
    /// A type that differs from the table's.
    pub ty: Option<Spanned<VendorType>>,
    /// Members of the JSON object in the field, or of each object in its JSON array.
    pub members: Option<Vec<Row>>,
    /// Rules for these members.
    pub member_rules: Vec<NamedRule>,
    /// Members whose value never changes.
    pub fixed: Vec<(Spanned<String>, Spanned<String>)>,
    /// The type of the values in the JSON array in the field.
    pub items: Option<Spanned<VendorType>>,
    /// The name of the type of the object, or of the objects in the array.
    pub type_name: Option<Spanned<String>>,
    /// Rules for the values.
    pub value_rules: ValueRules,
    /// The source of the rule.
    pub source: Provenance,
    /// The reason for the rule.
    pub note: Option<Spanned<String>>,
}

/// The source of the value of a field that the caller does not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilledBy {
    /// The merchant id of the credentials.
    MchId,
    /// The login name of the credentials.
    LoginName,
    /// The signer.
    Signature,
    /// The channel of the request type.
    Channel,
}

/// The item that an IOTPay id identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdTarget {
    /// A payment order.
    Order,
    /// A refund.
    Refund,
    /// Either; another field of the message says which.
    Transaction,
}

/// The way that a secret value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Completely masked.
    Hidden,
    /// Only the last four characters are shown.
    LastFour,
}

/// What the merchant does with a text in a response, whatever its name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The text of a QR code to show to the customer.
    QrCode,
    /// A URL to open in the customer's browser.
    RedirectUrl,
    /// A link that opens the wallet's app on the customer's phone.
    AppLink,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::QrCode, Self::RedirectUrl, Self::AppLink];

    pub(crate) const NAMES: &[(&'static str, Self)] =
        &[("qr_code", Self::QrCode), ("redirect_url", Self::RedirectUrl), ("app_link", Self::AppLink)];

    /// Returns the name in the spec, which is also that of the method of a response.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QrCode => "qr_code",
            Self::RedirectUrl => "redirect_url",
            Self::AppLink => "app_link",
        }
    }

    /// Returns a noun phrase with the meaning.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::QrCode => "the text to show to the customer as a QR code",
            Self::RedirectUrl => "the URL to open in the customer's browser",
            Self::AppLink => "the link that opens the wallet's app on the customer's phone",
        }
    }
}

impl FieldRule {
    /// Reads a rule.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a field rule", sink)?;
        let mut rule = Self {
            filled_by: map.take_one_of(
                "filled_by",
                &[
                    ("mch_id", FilledBy::MchId),
                    ("login_name", FilledBy::LoginName),
                    ("signature", FilledBy::Signature),
                    ("channel", FilledBy::Channel),
                ],
                sink,
            ),
            format: map.take_one_of("format", Format::NAMES, sink),
            values: map.take_text("values", sink),
            only: None,
            defined: Vec::new(),
            identifies: map.take_one_of(
                "identifies",
                &[("order", IdTarget::Order), ("refund", IdTarget::Refund), ("transaction", IdTarget::Transaction)],
                sink,
            ),
            role: map.take_one_of("role", Role::NAMES, sink),
            echoes: map.take_text("echoes", sink),
            passthrough: map.take_one_of("passthrough", &[("true", ())], sink),
            secret: map.take_one_of(
                "secret",
                &[("hidden", Some(Secrecy::Hidden)), ("last4", Some(Secrecy::LastFour)), ("shown", None)],
                sink,
            ),
            read_optional: map.take_one_of("read_as", &[("optional", ())], sink),
            purpose: map.take_one_of("purpose", Purpose::NAMES, sink),
            aliases: map.take_texts("aliases", sink),
            ty: map.take_text("type", sink).and_then(|written| VendorType::read(&written, sink)),
            members: map.take("members").map(|node| list(node, "members", sink, Row::read)),
            member_rules: map.take("member_rules").and_then(|node| read_rules(node, sink)).unwrap_or_default(),
            fixed: map.take("fixed").map_or_else(Vec::new, |node| read_fixed(node, FIXED_MEMBERS, sink)),
            items: map.take_text("items", sink).and_then(|written| VendorType::read(&written, sink)),
            type_name: map.take_text("type_name", sink),
            value_rules: ValueRules::take(&mut map, sink),
            source: Provenance::Docs,
            note: map.take_text("note", sink),
        };
        if let Some(node) = map.take("only") {
            let values = list(node, "only", sink, |item, sink| NamedValue::read(item, "only", sink));
            let is_empty = report_empty(node, "only", sink);
            if matches!(node.kind, Kind::List(_)) && !is_empty {
                rule.only = Some(values.iter().map(|value| value.name.clone()).collect());
            }
            rule.defined = values.into_iter().filter_map(|value| value.definition).collect();
        }
        let source = map.take_one_of("source", Provenance::NAMES, sink).map(|it| it.value);
        let source_is_docs = source == Some(Provenance::Docs);
        rule.source = source.unwrap_or_default();
        map.close(sink);
        if let (Some(format), Some(values)) = (&rule.format, &rule.values) {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    values.span,
                    "a field cannot have both a format and values",
                    "the values",
                )
                .related(format.span, "the format")
                .help("remove one of them"),
            );
            rule.values = None;
        }
        let Kind::Map(entries) = &node.kind else { return Some(rule) };
        if entries.iter().all(|(key, _)| matches!(key.value.as_str(), "source" | "note")) {
            sink.push(
                Diagnostic::new(Code::InapplicableRule, node.span, "empty rule", "expected at least one key")
                    .help("add a key, or remove the rule"),
            );
        }
        let is_sourced = entries.iter().any(|(key, _)| key.value == "source") || sink.is_unreadable("source");
        if let (Some(note), false) = (&rule.note, is_sourced && !source_is_docs) {
            sink.push(
                Diagnostic::new(
                    Code::MissingSource,
                    note.span,
                    "missing source of a note; a note explains a rule that is not from the current page",
                    "this note",
                )
                .help(
                    "add `source:` (`docs-old`, `sdk`, `third-party` or `inferred`), or turn the note into a comment",
                ),
            );
        }
        Some(rule)
    }

    /// Returns this rule, overridden by a narrower one. A field has either a format or an enumeration of values, so
    /// each of them in the narrower rule removes the other from the wider rule.
    #[must_use]
    pub fn overlaid(self, other: &Self) -> Self {
        // Both rules are destructured completely, so that the compiler reports a part that is not overridden.
        let Self {
            mut filled_by,
            mut format,
            mut values,
            mut only,
            mut defined,
            mut identifies,
            role,
            echoes,
            passthrough,
            secret,
            read_optional,
            purpose,
            mut aliases,
            ty,
            members,
            mut member_rules,
            mut fixed,
            items,
            type_name,
            value_rules,
            source,
            note,
        } = self;
        let Self {
            filled_by: other_filled_by,
            format: other_format,
            values: other_values,
            only: other_only,
            defined: other_defined,
            identifies: other_identifies,
            role: other_role,
            echoes: other_echoes,
            passthrough: other_passthrough,
            secret: other_secret,
            read_optional: other_read_optional,
            purpose: other_purpose,
            aliases: other_aliases,
            ty: other_ty,
            members: other_members,
            member_rules: other_member_rules,
            fixed: other_fixed,
            items: other_items,
            type_name: other_type_name,
            value_rules: other_value_rules,
            source: other_source,
            note: other_note,
        } = other.clone();
        if other_format.is_some() {
            (values, only, identifies) = (None, None, None);
        }
        // The only format that removes all rules of a less specific rule.
        if other_format.as_ref().is_some_and(|format| format.value == Format::Text) {
            filled_by = None;
        }
        if other_values.is_some() {
            (format, only, identifies) = (None, None, None);
        }
        if other_identifies.is_some() {
            (format, values, only) = (None, None, None);
        }
        defined.extend(other_defined);
        aliases.extend(other_aliases);
        fixed.extend(other_fixed);
        if other_members.is_some() {
            member_rules.clear();
        }
        member_rules.extend(other_member_rules);
        Self {
            filled_by: other_filled_by.or(filled_by),
            format: other_format.or(format),
            values: other_values.or(values),
            only: other_only.or(only),
            defined,
            identifies: other_identifies.or(identifies),
            role: other_role.or(role),
            echoes: other_echoes.or(echoes),
            passthrough: other_passthrough.or(passthrough),
            secret: other_secret.or(secret),
            read_optional: other_read_optional.or(read_optional),
            purpose: other_purpose.or(purpose),
            aliases,
            ty: other_ty.or(ty),
            members: other_members.or(members),
            member_rules,
            fixed,
            items: other_items.or(items),
            type_name: other_type_name.or(type_name),
            value_rules: value_rules.overlaid(other_value_rules),
            source: source.max(other_source),
            note: other_note.or(note),
        }
    }
}

/// Reads a mapping of field names to rules, or returns `None` if it is not a mapping.
pub(super) fn read_rules(node: &Node, sink: &mut Sink) -> Option<Vec<NamedRule>> {
    let mut map = Map::open(node, "the rules of fields", sink)?;
    let read = |(name, node): (&Spanned<String>, &Node), sink: &mut Sink| {
        let before = sink.count();
        let rule = FieldRule::read(node, sink);
        if sink.count() > before {
            sink.mark_incomplete(path::leaf(&name.value));
        }
        Some((name.clone(), rule?))
    };
    Some(map.rest().into_iter().filter_map(|entry| read(entry, sink)).collect())
}

/// The explanation of `fixed` in a rule.
const FIXED_MEMBERS: &str = "in a rule, `fixed: { member: value }` sets members of a JSON object; for a field that \
                             always has one value, write `fixed: { field: value }` in the channel, next to `rules:`";

/// Reads a mapping of names to fixed values; `form` is the help that shows how to write one here.
pub(super) fn read_fixed(node: &Node, form: &str, sink: &mut Sink) -> Vec<(Spanned<String>, Spanned<String>)> {
    if !matches!(node.kind, Kind::Map(_)) {
        let label = format!("this is {}", node.shape());
        sink.push(Diagnostic::new(Code::WrongShape, node.span, "`fixed` must be a mapping", label).help(form));
        return Vec::new();
    }
    let Some(mut map) = Map::open(node, "`fixed`", sink) else { return Vec::new() };
    map.rest()
        .into_iter()
        .filter_map(|(name, node)| Some((name.clone(), crate::spec_file::yaml::text(node, &name.value, sink)?)))
        .collect()
}
