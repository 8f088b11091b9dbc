//! A valid value of a request field: as a literal, as a run-time value, and as it is sent.

use iotpay_gen::model::{
    DateForm, DateTime, DateTimeForm, Decimal, EnumerationValue, Field, Filler, IdTarget, Model, Type, Width, Wire,
    words,
};

use super::request_calls::object_name;
use super::values;

/// Values that say what a field is for. Other fields have a value of their type.
const TEXTS: &[(&str, &str)] = &[
    ("appId", "wx12"),
    ("body", "First flush, 250 g"),
    ("cardId", "k-9"),
    ("customerId", "u-9"),
    ("device", "WEB"),
    ("deviceId", "till-2"),
    ("extra", "CC_API"),
    ("holder", "CARD HOLDER"),
    ("identityCode", "134567890123456789"),
    ("mchContractId", "c-77"),
    ("mchOrderNo", "m-1"),
    ("mchRefundNo", "r-1"),
    ("mchUserId", "u-9"),
    ("notifyUrl", "https://shop.example/iotpay"),
    ("openId", "o6"),
    ("param1", "table 7"),
    ("param2", "till 2"),
    ("payOrderId", "P0020261122"),
    ("payerName", "Payer"),
    ("productId", "tea-250"),
    ("remarks", "a gift"),
    ("returnUrl", "https://shop.example/thanks"),
    ("subject", "Green tea"),
];

const NUMBERS: &[(&str, i64)] = &[("amount", 2865), ("refundAmount", 500)];

/// A field of a request and the value that it is set to.
pub struct Argument<'m> {
    pub field: &'m Field,
    is_required: bool,
    family: &'m str,
    value: Value<'m>,
}

