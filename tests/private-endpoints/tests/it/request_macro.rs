//! `request!` builds requests of another crate, with every field type in every position.

use std::time::SystemTime;

use iotpay_client::signing::{FieldValue, Signed};
use iotpay_client::value::{DateText, DateTimeText, DecimalText};
use iotpay_client::{Credentials, request};
use private_endpoints::general::{
    AllOptional, AllRequired, NamesOptional, NamesRequired, OneAlone, OneAndAnother, QueryPoints, WxAppConstants,
};

/// Returns the fields that a request sends, without the merchant id: integers and booleans as in JSON, text in quotes.
fn sent(request: &dyn Signed) -> String {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut fields = Vec::new();
    request.visit(&credentials.account(), &mut |name, value| {
        fields.push(match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => format!("{name}='{text}'"),
            FieldValue::Integer(number) => format!("{name}={number}"),
            FieldValue::Boolean(boolean) => format!("{name}={boolean}"),
            FieldValue::Json(json) => format!("{name}={}", json.as_str()),
        });
    });
    fields.retain(|field| !field.starts_with("mchId="));
    fields.join(" ")
}

const MIXED: &str = r#"{"type":"a","note":"b","small":-1,"large":2,"least":-9223372036854775808}"#;

const NUMBERS: &str = r#"{"small":1,"rate":"7.0","fee":"-12","gift":false,"subscribed":"1","birthday":"2028/02/29","expires":"20260310093000","large":3}"#;

fn every_type() -> String {
    format!(
        "address='https://shop.example/?a=1' bare='b' birthday='20280229' callback='https://shop.example/' \
         constant='{{\"kind\":\"gift\",\"count\":-3}}' expires='2026-03-10 17:30:00' free='{{}}' gift=true hidden='h' \
         ip='203.0.113.7' large=-9223372036854775808 mixed='{MIXED}' moment=5 number=2 numbers='{NUMBERS}' price=100 \
         rate='-12.50' shown='s' small=-7 stamp='2026-03-10T09:30:00Z' subscribed='Y' text='t' unlimited='u' word='SOUR'"
    )
}

macro_rules! all {
    ($name:ident, $text:expr, $small:expr, $note:expr, $one:expr) => {
        request!($name {
            text: $text,
            unlimited: "u",
            address: "https://shop.example/?a=1",
            callback: "https://shop.example/",
            ip: "203.0.113.7",
            price: 100,
            rate: "-12.5",
            gift: true,
            subscribed: true,
            birthday: "20280229",
            expires: "2026-03-10 17:30:00",
            stamp: "2026-03-10T09:30:00+00:00",
            small: $small,
            large: -9223372036854775808,
            moment: 5,
            word: Sour,
            number: Middle,
            free: "{}",
            mixed: Mixed { type_: "a", note: $note, small: -1, large: 2 },
            numbers: Numbers {
                rate: 7,
                fee: "-12",
                gift: false,
                subscribed: true,
                birthday: "2028/02/29",
                expires: "20260310093000",
                small: $one,
                large: 3,
            },
            constant: Constant {},
            hidden: "h",
            shown: "s",
            bare: "b",
        })
    };
}

#[test]
fn fields_of_every_type_accept_literals() {
    let required: AllRequired = all!(AllRequired, "t", -7, "b", 1).unwrap();
    assert_eq!(sent(&required), every_type());
    let optional: AllOptional = all!(AllOptional, "t", -7, "b", 1).unwrap();
    assert_eq!(sent(&optional), every_type());
    assert_eq!(sent(&request!(AllOptional {}).unwrap()), "");
}

#[test]
fn fields_of_every_type_accept_values() {
    let (text, small, note, one) = ("t".to_owned(), -7, Some("b"), 1);
    assert_eq!(sent(&all!(AllRequired, &text, small, note, one).unwrap()), every_type());
    assert_eq!(sent(&all!(AllOptional, Some(text), Some(small), "b".to_owned(), one).unwrap()), every_type());
}

