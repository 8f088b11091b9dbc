//! Names in messages to names in Rust.

/// The runtime items that generated code names without a path, by their modules.
pub(crate) const RUNTIME: &[(&str, &[&str])] = &[
    ("incoming", &["FromFields", "PageResponse", "Passthrough", "RawJson"]),
    ("notification", &["BrowserReturn", "Notification"]),
    ("protocol", &["Request"]),
    ("request_macro", &["BuildRequest", "RequestObject"]),
    ("signing", &["FieldValue", "Signed", "SignedValue"]),
    ("spec", &["AccountField", "AccountPart", "DocPage", "Endpoint", "EventFields", "StatusQuery"]),
    ("validation", &["ValidationError", "Validator"]),
    (
        "value",
        &[
            "Base64",
            "CardNumber",
            "Cents",
            "CompactForm",
            "Cvv",
            "DashedForm",
            "DateText",
            "DateTimeText",
            "DecimalText",
            "ExpiryDate",
            "HttpUrl",
            "HttpUrlWithoutQuery",
            "Id",
            "Ip",
            "IsoForm",
            "JsonText",
            "OrderId",
            "RefundId",
            "Rfc3339Form",
            "SecretText",
            "SlashedForm",
            "Text",
            "WireEnum",
        ],
    ),
];

/// The other names that have a meaning in a module of generated code.
const MEANT: &[&str] = &[
    "Client",
    "Clone",
    "Debug",
    "Err",
    "IpAddr",
    "None",
    "NotificationReceiver",
    "Ok",
    "Option",
    "Protocol",
    "Result",
    "Some",
    "String",
    "Vec",
];

/// Returns `true` if a type of this name would hide another meaning in generated code.
pub fn is_taken(name: &str) -> bool {
    RUNTIME.iter().any(|(_, names)| names.contains(&name)) || MEANT.contains(&name)
}

/// Splits a name of any style into words: `mchOrderNo`, `WX_NATIVE`, `qr_code`, `order-status`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if !character.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let starts_word = before == ' '
            || (character.is_uppercase() && !before.is_uppercase())
            || (character.is_uppercase() && before.is_uppercase() && next_is_lower);
        if starts_word {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words
}

/// `mchOrderNo` as a field or module: `mch_order_no`.
pub fn snake(name: &str) -> String {
    escape(words(name).join("_"))
}

/// `PartiallySigned` or `card_saved` as a text value: `partially-signed`, `card-saved`.
pub fn kebab(name: &str) -> String {
    words(name).join("-")
}

/// `WX_NATIVE` or `create_order` as a type: `WxNative`, `CreateOrder`.
pub fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capitalised(word)).collect()
}

/// `create_order` as a constant: `CREATE_ORDER`.
pub fn screaming(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// Returns the wire name that a derive assumes for a field: `mchOrderNo` for `mch_order_no`.
pub fn camel(rust_name: &str) -> String {
    let rust_name = rust_name.trim_end_matches('_');
    let mut parts = rust_name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &capitalised(part))
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Returns a name that is not a keyword and begins with a letter.
fn escape(name: String) -> String {
    if is_identifier(&name) { name } else { format!("{name}_") }
}

/// Returns `true` if a name is valid in every edition of Rust: `gen` is a keyword since 2024, which the parser does
/// not know. Non-ASCII letters are not allowed, because two of them can look alike.
pub fn is_identifier(name: &str) -> bool {
    name.is_ascii() && name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_every_naming_style_of_the_vendor() {
        for (wire, field) in [
            ("mchOrderNo", "mch_order_no"),
            ("qr_code", "qr_code"),
            ("param1", "param1"),
            ("refundOrderId", "refund_order_id"),
            ("type", "type_"),
            ("gen", "gen_"),
            ("self", "self_"),
        ] {
            assert_eq!(snake(wire), field);
        }
        for (wire, name) in [
            ("WX_NATIVE", "WxNative"),
            ("create_order", "CreateOrder"),
            ("order-status", "OrderStatus"),
            ("CAD", "Cad"),
        ] {
            assert_eq!(pascal(wire), name);
        }
        assert_eq!(screaming("cc_addcard"), "CC_ADDCARD");
    }

    #[test]
    fn camel_reverses_snake() {
        for wire in ["mchOrderNo", "param1", "clientIp", "type", "errCodeDes"] {
            assert_eq!(camel(&snake(wire)), wire);
        }
        assert_eq!(camel("qr_code"), "qrCode");
    }
}
