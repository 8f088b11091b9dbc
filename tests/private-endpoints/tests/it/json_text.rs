//! Objects and arrays as JSON text: built, validated, sent, and checked by the sandbox.

use iotpay_client::protocol::RawRequest;
use iotpay_client::signing::{FieldValue, Signed};
use iotpay_client::{Credentials, Request as _, ValidationError, request};
use private_endpoints::general::{
    SendBasket, SendBasketBasket, SendBasketBasketBuyer, SendBasketBasketBuyerRequired, SendBasketBasketLinesItem,
    SendBasketBasketLinesItemRequired, SendBasketBasketRequired, SendBasketExtra, SendBasketExtraMembers,
    SendBasketParcelsItem, SendBasketParcelsItemRequired, SendBasketRequired, Wrapping,
};

use crate::sandbox;

/// Returns the fields that the caller sets, as text, with the kind of the value.
fn sent(request: &SendBasket) -> Vec<(&'static str, String)> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut fields = Vec::new();
    request.visit(&credentials.account(), &mut |name, value| match value {
        FieldValue::Text(text) => fields.push((name, text.to_owned())),
        FieldValue::Secret(text) => fields.push((name, format!("secret {text}"))),
        other => panic!("{name} is not sent as text: {other:?}"),
    });
    fields.retain(|(name, _)| *name != "mchId");
    fields
}

fn violations(result: Result<impl Sized, ValidationError>) -> Vec<(String, String)> {
    let Err(error) = result else { panic!("the values are valid") };
    error.violations().iter().map(|it| (it.path(), it.error.to_string())).collect()
}

fn basket() -> SendBasket {
    request!(SendBasket {
        basket: Basket {
            buyer: Buyer { name: "Ada", born: "20000229" },
            lines: [
                LinesItem { sku: "tea", cost: 500, rate: "1.5", gift: true, kind: Sweet, labels: ["a", "b"] },
                LinesItem { sku: "rice", cost: 1, url: "https://shop.example/?a=1" },
            ],
        },
        wrap: Some(Wrapping { paper: Paper { color: "red" } }),
        parcels: Some([ParcelsItem { no: 1, weight: "2.5" }]),
        tags: ["a"; 3],
        counts: [1, 2],
        extra: Extra { count: 9, word: "abc" },
    })
    .unwrap()
}

