//! A field that the caller can set, and its kind.

use std::cell::OnceCell;

use super::date_form;
use super::json::quoted;
use super::reader::Reader;
use super::rules::Form;

/// The kind of a field.
pub(super) enum Kind {
    Text(Limit),
    /// An id or a merchant reference.
    Id(Limit),
    /// The number is how many of the last characters may be shown.
    Secret(Limit, usize),
    Url(Limit),
    UrlWithoutQuery(Limit),
    Ip(Limit),
    Base64(Limit),
    Json(Limit),
    CardNumber,
    Cvv,
    ExpiryDate,
    Cents,
    /// The numbers of decimal places and of digits.
    Decimal(u32, u32),
    /// A boolean; inside an object with its texts, if it is not sent as `true` or `false`.
    Boolean(Option<[String; 2]>),
    Date(Form),
    /// A date with a time. The number is the offset from UTC in minutes, if the text does not contain it.
    DateTime(Form, i32),
    /// Text without rules.
    String,
    /// A whole number of this type.
    Integer(String),
    OrderId(Limit),
    RefundId(Limit),
    Enum(EnumValues),
    Object(Object),
    /// An object in JSON, with its members.
    Struct(Object),
    /// An array of items.
    List(Box<Field>),
    /// An unknown type.
    Any(usize),
    /// A kind that this version does not know; its use is an error.
    Unknown(String),
}

/// The maximum number of characters.
#[derive(Clone, Copy)]
pub(super) struct Limit(pub(super) Option<u32>);

impl Limit {
    /// The maximum as a number; `u32::MAX` if there is no limit.
    pub(super) fn max(self) -> u32 {
        self.0.unwrap_or(u32::MAX)
    }
}

/// A closed enumeration.
pub(super) struct EnumValues {
    pub(super) at: usize,
    /// The variants and their wire values.
    pub(super) accepted: Vec<(String, String)>,
    /// Values that only other requests accept.
    pub(super) elsewhere: Vec<(String, String)>,
}

/// A JSON object with known members.
pub(super) struct Object {
    pub(super) at: usize,
    /// The name of its type; empty for JSON text with members, whose type is named after the request.
    pub(super) type_name: String,
    pub(super) limit: Limit,
    pub(super) members: Vec<Member>,
}

/// A member of an object.
pub(super) enum Member {
    /// It always has this value, written as JSON.
    Constant { wire: String, json: String },
    /// Set by the caller.
    Field(Box<Field>),
}

/// Reads a kind.
fn kind(reader: &mut Reader<'_>) -> Kind {
    match reader.word() {
        "text" => Kind::Text(limits(reader).0),
        "id" => Kind::Id(limits(reader).0),
        "secret" => {
            let (limit, shown) = limits(reader);
            Kind::Secret(limit, shown)
        }
        "url" => Kind::Url(limits(reader).0),
        "url_without_query" => Kind::UrlWithoutQuery(limits(reader).0),
        "ip" => Kind::Ip(limits(reader).0),
        "base64" => Kind::Base64(limits(reader).0),
        "json" => Kind::Json(limits(reader).0),
        "card_number" => Kind::CardNumber,
        "cvv" => Kind::Cvv,
        "expiry_date" => Kind::ExpiryDate,
        "cents" => Kind::Cents,
        "decimal" => {
            let (Limit(scale), digits) = limits(reader);
            // Without their number, there can be 18 digits.
            Kind::Decimal(scale.unwrap_or_default(), u32::try_from(digits).ok().filter(|it| *it > 0).unwrap_or(18))
        }
        "boolean" => Kind::Boolean(reader.is_at_string().then(|| [reader.string(), reader.string()])),
        word @ ("date" | "date_time") => {
            reader.take('(');
            let form = reader.word();
            let sign = if reader.take(',') && reader.take('-') { -1 } else { 1 };
            let offset = i32::try_from(reader.number()).unwrap_or_default() * sign;
            reader.take(')');
            match (word, date_form::form(form)) {
                ("date", Some(form)) => Kind::Date(form),
                (_, Some(form)) => Kind::DateTime(form, offset),
                (_, None) => Kind::Unknown(form.to_owned()),
            }
        }
        "string" => Kind::String,
        "integer" => Kind::Integer(reader.word().to_owned()),
        "order_id" => Kind::OrderId(limits(reader).0),
        "refund_id" => Kind::RefundId(limits(reader).0),
        "code" => Kind::Enum(codes(reader)),
        "object" => Kind::Object(object(reader)),
        "struct" => Kind::Struct(object(reader)),
        "any" => Kind::Any(reader.number()),
        unknown => Kind::Unknown(unknown.to_owned()),
    }
}

/// Reads `(30)`, or `(30, 4)` if the last four characters may be shown.
fn limits(reader: &mut Reader<'_>) -> (Limit, usize) {
    if !reader.take('(') {
        return (Limit(None), 0);
    }
    let max = reader.word().parse().ok();
    let shown = if reader.take(',') { reader.number() } else { 0 };
    reader.take(')');
    (Limit(max), shown)
}

fn codes(reader: &mut Reader<'_>) -> EnumValues {
    let at = reader.number();
    let accepted = variants(reader);
    let elsewhere = if reader.take_word("else") { variants(reader) } else { Vec::new() };
    EnumValues { at, accepted, elsewhere }
}

