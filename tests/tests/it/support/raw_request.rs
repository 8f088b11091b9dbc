//! Requests built from the spec, which can have mistakes that the types prevent.

use iotpay_gen::model::{BodyEncoding, Family, Field, Filler, Model, Operation, Type, Width};
use reqwest::header::CONTENT_TYPE;

use super::signing::{Map, Scalar, signed, texts, to_json};
use super::{KEY, LOGIN_NAME, MCH_ID};

/// A number that no card has.
pub const CARD_NUMBER: &str = "4325671234562266";

/// Returns the fields of the smallest valid request, without the signature.
pub fn smallest(model: &Model, operation: &Operation) -> Map {
    let needed = |field: &&Field| {
        let first_of_group =
            operation.group_of(&field.wire).is_some_and(|group| group.fields.first() == Some(&field.wire));
        first_of_group || (field.required && operation.group_of(&field.wire).is_none())
    };
    let fields = operation.request.iter().filter(|field| field.filled != Some(Filler::Signature));
    fields.filter(needed).map(|field| (field.wire.clone(), valid_value(model, field))).collect()
}

/// Returns a valid value of the field.
pub fn valid_value(model: &Model, field: &Field) -> Scalar {
    match &field.filled {
        Some(Filler::MchId) => return MCH_ID.into(),
        Some(Filler::LoginName) => return LOGIN_NAME.into(),
        Some(Filler::Fixed(value)) => return value.as_str().into(),
        _ => {}
    }
    match &field.ty {
        Type::Url { .. } => "https://shop.example/x".into(),
        Type::Ip => "203.0.113.7".into(),
        Type::Cents | Type::Integer(_) => 1.into(),
        ty @ (Type::Decimal(_) | Type::Boolean(Some(_)) | Type::Date(_) | Type::DateTime(_)) => {
            Scalar::Text(ty.made_up().unwrap())
        }
        Type::Boolean(None) => true.into(),
        Type::Enum(choice) => {
            let value = &model.enumerations[choice.enumeration].values[choice.values[0]];
            value.wire.as_str().into()
        }
        Type::Json(None) => "{}".into(),
        Type::Json(Some(members)) => {
            let required = members.fields.iter().filter(|member| member.required);
            let members: Map = required.map(|member| (member.wire.clone(), valid_value(model, member))).collect();
            Scalar::Text(to_json(&members))
        }
        Type::Text | Type::Reference | Type::Id(_) => "x".into(),
        Type::CardNumber => CARD_NUMBER.into(),
        Type::Cvv => "786".into(),
        Type::ExpiryDate => "0735".into(),
        Type::Base64 => "bWFkZSB1cA==".into(),
        other => panic!("a request has no {other:?}"),
    }
}

/// Returns a value of the field's type with one character too many.
pub fn long_value(field: &Field, max: u32) -> String {
    let length = usize::try_from(max).unwrap() + 1;
    match &field.ty {
        Type::Url { .. } => format!("{:x<length$}", "https://shop.example/"),
        Type::Json(members) => {
            let fixed = members.iter().flat_map(|members| &members.fields).filter(|member| member.required);
            let pairs: Vec<_> = fixed
                .map(|member| match &member.filled {
                    Some(Filler::Fixed(value)) => (member.wire.as_str(), value.as_str()),
                    _ => (member.wire.as_str(), "x"),
                })
                .collect();
            let mut fields = texts(&pairs);
            fields.insert("x".to_owned(), "".into());
            let padding = length - to_json(&fields).chars().count();
            fields.insert("x".to_owned(), Scalar::Text("茶".repeat(padding)));
            to_json(&fields)
        }
        Type::CardNumber | Type::Cvv | Type::ExpiryDate => "1".repeat(length),
        Type::Base64 => "A".repeat(length),
        Type::Decimal(decimal) => format!("1{}", decimal.largest()),
        _ => "茶".repeat(length),
    }
}

