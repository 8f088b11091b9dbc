//! Ranges and patterns are checked for values at run time, with the field, the rule and the page.

use iotpay_client::value::{DateText, Text};
use iotpay_client::{Request as _, ValidationError, request};
use private_endpoints::general::{AllOptional, OneAlone};

fn only_violation(result: Result<impl Sized, ValidationError>) -> (&'static str, String, &'static str) {
    let Err(error) = result else { panic!("the values are valid") };
    let [violation] = error.violations() else { panic!("{error}") };
    (violation.field, violation.error.to_string(), violation.page.unwrap().title)
}

#[test]
fn the_macro_checks_values_at_run_time() {
    let (small, price, rate, birthday, expires) = (101, 4, "-99.51", "18991231", "2100-01-01 00:00:00");
    for (result, field, rule) in [
        (request!(AllOptional { small }), "small", "is out of range; expected a value from -7 to 100"),
        (request!(AllOptional { price }), "price", "is out of range; expected a value from 5 to 5000"),
        (request!(AllOptional { rate }), "rate", "is out of range; expected a value from -99.50 to 5000.00"),
        (request!(AllOptional { birthday }), "birthday", "is out of range; at least 19000101 is required"),
        (request!(AllOptional { expires }), "expires", "is out of range; at most 2099-12-31 23:59:59 is allowed"),
        (request!(AllOptional { text: { "T" } }), "text", "does not match the pattern `[a-z]{1,9}`"),
        (request!(AllOptional { hidden: { "a b" } }), "hidden", "does not match the pattern `[a-z0-9]+`"),
    ] {
        assert_eq!(only_violation(result), (field, rule.to_owned(), "Every type"));
    }
    assert!(request!(OneAlone { small }).is_err());
    let (small, price, rate, text) = (Some(-7), Some(5), "5000", "abcdefghi");
    let request = request!(AllOptional { small, price, rate, text: Some(text), expires: None::<&str> }).unwrap();
    assert!(request.validate().is_ok());
}

#[test]
fn requests_are_validated_before_they_are_sent() {
    // Setters and public fields accept every value of the type.
    let request = AllOptional::new().with_small(100).with_text("abc").unwrap();
    assert!(request.validate().is_ok());
    let out_of_range = request.clone().with_small(-8);
    assert_eq!(only_violation(out_of_range.validate()).0, "small");
    let mut other = request.clone();
    other.text = Some(Text::new("ABC").unwrap());
    assert_eq!(only_violation(other.validate()).1, "does not match the pattern `[a-z]{1,9}`");
    let early = OneAlone::by_birthday(DateText::from_ymd(1899, 12, 31).unwrap());
    assert_eq!(only_violation(early.validate()).0, "birthday");
    assert!(OneAlone::by_birthday(DateText::from_ymd(1900, 1, 1).unwrap()).validate().is_ok());
    // A secret is not part of the error.
    let secret = AllOptional::new().with_hidden("S3cret").unwrap().validate().unwrap_err();
    assert!(!format!("{secret} {secret:?}").contains("S3cret"));
}

#[test]
fn defaults_are_documented_and_not_sent() {
    let request = AllOptional::new();
    assert_eq!((request.small, request.gift, request.text), (None, None, None));
    let code = include_str!(concat!(env!("OUT_DIR"), "/iotpay/general/matrix.rs"));
    for doc in
        ["From -7 to 100. Without it, the gateway uses `3`.", "Matches the pattern `[a-z]{1,9}`.", "At least 19000101."]
    {
        assert!(code.contains(doc), "{doc}");
    }
}