#[test]
fn nested_values_are_sent_as_text() {
    let expected = [
        (
            "basket",
            r#"{"buyer":{"name":"Ada","born":"20000229"},"lines":[{"sku":"tea","cost":500,"rate":"1.50","gift":"Y","kind":"SWEET","labels":["a","b"]},{"sku":"rice","cost":1,"url":"https://shop.example/?a=1"}]}"#,
        ),
        ("counts", "[1,2]"),
        ("extra", r#"{"count":9,"word":"abc"}"#),
        ("parcels", r#"[{"no":1,"weight":"2.5"}]"#),
        ("tags", r#"["a","a","a"]"#),
        ("wrap", r#"{"paper":{"color":"red"}}"#),
    ];
    let expected: Vec<_> = expected.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    assert_eq!(sent(&basket()), expected);
}

#[test]
fn constructors_build_the_same_values() {
    let line = |sku, cost| SendBasketBasketLinesItem::new(SendBasketBasketLinesItemRequired { sku, cost }).unwrap();
    let buyer = SendBasketBasketBuyer::new(SendBasketBasketBuyerRequired { name: "Ada" }).unwrap();
    let basket = SendBasketBasket::new(SendBasketBasketRequired { buyer, lines: vec![line("tea", 500)] });
    let request = SendBasket::new(SendBasketRequired { basket });
    let parcel = SendBasketParcelsItem::new(SendBasketParcelsItemRequired { no: 1 });
    let request = request.with_parcels(vec![parcel.clone(), parcel.clone()]);
    assert!(request.validate().is_ok());
    assert_eq!(sent(&request).last().unwrap().1, r#"[{"no":1},{"no":1}]"#);
    let too_many = request.clone().with_parcels(vec![parcel.clone(), parcel.clone(), parcel]);
    assert_eq!(
        violations(too_many.validate()),
        [("parcels".to_owned(), "has 3 items; at most 2 are allowed".to_owned())]
    );
    let none = request.with_parcels(Vec::new());
    assert_eq!(
        violations(none.validate()),
        [("parcels".to_owned(), "has 0 items; at least 1 are required".to_owned())]
    );
}

#[test]
fn every_violation_has_its_path() {
    let (sku, cost, color, labels) = ("T1", 501, "123456789", vec!["a", "b", "c"]);
    let result = request!(SendBasket {
        basket: Basket { buyer: Buyer { name: "Ada" }, lines: [LinesItem { sku, cost, labels }] },
        wrap: Wrapping { paper: Paper { color } },
        tags: vec!["a", "B"],
        counts: vec![0],
        parcels: Vec::<SendBasketParcelsItem>::new(),
    });
    let expected = [
        ("basket.lines[0].sku", "does not match the pattern `[a-z]+`"),
        ("basket.lines[0].cost", "is out of range; at most 500 is allowed"),
        ("basket.lines[0].labels", "has 3 items; at most 2 are allowed"),
        ("tags[1]", "does not match the pattern `[a-z]+`"),
        ("counts[0]", "is out of range; at least 1 is required"),
        ("parcels", "has 0 items; at least 1 are required"),
    ];
    let expected: Vec<_> = expected.iter().map(|(path, rule)| ((*path).to_owned(), (*rule).to_owned())).collect();
    let mut found = violations(result);
    found.sort();
    let mut expected = expected;
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_limit_applies_to_the_whole_text() {
    let (name, lines) = ("Ada", |count: usize| {
        let line = SendBasketBasketLinesItem::new(SendBasketBasketLinesItemRequired { sku: "tea", cost: 1 }).unwrap();
        vec![line; count]
    });
    let build = |count| request!(SendBasket { basket: Basket { buyer: Buyer { name }, lines: lines(count) } });
    assert!(build(14).is_ok());
    let [(path, rule)] = violations(build(20)).try_into().unwrap();
    assert_eq!(path, "basket");
    assert!(rule.ends_with("at most 400 are allowed"), "{rule}");
    // A value is checked as well, before it is built in and before it is sent.
    let basket = SendBasketBasket::new(SendBasketBasketRequired {
        buyer: SendBasketBasketBuyer::new(SendBasketBasketBuyerRequired { name: "Ada" }).unwrap(),
        lines: lines(20),
    });
    assert_eq!(violations(request!(SendBasket { basket: basket.clone() }))[0].0, "basket");
    assert_eq!(violations(SendBasket::new(SendBasketRequired { basket }).validate())[0].0, "basket");
}

#[test]
fn rules_of_plain_members_are_checked() {
    let (count, word) = (10, "A");
    let result = request!(SendBasket {
        basket: Basket { buyer: Buyer { name: "Ada" }, lines: [] },
        extra: Extra { count, word },
    });
    assert_eq!(
        violations(result),
        [
            ("extra.count".to_owned(), "is out of range; expected a value from 1 to 9".to_owned()),
            ("extra.word".to_owned(), "does not match the pattern `[a-z]*`".to_owned()),
        ]
    );
    let extra = SendBasketExtra::new(SendBasketExtraMembers { count: 9 }).unwrap();
    assert_eq!(violations(extra.clone().with_word("A"))[0].0, "extra.word");
    assert_eq!(extra.with_word("a").unwrap().as_str(), r#"{"count":9,"word":"a"}"#);
    assert_eq!(violations(SendBasketExtra::new(SendBasketExtraMembers { count: 0 }))[0].0, "extra.count");
}

#[test]
fn secrets_in_text_are_not_displayed() {
    let request =
        request!(SendBasket { basket: Basket { buyer: Buyer { name: "Ada", card: "canary-4242" }, lines: [] } })
            .unwrap();
    assert_eq!(sent(&request)[0].1, r#"secret {"buyer":{"name":"Ada","card":"canary-4242"},"lines":[]}"#);
    assert!(!format!("{request:?}").contains("canary"));
    let _: Option<Wrapping> = request.wrap;
}

#[tokio::test]
async fn the_sandbox_checks_the_text() {
    let (gateway, client) = sandbox::start().await;
    client.send(&basket()).await.unwrap();
    let valid = r#"{"buyer":{"name":"Ada"},"lines":[]}"#;
    let send = async |fields: &[(&'static str, &str)]| {
        let request = RawRequest::new("send_basket").mch_id("mchId");
        let request = fields.iter().fold(request, |request, (name, value)| request.text(name, *value));
        client.send_raw(&request).await
    };
    assert!(send(&[("basket", valid)]).await.is_ok());
    for (fields, path) in [
        (&[("basket", "[]")][..], "basket"),
        (&[("basket", "{")], "basket"),
        (&[("basket", r#"{"lines":[]}"#)], "basket.buyer"),
        (&[("basket", r#"{"buyer":{"name":"Ada"},"lines":[{"sku":"T","cost":1}]}"#)], "basket.lines[0].sku"),
        (&[("basket", r#"{"buyer":{"name":"Ada"},"lines":[{"sku":"t","cost":501}]}"#)], "basket.lines[0].cost"),
        (&[("basket", valid), ("tags", r#"["a","b","c","d"]"#)], "tags"),
        (&[("basket", valid), ("tags", r#"["aaaaa","bbbbb","ccccc"]"#)], "tags"),
        (&[("basket", valid), ("parcels", "[]")], "parcels"),
        (&[("basket", valid), ("counts", "[1],[2]")], "counts"),
        (&[("basket", valid), ("extra", r#"{"count":10}"#)], "extra"),
    ] {
        let error = send(fields).await.unwrap_err();
        assert!(error.to_string().contains(path), "{path}: {error}");
    }
    drop(gateway);
}
