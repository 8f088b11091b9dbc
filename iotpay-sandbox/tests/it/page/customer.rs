//! The pages for customers.

use std::time::Duration;

use iotpay_client::{card, request};
use iotpay_sandbox::Gateway;

use super::Browser;
use crate::shop::{LOGIN_NAME, Shop, credentials, merchant};

const VALID: [(&str, &str); 4] =
    [("action", "card"), ("number", "4111 1111 1111 1111"), ("expiry", "12/34"), ("code", "123")];

fn client(gateway: &Gateway) -> card::Client {
    let credentials = credentials(crate::shop::MCH_ID, crate::shop::KEY);
    card::Client::builder(credentials).base_url(gateway.base_url("card").unwrap()).build().unwrap()
}

fn purchase(reference: &str) -> card::CcPurchase {
    request!(card::CcPurchase {
        mch_order_no: reference,
        amount: 1500,
        currency: Cad,
        channel: PfCc,
        notify_url: "http://127.0.0.1:9/notify",
        return_url: "http://shop.example/return?cart=7#done",
    })
    .unwrap()
}

/// Returns the path of a URL of the sandbox.
fn path(gateway: &Gateway, url: &str) -> String {
    url.strip_prefix(&format!("http://{}", gateway.address())).expect(url).to_owned()
}

#[tokio::test]
async fn a_card_is_entered_at_the_redirect_url() {
    assert_eq!(LOGIN_NAME, "jack123");
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    let placed = client(&gateway).send(&purchase("a")).await.unwrap();
    let url = placed.ret_data.redirect_url.expose().to_owned();
    assert!(url.ends_with(&format!("/cc/purchase?key={}", placed.ret_data.secure_id.expose())), "{url}");
    let page = browser.get(&path(&gateway, &url)).await;
    assert!(page.contains("Pay 15.00 CAD") && page.contains("4111 1111 1111 1111"), "{page}");

    let id = gateway.orders()[0].pay_order_id.clone();
    let form = format!("/pay/{id}");
    for (field, value) in [("number", "4242424242424242"), ("expiry", "01/30"), ("code", "999"), ("action", "steal")] {
        let fields = VALID.map(|(name, valid)| (name, if name == field { value } else { valid }));
        let page = browser.fail(&form, &fields, 422).await;
        assert!(!page.contains("4242424242424242"), "a number that was entered is not shown: {page}");
    }
    assert_eq!(gateway.orders()[0].paid_at, None);
    let page = browser.follow(&form, &VALID).await;
    assert!(page.contains("Paid: 15.00 CAD"), "{page}");
    let back = "http://shop.example/return?cart=7&#38;retCode=SUCCESS&#38;status=2&#38;mchOrderNo=a#done";
    assert!(page.contains(back), "{page}");
    assert_eq!(gateway.orders()[0].card_number.as_deref(), Some("411111******1111"));
    assert!(!gateway.snapshot().to_string().contains("4111111111111111"));
    assert!(browser.follow(&form, &VALID).await.contains("Paid: 15.00 CAD"), "a second click changes nothing");
}

/// The form of a card payment has no button that pays without a card, and a wallet has no card.
#[tokio::test]
async fn only_the_action_of_the_page_is_possible() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    client(&shop.gateway).send(&purchase("a")).await.unwrap();
    let card = shop.gateway.orders()[0].pay_order_id.clone();
    let wallet = shop.order("b").await;
    for (id, action) in [(&card, "pay"), (&card, "sign"), (&wallet, "card"), (&wallet, "sign")] {
        let fields = VALID.map(|(name, value)| (name, if name == "action" { action } else { value }));
        browser.fail(&format!("/pay/{id}"), &fields, 422).await;
    }
    assert!(shop.gateway.orders().iter().all(|order| order.paid_at.is_none() && order.card_number.is_none()));
}

