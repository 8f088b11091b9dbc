//! Compares the rules of the macro for literals with the client's types. A literal that the macro accepts is sent
//! without another check, so the client must accept it too.

/// The source files of the macro.
#[path = "../../../iotpay-macros/src/request/rules/mod.rs"]
mod rules;

mod dates;
mod patterns;

use std::net::IpAddr;

use crate::support::random::Random;
use iotpay_client::spec::Family as _;
use iotpay_client::value::{
    Base64, CardNumber, Cvv, DecimalText, ExpiryDate, HttpUrl, HttpUrlWithoutQuery, Id, Ip, JsonText, SecretText, Text,
    ValueError,
};
use iotpay_client::{Credentials, general};

const ROUNDS: usize = 60_000;

/// Splits a list at a separator that does not occur in its items.
fn list(pieces: &'static str) -> Vec<&'static str> {
    pieces.split('¦').collect()
}

/// The error for a literal that can only be checked at run time.
const NOT_HERE: [&str; 3] = [
    "has a host that cannot be checked at compile time; use braces to check it at run time: `{ \"…\" }`",
    "contains a user name or `@` before the path; remove it",
    "is nested too deeply to check at compile time; use braces to check it at run time: `{ \"…\" }`",
];

/// The numbers of values that both accept, that both reject, and that are left to run time.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    invalid: usize,
    left: usize,
}

impl Tally {
    fn add(&mut self, literal: &str, here: Result<(), String>, there: Result<(), ValueError>) {
        match (here, there) {
            (Ok(()), Ok(())) => self.accepted += 1,
            (Ok(()), Err(error)) => panic!("only the macro accepts {literal:?}, which {error}"),
            (Err(problem), _) if NOT_HERE.contains(&problem.as_str()) => self.left += 1,
            (Err(problem), Ok(())) => panic!("only the client accepts {literal:?}, which {problem}"),
            // The macro checks the scheme first.
            (Err(problem), Err(ValueError::NotAUrl)) if problem == ValueError::NotHttp.to_string() => self.invalid += 1,
            (Err(problem), Err(error)) => {
                assert_eq!(problem, error.to_string(), "{literal:?}");
                self.invalid += 1;
            }
        }
    }

    /// Asserts that there are enough valid and invalid values.
    fn assert_has_enough_of_both(&self) {
        let enough = ROUNDS / 100;
        assert!(self.accepted > enough && self.invalid > enough, "{self:?}");
    }
}

fn url(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::url(literal, 60), HttpUrl::<60>::new(literal).map(drop));
    tally.add(literal, rules::url_without_query(literal, 60), HttpUrlWithoutQuery::<60>::new(literal).map(drop));
}

fn json(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::json(literal, 512), JsonText::<512>::new(literal).map(drop));
    tally.add(literal, rules::json(literal, u32::MAX), <JsonText>::new(literal).map(drop));
}

fn base64(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::base64(literal, 16), Base64::<16>::new(literal).map(drop));
}

fn decimal(literal: &str, tally: &mut Tally) {
    macro_rules! compare {
        ($($scale:literal $digits:literal),*) => {$(
            let (here, there) = (rules::decimal(literal, $scale, $digits), DecimalText::<$scale, $digits>::new(literal));
            if let (Ok(units), Ok(decimal)) = (&here, there) {
                assert_eq!((*units, rules::decimal_text(*units, $scale)), (decimal.units(), decimal.to_string()));
            }
            tally.add(literal, here.map(drop), there.map(drop));
        )*};
    }
    compare!(0 18, 1 18, 2 18, 2 4, 18 18, 0 1, 3 3);
}

fn card(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::card_number(literal), CardNumber::new(literal).map(drop));
    tally.add(literal, rules::cvv(literal), Cvv::new(literal).map(drop));
    tally.add(literal, rules::expiry_date(literal), ExpiryDate::new(literal).map(drop));
}

/// Compares addresses, which are sent as the same text.
fn ip(literal: &str, tally: &mut Tally) {
    let (here, there) = (rules::ip(literal, 32), literal.parse::<Ip<32>>());
    if let (Ok(here), Ok(there)) = (&here, &there) {
        assert_eq!((here.to_string().as_str(), *here), (there.as_str(), there.address()), "{literal}");
    }
    tally.add(literal, here.map(drop), there.map(drop));
}

fn text(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::text(literal, 9), Text::<9>::new(literal).map(drop));
    tally.add(literal, rules::text(literal, 9), SecretText::<9>::new(literal).map(drop));
    tally.add(literal, rules::text(literal, u32::MAX), <Text>::new(literal).map(drop));
    id(literal, tally);
}

