//! A client and a sandbox whose families have different signing rules. The client is generated from the spec after one
//! line has changed, so everything here follows from that line: requests, responses, notifications and the sandbox.

mod spec;

use iotpay_gen::load;
use iotpay_gen::model::Model;
use iotpay_sandbox::{Gateway, Merchant};
use signing_rules::autodebit::{self, ContractWxJsapi, ContractWxJsapiRequired};
use signing_rules::general::{self, Currency, QueryOrder, WxNative, WxNativeExtraMembers, WxNativeRequired};
use signing_rules::incoming::Fields;
use signing_rules::notification::{NotificationError, ReceivedNotification};
use signing_rules::protocol::{RawRequest, encode};
use signing_rules::signing::{
    FieldValue, KeyPosition, SignatureCase, Signer, SigningAlgorithm, SigningRule, StringToSign, Verification,
};
use signing_rules::spec::Family;
use signing_rules::{Credentials, MerchantKey, NotificationRequest, card};

const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const KEY: &str = "made-up-key-of-32-characters-000";

fn model(files: &[iotpay_gen::source::SourceFile]) -> Model {
    load(files).unwrap_or_else(|invalid| panic!("{invalid}"))
}

async fn sandbox() -> Gateway {
    let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
    Gateway::start_with(model(&spec::changed()), merchant).await.unwrap()
}

fn credentials() -> Credentials {
    Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(KEY).build().unwrap()
}

/// A URL on which nothing listens: the sandbox returns what it sent.
const NOTIFY_URL: &str = "http://127.0.0.1:9/iotpay";

fn order(number: &str) -> WxNative {
    WxNative::new(WxNativeRequired {
        mch_order_no: number,
        currency: Currency::Cad,
        amount: 2865,
        notify_url: NOTIFY_URL,
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: WxNativeExtraMembers { product_id: "120989823" },
        client_ip: [203, 0, 113, 7].into(),
    })
    .unwrap()
}

/// The rule of General Order before the change, and after it.
const BEFORE: SigningAlgorithm<'_> = SigningAlgorithm::Md5(KeyPosition::Appended(Some("key")));
const AFTER: SigningAlgorithm<'_> = SigningAlgorithm::HmacSha256(Some(KeyPosition::Appended(Some("key"))));

/// Returns the fields of a received message with a signature by this rule.
fn signed(fields: &[(&str, &str)], rule: &SigningRule<'_>) -> String {
    let key = MerchantKey::new(KEY).unwrap();
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut signer = Signer::new(rule, &key);
    for (name, value) in &sorted {
        signer.field(name, FieldValue::Text(value));
    }
    let pairs: Vec<_> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}&sign={}", pairs.join("&"), signer.finish())
}

#[test]
fn each_family_has_its_rule() {
    assert_eq!(card::Card::SPEC.signing.algorithm, BEFORE);
    let general = general::General::SPEC.signing;
    assert_eq!((general.algorithm, general.case, general.signs_empty_values), (AFTER, SignatureCase::Upper, false));
    let own = autodebit::Autodebit::SPEC.signing;
    let sha256 = SigningAlgorithm::Sha256(KeyPosition::Prepended(None));
    assert_eq!((own.algorithm, own.case, own.signs_empty_values), (sha256, SignatureCase::Lower, true));
    // The facts about fields are those of the whole spec.
    assert_eq!((own.names, own.words, own.nested), (general.names, general.words, general.nested));
}

/// The spec files differ in one line, and the specs in one value.
#[test]
fn one_line_changes() {
    let (before, after) = (spec::before(), spec::changed());
    let lines = |files: &[iotpay_gen::source::SourceFile]| {
        let all = files.iter().flat_map(|file| file.text.lines().map(str::to_owned).collect::<Vec<_>>());
        all.collect::<Vec<_>>()
    };
    let (old, new) = (lines(&before), lines(&after));
    let differing: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
    assert_eq!((old.len(), differing.len()), (new.len(), 1));
    let changes = iotpay_gen::diff::diff(&model(&before), &model(&after));
    let ids: Vec<_> = changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["signing-algorithm-changed"]);
    // Before the change, the rule of the family is that of the other families.
    let embedded = <iotpay_client::general::General as iotpay_client::spec::Family>::SPEC;
    assert_eq!(format!("{:?}", embedded.signing.algorithm), format!("{BEFORE:?}"));
}

#[test]
fn signs_requests_by_the_rule_of_the_family() {
    let credentials = credentials();
    let (account, key) = (credentials.account(), credentials.key());
    let order = order("m1");
    let encoded = encode(&order, &credentials, general::General::SPEC);
    assert_eq!(encoded.signature.as_str().len(), 64);
    assert_eq!(encoded.signature, Signer::sign(&order, &account, general::General::SPEC.signing, key));
    assert!(encoded.body.contains(encoded.signature.as_str()));
    let explained = StringToSign::for_request(&order, &account, general::General::SPEC.signing);
    assert!(explained.to_masked_string().ends_with("&key=***"));
    // Autodebit signs empty values, and the key before them.
    let contract = contract("c1");
    let encoded = encode(&contract, &credentials, autodebit::Autodebit::SPEC);
    assert_eq!(encoded.signature.as_str(), encoded.signature.as_str().to_lowercase());
    let explained = StringToSign::for_request(&contract, &account, autodebit::Autodebit::SPEC.signing);
    assert!(explained.to_masked_string().starts_with("***channelId=WX_JSAPI&"));
}

