//! What a rejection means for the money: client and sandbox over HTTP, and each text of the spec.

mod texts;

use crate::support::server::{Reply, Server};
use crate::support::signing::{signed, texts, to_json};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, orders};
use iotpay_client::error::{OutcomeUnknownCause, Rejected, RejectionReason};
use iotpay_client::spec::Family;
use iotpay_client::value::ValueError;
use iotpay_client::{Client, Credentials, Error, OrderId, Request, autodebit, card, general};
use iotpay_gen::model::{Comparison, Family as FamilyModel, Model, RejectionReason as Reason, RejectionRule};
use iotpay_sandbox::{ChargeOutcome, ContractLimits, Gateway, Merchant};

const CARD_NUMBER: &str = "4242424242424242";

fn client<F: Family>(base_url: &str, login_name: &str, key: &str) -> Client<F> {
    let credentials = Credentials::builder().mch_id(MCH_ID).login_name(login_name).merchant_key(key).build().unwrap();
    Client::<F>::builder(credentials).base_url(base_url).build().unwrap()
}

async fn sandbox() -> Gateway {
    Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap()
}

async fn rejected<R: Request>(client: &Client<R::Family>, request: &R) -> Rejected {
    match client.send(request).await {
        Err(Error::Rejected(rejected)) => *rejected,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("{} succeeded", R::endpoint().name),
    }
}

fn barcode_payment(number: &str) -> general::WxMicropay {
    general::WxMicropay::new(general::WxMicropayRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 2865,
        notify_url: orders::NOTIFY_URL,
        subject: "s",
        body: "b",
        identity_code: "352645673847987656",
        client_ip: orders::IP,
    })
    .unwrap()
}

fn card_charge(number: &str) -> card::CcDirectPurchase {
    card::CcDirectPurchase::new(card::CcDirectPurchaseRequired {
        channel: card::CardChannel::PfCc,
        currency: card::Currency::Cad,
        mch_order_no: number,
        amount: 1500,
        card_num: CARD_NUMBER,
        expiry_date: "0735",
        holder: "A Holder",
        cvv: "123",
    })
    .unwrap()
}

fn token_charge(number: &str, card_id: &str) -> card::CcPurchaseWithToken {
    card::CcPurchaseWithToken::new(card::CcPurchaseWithTokenRequired {
        currency: card::Currency::Cad,
        mch_order_no: number,
        card_id,
        amount: 1500,
    })
    .unwrap()
}

fn card_refund(number: &str, id: &OrderId) -> card::CcRefund {
    let required = card::CcRefundRequired { mch_refund_no: number, refund_amount: 100, pay_order_id: id };
    card::CcRefund::new(required).unwrap()
}

fn contract(id: &str) -> autodebit::ContractWxApp {
    autodebit::ContractWxApp::new(autodebit::ContractWxAppRequired {
        mch_contract_id: id,
        currency: autodebit::Currency::Cad,
        notify_url: orders::NOTIFY_URL,
        payer_name: "A Payer",
        extra: r#"{"appId":"wx1"}"#,
    })
    .unwrap()
}

fn debit(number: &str) -> autodebit::DebitWxApp {
    autodebit::DebitWxApp::new(autodebit::DebitWxAppRequired {
        mch_order_no: number,
        mch_contract_id: "c1",
        currency: autodebit::Currency::Cad,
        amount: 100,
        notify_url: orders::NOTIFY_URL,
        body: "b",
        extra: r#"{"appId":"wx1"}"#,
    })
    .unwrap()
}

/// A charge of one family, the query for it, and a request about an order that does not exist.
struct Charges<C, Q, N> {
    charge: fn(&str) -> C,
    query: fn(&str) -> Q,
    of_no_order: N,
    /// The query that resolves the charge, by the merchant's reference.
    resolved_by: &'static str,
}

