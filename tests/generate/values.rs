//! A valid value for each field type, and a canary for each secret.

use iotpay_gen::model::{EnumType, EnumerationValue, Field, IdTarget, Model, Secrecy, Type};

use super::canary;

/// A secret of a request.
pub struct Secret {
    /// The wire name of the field.
    pub wire: String,
    /// The valid value.
    pub canary: String,
    /// A similar, invalid value.
    pub wrong: Vec<String>,
    /// Whether its last four characters may be shown.
    pub shows_last_four: bool,
}

/// Returns the secret of a request field, if any.
pub fn secret(field: &Field) -> Option<Secret> {
    let shows_last_four = field.secret == Some(Secrecy::LastFour) || matches!(field.ty, Type::CardNumber);
    let text = |canary: &str, wrong: &[&str]| (canary.to_owned(), wrong.iter().map(|it| (*it).to_owned()).collect());
    let (canary, wrong) = match &field.ty {
        Type::CardNumber => text(
            canary::CARD_NUMBER,
            &[
                "49999912345678901234",
                "4999991234567",
                "4999 9912 3456 7890",
                "4999-9912-3456-7890",
                "499999123456789x",
            ],
        ),
        Type::Cvv => text(canary::CVV, &["90731", "9073 ", "907x"]),
        Type::ExpiryDate => text(canary::EXPIRY_DATE, &["12990", "129", "9912", "12/99"]),
        Type::Base64 => text(canary::BASE64, &["Q0FOQVJZIHdhbGxldCBkYXR", "Q0FOQVJZIHdhbGxldCBkYXRh!"]),
        _ => {
            field.secret?;
            let canary = secret_text(field);
            let too_long = field.max.map(|max| canary.repeat(usize::try_from(max).unwrap_or_default()));
            (canary, too_long.into_iter().collect())
        }
    };
    Some(Secret { wire: field.wire.clone(), canary, wrong, shows_last_four })
}

/// Returns a secret text with the name of its field, or a card number if its end may be shown.
pub fn secret_text(field: &Field) -> String {
    match field.secret {
        Some(Secrecy::LastFour) => canary::CARD_NUMBER.to_owned(),
        _ => shortened(&format!("{} {}", canary::WORD, field.wire.to_uppercase()), field.max),
    }
}

/// Returns the expression for a field that is not secret.
pub fn expression(model: &Model, field: &Field, path: &dyn Fn(&str) -> String) -> String {
    match &field.ty {
        Type::Cents | Type::Integer(_) => "1".to_owned(),
        Type::Boolean(_) => "true".to_owned(),
        ty @ (Type::Decimal(_) | Type::Date(_) | Type::DateTime(_)) => {
            format!("{:?}.parse().unwrap()", ty.made_up().unwrap())
        }
        Type::Ip => "std::net::IpAddr::from([203, 0, 113, 7])".to_owned(),
        Type::Id(IdTarget::Order) => format!("&iotpay_client::OrderId::new({:?}).unwrap()", field.wire),
        Type::Id(IdTarget::Refund) => format!("&iotpay_client::RefundId::new({:?}).unwrap()", field.wire),
        Type::Enum(choice) => {
            let enumeration = &model.enumerations[choice.enumeration];
            let module = enumeration.family.map_or("shared", |family| &model.families[family].name);
            format!("iotpay_client::{module}::{}::{}", enumeration.type_name, value(model, choice).variant)
        }
        Type::Json(Some(members)) => {
            let fields = members.fields.iter().filter(|member| member.filled.is_none() && member.required);
            let member_values =
                fields.map(|member| format!("{}: {}", member.rust_name, expression(model, member, path)));
            let member_values: Vec<_> = member_values.collect();
            format!("{} {{ {} }}", path(&format!("{}Members", members.type_name)), member_values.join(", "))
        }
        Type::Url { .. } => format!("{:?}", "https://shop.example/"),
        Type::Json(None) => format!("{:?}", r#"{"a":1}"#),
        _ => format!("{:?}", shortened(&field.wire, field.max)),
    }
}

/// Returns `true` if every value of the type is valid, so that passing it cannot fail.
pub fn cannot_fail(field: &Field) -> bool {
    matches!(field.ty, Type::Integer(_) | Type::Decimal(_) | Type::Boolean(_) | Type::Date(_) | Type::DateTime(_))
}

/// Returns a representative value of an enumeration.
pub fn value<'m>(model: &'m Model, choice: &EnumType) -> &'m EnumerationValue {
    &model.enumerations[choice.enumeration].values[choice.values[0]]
}

/// Returns a text, shortened to the limit of its field.
pub fn shortened(text: &str, max: Option<u32>) -> String {
    let max = max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    text.chars().take(max).collect()
}