/// Compares texts with the names of all fields, which `request!` passes to the rule.
fn separable(literal: &str, tally: &mut Tally) {
    let names = general::General::SPEC.signing.names;
    let here = |rule: Result<(), String>| rule.and_then(|()| rules::separable(literal, |name| names.contains(&name)));
    tally.add(literal, here(rules::text(literal, 99)), Text::<99>::new(literal).map(drop));
    tally.add(literal, here(rules::text(literal, 99)), SecretText::<99>::new(literal).map(drop));
    let url_text = format!("https://shop.example/?{literal}");
    let url = rules::url(&url_text, 200).and_then(|()| rules::separable(&url_text, |name| names.contains(&name)));
    tally.add(&url_text, url, HttpUrl::<200>::new(&url_text).map(drop));
    let json_text = format!("{{\"a\":\"{literal}\"}}");
    let json = rules::json(&json_text, 200).and_then(|()| rules::separable(&json_text, |name| names.contains(&name)));
    tally.add(&json_text, json, JsonText::<200>::new(&json_text).map(drop));
}

fn id(literal: &str, tally: &mut Tally) {
    tally.add(literal, rules::id(literal, 9), Id::<9>::new(literal).map(drop));
    tally.add(literal, rules::id(literal, u32::MAX), <Id>::new(literal).map(drop));
}

