//! Forms: decoded like the URL standard does, except that invalid UTF-8 and conflicting values are errors.

use std::collections::HashSet;

use iotpay_client::incoming::{Fields, ReceivedField};

/// Pieces of forms.
pub const TOKENS: &[&str] = &["&", "=", "%", "%26", "%3d", "+", "%FF", "%E8%B4", "%00", "&&", "a", "é"];

/// Returns a few forms.
pub fn seeds() -> Vec<Vec<u8>> {
    ["subject=%E8%B4%AD+%2B1&body=a%26b%3Dc&param2=&flag", "a=1&a=1&b=%zz+", "=&=&x=%", ""]
        .map(|text| text.as_bytes().to_vec())
        .into()
}

/// Compares the fields with those of another parser.
pub fn run(data: &[u8]) {
    let Ok(fields) = Fields::from_form(data) else { return };
    let names: HashSet<_> = fields.iter().map(ReceivedField::name).collect();
    assert_eq!(names.len(), fields.iter().count(), "a name is repeated");
    let parsed: HashSet<_> = form_urlencoded::parse(data).collect();
    for field in &fields {
        let pair = (field.name().into(), field.text().into());
        assert!(parsed.contains(&pair), "{pair:?} is not in the form");
    }
    for (name, text) in &parsed {
        let field = fields.get(name).expect("every name is kept");
        assert!(text.is_empty() || field.text() == text, "{name} has another value");
    }
    let written = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields.iter().map(|field| (field.name(), field.text())))
        .finish();
    assert_eq!(Fields::from_form(written.as_bytes()).ok().as_ref(), Some(&fields), "the fields change when written");
}
