use crate::signing::Signature;
use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::mistake::Notation;
use super::*;
use crate::signing::{KeyPosition, NestedField, SignatureCase, SigningAlgorithm};

const RULE: SigningRule<'static> = SigningRule::new("sign").unsigned_fields(&["trace"]);

/// A message with a field for each mistake, without its signature.
const MESSAGE: &str = r#""mchId":"1000","amount":2865,"subject":" 茶 a/b ","empty":"","none":null,"x10":"t","x2":"u","Yes":true,
    "retParams":{"b":1,"a":"2"},"trace":"id""#;

/// The right string to sign, without the key.
const RIGHT: &str = r#"Yes=true&amount=2865&mchId=1000&retParams={"b":1,"a":"2"}&subject= 茶 a/b &x10=t&x2=u"#;

fn inspected(message: &str, rule: &SigningRule<'static>, signature: &str) -> Inspection {
    let fields = Fields::from_json(&format!("{{{message},\"sign\":\"{signature}\"}}")).unwrap();
    inspect(&fields, rule, &MerchantKey::new("SecretKey").unwrap())
}

fn md5(text: &str) -> String {
    Signature::from_digest(&Md5::digest(text), SignatureCase::Upper).to_string()
}

fn sha256(text: &str) -> String {
    Signature::from_digest(&Sha256::digest(text), SignatureCase::Upper).to_string()
}

#[test]
fn a_right_signature_matches() {
    let inspection = inspected(MESSAGE, &RULE, &md5(&format!("{RIGHT}&key=SecretKey")));
    assert!(inspection.matches && inspection.mistakes.is_empty(), "{inspection:?}");
    let omitted: Vec<_> = inspection.omitted.iter().map(|(name, reason)| (name.as_str(), *reason)).collect();
    let expected = [
        ("empty", Omitted::Empty),
        ("none", Omitted::Null),
        ("trace", Omitted::Unsigned),
        ("sign", Omitted::Signature),
    ];
    assert_eq!(omitted, expected);
    assert_eq!(inspection.string_to_sign.to_masked_string(), format!("{RIGHT}&key=***"));
}