enum Value<'m> {
    Number(i64, &'static str),
    Text(String),
    /// A decimal number or a date as text, and its type.
    Parsed(String, String),
    /// True, as it is sent.
    Boolean(&'m str),
    Ip,
    Id(IdTarget, String),
    Enum(&'m str, &'m EnumerationValue),
    Json,
    /// The members, including those with a fixed value.
    Object(Vec<Member<'m>>),
}

enum Member<'m> {
    Fixed(&'m Field, &'m str),
    Set(Argument<'m>),
}

impl<'m> Argument<'m> {
    pub fn new(model: &'m Model, family: &'m str, field: &'m Field, is_required: bool) -> Self {
        let number = |ty: &'static str| {
            let known = NUMBERS.iter().find(|(wire, _)| *wire == field.wire);
            Value::Number(known.map_or(1, |(_, number)| *number), ty)
        };
        let known = TEXTS.iter().find(|(wire, _)| *wire == field.wire).map(|(_, text)| *text);
        let or = |fallback: &str| Value::Text(values::shortened(known.unwrap_or(fallback), field.max));
        let value = match &field.ty {
            Type::Cents => number("u64"),
            Type::Integer(Width::Int) => number("i32"),
            Type::Integer(Width::Long) => number("i64"),
            ty @ Type::Decimal(Decimal { digits, scale }) => {
                Value::Parsed(ty.made_up().unwrap(), format!("DecimalText<{scale}, {digits}>"))
            }
            Type::Boolean(texts) => Value::Boolean(words(texts.as_ref()).0),
            ty @ Type::Date(form) => Value::Parsed(ty.made_up().unwrap(), format!("DateText<{}>", date_form(*form))),
            ty @ Type::DateTime(DateTime { form, offset }) => {
                let parsed = format!("DateTimeText<{}, {{ {offset} }}>", date_time_form(*form));
                Value::Parsed(ty.made_up().unwrap(), parsed)
            }
            Type::Ip => Value::Ip,
            Type::Id(target) => Value::Id(*target, known.unwrap_or(&field.wire).to_owned()),
            Type::Enum(choice) => {
                Value::Enum(&model.enumerations[choice.enumeration].type_name, values::value(model, choice))
            }
            Type::Json(None) => Value::Json,
            Type::Json(Some(members)) => {
                let member = |member: &'m Field| match &member.filled {
                    Some(Filler::Fixed(value)) => Member::Fixed(member, value),
                    _ => Member::Set(Self::new(model, family, member, member.required)),
                };
                Value::Object(members.fields.iter().map(member).collect())
            }
            Type::Url { .. } => or("https://shop.example/"),
            Type::CardNumber => Value::Text("4242424242424242".to_owned()),
            Type::Cvv => Value::Text("123".to_owned()),
            Type::ExpiryDate => Value::Text("0728".to_owned()),
            Type::Base64 => Value::Text("e30=".to_owned()),
            Type::Text
            | Type::Reference
            | Type::Encoded(_)
            | Type::Object(_)
            | Type::Passthrough(_)
            | Type::RawObject
            | Type::Any
            | Type::Array(_) => or(&field.wire),
        };
        Self { field, is_required, family, value }
    }

    pub fn is_required(&self) -> bool {
        self.is_required
    }

    /// Returns the value as a literal in `request!`.
    pub fn literal(&self) -> String {
        match &self.value {
            Value::Number(number, _) => number.to_string(),
            Value::Text(text) | Value::Parsed(text, _) | Value::Id(_, text) => format!("{text:?}"),
            Value::Boolean(_) => "true".to_owned(),
            Value::Ip => format!("{IP:?}"),
            Value::Enum(_, value) => value.variant.clone(),
            Value::Json => format!("{JSON:?}"),
            Value::Object(members) => {
                let fields = members.iter().filter_map(Member::set);
                let fields = fields.map(|it| format!("{}: {}", it.field.rust_name, it.literal()));
                format!("{} {{ {} }}", object_name(self.field), fields.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Returns the statements that bind the value to a variable with the name of the field.
    pub fn statements(&self) -> Vec<String> {
        let name = &self.field.rust_name;
        let expression = match &self.value {
            Value::Number(number, ty) => return vec![format!("let {name}: {ty} = {number};")],
            Value::Text(text) | Value::Id(IdTarget::Transaction, text) => format!("String::from({text:?})"),
            Value::Parsed(text, ty) => {
                return vec![format!(
                    "let {name} = {{ use iotpay_client::value::*; {text:?}.parse::<{ty}>().unwrap() }};"
                )];
            }
            Value::Boolean(_) => "true".to_owned(),
            Value::Json => format!("String::from({JSON:?})"),
            Value::Ip => "std::net::IpAddr::from([203, 0, 113, 7])".to_owned(),
            Value::Id(IdTarget::Order, text) => format!("iotpay_client::OrderId::new({text:?}).unwrap()"),
            Value::Id(IdTarget::Refund, text) => format!("iotpay_client::RefundId::new({text:?}).unwrap()"),
            Value::Enum(..) => return Vec::new(),
            Value::Object(members) => {
                let required = members.iter().filter_map(Member::set).filter(|member| member.is_required);
                return required.flat_map(Self::statements).collect();
            }
        };
        vec![format!("let {name} = {expression};")]
    }

    /// Returns the field in `request!`, with the variable of [`Self::statements`].
    pub fn run_time_value(&self) -> String {
        let name = &self.field.rust_name;
        match &self.value {
            Value::Enum(ty, value) => format!("{name}: {}::{ty}::{}", self.family, value.variant),
            Value::Object(members) => {
                let required = members.iter().filter_map(Member::set).filter(|member| member.is_required);
                let fields: Vec<_> = required.map(Self::run_time_value).collect();
                format!("{name}: {} {{ {} }}", object_name(self.field), fields.join(", "))
            }
            Value::Number(..)
            | Value::Text(_)
            | Value::Parsed(..)
            | Value::Boolean(_)
            | Value::Id(..)
            | Value::Json
            | Value::Ip => name.clone(),
        }
    }

    /// Returns the value as it is signed and sent; `is_partial` omits the optional members of an object.
    pub fn sent(&self, is_partial: bool) -> String {
        match &self.value {
            Value::Number(number, _) => number.to_string(),
            Value::Text(text) | Value::Parsed(text, _) | Value::Id(_, text) => text.clone(),
            Value::Boolean(text) => (*text).to_owned(),
            Value::Ip => IP.to_owned(),
            Value::Enum(_, value) => value.wire.clone(),
            Value::Json => JSON.to_owned(),
            Value::Object(members) => {
                let sent = members.iter().filter(|it| !is_partial || it.set().is_none_or(|it| it.is_required));
                format!("{{{}}}", sent.map(|member| member.json(is_partial)).collect::<Vec<_>>().join(","))
            }
        }
    }
}

impl<'m> Member<'m> {
    fn set(&self) -> Option<&Argument<'m>> {
        match self {
            Self::Fixed(..) => None,
            Self::Set(argument) => Some(argument),
        }
    }

    fn json(&self, is_partial: bool) -> String {
        let (field, text) = match self {
            Self::Fixed(field, value) => (*field, (*value).to_owned()),
            Self::Set(argument) => (argument.field, argument.sent(is_partial)),
        };
        match field.ty.wire() {
            Wire::Integer | Wire::Boolean => format!("{:?}:{text}", field.wire),
            Wire::Text | Wire::Object | Wire::Array | Wire::Any => format!("{:?}:{text:?}", field.wire),
        }
    }
}

const IP: &str = "203.0.113.7";
const JSON: &str = r#"{"openId":"o6"}"#;

fn date_form(form: DateForm) -> &'static str {
    match form {
        DateForm::Dashed => "DashedForm",
        DateForm::Slashed => "SlashedForm",
        DateForm::Compact => "CompactForm",
    }
}

fn date_time_form(form: DateTimeForm) -> &'static str {
    match form {
        DateTimeForm::Dashed => "DashedForm",
        DateTimeForm::Slashed => "SlashedForm",
        DateTimeForm::Compact => "CompactForm",
        DateTimeForm::Iso => "IsoForm",
        DateTimeForm::Rfc3339 => "Rfc3339Form",
    }
}