fn contract(number: &str) -> ContractWxJsapi {
    ContractWxJsapi::new(ContractWxJsapiRequired {
        mch_contract_id: number,
        currency: Currency::Cad,
        notify_url: NOTIFY_URL,
        payer_name: "Ann",
    })
    .unwrap()
}

#[tokio::test]
async fn orders_responses_and_notifications_use_the_changed_rule() {
    let sandbox = sandbox().await;
    let client =
        general::Client::builder(credentials()).base_url(sandbox.base_url("general").unwrap()).build().unwrap();
    let response = client.send(&order("m1")).await.unwrap();
    let sign = response.received().fields().get("sign").unwrap().text().to_owned();
    assert_eq!(sign.len(), 64);
    assert_eq!(response.received().verification(), &Verification::Verified { uncovered: Vec::new() });
    let id = response.into_inner().pay_order_id.to_string();

    let delivery = sandbox.pay(&id).await.unwrap();
    let (_, query) = delivery.url.split_once('?').unwrap();
    let notification = NotificationRequest { method: "POST", query, content_type: None, body: &[] };
    let receiver = general::NotificationReceiver::new(credentials());
    let received = receiver.receive::<general::OrderNotification>(notification).unwrap();
    let ReceivedNotification::Server(verified) = received else { panic!("{received:?}") };
    assert!(verified.status.outcome().is_paid());
    let changed = query.replace("amount=2865", "amount=2866");
    assert_ne!(changed, query);
    let forged = NotificationRequest { query: &changed, ..notification };
    let error = receiver.receive::<general::OrderNotification>(forged).unwrap_err();
    assert!(matches!(error, NotificationError::SignatureMismatch(_)), "{error:?}");

    // The response to a query contains the order in an object.
    let query = client.send(&QueryOrder::by_mch_order_no("m1").unwrap()).await.unwrap();
    assert_eq!(query.received().verification(), &Verification::Verified { uncovered: Vec::new() });

    // Requests without a type use the same rule.
    let raw = RawRequest::new("query_order").mch_id("mchId").text("mchOrderNo", "m1").idempotent();
    assert!(client.send_raw(&raw).await.is_ok());
}

#[test]
fn a_notification_by_the_old_rule_is_a_mismatch() {
    let fields = [("amount", "2865"), ("currency", "CAD"), ("mchId", MCH_ID), ("mchOrderNo", "m1"), ("status", "2")];
    let fields: Vec<_> = fields.into_iter().chain([("payOrderId", "P1"), ("backType", "2")]).collect();
    let receiver = general::NotificationReceiver::new(credentials());
    let receive = |query: &str| {
        let request = NotificationRequest { method: "POST", query, content_type: None, body: &[] };
        receiver.receive::<general::OrderNotification>(request)
    };
    let rule = general::General::SPEC.signing;
    assert!(matches!(receive(&signed(&fields, rule)).unwrap(), ReceivedNotification::Server(_)));
    let error = receive(&signed(&fields, &rule.algorithm(BEFORE))).unwrap_err();
    assert!(matches!(error, NotificationError::SignatureMismatch(_)), "{error:?}");
}

/// A client with the rule before the change, generated from the embedded spec, and the changed sandbox disagree.
#[tokio::test]
async fn the_sandbox_rejects_the_old_rule() {
    use iotpay_client::{Credentials, Error, error::RejectionReason, general};

    let sandbox = sandbox().await;
    let credentials = Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(KEY).build().unwrap();
    let client = general::Client::builder(credentials).base_url(sandbox.base_url("general").unwrap()).build().unwrap();
    let error = client.send(&general::QueryOrder::by_mch_order_no("m1").unwrap()).await.unwrap_err();
    let Error::Rejected(rejected) = error else { panic!("{error:?}") };
    assert_eq!(rejected.reason, RejectionReason::BadSignature);
}

#[tokio::test]
async fn another_family_keeps_its_own_rule() {
    let sandbox = sandbox().await;
    let base_url = sandbox.base_url("autodebit").unwrap();
    let client = autodebit::Client::builder(credentials()).base_url(base_url).build().unwrap();
    let response = client.send(&contract("c1")).await.unwrap();
    let sign = response.received().fields().get("sign").unwrap().text();
    assert_eq!((sign.len(), sign), (64, sign.to_lowercase().as_str()));
    // The response contains empty fields, which this rule signs.
    assert!(response.received().fields().iter().any(|field| field.text().is_empty()));
    assert_eq!(response.received().verification(), &Verification::Verified { uncovered: Vec::new() });

    let delivery = sandbox.sign_contract("c1").await.unwrap();
    let (query, body) = (delivery.url.split_once('?').map_or("", |(_, query)| query), delivery.body.as_bytes());
    let content_type = (!body.is_empty()).then_some("application/json");
    let notification = NotificationRequest { method: "POST", query, content_type, body };
    let receiver = autodebit::NotificationReceiver::new(credentials());
    let received = receiver.receive::<autodebit::ContractNotification>(notification).unwrap();
    assert!(matches!(received, ReceivedNotification::Server(_)), "{received:?}");
    // The rule of General Order does not verify it.
    let mut fields = match body {
        [] => Fields::from_form(query.as_bytes()).unwrap(),
        body => Fields::from_json(std::str::from_utf8(body).unwrap()).unwrap(),
    };
    let verification = fields.verify(general::General::SPEC.signing, credentials().key(), &[]);
    assert_eq!(verification, Verification::Mismatch);
}
