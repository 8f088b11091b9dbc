//! A custom request for an endpoint that is not in the spec.

use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, Scalar, fields_of, map, sign, signed, to_json, to_query};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, general_client};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::{DecodeError, DecodeErrorKind, FromFields, RawJson, Unrecognized};
use iotpay_client::notification::{Notification, ReceivedNotification};
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint, Family};
use iotpay_client::value::{SecretText, Text, ValueError, WireEnum};
use iotpay_client::{Cents, Error, NotificationRequest, Request, general};

/// The vendor's page with this name is not available, so all fields here are invented.
static PAGE: DocPage = DocPage::new("Made up", "/made/up.html");

static QUERY_REFUND: Endpoint =
    Endpoint::new("query_refund", "query_refund", &PAGE).reference("madeUpNo").echoed(&[("madeUpNo", "madeUpNo")]);

/// Fields in an order that is not the order of signing.
#[derive(Debug, Clone, Signed)]
#[signed(account(mch_id = "mchId", login_name = "jobNo"), fixed("channelId" = "MADE_UP", "Zone" = "茶"))]
struct QueryRefund<'a> {
    zebra: Option<Text<10>>,
    #[signed("made_up-name")]
    other: &'a str,
    made_up_no: String,
    amount: Cents,
    count: i64,
    small: Option<u8>,
    level: Level,
    kind: Kind,
    secret: SecretText<20>,
    #[signed(one_of(ById = "refundOrderId", ByNumber = "mchRefundNo"))]
    by: By,
    a1: u32,
    a: i8,
}

#[derive(Debug, Clone)]
enum By {
    ById(Text<30>),
    ByNumber(i64),
}

/// A closed enum that is sent as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireEnum)]
#[wire(integer)]
enum Level {
    #[wire("0")]
    Low,
    #[wire("-7")]
    High,
}

/// A closed enum that is sent as text, even if the text is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireEnum)]
enum Kind {
    #[wire("1")]
    One,
    #[wire("two & more")]
    Two,
}

/// An open enum, received.
#[derive(Debug, Clone, PartialEq, Eq, WireEnum)]
enum State {
    #[wire("0")]
    Begun,
    #[wire("done")]
    Done,
    #[wire(other)]
    Other(Unrecognized),
}

#[derive(Debug, FromFields)]
struct QueryRefundResponse {
    refund_order_id: String,
    state: State,
    later: Option<State>,
    amount: i64,
    #[field("made_up-name", alias = "madeUpName")]
    other: String,
    gone: Option<String>,
    part: Part,
    loose: RawJson,
    secret: Option<SecretText>,
}

#[derive(Debug, FromFields)]
struct Part {
    inner: Option<i64>,
    deeper: Option<Deeper>,
}

#[derive(Debug, FromFields)]
struct Deeper {
    text: String,
}

impl Request for QueryRefund<'_> {
    type Family = general::General;
    type Response = QueryRefundResponse;

    fn endpoint() -> &'static Endpoint {
        &QUERY_REFUND
    }
}

fn request() -> QueryRefund<'static> {
    QueryRefund {
        zebra: None,
        other: "a&b=c%",
        made_up_no: "m1".to_owned(),
        amount: Cents::new(2865).unwrap(),
        count: i64::MIN,
        small: Some(0),
        level: Level::High,
        kind: Kind::One,
        secret: SecretText::new("made-up-secret").unwrap(),
        by: By::ByNumber(42),
        a1: u32::MAX,
        a: -1,
    }
}

fn expected() -> Map {
    map([
        ("Zone", "茶".into()),
        ("a", (-1).into()),
        ("a1", i64::from(u32::MAX).into()),
        ("amount", 2865.into()),
        ("channelId", "MADE_UP".into()),
        ("count", i64::MIN.into()),
        ("jobNo", LOGIN_NAME.into()),
        ("kind", "1".into()),
        ("level", (-7).into()),
        ("madeUpNo", "m1".into()),
        ("made_up-name", "a&b=c%".into()),
        ("mchId", MCH_ID.into()),
        ("mchRefundNo", 42.into()),
        ("secret", "made-up-secret".into()),
        ("small", 0.into()),
    ])
}

