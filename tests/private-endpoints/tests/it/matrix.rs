//! Every field type is encoded and decoded correctly in every position. Most of the test is that `spec/matrix.yaml`
//! builds.

use std::net::IpAddr;
use std::time::SystemTime;

use iotpay_client::Credentials;
use iotpay_client::signing::{FieldValue, Signed};
use iotpay_client::value::{DateText, DateTimeText, ValueError};
use private_endpoints::general::{
    AllOptional, AllOptionalConstantMembers, AllOptionalMixed, AllOptionalMixedMembers, AllOptionalNumbersMembers,
    AllRequired, AllRequiredConstantMembers, AllRequiredMixedMembers, AllRequiredNumbersMembers, AllRequiredRequired,
    Flavor, GenResponse, NamesOptional, NamesRequired, NamesRequiredRequired, OneAlone, OneAloneConstantMembers,
    OneAndAnother, OneAndAnotherCheck, OneAndAnotherRequired, RefundOrder, RefundOrderRequired, Size, WxAppConstants,
};

const IP: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));
/// 2026-03-10 09:30 UTC.
const MOMENT: i64 = 1_773_135_000;
const LEAST: &str = "-9223372036854775808";

/// Returns the fields that a request sends, without the merchant id: integers and booleans as in JSON, text in quotes.
fn sent(request: &dyn Signed) -> Vec<(String, String)> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut fields = Vec::new();
    request.visit(&credentials.account(), &mut |name, value| {
        let value = match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => format!("'{text}'"),
            FieldValue::Integer(number) => number.to_string(),
            FieldValue::Boolean(boolean) => boolean.to_string(),
            FieldValue::Json(json) => json.as_str().to_owned(),
        };
        fields.push((name.to_owned(), value));
    });
    fields.retain(|(name, _)| name != "mchId");
    fields
}

fn assert_sent(request: &dyn Signed, expected: &[(&str, &str)]) {
    let sent = sent(request);
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, expected);
}

/// Optional members follow the others.
const MIXED: &str = r#"'{"type":"a","small":-1,"least":-9223372036854775808,"note":"b","large":2}'"#;

