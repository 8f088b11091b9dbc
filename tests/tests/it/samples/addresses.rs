//! URLs to which the customer's browser is redirected, and URLs of browser returns.

use iotpay_client::card;
use iotpay_client::embedded::{EmbeddedForm, FormMode};
use iotpay_client::incoming::{Fields, FromFields as _};
use iotpay_client::notification::BrowserReturn as _;
use iotpay_client::value::ValueError;
use reqwest::Url;

use crate::samples::sample;

fn url(text: &str) -> Url {
    Url::parse(text.trim_end()).unwrap()
}

/// Returns the secure id in the URL of a page.
fn secure_id(url: &Url) -> String {
    let mut pairs = url.query_pairs();
    let (name, id) = pairs.next().unwrap();
    assert_eq!((name.as_ref(), pairs.next()), ("key", None));
    id.into_owned()
}

/// Returns `retData` with the URL of a page.
fn ret_data(redirect_url: &str, secure_id: &str) -> Fields {
    let ret_data = serde_json::json!({ "redirectUrl": redirect_url, "secureId": secure_id });
    Fields::from_json(&serde_json::json!({ "retCode": "SUCCESS", "retData": ret_data }).to_string()).unwrap()
}

#[test]
fn payment_page() {
    let text = sample("card-02-redirect-page-url.txt");
    let page = url(&text);
    // The script of the embedded form is on the same host.
    let script = url(EmbeddedForm::SCRIPT);
    assert_eq!((page.host_str(), page.path()), (script.host_str(), "/cc/purchase"));
    // A template with a placeholder for the secure id.
    assert_eq!(secure_id(&page), "{{secureId}}");
    let error = EmbeddedForm::new(&secure_id(&page), FormMode::Pay);
    assert_eq!(error.unwrap_err(), ValueError::NotASecureId);
    let filled = text.trim_end().replace("{{secureId}}", "cf383bf9");
    let response = card::CcPurchaseResponse::from_fields(&ret_data(&filled, &secure_id(&url(&filled)))).unwrap();
    assert_eq!(
        (response.ret_data.redirect_url.expose(), response.ret_data.secure_id.expose()),
        (filled.as_str(), "cf383bf9")
    );
}

#[test]
fn page_to_add_a_card() {
    let text = sample("card-02-addcard-page-url-sdk.txt");
    let page = url(&text);
    assert_eq!((page.host_str(), page.path()), (Some("ccdev.iotpaycloud.com"), "/cc/addcard"));
    let id = secure_id(&page);
    assert_eq!(id, "cf383bf97a7288f4a4f6a2741ec56df51a1cacb48a90b77f6b9198d928fc84f2");
    let html = EmbeddedForm::new(&id, FormMode::Add).unwrap().html();
    assert!(html.contains(&format!("Iotpay(\"{id}\", \"Add\"")), "{html}");
    let response = card::CcAddCardResponse::from_fields(&ret_data(text.trim_end(), &id)).unwrap();
    assert_eq!(response.ret_data.redirect_url.expose(), text.trim_end());
    assert_eq!((response.ret_data.secure_id.expose(), response.ret_data.channel), (id.as_str(), None));
}

#[test]
fn browser_return() {
    let back = url(&sample("card-02-return-url.txt"));
    let back = card::CardReturn::from_query(back.query().unwrap()).unwrap();
    let claim = back.claim();
    assert_eq!((claim.ret_code.as_str(), &claim.ret_msg), ("SUCCESS", &None));
    assert_eq!(claim.status, Some(card::CardStatus::Paid));
    // The current page does not document that the number is included.
    assert_eq!(claim.mch_order_no, None);
}

#[test]
fn browser_return_to_a_url_with_a_query() {
    let text = sample("card-02-return-url-sdk.txt");
    let address = url(&text);
    assert_eq!(address.fragment(), Some("foude"));
    let back = card::CardReturn::from_query(address.query().unwrap()).unwrap();
    let claim = back.claim();
    assert_eq!((claim.ret_code.as_str(), &claim.ret_msg), ("SUCCESS", &None));
    assert_eq!(claim.status, Some(card::CardStatus::Paid));
    assert_eq!(claim.mch_order_no.as_deref(), Some("1618569175"));
    // The merchant's own part of the query.
    assert!(address.query().unwrap().starts_with("abc=111&code=234&"));
    let added = card::AddCardReturn::from_query(address.query().unwrap()).unwrap();
    assert_eq!((added.claim().ret_code.as_str(), &added.claim().ret_msg), ("SUCCESS", &None));
    // A fragment that is not removed makes the status unknown, never paid.
    let (_, with_fragment) = text.trim_end().split_once('?').unwrap();
    let back = card::CardReturn::from_query(with_fragment).unwrap();
    assert!(back.claim().status.as_ref().unwrap().outcome().is_unknown());
}