#[test]
fn one_of_group_is_set_by_one_of_its_fields() {
    let number: OneAlone = request!(OneAlone { number: Little }).unwrap();
    assert_eq!(sent(&number), "number=1");
    assert_eq!(sent(&request!(OneAlone { small: -7, remarks: "r" }).unwrap()), "remarks='r' small=-7");
    assert_eq!(
        sent(&request!(OneAlone { constant: Constant {} }).unwrap()),
        r#"constant='{"kind":"gift","count":-3}'"#
    );
    let price = 100;
    assert_eq!(sent(&request!(OneAndAnother { price, required: "r" }).unwrap()), "price=100 required='r'");
    assert!(request!(OneAlone { price: price - 100 }).is_err());
}

#[test]
fn reserved_names_can_be_fields() {
    let check = "2";
    let names = request!(NamesRequired {
        account: "1",
        check,
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
    assert!(sent(&names.unwrap()).starts_with("account='1' check='2' fields='3' gen='4'"));
    assert_eq!(sent(&request!(NamesOptional { gen_: "g", self_: { "s" } }).unwrap()), "gen='g' self='s'");
    assert!(sent(&request!(WxAppConstants {}).unwrap()).contains("channelId='WX_APP'"));
}

#[test]
fn decimals_are_validated_at_run_time() {
    let rate = "-12.5".to_owned();
    for request in [
        request!(OneAlone { rate: &rate }),
        request!(OneAlone { rate: rate }),
        request!(OneAlone { rate: "-12.50".parse::<DecimalText<2, 6>>() }),
        request!(OneAlone { rate: DecimalText::from_units(-1250) }),
    ] {
        assert_eq!(sent(&request.unwrap()), "rate='-12.50'");
    }
    let whole = 12_u64;
    assert_eq!(sent(&request!(OneAlone { rate: whole }).unwrap()), "rate='12.00'");
    assert_eq!(sent(&request!(AllOptional { rate: Some(whole) }).unwrap()), "rate='12.00'");
    let (far, precise) = ("10000", "0.125");
    for (request, message) in [
        (request!(AllOptional { rate: far }), "is out of range; expected a number from -9999.99 to 9999.99"),
        (request!(AllOptional { rate: precise }), "has more than 2 decimal places"),
        (request!(AllOptional { rate: { "x" } }), "is not a decimal number such as 28.65"),
    ] {
        assert_eq!(request.unwrap_err().violations()[0].error.to_string(), message);
    }
}

#[test]
fn booleans_and_dates_are_validated_at_run_time() {
    let (yes, date, moment) = (true, "20280229".to_owned(), SystemTime::UNIX_EPOCH);
    for (request, expected) in [
        (request!(OneAlone { gift: yes }), "gift=true"),
        (request!(OneAlone { gift: &yes }), "gift=true"),
        (request!(OneAlone { subscribed: !yes }), "subscribed='N'"),
        (request!(OneAlone { birthday: &date }), "birthday='20280229'"),
        (request!(OneAlone { birthday: DateText::from_ymd(2028, 2, 29) }), "birthday='20280229'"),
        (request!(OneAlone { birthday: date }), "birthday='20280229'"),
        (request!(OneAlone { expires: moment }), "expires='1970-01-01 08:00:00'"),
        (request!(OneAlone { stamp: DateTimeText::from_unix_seconds(0) }), "stamp='1970-01-01T00:00:00Z'"),
    ] {
        assert_eq!(sent(&request.unwrap()), expected);
    }
    let (other_form, no_such_day) = ("2028-02-29", "20270229");
    assert_eq!(
        sent(&request!(AllOptional { gift: Some(yes), expires: Some(moment) }).unwrap()),
        "expires='1970-01-01 08:00:00' gift=true"
    );
    for (request, message) in [
        (request!(AllOptional { birthday: other_form }), "is not a date of the form yyyyMMdd"),
        (request!(AllOptional { birthday: no_such_day }), "is a date or a time that does not exist"),
        (request!(AllOptional { expires: other_form }), "is not a date and time of the form yyyy-MM-dd HH:mm:ss"),
    ] {
        assert_eq!(request.unwrap_err().violations()[0].error.to_string(), message);
    }
}

#[test]
fn violations_name_the_private_page() {
    let pin = "1122334";
    let invalid = request!(QueryPoints { customer_no: "c-1", pin, currency: Cad }).unwrap_err();
    assert_eq!(invalid.violations()[0].page.unwrap().title, "Loyalty points");
    assert!(!format!("{invalid} {invalid:?}").contains("112233"));
}
