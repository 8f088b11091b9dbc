//! An order of the family from its creation to its refund, over HTTP.

use iotpay_client::error::RejectionReason;
use iotpay_client::protocol::RawRequest;
use iotpay_client::signing::{KeyPosition, SignatureCase, SigningAlgorithm, Verification};
use iotpay_client::spec::{BodyEncoding, Family as _, NotificationBody, ResponseSigning};
use iotpay_client::{Error, request};
use iotpay_gen::model::DateForm;
use private_family::general::QueryBerthPoints;
use private_family::harbor::{
    BerthClass, BerthState, Client, Currency, Harbor, OrderBerth, QueryBerth, QueryReturn, ReturnOrder, ReturnState,
};
use private_family::shared::VesselSize;

use crate::harbor;

fn order(reference: &str) -> OrderBerth {
    request!(OrderBerth {
        order_ref: reference,
        total: 12500,
        currency: Cad,
        tonnage: "12.5",
        berth_class: Premium,
        size: Large,
        electricity: false,
        pilot: true,
        arrival: "2026-11-28 07:30:00",
        departure: "2026-12-01",
    })
    .unwrap()
}

#[test]
fn family_has_the_properties_of_its_spec() {
    let family = Harbor::SPEC;
    assert_eq!((family.name, family.title), ("harbor", "Harbor"));
    assert_eq!(family.base_url, "https://pay.harbor.example/v1/");
    assert_eq!((family.body, family.notifications), (BodyEncoding::Json, NotificationBody::Json));
    assert_eq!((family.timeout.as_secs(), family.acknowledgement), (20, "received"));
    assert_eq!(family.signed_responses, ResponseSigning::Required);
    assert_eq!((family.envelope.code, family.envelope.error_message), ("code", Some("errorText")));
    assert_eq!(family.rejections.len(), 5);
    let rule = family.signing;
    assert_eq!((rule.field, rule.case), ("signature", SignatureCase::Lower));
    assert_eq!(rule.algorithm, SigningAlgorithm::HmacSha256(None));
    assert_eq!(rule.algorithm.key_position(), None::<KeyPosition<'_>>);
    // The facts about fields are those of this family alone.
    assert_eq!(rule.references, ["orderRef", "returnRef"]);
    assert!(rule.words.contains(&"state") && !rule.words.contains(&"remark"), "{:?}", rule.words);
    assert!(rule.names.contains(&"berthClass") && !rule.names.contains(&"mchOrderNo"), "{:?}", rule.names);
    assert!(rule.names.is_sorted());
}

#[tokio::test]
async fn order_is_paid_queried_and_refunded() {
    let (gateway, client) = harbor::start().await;
    let placed = client.send(&order("b-1")).await.unwrap();
    assert_eq!((placed.order_ref.as_str(), &placed.state), ("b-1", &BerthState::Open));
    assert_eq!(placed.received().verification(), &Verification::Verified { uncovered: Vec::new() });
    let signature = placed.received().fields().get("signature").unwrap().text();
    assert!(signature.len() == 64 && signature == signature.to_lowercase(), "{signature}");

    let query = QueryBerth::by_order_ref("b-1").unwrap();
    let pending = client.send(&query).await.unwrap();
    assert!(!pending.state.outcome().is_paid() && pending.paid_on.is_none(), "{pending:?}");
    assert_eq!((pending.tonnage.to_string(), &pending.berth_class), ("12.500".to_owned(), &BerthClass::Premium));
    assert_eq!((i64::from(pending.total), &pending.currency), (12500, &Currency::Cad));
    // Objects and arrays are signed, as the family's signing rule confirms.
    assert_eq!(pending.received().verification(), &Verification::Verified { uncovered: Vec::new() });
    assert_eq!((pending.vessel.name.as_str(), &pending.vessel.size), ("Erna", &Some(VesselSize::Large)));
    assert_eq!(pending.vessel.flags.as_ref().map(Vec::len), Some(2));
    let [first, _] = pending.calls.as_slice() else { panic!("two calls at berths: {pending:?}") };
    assert_eq!((first.berth.as_str(), first.fee.to_string()), ("A-7", "12.50".to_owned()));
    assert_eq!(first.pilots[0].name, "Ben");
    assert!(first.paid);
    // The request has an `arrival`, too, which is not a number.
    assert_eq!(first.arrival, 7);
    // The sandbox signs the members of this object sorted, although it sends them in the order of the table.
    assert_eq!((pending.pier.name.as_str(), pending.pier.area.as_str()), ("North", "East"));
    assert_eq!((first.since.as_str(), first.since.offset_minutes()), ("2026-11-28T07:30:00-05:00", -300));
    assert_eq!((pending.electricity, pending.pilot), (Some(false), Some(true)));
    let (arrival, departure) = (pending.arrival.unwrap(), pending.departure.unwrap());
    assert_eq!((arrival.as_str(), departure.as_str()), ("2026-11-28 07:30:00", "2026-12-01"));
    // The time zone of the vendor is part of the type.
    assert_eq!(arrival.unix_seconds(), first.since.unix_seconds());

    // The order has no notification URL.
    gateway.pay(placed.order_code.as_str()).await.unwrap_err();
    let paid = client.send(&QueryBerth::by_order_code(&placed.order_code).unwrap()).await.unwrap();
    assert!(paid.state.outcome().is_paid() && paid.paid_on.is_some(), "{paid:?}");
    let day = paid.paid_day.as_ref().and_then(|day| DateForm::Dashed.days(day.as_ref()));
    assert_eq!(day, paid.paid_on.map(|millis| millis / 86_400_000));

    let refund = request!(ReturnOrder { return_ref: "r-1", order_code: &placed.order_code, given_back: 500 }).unwrap();
    let returned = client.send(&refund).await.unwrap();
    assert_eq!((returned.return_ref.as_str(), i64::from(returned.given_back)), ("r-1", 500));
    let query = request!(QueryReturn { return_ref: "r-1" }).unwrap();
    let found = client.send(&query).await.unwrap();
    assert_eq!((&found.return_state, i64::from(found.given_back)), (&ReturnState::Returned, 500));
    assert!(found.return_state.outcome().is_refunded());
    assert_eq!(found.received().verification(), &Verification::Verified { uncovered: Vec::new() });
    // Fields in different places have values of their own, even if their names are equal.
    let [step] = found.steps.as_slice() else { panic!("one step: {found:?}") };
    assert_eq!((&found.state, &step.state, step.by.as_str()), (&BerthState::Docked, &ReturnState::Returned, "Eve"));
    assert_eq!(gateway.refunds().len(), 1);
}

#[tokio::test]
async fn the_sandbox_stores_no_secrets_of_nested_values() {
    let (gateway, client) = harbor::start().await;
    let order = request!(OrderBerth {
        order_ref: "b-1",
        total: 12500,
        currency: Cad,
        tonnage: "12.5",
        berth_class: Premium,
        skipper: Skipper {
            name: "Ada",
            code: "canary-code",
            cards: [CardsItem { number: "4242424242424242", check: "987" }],
        },
        pins: ["canary-1", "canary-2"],
        accounts: ["90001111222233334444", "7"],
    });
    client.send(&order.unwrap()).await.unwrap();
    let [order] = &gateway.orders()[..] else { panic!("one order") };
    let stored = |name: &str| order.fields.get(name);
    assert_eq!(stored("skipper"), Some(r#"{"name":"Ada","cards":[{"number":"424242******4242"}]}"#));
    assert_eq!(stored("accounts"), Some(r#"["900011******4444","******"]"#));
    assert_eq!(stored("pins"), None);
    for shown in [gateway.snapshot().to_string(), format!("{:?}", gateway.snapshot())] {
        for secret in ["canary", "4242424242424242", "1111222233334444"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        // As a whole: a time contains these digits by chance.
        let mut words = shown.split(|character: char| !character.is_ascii_alphanumeric());
        assert!(words.all(|word| word != "987"), "{shown}");
    }
}

#[tokio::test]
async fn rejections_have_the_reasons_of_the_family() {
    let (gateway, client) = harbor::start().await;
    let rejected = |error| match error {
        Error::Rejected(rejected) => (rejected.reason, rejected.message.unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    client.send(&order("b-1")).await.unwrap();
    assert_eq!(rejected(client.send(&order("b-1")).await.unwrap_err()).0, RejectionReason::ReferenceUsed);
    let unknown = QueryBerth::by_order_ref("b-2").unwrap();
    assert_eq!(rejected(client.send(&unknown).await.unwrap_err()), (RejectionReason::NoSuchOrder, String::new()));
    // `orderCode` is the id of an order, so a refund can be rejected for the same reason.
    let refund = request!(ReturnOrder { return_ref: "r-1", order_code: &"P404".parse().unwrap(), given_back: 500 });
    assert_eq!(rejected(client.send(&refund.unwrap()).await.unwrap_err()).0, RejectionReason::NoSuchOrder);
    let base_url = gateway.base_url("harbor").unwrap();
    let forger = Client::builder(harbor::credentials("another-key")).base_url(base_url).build().unwrap();
    let wrong = (RejectionReason::BadSignature, "wrong signature".to_owned());
    assert_eq!(rejected(forger.send(&order("b-3")).await.unwrap_err()), wrong);
    assert_eq!(gateway.orders().len(), 1);
    // The spec records the text before the name of the field.
    let raw = RawRequest::new("order/query").mch_id("merchantCode");
    let invalid = (RejectionReason::InvalidField, "invalid field[orderCode]".to_owned());
    assert_eq!(rejected(client.send_raw(&raw).await.unwrap_err()), invalid);
}

/// General Order of the client has the path `/v1/`, too.
#[tokio::test]
async fn the_sandbox_serves_the_families_of_the_client_as_well() {
    use iotpay_client::general;

    let (gateway, _) = harbor::start().await;
    assert!(gateway.base_url("harbor").unwrap().ends_with("/harbor/v1/"));
    let base_url = gateway.base_url("general").unwrap();
    let client = general::Client::builder(harbor::credentials(harbor::KEY)).base_url(base_url).build().unwrap();
    let query = request!(QueryBerthPoints { vessel_size: Small }).unwrap();
    assert_eq!(client.send(&query).await.unwrap().points, 7);
}
