//! Every field type is encoded and decoded correctly in every position. Most of the test is that `spec/matrix.yaml`
//! builds.

use std::net::IpAddr;

use iotpay_client::Credentials;
use iotpay_client::incoming::{Fields, FromFields as _, RawJson};
use iotpay_client::signing::{FieldValue, Signed};
use iotpay_client::value::ValueError;
use private_endpoints::general::{
    AllOptional, AllOptionalConstantMembers, AllOptionalMixed, AllOptionalMixedMembers, AllOptionalNumbersMembers,
    AllRequired, AllRequiredConstantMembers, AllRequiredMixedMembers, AllRequiredNumbersMembers, AllRequiredRequired,
    Flavor, GenResponse, NamesOptional, NamesRequired, NamesRequiredRequired, OneAlone, OneAloneConstantMembers,
    OneAndAnother, OneAndAnotherCheck, OneAndAnotherRequired, RefundOrder, RefundOrderRequired, Size, WxAppConstants,
};

const IP: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));
const LEAST: &str = "-9223372036854775808";

/// Returns the fields that a request sends, without the merchant id: integers as digits, text in quotes.
fn sent(request: &dyn Signed) -> Vec<(String, String)> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut fields = Vec::new();
    request.visit(&credentials.account(), &mut |name, value| {
        let value = match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => format!("'{text}'"),
            FieldValue::Integer(number) => number.to_string(),
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

const EVERY_TYPE: [(&str, &str); 19] = [
    ("address", "'https://shop.example/?a=1'"),
    ("bare", "'b'"),
    ("callback", "'https://shop.example/'"),
    ("constant", r#"'{"kind":"gift","count":-3}'"#),
    ("free", "'{}'"),
    ("hidden", "'h'"),
    ("ip", "'203.0.113.7'"),
    ("large", LEAST),
    ("mixed", MIXED),
    ("moment", "5"),
    ("number", "2"),
    ("numbers", r#"'{"small":1,"rate":"7.0","large":3,"fee":"-12"}'"#),
    ("price", "100"),
    ("rate", "'-12.50'"),
    ("shown", "'s'"),
    ("small", "-7"),
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
        small: -7,
        large: i64::MIN,
        moment: 5,
        word: Flavor::Sour,
        number: Size::Middle,
        free: "{}",
        mixed: AllRequiredMixedMembers { type_: "a", small: -1 },
        numbers: AllRequiredNumbersMembers { rate: 7.try_into().unwrap(), small: 1, large: 3 },
        constant: AllRequiredConstantMembers {},
        hidden: "h",
        shown: "s",
        bare: "b",
    })
    .unwrap();
    request.mixed = request.mixed.with_note("b").and_then(|it| it.with_large(2)).unwrap();
    request.numbers = request.numbers.with_fee("-12".parse().unwrap()).unwrap();
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
        .and_then(|it| it.with_numbers(AllOptionalNumbersMembers { rate: 7.try_into().unwrap(), small: 1, large: 3 }))
        .and_then(|it| it.with_constant(AllOptionalConstantMembers {}))
        .and_then(|it| it.with_hidden("h"))
        .and_then(|it| it.with_shown("s"))
        .and_then(|it| it.with_bare("b"))
        .unwrap();
    request.mixed = request.mixed.map(|it| it.with_note("b").and_then(|it| it.with_large(2)).unwrap());
    request.numbers = request.numbers.map(|it| it.with_fee("-12".parse().unwrap()).unwrap());
    assert_sent(&request, &EVERY_TYPE);
}

#[test]
fn sends_one_of_groups_of_any_type() {
    assert_sent(&OneAlone::by_number(Size::Little).unwrap(), &[("number", "1")]);
    assert_sent(&OneAlone::by_small(-7).with_remarks("r").unwrap(), &[("remarks", "'r'"), ("small", "-7")]);
    assert_sent(&OneAlone::by_price(100).unwrap(), &[("price", "100")]);
    assert_sent(&OneAlone::by_rate("1.5".parse().unwrap()), &[("rate", "'1.50'")]);
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
            ("callback", "'https://shop.example/'"),
            ("channelId", "'WX_APP'"),
            ("constant", r#"'{"kind": "own"}'"#),
            ("free", r#"'{"a": [1, null]}'"#),
            ("ip", "'203.0.113.7'"),
            ("large", LEAST),
            ("mixed", r#"'{"type": "b"}'"#),
            ("moment", "1700000000000"),
            ("number", "2"),
            ("numbers", "'{}'"),
            ("price", "100"),
            ("rate", "'-1.50'"),
            ("small", "-7"),
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
fn received_decimals_are_exact() {
    let with = |rate: &str| {
        let number = format!(
            r#"{{"retCode":"SUCCESS","text":"t","rate":{rate},"small":1,"large":1,"word":"SWEET","number":1,"raw":{{}},
               "any":1,"hidden":"h","shown":"s","paid":"CAD","state":1,"inner":{{"rate":{rate}}}}}"#
        );
        GenResponse::from_fields(&Fields::from_json(&number).unwrap())
    };
    for (rate, units) in
        [(r#""28.65""#, 2865), ("28.65", 2865), ("28.6500", 2865), (r#""-28""#, -2800), ("12345678.9", 1_234_567_890)]
    {
        let response = with(rate).unwrap();
        assert_eq!(response.rate.units(), units, "{rate}");
        assert_eq!(response.inner.unwrap().rate, Some(response.rate));
    }
    for rate in [r#""28.655""#, "28.655", "1e3", r#""""#, "null", r#""x""#, "[]"] {
        assert!(with(rate).is_err(), "{rate}");
    }
}

#[test]
fn arrays_and_nested_objects_contain_every_type() {
    let all = r#""text":"t","small":1,"rate":"1.50","large":2,"word":"SWEET","number":1,"raw":{"a":1},"any":[1],
        "hidden":"h","shown":"4242424242424242","paid":"CAD","state":2"#;
    let twice = r#""text":["t","u"],"small":[1,"2"],"rate":["1.5",2],"large":[2],"word":["SWEET","NEW"],"number":[1],
        "raw":[{}, {"a":1}],"any":[1,"x"],"hidden":["h"],"shown":["4242424242424242"],"paid":["CAD"],"state":[2]"#;
    let part = format!(r#"{{{all},"deep":{{"lists":{{{twice}}}}}}}"#);
    let json = format!(
        r#"{{"retCode":"SUCCESS",{all},"lists":{{{twice}}},"items":[{{{all},"parts":[{part},{{}}]}}],
           "inner":{{"deep":{{{all}}}}}}}"#
    );
    let response = GenResponse::from_fields(&Fields::from_json(&json).unwrap()).unwrap();
    let lists = response.lists.as_ref().unwrap();
    assert_eq!((lists.small.as_slice(), lists.text.join(",")), ([1, 2].as_slice(), "t,u".to_owned()));
    assert_eq!(lists.rate.iter().map(|rate| rate.units()).collect::<Vec<_>>(), [150, 200]);
    assert_eq!(lists.word[0], Flavor::Sweet);
    assert!(lists.word[1].is_unrecognized());
    assert_eq!(lists.raw.iter().map(RawJson::as_str).collect::<Vec<_>>(), ["{}", r#"{"a":1}"#]);
    let item = &response.items.as_ref().unwrap()[0];
    assert_eq!((&item.state, item.small), (&iotpay_client::general::OrderStatus::Paid, 1));
    let parts = item.parts.as_ref().unwrap();
    assert_eq!((parts.len(), parts[0].number.as_ref(), &parts[1].number), (2, Some(&Size::Little), &None));
    let deep = parts[0].deep.as_ref().unwrap().lists.as_ref().unwrap();
    assert_eq!(deep.any.as_ref().unwrap()[1].as_str(), r#""x""#);
    assert_eq!(response.inner.as_ref().unwrap().deep.as_ref().unwrap().large, Some(2));
    // Secrets in arrays are masked like all others.
    let shown = format!("{response:?}");
    assert!(!shown.contains("42424242") && shown.contains("4242"), "{shown}");
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