fn variants(reader: &mut Reader<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    reader.take('{');
    while !reader.take('}') && !reader.is_empty() {
        found.push((reader.word().to_owned(), reader.string()));
        reader.take(';');
    }
    found
}

fn object(reader: &mut Reader<'_>) -> Object {
    let (at, (limit, _)) = (reader.number(), limits(reader));
    let type_name = reader.word().to_owned();
    let mut members = Vec::new();
    reader.take('{');
    while !reader.take('}') && !reader.is_empty() {
        if reader.take_word("const") {
            members.push(Member::Constant { wire: reader.string(), json: constant(reader) });
            reader.take(';');
        } else {
            let mut name = reader.word().to_owned();
            if reader.take('!') {
                name.push('!');
            }
            members.push(Member::Field(Box::new(Field::of(&name, reader.until_semicolon(), None))));
        }
    }
    Object { at, type_name, limit, members }
}

/// A number of 32 bits.
fn count(reader: &mut Reader<'_>) -> u32 {
    u32::try_from(reader.number()).unwrap_or(u32::MAX)
}

/// A constant as JSON: text in quotes, or a number.
fn constant(reader: &mut Reader<'_>) -> String {
    if reader.is_at_string() {
        return quoted(&reader.string());
    }
    let sign = if reader.take('-') { "-" } else { "" };
    format!("{sign}{}", reader.word())
}

/// A row of the table after the name.
struct Row {
    wire: String,
    kind: Kind,
    /// The kind as written.
    kind_text: String,
    /// The smallest and the largest value; empty if there is none.
    range: Option<[String; 2]>,
    pattern: Option<String>,
    /// The largest length as text, if the object or the array is sent as text.
    text_max: Option<u32>,
    /// The smallest and the largest number of items.
    items: Option<[u32; 2]>,
}

/// The kind of a type as a table has it.
pub(super) fn kind_of(text: &str) -> Kind {
    kind(&mut Reader::new(text))
}

/// A field that the caller can set.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) is_optional: bool,
    pub(super) is_deprecated: bool,
    /// Whether it is an item of an array, which has the name of the array.
    pub(super) is_item: bool,
    /// The index of its choice, and its variant there.
    pub(super) choice: Option<(usize, String)>,
    /// The wire name and the kind, not yet parsed.
    rest: String,
    read: OnceCell<Row>,
}

impl Field {
    /// A field from the first word of a row, which ends with `?` if the field is optional and then with `!` if it is
    /// deprecated, and the rest.
    pub(super) fn of(first: &str, rest: &str, choice: Option<(usize, String)>) -> Self {
        let (first, is_deprecated) = first.strip_suffix('!').map_or((first, false), |name| (name, true));
        let (name, is_optional) = first.strip_suffix('?').map_or((first, false), |name| (name, true));
        let name = name.trim_start_matches("r#").to_owned();
        let (rest, read) = (rest.to_owned(), OnceCell::new());
        Self { name, is_optional, is_deprecated, is_item: false, choice, rest, read }
    }

    /// The wire name.
    pub(super) fn wire(&self) -> &str {
        &self.read().wire
    }

    /// The kind.
    pub(super) fn kind(&self) -> &Kind {
        &self.read().kind
    }

    /// The kind as the table has it.
    pub(super) fn kind_text(&self) -> &str {
        &self.read().kind_text
    }

    /// The smallest and the largest value, if the field has a range; an empty text is no bound.
    pub(super) fn range(&self) -> Option<&[String; 2]> {
        self.read().range.as_ref()
    }

    /// The pattern.
    pub(super) fn pattern(&self) -> Option<&str> {
        self.read().pattern.as_deref()
    }

    /// The largest length as text, if the object or the array is sent as text.
    pub(super) fn text_max(&self) -> Option<u32> {
        self.read().text_max
    }

    /// The smallest and the largest number of items of an array, if it has a rule for them.
    pub(super) fn items(&self) -> Option<[u32; 2]> {
        self.read().items
    }

    fn read(&self) -> &Row {
        self.read.get_or_init(|| {
            let mut reader = Reader::new(&self.rest);
            let wire = reader.string();
            let text_max = reader.take_word("as_text").then(|| count(&mut reader));
            let none = |wire, kind| Row {
                wire,
                kind,
                kind_text: String::new(),
                range: None,
                pattern: None,
                text_max,
                items: None,
            };
            if reader.take_word("list") {
                let items = reader.take_word("items").then(|| [count(&mut reader), count(&mut reader)]);
                let rest = format!("{wire:?} {}", reader.rest());
                let item = Self {
                    name: self.name.clone(),
                    is_optional: false,
                    is_deprecated: false,
                    is_item: true,
                    choice: None,
                    rest,
                    read: OnceCell::new(),
                };
                return Row { items, ..none(wire, Kind::List(Box::new(item))) };
            }
            let before = reader.rest();
            let kind = kind(&mut reader);
            let kind_text = before[..before.len() - reader.rest().len()].to_owned();
            let range = reader.take_word("range").then(|| [reader.string(), reader.string()]);
            let pattern = reader.take_word("pattern").then(|| reader.string());
            Row { kind_text, range, pattern, ..none(wire, kind) }
        })
    }
}
