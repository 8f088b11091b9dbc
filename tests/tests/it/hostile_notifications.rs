//! Forged and altered notifications are not accepted and cause no harm.

mod required_fields;

use std::time::{Duration, Instant};

use crate::support::notifications::{card_without_pay_type, payment};
use crate::support::signing::{Map, map, sign, signed, texts, to_json, to_query, with};
use crate::support::{KEY, MCH_ID, credentials, credentials_with};
use iotpay_client::incoming::{DecodeError, DecodeErrorKind};
use iotpay_client::notification::{Notification, NotificationError, ReceivedNotification};
use iotpay_client::{NotificationReceiver, NotificationRequest, card, general};

type ReceiveResult<N> = Result<ReceivedNotification<N>, NotificationError>;

fn wallet_fields() -> Map {
    let more = [("channelId", "WX_NATIVE"), ("subject", "Tea & co"), ("param2", ""), ("backType", "2")];
    payment().into_iter().chain(texts(&more)).collect()
}

fn card_fields() -> Map {
    with(&card_without_pay_type(), "payType", "pay")
}

fn query_of(fields: &Map) -> String {
    to_query(&signed(fields.clone(), KEY))
}

fn wallet_with(
    method: &str,
    query: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> ReceiveResult<general::OrderNotification> {
    receive(
        &general::NotificationReceiver::new(credentials()),
        NotificationRequest { method, query, content_type, body },
    )
}

fn wallet(query: &str) -> ReceiveResult<general::OrderNotification> {
    wallet_with("POST", query, Some("application/x-www-form-urlencoded"), b"")
}

fn card(body: impl AsRef<[u8]>) -> ReceiveResult<card::CardNotification> {
    let incoming =
        NotificationRequest { method: "POST", query: "", content_type: Some("application/json"), body: body.as_ref() };
    receive(&card::NotificationReceiver::new(credentials()), incoming)
}

/// Receives a notification, and asserts that an error does not show the key.
fn receive<N: Notification>(
    receiver: &NotificationReceiver<N::Family>,
    incoming: NotificationRequest<'_>,
) -> ReceiveResult<N> {
    let result = receiver.receive(incoming);
    if let Err(error) = &result {
        assert!(!format!("{error} {error:?}").contains(KEY));
    }
    result
}

fn unreadable<N>(result: ReceiveResult<N>) -> (String, DecodeErrorKind) {
    match result {
        Err(NotificationError::Decode(DecodeError { field, kind: problem })) => (field, problem),
        Err(NotificationError::InvalidContent { problem: DecodeError { field, kind: problem }, received }) => {
            // The notification is genuine, so it contains the reference for a query.
            assert!(received.fields().get("sign").is_some());
            (field, problem)
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the notification is accepted"),
    }
}

fn at(field: &str, problem: DecodeErrorKind) -> (String, DecodeErrorKind) {
    (field.to_owned(), problem)
}

fn is_accepted<N>(result: &ReceiveResult<N>) -> bool {
    matches!(result, Ok(ReceivedNotification::Server(_)))
}

fn is_mismatch<N>(result: &ReceiveResult<N>) -> bool {
    matches!(result, Err(NotificationError::SignatureMismatch(_)))
}

#[test]
fn accepts_genuine_notifications_in_query_and_body() {
    let query = query_of(&wallet_fields());
    assert!(is_accepted(&wallet(&query)));
    assert!(is_accepted(&wallet_with("POST", "", Some("application/x-www-form-urlencoded"), query.as_bytes())));
    assert!(is_accepted(&wallet_with("POST", &query, None, query.as_bytes())));
    assert!(is_accepted(&wallet_with("post", &query, None, b"")));
    assert!(is_accepted(&wallet_with("POST", &query, Some("application/json"), b"")));
    let json = to_json(&signed(wallet_fields(), KEY));
    assert!(is_accepted(&wallet_with("POST", "", Some("application/json; charset=utf-8"), json.as_bytes())));
    assert!(is_accepted(&card(to_json(&signed(card_fields(), KEY)))));
}

#[test]
fn text_is_kept_as_received() {
    let raw = |result: ReceiveResult<general::OrderNotification>| match result {
        Ok(ReceivedNotification::Server(notification)) => notification.received().raw().to_owned(),
        _ => panic!("the notification is not accepted"),
    };
    let query = query_of(&wallet_fields());
    assert_eq!(raw(wallet(&query)), query);
    assert_eq!(raw(wallet_with("POST", "", None, query.as_bytes())), query);
    assert_eq!(raw(wallet_with("POST", &query, None, query.as_bytes())), format!("{query}\n{query}"));
}

#[test]
fn rejects_invalid_utf8() {
    let query = query_of(&wallet_fields());
    for bad in ["%FF", "%C3%28", "%ED%A0%80", "%F0%9F%98"] {
        assert_eq!(unreadable(wallet(&format!("{query}&x={bad}"))), at("", DecodeErrorKind::NotUtf8));
        assert_eq!(unreadable(wallet(&format!("{query}&{bad}=x"))), at("", DecodeErrorKind::NotUtf8));
    }
    assert_eq!(unreadable(wallet_with("POST", &query, None, b"x=\xff")), at("", DecodeErrorKind::NotUtf8));
    assert_eq!(unreadable(card(b"{\"a\":\"\xff\"}")), at("", DecodeErrorKind::NotUtf8));
}

#[test]
fn invalid_percent_signs_are_kept() {
    let fields = with(&wallet_fields(), "subject", "100% %zz %4");
    let query = query_of(&fields);
    assert!(is_accepted(&wallet(&query)));
    assert!(is_accepted(&wallet(&query.replace("%25", "%"))), "an unencoded percent sign is accepted");
    for garbage in ["%", "%%%", "=", "&&&", "====", "%26%3D", "sign", "sign=%"] {
        assert!(wallet(garbage).is_err(), "{garbage}");
    }
}

#[test]
fn rejects_huge_notifications() {
    let huge = "x".repeat(64 * 1024 + 1);
    assert_eq!(unreadable(wallet(&huge)), at("", DecodeErrorKind::TooLarge));
    assert_eq!(unreadable(wallet_with("POST", "", None, huge.as_bytes())), at("", DecodeErrorKind::TooLarge));
    assert_eq!(unreadable(card(&huge)), at("", DecodeErrorKind::TooLarge));
}

#[test]
fn accepts_query_and_body_of_maximum_size() {
    let query = query_of(&wallet_fields());
    let padded = query.clone() + &"&".repeat(64 * 1024 - query.len());
    assert!(is_accepted(&wallet(&padded)));
    assert!(is_accepted(&wallet_with("POST", "", None, padded.as_bytes())));
    assert!(is_accepted(&wallet_with("POST", &padded, None, padded.as_bytes())));
    let json = to_json(&signed_card());
    assert!(is_accepted(&card(json.clone() + &" ".repeat(64 * 1024 - json.len()))));
}

#[test]
fn many_fields_take_little_time() {
    let many = |prefix: char| (0..9_000).map(|at| format!("{prefix}{at:x}&")).collect::<String>();
    let (query, body) = (many('a'), many('b'));
    let began = Instant::now();
    let result = wallet_with("POST", &query, None, body.as_bytes());
    assert!(matches!(result, Err(NotificationError::Unsigned)));
    let signed = format!("{query}sign=x");
    assert!(is_mismatch(&wallet_with("POST", &signed, None, body.as_bytes())));
    let objects: String = (0..5_000).map(|at| format!("\"{at:x}\":{{}},")).collect();
    assert!(is_mismatch(&card(format!("{{{objects}\"sign\":\"x\"}}"))));
    let genuine = to_json(&signed_card()).replacen('{', &format!("{{{objects}"), 1);
    assert!(is_accepted(&card(genuine)), "objects outside the signed fields are dropped");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

fn signed_card() -> Map {
    signed(card_fields(), KEY)
}

#[test]
fn rejects_unsigned_notifications() {
    let query = to_query(&wallet_fields());
    for query in [query.clone(), format!("{query}&sign="), format!("{query}&sign"), format!("{query}&Sign=x")] {
        assert!(matches!(wallet(&query), Err(NotificationError::Unsigned)), "{query}");
    }
    assert!(matches!(wallet(""), Err(NotificationError::Unsigned)));
    for sign in ["", "\"sign\":\"\",", "\"sign\":null,"] {
        let body = to_json(&card_fields()).replacen('{', &format!("{{{sign}"), 1);
        assert!(matches!(card(body), Err(NotificationError::Unsigned)));
    }
}

#[test]
fn wrong_signature_is_a_mismatch() {
    let right = sign(&wallet_fields(), KEY);
    let query = to_query(&wallet_fields());
    for wrong in [&right[1..], &format!("{right} "), &format!("{right}0"), &"0".repeat(32), &"é".repeat(16), "0"] {
        assert!(is_mismatch(&wallet(&format!("{query}&sign={wrong}"))), "{wrong}");
    }
    assert!(
        is_accepted(&wallet(&format!("{query}&sign={}", right.to_lowercase()))),
        "the case of the signature does not matter"
    );
    let other = sign(&wallet_fields(), "another-made-up-key");
    assert!(is_mismatch(&wallet(&format!("{query}&sign={other}"))));
    let with_sign = |sign: &str| to_json(&card_fields()).replacen('{', &format!("{{\"sign\":{sign},"), 1);
    for wrong in ["0", "true", "{\"a\":1}", &format!("[\"{right}\"]")] {
        assert!(is_mismatch(&card(with_sign(wrong))), "{wrong}");
    }
    for empty in ["{}", "[]", "[{}, []]", "\" \"", "\"\u{3000}\\n\""] {
        assert!(matches!(card(with_sign(empty)), Err(NotificationError::Unsigned)), "{empty}");
    }
    let receiver = general::NotificationReceiver::new(credentials_with("another-made-up-key"));
    let incoming =
        NotificationRequest { method: "POST", query: &query_of(&wallet_fields()), content_type: None, body: b"" };
    let Err(NotificationError::SignatureMismatch(explanation)) =
        receiver.receive::<general::OrderNotification>(incoming)
    else {
        panic!("expected a signature mismatch")
    };
    let explanation = explanation.string_to_sign();
    assert!(explanation.to_masked_string().starts_with("amount=2865&backType=2&channelId="));
    assert!(explanation.to_masked_string().ends_with("&subject=Tea & co&key=***"));
}

#[test]
fn rejects_conflicting_values_of_one_field() {
    let query = query_of(&wallet_fields());
    assert!(is_accepted(&wallet(&format!("{query}&status=2"))), "a repeated field with the same value is accepted");
    for other in ["status=3", "amount=1", "mchOrderNo=m2", "sign=x", "%73tatus=3"] {
        let name = other.split('=').next().unwrap().replace("%73", "s");
        for both in [format!("{query}&{other}"), format!("{other}&{query}")] {
            assert_eq!(unreadable(wallet(&both)), at(&name, DecodeErrorKind::Conflict), "{both}");
        }
        let result = wallet_with("POST", &query, None, other.as_bytes());
        assert_eq!(unreadable(result), at(&name, DecodeErrorKind::Conflict), "query against form: {other}");
    }
    // An empty field counts as absent, so it causes no conflict; filling an empty field changes the string to sign.
    for empty in ["subject=", "subject", "status=", "sign=", "amount&mchOrderNo="] {
        for both in [format!("{query}&{empty}"), format!("{empty}&{query}")] {
            assert!(is_accepted(&wallet(&both)), "{both}");
        }
        assert!(is_accepted(&wallet_with("POST", &query, None, empty.as_bytes())), "{empty}");
        assert!(is_accepted(&wallet_with("POST", empty, None, query.as_bytes())), "{empty}");
    }
    assert!(is_mismatch(&wallet(&format!("{query}&param2=x"))));
    assert!(is_mismatch(&wallet_with("POST", &query, None, b"param2=x")));
    let body = to_json(&signed_card());
    for twice in ["\"status\":2", "\"status\":3", "\"amount\":1", "\"st\\u0061tus\":2", "\"sign\":\"x\""] {
        let (_, problem) = unreadable(card(body.replacen('{', &format!("{{{twice},"), 1)));
        assert_eq!(problem, DecodeErrorKind::Duplicate, "{twice}");
    }
}

#[test]
fn unsigned_objects_are_dropped() {
    let body = to_json(&signed_card());
    for nested in ["\"a\":{}", "\"extra\":[1]", "\"payParams\":{\"status\":2}", "\"retParams\":{\"a\":1}"] {
        let Ok(ReceivedNotification::Server(notification)) = card(body.replacen('{', &format!("{{{nested},"), 1))
        else {
            panic!("expected an accepted notification")
        };
        let names: Vec<_> =
            notification.received().fields().iter().map(iotpay_client::incoming::ReceivedField::name).collect();
        assert!(!names.contains(&"a") && !names.contains(&"extra") && !names.contains(&"payParams"), "{names:?}");
    }
    for (from, to) in [("\"amount\":1500", "\"amount\":{\"a\":1500}"), ("\"status\":2", "\"status\":[2]")] {
        assert!(is_mismatch(&card(body.replace(from, to))));
    }
    for whole in ["[]", "null", "1", "\"x\"", "", "{", &format!("[{body}]"), &format!("{body}{body}")] {
        assert_eq!(unreadable(card(whole)), at("", DecodeErrorKind::NotJson), "{whole}");
    }
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(is_accepted(&card(body.replacen('{', &format!("{{\"a\":{deep},"), 1))));
}

#[test]
fn null_may_be_signed_or_omitted() {
    let null = |sign: &str| {
        let body = to_json(&card_fields()).replacen('{', "{\"paySuccTime\":null,\"cardNum\":null,", 1);
        body.replacen('{', &format!("{{\"sign\":\"{sign}\","), 1)
    };
    assert!(is_accepted(&card(null(&sign(&card_fields(), KEY)))), "null is omitted, as documented");
    // One of the vendor's SDKs signs `name=` for null.
    let text = "amount=1500&cardNum=&currency=CAD&mchId=10000701&mchOrderNo=m1&payOrderId=PC1&paySuccTime=&payType=pay\
                &status=2";
    assert!(is_accepted(&card(null(&sign_text(text)))));
    assert!(
        is_mismatch(&card(null(&sign_text(&text.replace("cardNum=&", ""))))),
        "nulls are either all signed or all omitted"
    );
}

/// Signs a text as a field with the text's first name and all the rest as its value.
fn sign_text(text: &str) -> String {
    let (name, rest) = text.split_once('=').unwrap();
    sign(&map([(name, rest.into())]), KEY)
}

#[test]
fn rejects_notifications_for_another_merchant() {
    let result = wallet(&query_of(&with(&wallet_fields(), "mchId", "10000702")));
    assert!(matches!(result, Err(NotificationError::WrongMerchant)));
    let result = card(to_json(&signed(with(&card_fields(), "mchId", 10_000_702), KEY)));
    assert!(matches!(result, Err(NotificationError::WrongMerchant)));
    assert!(is_accepted(&card(to_json(&signed(with(&card_fields(), "mchId", 10_000_701), KEY)))));
}

#[test]
fn browser_return_is_not_a_server_notification() {
    let browser = query_of(&with(&wallet_fields(), "backType", "1"));
    for method in ["GET", "POST", "HEAD"] {
        let result = wallet_with(method, &browser, None, b"");
        assert!(matches!(result, Ok(ReceivedNotification::BrowserReturn(_))), "{method}");
    }
    let server = query_of(&wallet_fields());
    let bare = {
        let mut fields = wallet_fields();
        fields.remove("backType");
        query_of(&fields)
    };
    for method in ["GET", "HEAD", "PUT", "", "POST "] {
        assert!(matches!(wallet_with(method, &server, None, b""), Err(NotificationError::NotPost(_))), "{method}");
        assert!(matches!(wallet_with(method, &bare, None, b""), Err(NotificationError::NotPost(_))), "{method}");
    }
    assert!(is_accepted(&wallet(&bare)));
    assert!(is_mismatch(&wallet(&browser.replace("backType=1", "backType=2"))));
    assert!(is_mismatch(&wallet(&browser.replace("backType=1", "backType="))));
}

#[test]
fn fields_that_include_others_are_ambiguous() {
    let ambiguous = |query: &str| matches!(wallet(query), Err(NotificationError::Ambiguous(_)));
    // In each case, the string to sign equals that of a genuine notification.
    let browser = to_query(&with(&wallet_fields(), "backType", "1"));
    let sign_of_browser = sign(&with(&wallet_fields(), "backType", "1"), KEY);
    let hidden =
        browser.replace("&channelId=WX_NATIVE", "").replace("backType=1", "backType=1%26channelId%3DWX_NATIVE");
    assert!(ambiguous(&format!("{hidden}&sign={sign_of_browser}")), "a browser return accepted as a notification");

    // A customer who can choose a text of the order makes the payment of one order look like that of
    // another.
    let chosen = "x&channelId=WX_NATIVE&currency=CAD&mchId=10000701&mchOrderNo=m2&payOrderId=P2&status=2&zz=";
    let genuine = with(&wallet_fields(), "body", chosen);
    let sign = sign(&genuine, KEY);
    let rest = "&channelId=WX_NATIVE&currency=CAD&mchId=10000701&mchOrderNo=m1&payOrderId=P1&status=2&subject=Tea & co";
    let forged = map([
        ("amount", "2865".into()),
        ("backType", "2".into()),
        ("body", "x".into()),
        ("channelId", "WX_NATIVE".into()),
        ("currency", "CAD".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m2".into()),
        ("payOrderId", "P2".into()),
        ("status", "2".into()),
        ("zz", rest.into()),
    ]);
    assert_eq!(sign, crate::support::signing::sign(&forged, KEY), "the signature cannot distinguish them");
    assert!(ambiguous(&query_of(&forged)) && ambiguous(&query_of(&genuine)));
    let mut in_name = forged.clone();
    in_name.remove("zz");
    in_name.insert(format!("zz={}", rest.rsplit_once('=').unwrap().0), "Tea & co".into());
    assert!(ambiguous(&query_of(&in_name)));
    // Texts that only resemble fields are accepted.
    for text in ["a&b=c", "Tea & co = nice", "status=2", "&status", "x?a=1&b=2&Status=3"] {
        assert!(is_accepted(&wallet(&query_of(&with(&wallet_fields(), "body", text)))), "{text}");
    }
}

#[test]
fn parameter_of_the_web_framework_can_be_ignored() {
    let query = format!("s=%2Fiotpay&{}", query_of(&wallet_fields()));
    assert!(is_mismatch(&wallet(&query)));
    let receiver = general::NotificationReceiver::new(credentials()).ignore_parameter("s");
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    assert!(is_accepted(&receive::<general::OrderNotification>(&receiver, incoming)));
}