impl<C, Q, N> Charges<C, Q, N>
where
    C: Request,
    Q: Request<Family = C::Family>,
    N: Request<Family = C::Family>,
{
    async fn assert_reasons(&self, gateway: &Gateway) {
        let family = C::Family::SPEC.name;
        let url = gateway.base_url(family).unwrap();
        let own = client::<C::Family>(&url, LOGIN_NAME, KEY);

        // The reference of a paid order, used again after a restart.
        own.send(&(self.charge)("m1")).await.unwrap_or_else(|error| panic!("{family}: {error}"));
        let again = rejected(&own, &(self.charge)("m1")).await;
        assert_eq!(again.reason, RejectionReason::ReferenceUsed, "{family}");
        assert!(again.may_have_taken_effect(), "{family}");
        assert_eq!(again.reference.as_ref().map(|it| it.value.as_str()), Some("m1"), "{family}");
        let said = again.to_string();
        assert!(said.contains("earlier request with this reference may have been accepted"), "{said}");
        let advice =
            format!("do not retry, not even with another reference; call {} with mchOrderNo m1", self.resolved_by);
        assert!(said.contains(&advice), "{said}");
        assert!(Error::Rejected(Box::new(again)).may_have_taken_effect());
        assert!(own.send(&(self.query)("m1")).await.is_ok(), "{family}");

        // An internal error of the gateway after it has charged the customer.
        gateway.set_next_charge_outcome(ChargeOutcome::GatewayError);
        let error = own.send(&(self.charge)("m2")).await.err().unwrap();
        assert!(error.may_have_taken_effect(), "{family}");
        let Error::OutcomeUnknown(unknown) = error else { panic!("{family}: {error:?}") };
        assert!(
            matches!(&unknown.cause, OutcomeUnknownCause::ReportedByGateway(said) if said == "SYSTEMERROR"),
            "{unknown:?}"
        );
        assert!(own.send(&(self.query)("m2")).await.is_ok(), "{family}: the customer was charged");

        // The text for a declined payment is undocumented.
        gateway.set_next_charge_outcome(ChargeOutcome::Rejected);
        let declined = rejected(&own, &(self.charge)("m3")).await;
        assert_eq!(declined.reason, RejectionReason::Undocumented, "{family}");
        assert!(declined.may_have_taken_effect(), "{family}");
        let said = declined.to_string();
        assert!(said.contains("undocumented") && said.contains(self.resolved_by), "{said}");

        // An order that does not exist: in a query, and in a request that would move money.
        for rejection in [rejected(&own, &(self.query)("m3")).await, rejected(&own, &self.of_no_order).await] {
            assert_eq!(rejection.reason, RejectionReason::NoSuchOrder, "{family} {rejection}");
            assert!(!rejection.may_have_taken_effect(), "{family}");
        }

        let wrong_key = client::<C::Family>(&url, LOGIN_NAME, "another-made-up-key");
        let forged = rejected(&wrong_key, &(self.charge)("m4")).await;
        assert_eq!((forged.reason, forged.may_have_taken_effect()), (RejectionReason::BadSignature, false), "{family}");
        assert!(forged.to_string().contains("check the merchant key; this request had no effect"), "{forged}");

        let wrong_name = client::<C::Family>(&url, "another", KEY);
        let field = rejected(&wrong_name, &(self.charge)("m4")).await;
        assert_eq!((field.reason, field.may_have_taken_effect()), (RejectionReason::InvalidField, false), "{family}");
        let orders = gateway.orders().into_iter().filter(|order| order.family == family);
        assert_eq!(orders.map(|order| order.mch_order_no).collect::<Vec<_>>(), ["m1", "m2"], "{family}");
    }
}

#[tokio::test]
async fn wallet_rejections_state_the_outcome() {
    let gateway = sandbox().await;
    let of_no_order = orders::refund("r1", "P9", 1);
    let (charge, query) = (barcode_payment as fn(&str) -> _, orders::query as fn(&str) -> _);
    Charges { charge, query, of_no_order, resolved_by: "query_order" }.assert_reasons(&gateway).await;
    // No query resolves a refund.
    let wallets = client::<general::General>(&gateway.base_url("general").unwrap(), LOGIN_NAME, KEY);
    let id = gateway.orders().remove(0).pay_order_id;
    wallets.send(&orders::refund("r1", &id, 1)).await.unwrap();
    let again = rejected(&wallets, &orders::refund("r1", &id, 1)).await;
    assert_eq!((again.reason, again.may_have_taken_effect()), (RejectionReason::ReferenceUsed, true));
    assert!(
        again
            .to_string()
            .contains("no endpoint returns the outcome, so ask IOTPay about the request with mchRefundNo r1"),
        "{again}"
    );
}