/// Returns values of other types. Text fields accept everything.
pub fn invalid_values(field: &Field) -> &'static [&'static str] {
    match (&field.filled, &field.ty) {
        (Some(Filler::Signature), _) => &[],
        (Some(_), _) => &["another"],
        (None, Type::Cents) => &[
            "x",
            "1.5",
            "0",
            "-1",
            "1e3",
            " 1",
            "1 ",
            "+1",
            "007",
            "1.0",
            "-0",
            "00",
            "٣",
            "1_0",
            "0x1",
            "--1",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
        ],
        (None, Type::Integer(Width::Int)) => &["x", "1.5", "+1", "007", "-0", "1.0", " 1", "2147483648", "-2147483649"],
        (None, Type::Integer(Width::Long)) => &["x", "1.5", "+1", "007", "-0", "1.0", " 1", "9223372036854775808"],
        (None, Type::Decimal(_)) => {
            &["x", "1.2345678901234567891", "+1.00", "007.00", "-0.00", " 1.00", "1e2", "1,00", ".5"]
        }
        (None, Type::Boolean(_)) => &["x", "2", "TRUE", "True", "yes ", " true"],
        (None, Type::Date(_)) => &["x", "0", "2026-02-30", "20260230", "2026/02/30", "2026-3-1", "10.03.2026"],
        (None, Type::DateTime(_)) => &["x", "0", "2026-03-10", "2026-03-10 24:00:00", "2026-02-30T09:30:00Z"],
        (None, Type::Enum(_)) => &["another", "XYZ", "cad", "0"],
        (None, Type::Json(_)) => &["x", "[]", "{", "1", "{\"a\":1,\"a\":2}"],
        (None, Type::Url { query: true }) => &["x", "/x", "ftp://shop.example/", "https:shop.example"],
        (None, Type::Url { query: false }) => &["x", "ftp://shop.example/", "https://shop.example/?a=1"],
        (None, Type::Reference | Type::Id(_)) => &[" ", "x y", "x\n", "\u{feff}x", "x\u{200b}", "x&y", "x="],
        (None, Type::Text) => &[" ", "x\ny", "x\0", "\u{feff}x"],
        (None, Type::Ip) => &["x", "1.2.3", "203.0.113.256", "203.0.113.7 "],
        (None, Type::CardNumber) => &["x", "4242424242424", "42424242424242424242", "4325 6712 3456 2266"],
        (None, Type::Cvv) => &["x", "78", "78612", "78a"],
        (None, Type::ExpiryDate) => &["x", "0025", "1325", "735", "07/35"],
        (None, Type::Base64) => &["x", "A===", "AAA", "bWFkZSB1c-==", "bW FkZSB1"],
        _ => &[],
    }
}

/// Returns the signed body of a request in the format of its family.
pub fn body(family: &Family, fields: &Map) -> String {
    body_unsigned(family, &signed(fields.clone(), KEY))
}

/// Returns the body of a request in the format of its family, without signing it.
pub fn body_unsigned(family: &Family, fields: &Map) -> String {
    let json = to_json(fields);
    match family.body {
        BodyEncoding::Json => json,
        BodyEncoding::ParamsForm => {
            form_urlencoded::Serializer::new(String::new()).append_pair("params", &json).finish()
        }
    }
}

thread_local! {
    // One for each test: creating one takes longer than a request.
    static HTTP: reqwest::Client = reqwest::Client::builder().no_proxy().build().unwrap();
}

/// Returns an HTTP client that ignores proxies of the environment.
pub fn http() -> reqwest::Client {
    HTTP.with(reqwest::Client::clone)
}

/// Returns the status and the text of the response to a body.
pub async fn post(url: &str, family: &Family, body: impl Into<reqwest::Body>) -> (u16, String) {
    let content_type = match family.body {
        BodyEncoding::Json => "application/json",
        BodyEncoding::ParamsForm => "application/x-www-form-urlencoded",
    };
    let sent = http().post(url).header(CONTENT_TYPE, content_type).body(body).send();
    let response = sent.await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}