/// A response with objects in fields that are known to be omitted from the string to sign, or to be signed as received.
fn response() -> String {
    let known = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("refundOrderId", "R1".into()),
        ("state", 0.into()),
        ("later", "unheard-of".into()),
        ("amount", "2865".into()),
        ("madeUpName", "x".into()),
        ("gone", "".into()),
        ("loose", "te\"xt".into()),
        ("secret", "7861".into()),
    ]);
    let part = r#"{"inner":"7","deeper":{"text":"茶","more":[1]},"more":null}"#;
    let mut whole = known.clone();
    whole.insert("part".to_owned(), part.into());
    let sign = sign(&whole, KEY);
    to_json(&known).replacen('{', &format!("{{\"part\":{part},\"sign\":\"{sign}\","), 1)
}

#[test]
fn visits_fields_in_the_order_of_signing() {
    assert_eq!(fields_of(&request()), expected());
}

#[test]
fn visits_only_fields_that_are_set() {
    let mut other = request();
    other.zebra = Some(Text::new("z").unwrap());
    other.small = None;
    other.level = Level::Low;
    other.kind = Kind::Two;
    other.by = By::ById(Text::new("R1").unwrap());
    let mut fields = expected();
    fields.remove("small");
    fields.remove("mchRefundNo");
    fields.extend(map([
        ("zebra", "z".into()),
        ("level", 0.into()),
        ("kind", "two & more".into()),
        ("refundOrderId", "R1".into()),
    ]));
    assert_eq!(fields_of(&other), fields);
}

#[tokio::test]
async fn is_sent_like_a_generated_request() {
    let server = Server::always(Reply::json(response())).await;
    let response = general_client(&server.url(), KEY).send(&request()).await.unwrap();

    let sent = server.requests().remove(0);
    assert_eq!(sent.path(), "/v1/query_refund");
    assert!(sent.head.starts_with("POST "));
    assert_eq!(sent.header("content-type"), Some(general::General::SPEC.body.content_type()));
    assert!(!sent.body.contains(&b'%') || sent.body.starts_with(b"params=%7B%22Zone%22%3A%22"));
    let params = sent.params();
    assert!(params["count"].is_i64() && params["level"].is_i64() && params["kind"].is_string());
    assert_eq!(crate::support::signing::of_json(&params), signed(expected(), KEY));

    assert_eq!((response.refund_order_id.as_str(), response.amount, response.other.as_str()), ("R1", 2865, "x"));
    assert_eq!(response.state, State::Begun);
    let Some(State::Other(unknown)) = &response.later else { panic!("expected an unknown value") };
    assert_eq!(unknown.as_str(), "unheard-of");
    assert_eq!((response.gone.as_ref(), response.part.inner), (None, Some(7)));
    assert_eq!(response.part.deeper.as_ref().unwrap().text, "茶");
    assert_eq!(response.loose.as_str(), r#""te\"xt""#);
    assert_eq!(response.secret.as_ref().unwrap().expose(), "7861");
    assert!(!format!("{response:?}").contains("7861"));
}

#[tokio::test]
async fn unknown_outcome_has_the_reference() {
    let server = Server::always(Reply::Reset).await;
    let error = general_client(&server.url(), KEY).send(&request()).await.unwrap_err();
    let iotpay_client::Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert_eq!(unknown.reference.unwrap().to_string(), "madeUpNo m1");
    assert_eq!(unknown.endpoint.name, "query_refund");
}

/// A path that changes when a URL is normalized.
#[derive(Debug, Signed)]
struct Odd {
    made_up_no: String,
}

impl Request for Odd {
    type Family = general::General;
    type Response = Nothing;

    fn endpoint() -> &'static Endpoint {
        static ODD: Endpoint = Endpoint::new("odd", "a b/é", &PAGE);
        &ODD
    }
}

#[derive(Debug, FromFields)]
struct Nothing {}