#[tokio::test]
async fn a_double_click_notifies_once() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let browser = Browser::new(&shop.gateway);
    let path = format!("/pay/{}", shop.order("a").await);
    let pay = [("action", "pay")];
    let (first, second) = tokio::join!(browser.submit(&path, &pay), browser.submit(&path, &pay));
    assert_eq!([first.status(), second.status()], [303, 303]);
    assert_eq!(browser.submit(&path, &pay).await.status(), 303);
    shop.wait_for(1).await;
    assert_eq!(shop.gateway.deliveries().len(), 1);
}

/// Merchants can use the same references: a page is about one of them.
#[tokio::test]
async fn pages_act_on_the_cards_and_contracts_of_their_merchant() {
    let second = iotpay_sandbox::Merchant::new("10000702", LOGIN_NAME, "made-up-key-of-the-second").unwrap();
    let contract = |id: u8, mch_id: &str| {
        format!(
            r#"{{"iotpay_contract_id": "CWJ0000000000000000000{id}", "mch_contract_id": "c", "mch_id": "{mch_id}",
            "contract_id": "2", "family": "autodebit", "state": "pending", "signed_at": null, "cancelled_at": null,
            "fields": {{}}}}"#
        )
    };
    let card = |mch_id: &str| {
        format!(
            r#"{{"card_id": "k", "mch_id": "{mch_id}", "family": "card", "masked_number": null, "page_expires_at": null}}"#
        )
    };
    let (first, other) = (crate::shop::MCH_ID, "10000702");
    let contracts = [contract(1, first), contract(2, other), contract(3, first)].join(",");
    let cards = [card(first), card(other)].join(",");
    let state = format!(r#"{{"books": {{"contracts": [{contracts}], "cards": [{cards}]}}}}"#);
    let gateway = Gateway::builder(merchant()).merchant(second).snapshot(state.parse().unwrap()).start().await.unwrap();
    let browser = Browser::new(&gateway);
    let states = || gateway.contracts().into_iter().map(|contract| format!("{:?}", contract.state)).collect::<Vec<_>>();

    browser.follow("/pay/CWJ00000000000000000003", &[("action", "sign")]).await;
    assert_eq!(states(), ["Pending", "Pending", "Signed"]);
    browser.follow("/page/contracts/CWJ00000000000000000002/sign", &[]).await;
    assert_eq!(states(), ["Pending", "Signed", "Signed"]);
    browser.follow("/page/contracts/CWJ00000000000000000003/terminate", &[]).await;
    assert_eq!(states(), ["Pending", "Signed", "Terminated"]);

    // The newest card is the first one on the page.
    let page = browser.get("/page/cards").await;
    let form = page.split("/cc/addcard?key=").nth(1).unwrap().split('"').next().unwrap();
    browser.follow("/cc/addcard", &[("key", form), VALID[1], VALID[2], VALID[3]]).await;
    let stored: Vec<_> = gateway.cards().into_iter().map(|card| (card.mch_id, card.masked_number.is_some())).collect();
    assert_eq!(stored, [(first.to_owned(), false), (other.to_owned(), true)]);
}

#[tokio::test]
async fn a_declined_card_fails_the_order() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    client(&gateway).send(&purchase("a")).await.unwrap();
    let id = gateway.orders()[0].pay_order_id.clone();
    let fields = VALID.map(|(name, value)| (name, if name == "number" { "4000000000000002" } else { value }));
    let page = browser.follow(&format!("/pay/{id}"), &fields).await;
    assert!(page.contains("Not paid: 15.00 CAD") && page.contains("retCode=FAIL"), "{page}");
    assert!(gateway.orders()[0].has_failed);
}

/// An id of a page can be used for an hour.
#[tokio::test]
async fn pages_expire() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    let placed = client(&gateway).send(&purchase("a")).await.unwrap();
    let add = request!(card::CcAddCard { card_id: "c", channel: PfCc, return_url: "http://shop.example/" }).unwrap();
    let added = client(&gateway).send(&add).await.unwrap();
    gateway.advance(Duration::from_secs(60 * 60));
    let page = browser.get(&path(&gateway, placed.ret_data.redirect_url.expose())).await;
    assert!(page.contains("Too late to pay 15.00 CAD") && !page.contains("<form"), "{page}");
    let page = browser.get(&path(&gateway, added.ret_data.redirect_url.expose())).await;
    assert!(page.contains("This form has expired") && !page.contains("<form"), "{page}");
    let page = browser.fail(&format!("/pay/{}", gateway.orders()[0].pay_order_id), &VALID, 409).await;
    assert!(page.contains("expired"), "{page}");
    assert_eq!(gateway.orders()[0].card_number, None);
}

