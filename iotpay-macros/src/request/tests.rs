//! Tests of parsing the caller's tokens.

use proc_macro2::TokenStream;

use super::arguments::read;
use super::literal::literal;
use super::number::whole_number;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

#[test]
fn splits_values_at_the_ends_of_fields() {
    let text = "a: ::std::string::String::new(), b: f::<A, B>(1), c: |x, y: u8| x, d, e: &s.t[0]?, f: -5, g: v!(1, 2), \
                 h: if x { 1 } else { 2 }, i: a::B, j: Extra { k: 1 },";
    let read = read(tokens(text));
    assert!(read.errors.is_empty() && read.unread.is_empty());
    let fields: Vec<_> = read.fields.iter().map(|field| (field.name.to_string(), field.value.clone())).collect();
    let expected = [
        ("a", "::std::string::String::new()"),
        ("b", "f::<A, B>(1)"),
        ("c", "|x, y: u8| x"),
        ("d", "d"),
        ("e", "&s.t[0]?"),
        ("f", "-5"),
        ("g", "v!(1, 2)"),
        ("h", "if x { 1 } else { 2 }"),
        ("i", "a::B"),
        ("j", "Extra { k: 1 }"),
    ];
    assert_eq!(fields.len(), expected.len());
    for ((name, value), (expected_name, expected_value)) in fields.iter().zip(expected) {
        assert_eq!((name.as_str(), value.to_string()), (expected_name, tokens(expected_value).to_string()));
    }
}

#[test]
fn checks_range_of_whole_numbers() {
    let number = |text: &str, ty: &str| whole_number(&literal(&tokens(text)).unwrap(), ty).ok();
    assert_eq!(number("-0x10", "i8"), Some(-16));
    assert_eq!(number("2_147_483_647", "i32"), Some(2_147_483_647));
    assert_eq!(number("9223372036854775807i64", "i64"), Some(i128::from(i64::MAX)));
    for (text, ty) in
        [("2147483648", "i32"), ("128", "i8"), ("-1", "u32"), ("1u8", "i32"), ("1.0", "i32"), ("\"1\"", "i64")]
    {
        assert_eq!(number(text, ty), None, "{text} as {ty}");
    }
}