#[tokio::test]
async fn card_rejections_state_the_outcome() {
    let gateway = sandbox().await;
    let of_no_order = card_refund("r1", &OrderId::new("P9").unwrap());
    let query: fn(&str) -> card::CcQuery = |number| card::CcQuery::by_mch_order_no(number).unwrap();
    let charge = card_charge as fn(&str) -> _;
    Charges { charge, query, of_no_order, resolved_by: "cc_query" }.assert_reasons(&gateway).await;
    let cards = client::<card::Card>(&gateway.base_url("card").unwrap(), LOGIN_NAME, KEY);
    // The only error text on the card pages.
    let unknown = rejected(&cards, &token_charge("m9", "no-card")).await;
    assert_eq!((unknown.reason, unknown.may_have_taken_effect()), (RejectionReason::Other, false));
    cards.send(&orders::cc_addcard("c1")).await.unwrap();
    let again = rejected(&cards, &orders::cc_addcard("c1")).await;
    assert_eq!((again.reason, again.may_have_taken_effect()), (RejectionReason::ReferenceUsed, true));
    let id = OrderId::new(&gateway.orders()[0].pay_order_id).unwrap();
    gateway.settle(id.as_str()).unwrap();
    cards.send(&card_refund("r1", &id)).await.unwrap();
    let again = rejected(&cards, &card_refund("r1", &id)).await;
    assert_eq!((again.reason, again.may_have_taken_effect()), (RejectionReason::ReferenceUsed, true));
}

#[tokio::test]
async fn autodebit_rejections_state_the_outcome() {
    let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
    let gateway = Gateway::builder(merchant).contract_limits(ContractLimits::unlimited()).start().await.unwrap();
    let debits = client::<autodebit::Autodebit>(&gateway.base_url("autodebit").unwrap(), LOGIN_NAME, KEY);
    debits.send(&contract("c1")).await.unwrap();
    let again = rejected(&debits, &contract("c1")).await;
    assert_eq!((again.reason, again.may_have_taken_effect()), (RejectionReason::ReferenceUsed, true));
    // The contract is signed; its notification cannot be delivered.
    let _ = gateway.sign_contract("c1").await;
    let query: fn(&str) -> autodebit::QueryOrder = |number| autodebit::QueryOrder::by_mch_order_no(number).unwrap();
    let of_no_order = autodebit::QueryOrder::by_pay_order_id("P9").unwrap();
    let charge = debit as fn(&str) -> _;
    Charges { charge, query, of_no_order, resolved_by: "query_order" }.assert_reasons(&gateway).await;
}

/// The documented limits allow one debit a day.
#[tokio::test]
async fn a_repeated_debit_is_reported_before_the_limit() {
    let gateway = sandbox().await;
    let debits = client::<autodebit::Autodebit>(&gateway.base_url("autodebit").unwrap(), LOGIN_NAME, KEY);
    debits.send(&contract("c1")).await.unwrap();
    let _ = gateway.sign_contract("c1").await;
    debits.send(&debit("m1")).await.unwrap();
    assert_eq!(rejected(&debits, &debit("m1")).await.reason, RejectionReason::ReferenceUsed);
    assert_eq!(rejected(&debits, &debit("m2")).await.reason, RejectionReason::Undocumented);
}

/// Card pages allow shorter login names than credentials do; requests with a longer one are not sent.
#[tokio::test]
async fn login_name_must_fit_the_limit_of_the_page() {
    let server = Server::always(Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#)).await;
    for length in [11, 12, 13, 50] {
        let cards = client::<card::Card>(&server.url(), &"j".repeat(length), KEY);
        match cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err() {
            Error::Rejected(_) => assert!(length <= 12, "{length}"),
            Error::Invalid(invalid) => {
                let found: Vec<_> = invalid.violations().iter().map(|it| (it.field, it.error)).collect();
                assert_eq!(found, [("loginName", ValueError::TooLong { max: 12, length })]);
                assert!(length > 12, "{length}");
            }
            error => panic!("{error:?}"),
        }
    }
    assert_eq!(server.requests().len(), 2);
}