/// Each string was written by hand, with one mistake.
#[test]
fn finds_each_mistake() {
    let field = |name: &str| Mistake::FieldOmitted(name.to_owned());
    let number = |name: &str, notation| Mistake::NumberReformatted(name.to_owned(), notation);
    let edit = |from: &str, to: &str| {
        assert!(RIGHT.contains(from), "{from}");
        format!("{}&key=SecretKey", RIGHT.replacen(from, to, 1))
    };
    let percent = "%20%E8%8C%B6%20a%2Fb%20";
    let nested = "%7B%22b%22%3A1%2C%22a%22%3A%222%22%7D";
    let encoded = |subject: &str| {
        format!("Yes=true&amount=2865&mchId=1000&retParams={nested}&subject={subject}&x10=t&x2=u&key=SecretKey")
    };
    for (mistake, text) in [
        (Mistake::EmptyValues, edit("&mchId", "&empty=&mchId")),
        (Mistake::NullAsText, edit("&retParams", "&none=null&retParams")),
        (Mistake::NullAsEmpty, edit("&retParams", "&none=&retParams")),
        (Mistake::PercentEncoded, encoded(percent)),
        (Mistake::FormEncoded, encoded(&percent.replace("%20", "+"))),
        // By `quote` of Python, `encodeURI` of JavaScript, and with lower-case digits.
        (Mistake::PercentEncoded, encoded(&percent.replace("%2F", "/"))),
        (
            Mistake::PercentEncoded,
            encoded(&percent.replace("%2F", "/")).replace(nested, "%7B%22b%22:1,%22a%22:%222%22%7D"),
        ),
        (
            Mistake::PercentEncoded,
            encoded("%20%e8%8c%b6%20a%2fb%20").replace(
                nested,
                &nested.replace("%3A", "%3a").replace("%2C", "%2c").replace("%7B", "%7b").replace("%7D", "%7d"),
            ),
        ),
        (Mistake::SortedIgnoringCase, format!("{}&Yes=true&key=SecretKey", RIGHT.strip_prefix("Yes=true&").unwrap())),
        (
            Mistake::SortedNaturally,
            r#"amount=2865&mchId=1000&retParams={"b":1,"a":"2"}&subject= 茶 a/b &x2=u&x10=t&Yes=true&key=SecretKey"#
                .to_owned(),
        ),
        (
            Mistake::NotSorted,
            r#"mchId=1000&amount=2865&subject= 茶 a/b &x10=t&x2=u&Yes=true&retParams={"b":1,"a":"2"}&key=SecretKey"#
                .to_owned(),
        ),
        (Mistake::KeyOmitted, RIGHT.to_owned()),
        (Mistake::KeyWithoutParameter, format!("{RIGHT}SecretKey")),
        (Mistake::KeyFirst, format!("key=SecretKey&{RIGHT}")),
        (Mistake::KeyParameterCase, format!("{RIGHT}&Key=SecretKey")),
        (Mistake::KeyParameterCase, format!("{RIGHT}&KEY=SecretKey")),
        (Mistake::KeyWithLineEnding, format!("{RIGHT}&key=SecretKey\n")),
        (Mistake::KeyCase, format!("{RIGHT}&key=SECRETKEY")),
        (Mistake::KeyCase, format!("{RIGHT}&key=secretkey")),
        (Mistake::KeyWithLineEnding, format!("{RIGHT}&key=SecretKey ")),
        (field("x2"), edit("&x2=u", "")),
        (field("amount"), edit("&amount=2865", "")),
        (Mistake::ExcludedFieldsSigned, edit("&x10", "&trace=id&x10")),
        (Mistake::EmptySignatureSigned, edit("&subject", "&sign=&subject")),
        (number("amount", Notation::OneDecimal), edit("amount=2865", "amount=2865.0")),
        (number("amount", Notation::Hundredths), edit("amount=2865", "amount=28.65")),
        (number("mchId", Notation::ShortHundredths), edit("mchId=1000", "mchId=10")),
        (Mistake::BooleansAsNumbers, edit("Yes=true", "Yes=1")),
        (Mistake::NestedSorted, edit(r#"{"b":1,"a":"2"}"#, r#"{"a":"2","b":1}"#)),
        (Mistake::NestedOmitted, edit(r#"&retParams={"b":1,"a":"2"}"#, "")),
        (Mistake::Trimmed, edit(" 茶 a/b ", "茶 a/b")),
        (Mistake::UnicodeEscaped, edit("茶", r"\u8336")),
        (Mistake::SlashesEscaped, edit("a/b", r"a\/b")),
        (Mistake::EncodedTwice, edit("茶", "\u{e8}\u{8c}\u{b6}")),
    ] {
        let inspection = inspected(MESSAGE, &RULE, &md5(&text));
        assert_eq!(inspection.mistakes, [mistake], "{text}");
        assert!(!inspection.matches);
    }
    let other = inspected(MESSAGE, &RULE, &sha256(&format!("{RIGHT}&key=SecretKey")));
    assert_eq!(other.mistakes, [Mistake::OtherHash]);
    let lower = inspected(MESSAGE, &RULE, &md5(&format!("{RIGHT}&key=SecretKey")).to_lowercase());
    assert!(lower.matches);
    assert_eq!(lower.mistakes, [Mistake::LetterCase]);
}

#[test]
fn finds_two_mistakes_together() {
    for (mistakes, text) in [
        (
            [Mistake::EmptyValues, Mistake::KeyWithoutParameter],
            format!("{}SecretKey", RIGHT.replacen("&mchId", "&empty=&mchId", 1)),
        ),
        (
            [Mistake::KeyWithoutParameter, Mistake::KeyWithLineEnding],
            format!("{RIGHT}SecretKey\r\n"),
        ),
        ([Mistake::KeyFirst, Mistake::KeyCase], format!("key=secretkey&{RIGHT}")),
        (
            [Mistake::PercentEncoded, Mistake::Trimmed],
            "Yes=true&amount=2865&mchId=1000&retParams=%7B%22b%22%3A1%2C%22a%22%3A%222%22%7D&subject=%E8%8C%B6%20a%2Fb&x10=t&x2=u&key=SecretKey"
                .to_owned(),
        ),
        (
            [Mistake::NullAsText, Mistake::Trimmed],
            format!(
                "{}&key=SecretKey",
                RIGHT.replacen("&retParams", "&none=null&retParams", 1).replacen(" 茶 a/b ", "茶 a/b", 1)
            ),
        ),
    ] {
        assert_eq!(inspected(MESSAGE, &RULE, &md5(&text)).mistakes, mistakes, "{text}");
    }
}

/// A message with many fields must not keep a processor busy.
#[test]
fn long_messages_are_searched_briefly() {
    let fields: Vec<_> = (0..20_000).map(|at| format!("\"f{at}\":\"{at}\"")).collect();
    for count in [50, 500, 20_000] {
        let start = std::time::Instant::now();
        let inspection = inspected(&fields[..count].join(","), &RULE, &"0".repeat(32));
        assert!(!inspection.matches && start.elapsed().as_secs() < 5, "{count}: {:?}", start.elapsed());
    }
}

#[test]
fn numbers_can_all_be_floats() {
    let rule = SigningRule::new("sign");
    let inspection = inspected(r#""a":1,"b":2"#, &rule, &md5("a=1.0&b=2.0&key=SecretKey"));
    assert_eq!(inspection.mistakes, [Mistake::NumbersAsFloats]);
}

#[test]
fn an_unknown_signature_has_no_explanation() {
    for signature in ["", "x", &"0".repeat(32), &md5("other")] {
        let inspection = inspected(MESSAGE, &RULE, signature);
        assert!(!inspection.matches && inspection.mistakes.is_empty(), "{inspection:?}");
    }
}

#[test]
fn other_rules_are_inspected_too() {
    let rule = RULE.algorithm(SigningAlgorithm::Sha256(KeyPosition::Prepended(None))).signs_empty_values(true);
    let message = r#""a":"1","b":"""#;
    assert!(inspected(message, &rule, &sha256("SecretKeya=1&b=")).matches);
    assert_eq!(inspected(message, &rule, &sha256("SecretKeya=1")).mistakes, [Mistake::EmptyValues]);
    assert_eq!(inspected(message, &rule, &sha256("a=1&b=SecretKey")).mistakes, [Mistake::KeyWithoutParameter]);
    assert_eq!(inspected(message, &rule, &md5("SecretKeya=1&b=")).mistakes, [Mistake::OtherHash]);
}

/// Objects and arrays of a request have the form of the rule, and mistakes are relative to it.
#[test]
fn nested_values_have_the_form_of_the_rule() {
    let raw = r#"[{"b":1,"a":"2"}]"#;
    let message = format!(r#""list":{raw},"name":"x""#);
    let text = |nested: &str| md5(&format!("{nested}name=x&key=SecretKey"));
    let forms = [
        (NestedForm::Raw, text(&format!("list={raw}&")), Mistake::NestedRaw),
        (NestedForm::Sorted, text(r#"list=[{"a":"2","b":1}]&"#), Mistake::NestedSorted),
        (NestedForm::Omitted, text(""), Mistake::NestedOmitted),
    ];
    for (form, right, _) in &forms {
        let rule = RULE.nested_in_requests(*form);
        let inspection = inspected(&message, &rule, right);
        assert!(inspection.matches && inspection.mistakes.is_empty(), "{form:?} {inspection:?}");
        let string = inspection.string_to_sign.to_masked_string();
        assert_eq!(md5(&string.replace("***", "SecretKey")), *right);
        let reasons: Vec<_> = inspection.omitted.iter().map(|(name, reason)| (name.as_str(), *reason)).collect();
        let is_omitted = *form == NestedForm::Omitted;
        assert_eq!(reasons.contains(&("list", Omitted::Nested)), is_omitted, "{reasons:?}");
        for (_, signature, mistake) in forms.iter().filter(|(other, ..)| other != form) {
            let inspection = inspected(&message, &rule, signature);
            // A message with one object may omit the object or the field.
            let expected = match mistake {
                Mistake::NestedOmitted => "objects and arrays are not signed".to_owned(),
                other => other.to_string(),
            };
            let found: Vec<_> = inspection.mistakes.iter().map(ToString::to_string).collect();
            assert_eq!((inspection.matches, found), (false, vec![expected]), "{form:?}");
        }
    }
}

/// A field of responses is signed in any of its forms.
#[test]
fn nested_values_of_responses_have_one_of_their_forms() {
    const NESTED: &[NestedField] = &[
        NestedField::new("list", &[NestedForm::Sorted]),
        NestedField::new("all", &[NestedForm::Raw, NestedForm::Omitted]),
    ];
    let rule = RULE.nested(NESTED);
    let message = r#""list":{"b":1,"a":"2"},"all":{"d":1,"c":2}"#;
    for signed in [r#"all={"d":1,"c":2}&list={"a":"2","b":1}"#, r#"list={"a":"2","b":1}"#] {
        let inspection = inspected(message, &rule, &md5(&format!("{signed}&key=SecretKey")));
        assert!(inspection.matches && inspection.mistakes.is_empty(), "{inspection:?}");
        assert_eq!(inspection.string_to_sign.to_masked_string(), format!("{signed}&key=***"));
    }
    let wrong = inspected(message, &rule, &md5("other"));
    assert_eq!(wrong.string_to_sign.fields()[1].1, r#"{"a":"2","b":1}"#);
    let fields = Fields::from_json(&format!("{{{message}}}")).unwrap();
    assert_eq!(StringToSign::for_received(&fields, &rule), wrong.string_to_sign);
}

#[test]
fn shows_no_values() {
    let inspection = inspected(r#""a":"canary","n":4711"#, &RULE, &md5("a=canary&n=47.11&key=SecretKey"));
    let shown = format!("{inspection:?}");
    assert!(!shown.contains("canary") && !shown.contains("47") && !shown.contains("SecretKey"), "{shown}");
    assert_eq!(inspection.mistakes[0].to_string(), "the number `n` is signed as hundredths, such as `28.65`");
}
