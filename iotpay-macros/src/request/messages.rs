//! Texts of the rules.

use super::field::{EnumValues, Field, Kind, Limit, Member, Object};
use super::table::Table;

/// A message with the URL of the vendor page.
pub(super) fn with_page(table: &Table, message: String) -> String {
    if table.page.is_empty() { message } else { format!("{message}\nsee {}", table.page) }
}

/// `must be Cad or Usd`.
pub(super) fn one_of(codes: &EnumValues) -> String {
    let names: Vec<_> = codes.accepted.iter().map(|(variant, _)| format!("`{variant}`")).collect();
    format!("must be {}", any_of(&names))
}

/// `a, b or c`.
fn any_of(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The rule of a field, shown after its name and a colon.
pub(super) fn rule(field: &Field) -> String {
    match field.kind() {
        Kind::Text(limit) | Kind::Secret(limit, _) | Kind::Id(limit) => characters(*limit),
        Kind::Url(limit) => format!("an absolute http or https URL{}", at_most(*limit)),
        Kind::UrlWithoutQuery(limit) => format!("an absolute http or https URL without `?` or `#`{}", at_most(*limit)),
        Kind::Ip(limit) => format!("an IP address{}", at_most(*limit)),
        Kind::Base64(limit) => format!("base64{}", at_most(*limit)),
        Kind::Json(limit) => format!("a JSON object{}", at_most(*limit)),
        Kind::CardNumber => "14 to 19 digits".to_owned(),
        Kind::Cvv => "3 or 4 digits".to_owned(),
        Kind::ExpiryDate => "a month and year in the form MMYY".to_owned(),
        Kind::Cents => "a whole number of cents, at least 1".to_owned(),
        Kind::Decimal(0, _) => "a whole number, as text or an integer".to_owned(),
        Kind::Decimal(1, _) => "a decimal number with at most 1 decimal place".to_owned(),
        Kind::Decimal(scale, _) => format!("a decimal number with at most {scale} decimal places"),
        Kind::Boolean(_) => "`true` or `false`".to_owned(),
        Kind::Date(form) => format!("a date of the form {}", form.date()),
        Kind::DateTime(form, _) => format!("a date and time of the form {}", form.date_time()),
        Kind::String => "text".to_owned(),
        Kind::Integer(ty) => format!("a whole number, `{ty}`"),
        Kind::OrderId(_) => "an `OrderId`".to_owned(),
        Kind::RefundId(_) => "a `RefundId`".to_owned(),
        Kind::Enum(codes) => {
            any_of(&codes.accepted.iter().map(|(variant, _)| format!("`{variant}`")).collect::<Vec<_>>())
        }
        Kind::Object(known) | Kind::Struct(known) => format!("`{}`", object(&object_name(field), known)),
        Kind::List(item) => format!("a list; each item: {}", rule(item)),
        Kind::Any(_) | Kind::Unknown(_) => "a value".to_owned(),
    }
}

/// The name of an object in a literal: `Extra` for the field `extra`, `Item` for an item of `items`, and `GoodsItem` for
/// one of `goods`.
pub(super) fn object_name(field: &Field) -> String {
    let name = pascal(&field.name);
    match name.strip_suffix("Items") {
        _ if !field.is_item => name,
        Some(before) => format!("{before}Item"),
        None => format!("{name}Item"),
    }
}

/// The notation of an object: `Extra { app_id: … }`.
pub(super) fn object(name: &str, object: &Object) -> String {
    let members = object.members.iter().filter_map(|member| match member {
        Member::Field(field) => Some(format!("{}: …", field.name)),
        Member::Constant { .. } => None,
    });
    format!("{name} {{ {} }}", members.collect::<Vec<_>>().join(", "))
}

fn characters(limit: Limit) -> String {
    match limit.max() {
        u32::MAX => "text".to_owned(),
        max => format!("1 to {max} characters"),
    }
}

fn at_most(limit: Limit) -> String {
    match limit.max() {
        u32::MAX => String::new(),
        max => format!(", at most {max} characters"),
    }
}

/// `extra_data` is `ExtraData`.
pub(super) fn pascal(name: &str) -> String {
    let parts = name.split('_').map(|part| {
        let mut characters = part.chars();
        characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<String>()
    });
    parts.collect()
}

/// Converts an amount with a decimal point to cents: `28.65` is `2865`. `None` without a point, since the unit
/// would be ambiguous.
pub(super) fn in_cents(amount: &str) -> Option<String> {
    let (whole, fraction) = amount.split_once('.')?;
    let is_digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 2 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let cents = format!("{whole}{fraction:0<2}");
    Some(cents.trim_start_matches('0').to_owned()).filter(|cents| !cents.is_empty())
}