#[tokio::test]
async fn a_card_is_stored() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    let add = request!(card::CcAddCard { card_id: "c<1>", channel: PfCc, return_url: "http://shop.example/" }).unwrap();
    let added = client(&gateway).send(&add).await.unwrap();
    let url = path(&gateway, added.ret_data.redirect_url.expose());
    let page = browser.get(&url).await;
    assert!(page.contains("Store a card") && page.contains("c&#60;1&#62;"), "{page}");
    assert!(browser.get("/page/cards").await.contains(&url));
    let key = ("key", url.split_once("key=").unwrap().1);
    let declined = [key, ("number", "4000000000000002"), VALID[2], VALID[3]];
    browser.fail("/cc/addcard", &declined, 409).await;
    let page = browser.follow("/cc/addcard", &[key, VALID[1], VALID[2], VALID[3]]).await;
    assert!(page.contains("411111******1111"), "{page}");
    assert!(page.contains(r#"<a class="button" href="http://shop.example/?retCode=SUCCESS">"#), "{page}");
    assert_eq!(gateway.cards()[0].masked_number.as_deref(), Some("411111******1111"));
    let response = browser.submit("/cc/addcard", &[("key", "none"), VALID[1], VALID[2], VALID[3]]).await;
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn the_url_of_a_wallet_leads_to_its_page() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let order = crate::shop::redirected_order("a", &shop.notify_url);
    let placed = shop.client.send(&order).await.unwrap();
    let url = placed.ret_params.as_ref().and_then(|params| params.alipay_url.clone()).unwrap();
    let url = path(&shop.gateway, &url);
    let page = browser.get(&url).await;
    assert!(page.contains("Pay 28.65 CAD"), "{page}");
    let page = browser.follow(&url, &[("action", "pay")]).await;
    assert!(page.contains("Paid: 28.65 CAD") && page.contains("http://127.0.0.1:9/return"), "{page}");
    shop.wait_for(1).await;

    let cancelled = shop.order("b").await;
    let page = browser.follow(&format!("/pay/{cancelled}"), &[("action", "cancel")]).await;
    assert!(page.contains("Not paid: 28.65 CAD"), "{page}");
    browser.fail(&format!("/pay/{cancelled}"), &[("action", "pay")], 409).await;
    browser.fail("/pay/none", &[("action", "pay")], 404).await;
    let missing = browser.http.get(format!("{}/cc/purchase?key=none", browser.origin)).send().await.unwrap();
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_contract_is_signed() {
    let state = r#"{"books": {"contracts": [{"iotpay_contract_id": "CWJ00000000000000000001", "mch_contract_id": "c 1",
        "mch_id": "10000701", "contract_id": "2", "family": "autodebit", "state": "pending", "signed_at": null,
        "cancelled_at": null, "fields": {}}]}}"#;
    let gateway = Gateway::builder(merchant()).snapshot(state.parse().unwrap()).start().await.unwrap();
    let browser = Browser::new(&gateway);
    assert!(browser.get("/page/cards").await.contains("Sign c 1"));
    let path = "/pay/CWJ00000000000000000001";
    assert!(browser.get(path).await.contains("Sign the contract"));
    browser.fail(path, &[("action", "pay")], 422).await;
    let page = browser.follow(path, &[("action", "sign")]).await;
    assert!(page.contains("The contract is signed"), "{page}");
    let page = browser.follow("/page/contracts/CWJ00000000000000000001/terminate", &[]).await;
    assert!(page.contains("Ended") && page.contains("the request has no notification URL"), "{page}");
    browser.fail("/page/contracts/CWJ00000000000000000001/terminate", &[], 409).await;
}