const EVERY_TYPE: [(&str, &str); 24] = [
    ("address", "'https://shop.example/?a=1'"),
    ("bare", "'b'"),
    ("birthday", "'20280229'"),
    ("callback", "'https://shop.example/'"),
    ("constant", r#"'{"kind":"gift","count":-3}'"#),
    ("expires", "'2026-03-10 17:30:00'"),
    ("free", "'{}'"),
    ("gift", "true"),
    ("hidden", "'h'"),
    ("ip", "'203.0.113.7'"),
    ("large", LEAST),
    ("mixed", MIXED),
    ("moment", "5"),
    ("number", "2"),
    (
        "numbers",
        r#"'{"small":1,"rate":"7.0","gift":false,"birthday":"2028/02/29","large":3,"fee":"-12","subscribed":"1","expires":"20260310093000"}'"#,
    ),
    ("price", "100"),
    ("rate", "'-12.50'"),
    ("shown", "'s'"),
    ("small", "-7"),
    ("stamp", "'2026-03-10T09:30:00Z'"),
    ("subscribed", "'Y'"),
    ("text", "'t'"),
    ("unlimited", "'u'"),
    ("word", "'SOUR'"),
];

#[test]
fn sends_required_fields() {
    let mut request = AllRequired::new(AllRequiredRequired {
        text: "t",
        unlimited: "u",
        address: "https://shop.example/?a=1",
        callback: "https://shop.example/",
        ip: IP,
        price: 100,
        rate: "-12.5".parse().unwrap(),
        gift: true,
        subscribed: true,
        birthday: DateText::from_ymd(2028, 2, 29).unwrap(),
        expires: DateTimeText::from_unix_seconds(MOMENT).unwrap(),
        stamp: "2026-03-10T09:30:00+00:00".parse().unwrap(),
        small: -7,
        large: i64::MIN,
        moment: 5,
        word: Flavor::Sour,
        number: Size::Middle,
        free: "{}",
        mixed: AllRequiredMixedMembers { type_: "a", small: -1 },
        numbers: AllRequiredNumbersMembers {
            rate: 7.try_into().unwrap(),
            small: 1,
            large: 3,
            gift: false,
            birthday: "2028/02/29".parse().unwrap(),
        },
        constant: AllRequiredConstantMembers {},
        hidden: "h",
        shown: "s",
        bare: "b",
    })
    .unwrap();
    request.mixed = request.mixed.with_note("b").and_then(|it| it.with_large(2)).unwrap();
    let numbers = request.numbers.with_fee("-12".parse().unwrap()).unwrap().with_subscribed(true).unwrap();
    request.numbers = numbers.with_expires(DateTimeText::from_unix_seconds(MOMENT).unwrap()).unwrap();
    assert_sent(&request, &EVERY_TYPE);
    assert_eq!(
        request.mixed.with_note("c").unwrap_err().violations()[0].error,
        ValueError::DuplicateMember { member: "note" }
    );
}

#[test]
fn sends_optional_fields() {
    assert_sent(&AllOptional::default(), &[]);
    let mixed = AllOptionalMixedMembers { type_: "a", small: -1 };
    let mut request = AllOptional::new()
        .with_small(-7)
        .with_large(i64::MIN)
        .with_moment(5)
        .with_rate("-12.50".parse().unwrap())
        .with_gift(true)
        .with_subscribed(true)
        .with_birthday(DateText::from_ymd(2028, 2, 29).unwrap())
        .with_expires(DateTimeText::from_unix_seconds(MOMENT).unwrap())
        .with_stamp(DateTimeText::from_unix_seconds(MOMENT).unwrap())
        .with_text("t")
        .and_then(|it| it.with_word(Flavor::Sour))
        .and_then(|it| it.with_number(Size::Middle))
        .and_then(|it| it.with_unlimited("u"))
        .and_then(|it| it.with_address("https://shop.example/?a=1"))
        .and_then(|it| it.with_callback("https://shop.example/"))
        .and_then(|it| it.with_ip(IP))
        .and_then(|it| it.with_price(100))
        .and_then(|it| it.with_free("{}"))
        .and_then(|it| it.with_mixed(mixed))
        .and_then(|it| {
            it.with_numbers(AllOptionalNumbersMembers {
                rate: 7.try_into().unwrap(),
                small: 1,
                large: 3,
                gift: false,
                birthday: "2028/02/29".parse().unwrap(),
            })
        })
        .and_then(|it| it.with_constant(AllOptionalConstantMembers {}))
        .and_then(|it| it.with_hidden("h"))
        .and_then(|it| it.with_shown("s"))
        .and_then(|it| it.with_bare("b"))
        .unwrap();
    request.mixed = request.mixed.map(|it| it.with_note("b").and_then(|it| it.with_large(2)).unwrap());
    request.numbers = request.numbers.map(|it| {
        let it = it.with_fee("-12".parse().unwrap()).unwrap().with_subscribed(true).unwrap();
        it.with_expires(DateTimeText::from_unix_seconds(MOMENT).unwrap()).unwrap()
    });
    assert_sent(&request, &EVERY_TYPE);
}

#[test]
fn sends_one_of_groups_of_any_type() {
    assert_sent(&OneAlone::by_number(Size::Little).unwrap(), &[("number", "1")]);
    assert_sent(&OneAlone::by_small(-7).with_remarks("r").unwrap(), &[("remarks", "'r'"), ("small", "-7")]);
    assert_sent(&OneAlone::by_price(100).unwrap(), &[("price", "100")]);
    assert_sent(&OneAlone::by_rate("1.5".parse().unwrap()), &[("rate", "'1.50'")]);
    assert_sent(&OneAlone::by_gift(false), &[("gift", "false")]);
    assert_sent(&OneAlone::by_subscribed(false), &[("subscribed", "'N'")]);
    assert_sent(&OneAlone::by_birthday("20280229".parse().unwrap()), &[("birthday", "'20280229'")]);
    let expires = DateTimeText::try_from(SystemTime::UNIX_EPOCH).unwrap();
    assert_sent(&OneAlone::by_expires(expires), &[("expires", "'1970-01-01 08:00:00'")]);
    assert_sent(&OneAlone::by_shown("s").unwrap(), &[("shown", "'s'")]);
    let constant = OneAlone::by_constant(OneAloneConstantMembers {}).unwrap();
    assert_sent(&constant, &[("constant", r#"'{"kind":"gift","count":-3}'"#)]);
    assert!(OneAlone::by_callback("https://shop.example/?").is_err());

    let with_required = |check| OneAndAnother::new(OneAndAnotherRequired { required: "r", check }).unwrap();
    let number = with_required(OneAndAnotherCheck::number(Size::Middle).unwrap());
    assert_sent(&number, &[("number", "2"), ("required", "'r'")]);
    let text = with_required(OneAndAnotherCheck::text("t").unwrap());
    assert_sent(&text, &[("required", "'r'"), ("text", "'t'")]);
}

#[test]
fn sends_fixed_values_by_type() {
    assert_sent(
        &WxAppConstants::new(),
        &[
            ("address", "'https://shop.example/?a=1'"),
            ("birthday", "'20280229'"),
            ("callback", "'https://shop.example/'"),
            ("channelId", "'WX_APP'"),
            ("constant", r#"'{"kind": "own"}'"#),
            ("expires", "'2026-03-10 17:30:00'"),
            ("free", r#"'{"a": [1, null]}'"#),
            ("gift", "true"),
            ("ip", "'203.0.113.7'"),
            ("large", LEAST),
            ("mixed", r#"'{"type": "b"}'"#),
            ("moment", "1700000000000"),
            ("number", "2"),
            ("numbers", "'{}'"),
            ("price", "100"),
            ("rate", "'-1.50'"),
            ("small", "-7"),
            ("stamp", "'2026-03-10T17:30:00+08:00'"),
            ("subscribed", "'N'"),
            ("text", "'gift'"),
            ("unlimited", "'any'"),
            ("word", "'SOUR'"),
        ],
    );
}

#[test]
fn reserved_names_can_be_fields() {
    let request = NamesRequired::new(NamesRequiredRequired {
        account: "1",
        check: "2",
        fields: "3",
        gen_: "4",
        invalid: "5",
        name: "6",
        page: "7",
        required: "8",
        self_: "9",
        static_: "10",
        try_: "11",
        type_: "12",
        value: "13",
        visitor: "14",
        yield_: "15",
    });
    let sent = sent(&request.unwrap());
    let expected = [
        "account", "check", "fields", "gen", "invalid", "name", "page", "required", "self", "static", "try", "type",
        "value", "visitor", "yield",
    ];
    for (at, ((name, value), expected)) in sent.iter().zip(expected).enumerate() {
        assert_eq!((name.as_str(), value), (expected, &format!("'{}'", at + 1)));
    }
    assert_eq!(sent.len(), expected.len());
    assert_sent(
        &NamesOptional::new().with_gen("g").unwrap().with_self("s").unwrap(),
        &[("gen", "'g'"), ("self", "'s'")],
    );
}

#[test]
fn receives_private_enumerations() {
    // Names the types of the response's fields.
    fn fields(response: &GenResponse) -> (&Flavor, i64, &iotpay_client::shared::Currency) {
        (&response.word, response.small, &response.paid)
    }
    let _ = fields;
    assert_eq!(Flavor::Text.as_str(), "Text");
}

#[test]
fn private_page_can_have_the_name_of_an_embedded_one() {
    let request = RefundOrder::new(RefundOrderRequired { ticket: "t" }).unwrap();
    assert_sent(&request, &[("ticket", "'t'")]);
}

#[test]
fn members_have_separate_limits() {
    let with = |note| AllOptionalMixed::new(AllOptionalMixedMembers { type_: "a", small: 1 })?.with_note(note);
    assert_eq!(
        with("12345").unwrap().as_str(),
        r#"{"type":"a","small":1,"least":-9223372036854775808,"note":"12345"}"#
    );
    let invalid = with("123456").unwrap_err();
    let violation = invalid.violations()[0];
    assert_eq!(violation.field, "mixed");
    assert_eq!(violation.error, ValueError::MemberTooLong { member: "note", max: 5, length: 6 });
}