#[tokio::test]
async fn normalized_path_is_not_a_redirect() {
    let fields = map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into())]);
    let server = Server::always(Reply::json(to_json(&signed(fields, KEY)))).await;
    let response = general_client(&server.url(), KEY).send(&Odd { made_up_no: "m1".into() }).await;
    assert!(response.is_ok(), "{response:?}");
    assert_eq!(server.requests()[0].path(), "/v1/a%20b/%C3%A9");
}

/// A request whose number the response echoes.
#[derive(Debug, Signed)]
struct Numbered {
    number: i64,
}

impl Request for Numbered {
    type Family = general::General;
    type Response = Nothing;

    fn endpoint() -> &'static Endpoint {
        static NUMBERED: Endpoint = Endpoint::new("numbered", "numbered", &PAGE).echoed(&[("number", "number")]);
        &NUMBERED
    }
}

#[tokio::test]
async fn rejects_response_with_another_number() {
    let of = |number: Scalar| map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into()), ("number", number)]);
    for (fields, is_same) in
        [(of(7.into()), true), (of("7".into()), true), (of(8.into()), false), (of("8".into()), false)]
    {
        let server = Server::always(Reply::json(to_json(&signed(fields, KEY)))).await;
        let response = general_client(&server.url(), KEY).send(&Numbered { number: 7 }).await;
        if is_same {
            assert!(response.is_ok(), "{response:?}");
            continue;
        }
        let Err(Error::OutcomeUnknown(unknown)) = response else { panic!("{response:?}") };
        let OutcomeUnknownCause::Decode(problem) = unknown.cause else { panic!("{:?}", unknown.cause) };
        assert_eq!(problem, DecodeError { field: "number".to_owned(), kind: DecodeErrorKind::OtherOrder });
    }
}

/// A notification with neither a kind nor a status.
#[derive(Debug, FromFields)]
struct MadeUpNotification {
    made_up_no: String,
}

impl Notification for MadeUpNotification {
    type Family = general::General;
}

#[test]
fn notification_without_a_status_is_for_the_server() {
    let query = to_query(&signed(map([("mchId", MCH_ID.into()), ("madeUpNo", "m1".into())]), KEY));
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    let received = general::NotificationReceiver::new(credentials()).receive::<MadeUpNotification>(incoming);
    let Ok(ReceivedNotification::Server(notification)) = received else { panic!("{received:?}") };
    assert_eq!(notification.made_up_no, "m1");
}

#[test]
fn closed_enum_is_parsed_and_displayed() {
    assert_eq!("0".parse(), Ok(Level::Low));
    assert_eq!("two & more".parse(), Ok(Kind::Two));
    assert_eq!("TWO".parse::<Kind>(), Err(ValueError::UnknownValue { known: &["1", "two & more"] }));
    assert_eq!("".parse::<Level>(), Err(ValueError::UnknownValue { known: &["0", "-7"] }));
    assert_eq!((Level::High.as_str(), Kind::One.to_string().as_str()), ("-7", "1"));
}

#[test]
fn open_enum_keeps_unknown_values() {
    let fields = |json: &str| iotpay_client::incoming::Fields::from_json(json).unwrap();
    let state = |json: &str| fields(json).read::<State>("state", &[]);
    assert_eq!(state(r#"{"state":0}"#), Ok(State::Begun));
    assert_eq!(state(r#"{"state":"done"}"#), Ok(State::Done));
    for (json, code) in [(r#"{"state":"DONE"}"#, "DONE"), (r#"{"state":0.0}"#, "0.0"), (r#"{"state":true}"#, "true")] {
        let known = state(json).unwrap();
        assert!(matches!(&known, State::Other(other) if other.as_str() == code));
        assert_eq!((known.as_str(), known.to_string().as_str()), (code, code));
    }
    assert!(state(r#"{"state":[0]}"#).is_err() && state(r#"{"state":null}"#).is_err() && state("{}").is_err());
    assert_eq!(fields(r#"{"state":""}"#).read::<Option<State>>("state", &[]), Ok(None));
}