#[test]
fn compares_lengths_of_texts() {
    let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
    let mut tally = Tally::default();
    let pieces = list("¦a¦茶¦😀¦e\u{301}¦a¦b¦c¦d¦茶¦é¦a\0¦ ¦\u{200b}¦\n¦abcd¦\u{10ffff}¦&¦=");
    for _ in 0..ROUNDS / 10 {
        text(&random.some(&pieces, 12), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_texts_that_read_like_a_field() {
    let mut random = Random::new(0x0BAD_CAFE);
    let mut tally = Tally::default();
    let mut pieces = list("&¦&¦&¦=¦=¦a¦ ¦茶¦%26¦&&¦Status¦key");
    pieces.extend(general::General::SPEC.signing.names);
    for _ in 0..ROUNDS / 10 {
        separable(&random.some(&pieces, 7), &mut tally);
        separable(&format!("x&{}=2", random.pick(&pieces)), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

/// Checks every character of the planes with invisible characters, and some others: at the start, at the
/// end, inside, and alone.
#[test]
fn compares_every_character() {
    let mut tally = Tally::default();
    let others = ('\u{20000}'..=char::MAX).step_by(997);
    for character in ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e1fff}').chain(others) {
        for literal in
            [format!("{character}a"), format!("a{character}"), format!("a{character}a"), character.to_string()]
        {
            tally.add(&literal, rules::text(&literal, 9), Text::<9>::new(&literal).map(drop));
            tally.add(&literal, rules::id(&literal, 9), Id::<9>::new(&literal).map(drop));
        }
    }
    // More than 4,000 characters are invisible.
    assert!(tally.accepted > 900_000 && tally.invalid > 16_000, "{tally:?}");
}

/// Characters of text decoded with the wrong encoding.
#[test]
fn detects_wrongly_decoded_ids_and_credentials() {
    let decoded = ", which is common in text decoded with the wrong encoding; check the source";
    let mark = "begins with `\u{ef}\u{bb}\u{bf}` (a byte order mark read as Latin-1), which is common in text read from a file; remove it";
    for (literal, said) in [
        ("\u{ef}\u{bb}\u{bf}m1", mark.to_owned()),
        ("m\u{fffd}1", format!("contains the replacement character (U+FFFD){decoded}")),
        ("\u{fffd}", format!("begins with the replacement character (U+FFFD){decoded}")),
        ("m1\u{fffe}", format!("ends with a noncharacter (U+FFFE){decoded}")),
        ("m\u{ffff}1", format!("contains a noncharacter (U+FFFF){decoded}")),
        ("m\u{fdd0}1", format!("contains a noncharacter (U+FDD0){decoded}")),
        ("m\u{fdef}1", format!("contains a noncharacter (U+FDEF){decoded}")),
        ("m\u{10ffff}1", format!("contains a noncharacter (U+10FFFF){decoded}")),
    ] {
        assert_eq!(rules::id(literal, 99), Err(said.clone()), "{literal:?}");
        assert_eq!(Id::<99>::new(literal).unwrap_err().to_string(), said, "{literal:?}");
        for [id, name, key] in [[literal, "n", "k"], ["1", literal, "k"], ["1", "n", literal]] {
            assert!(
                Credentials::builder().mch_id(id).login_name(name).merchant_key(key).build().is_err(),
                "{literal:?}"
            );
        }
    }
    for literal in ["\u{ef}1", "a\u{ef}\u{bb}\u{bf}", "茶", "\u{fdf0}"] {
        let mut tally = Tally::default();
        id(literal, &mut tally);
        assert_eq!(tally.accepted, 2, "{literal:?}");
    }
}

#[test]
fn compares_urls() {
    let schemes = list("https¦http¦HTTPS¦hTTp¦ftp¦file¦ws¦data¦1http¦¦https+x¦http\0");
    let marks = list("://¦:¦:/¦:///¦//¦¦:\\\\");
    let users = list("¦¦¦¦¦¦u@¦u:p@¦@¦:@");
    let labels = list(
        "shop¦example¦a¦A-b¦-a-¦a_b¦1¦01¦255¦256¦0x7f¦0X¦0xg¦08¦4294967295¦4294967296¦¦xn--fsq¦XN--¦xn--a¦茶¦ｅ¦\
         \u{ad}¦%61¦%¦a!b¦a\"b¦a$b¦a&b¦a'b¦a(b¦a*b¦a+b¦a,b¦a;b¦a=b¦a`b¦a{b¦a|b¦a}b¦a~b¦a^b¦a<b¦a>b¦a[b¦a]b¦a b¦\
         a\u{7f}b¦a--b¦ab--c",
    );
    let hosts = list(
        "shop.example¦shop.example¦SHOP.Example¦localhost¦[::1]¦[::1¦::1]¦[::1.2.3.4]¦[1::2::3]¦[fe80::1%25lo]¦[]¦\
         [v1.a]¦[::FFFF:1.2.3.4]¦[0:0:0:0:0:0:0:0:0]¦[::01.2.3.4]¦[00001::]¦[::1]a¦a[::1]¦1.2.3.4¦1.2.3.4.¦1.2.3.4.5¦\
         127.1¦0x7f.1¦0x7f000001¦2130706433¦256.1.1.1¦1.2.3.256¦1.2.3.04¦1..2¦a..b¦a.¦a..¦.¦..¦.a¦a.1¦a.1.¦a.1..¦1.a¦\
         a.0x¦a.0x.¦a.0xz",
    );
    let ports = list("¦¦¦¦:¦:0¦:80¦:443¦:65535¦:65536¦:00080¦:+1¦:8a¦:-1¦::1¦:000000000000000065535¦:80:80¦: 80");
    let rests = list(
        "¦/¦/n¦/茶¦/%zz¦/a b¦?¦?a=1&b=2¦#¦#top¦/\\¦/\n¦/@¦/:¦?@¦/[¦/\u{3000}¦/\u{85}¦/\u{feff}¦/\u{200b}¦/\u{ad}¦//¦/../..¦/a?b#c?d¦\\¦\
         /\"<>`{}|^",
    );
    let mut random = Random::new(0x2545_F491_4F6C_DD1D);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let host = match random.below(2) {
            0 => random.pick(&hosts).to_owned(),
            _ => (0..=random.below(3)).map(|_| random.pick(&labels)).collect::<Vec<_>>().join("."),
        };
        let (scheme, mark) =
            if random.below(3) > 0 { ("https", "://") } else { (random.pick(&schemes), random.pick(&marks)) };
        let literal = [scheme, mark, random.pick(&users), &host, random.pick(&ports), random.pick(&rests)].concat();
        url(&literal, &mut tally);
        url(&random.change(&literal, ":/?#@[]%.\\x0-茶\t "), &mut tally);
    }
    assert!(tally.left > 0, "{tally:?}");
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_ip_addresses() {
    let genuine = [
        "203.0.113.7",
        "0.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "2001:db8::1",
        "::ffff:203.0.113.7",
        "::203.0.113.7",
        "2001:DB8:0:0:1:0:0:1",
        "2001:0db8:85a3:1111:2222:8a2e:3370:7334",
        "fe80::1",
        "64:ff9b::1.2.3.4",
        "1:2:3:4:5:6:7:8",
        "1111:2222:3333:4444:5555:6666:77:8",
        "1111:2222:3333:4444:5555:6666:7777:8",
    ];
    let mut random = Random::new(0x1234_5678_9ABC_DEF1);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = random.pick(&genuine);
        ip(&random.change(literal, "0123456789abcdefFx:.%[]/ "), &mut tally);
        let bits = u128::from(random.next()) << 64 | u128::from(random.next());
        ip(&IpAddr::from(bits.to_be_bytes()).to_string(), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_json() {
    let pieces = list(
        "{¦}¦[¦]¦,¦:¦\"a\"¦\"\"¦\"a\":1¦\"a\":{}¦{\"a\":[¦]}¦0¦01¦-¦-0¦1.¦.5¦1.5¦1e¦1e5¦1E+05¦1e-¦+1¦\
         1e999999¦NaN¦Infinity¦null¦nul¦true¦True¦false¦\"\\n\"¦\"\\x\"¦\"\\u00e9\"¦\"\\u00g9\"¦\
         \"\\u12\"¦\"\\ud83d\\ude00\"¦\"\\ud83d\"¦\"\\ude00\"¦\"\\ud83d\\n\"¦\"\\ud83d\\ud83d\"¦\"\n\"¦\
         \"\u{7f}\"¦\"\0\"¦\"茶\"¦\"\\¦\"¦'a'¦ ¦\t¦\n¦\r¦\u{b}¦\u{a0}¦\u{feff}¦\u{3000}¦/*a*/¦//a¦茶",
    );
    let whole = [
        r#"{"a":1}"#,
        r#" {"a" : [1, -0.5e+7, "x\u00e9\\\"", null] , "a":{"b":true}} "#,
        "{}",
        "[]",
        r#"{"a":"\ud83d\ude00"}"#,
        r#"{"type":"apppay","appId":"wx12"}"#,
        r#"{"":{"":[[],{}]}}"#,
    ];
    let mut random = Random::new(0xDEAD_BEEF_CAFE_F00D);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = match random.below(3) {
            0 => random.some(&pieces, 10),
            1 => format!("{{\"a\":{}}}", random.some(&pieces, 4)),
            _ => {
                let literal = random.pick(&whole);
                random.change(literal, "{}[],:\"\\u0123e+-. \n茶\u{feff}")
            }
        };
        json(&literal, &mut tally);
    }
    tally.assert_has_enough_of_both();
    let mut deep = Tally::default();
    for depth in [1, 2, 90, 99, 100, 101, 127, 128, 129, 10_000, 200_000] {
        json(&format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)), &mut deep);
        json(&format!("{}{{}}{}", "{\"a\":".repeat(depth), "}".repeat(depth)), &mut deep);
        json(&"{\"a\":[".repeat(depth), &mut deep);
    }
    assert!(deep.left > 0 && deep.accepted > 0, "{deep:?}");
}

#[test]
fn compares_decimals() {
    let genuine = ["28.65", "0.5", "-7", "99.99", "-0.01", "100.00", "1234567890.123456789", "999999999999999999", "0"];
    let mut random = Random::new(0x0DEC_1A1D_0DEC_1A1D);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = random.pick(&genuine);
        decimal(&random.change(literal, "0123456789.-+e, ٣茶"), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_base64() {
    let genuine = ["Zg==", "Zm8=", "Zm9v", "Zm9vYmFy", "+/8=", "AAAA", "////", "Zm9vYmFyZm9v", "Zm9vYmFyZm9vYg=="];
    let mut random = Random::new(0x0F0F_1E1E_2D2D_3C3C);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = random.pick(&genuine);
        base64(&random.change(literal, "ABCDghijwxyz0189+/=-_ \n茶"), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_card_data() {
    let genuine =
        ["4242123456789000", "42424242424242", "4242424242424242424", "786", "0786", "0725", "1299", "0025", "1325"];
    let mut random = Random::new(0x5EED_5EED_5EED_5EED);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = random.pick(&genuine);
        card(&random.change(literal, "0123456789+- /.٤茶"), &mut tally);
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn checks_common_literals_at_compile_time() {
    let mut tally = Tally::default();
    let urls = list(
        "https://shop.example/iotpay¦http://shop.example:8080/n¦https://a.b-c.d_e.example/x/y.php¦http://localhost:3000/n¦\
         http://127.0.0.1/n¦http://203.0.113.7:80/n¦http://[::1]:8080/n¦HTTPS://SHOP.EXAMPLE¦https://shop.example.¦\
         https://shop.example/茶/%E8%8C%B6¦https://shop1.example2.com3/¦https://1shop.example/~a;b=c,d",
    );
    for literal in &urls {
        url(literal, &mut tally);
    }
    let objects =
        list(r#"{}¦{"a":1}¦{"type":"apppay","appId":"wx12"}¦ { "a" : [ true , null , -1.5e3 ] } ¦{"茶":"\u8336"}"#);
    for literal in &objects {
        json(literal, &mut tally);
    }
    assert_eq!((tally.accepted, tally.invalid, tally.left), (2 * (urls.len() + objects.len()), 0, 0));
}
