//! Messages and errors for the tests of merchants are those of the gateway and the client.

use std::fmt::Debug;

use crate::canary::{
    Case, Content, Message, VisitNotification, VisitRequest, assert_silent, canaries, debugged, every_type, messages_of,
};
use crate::support::{credentials, credentials_with, orders};
use iotpay_client::error::RejectionReason;
use iotpay_client::notification::{Notification, NotificationError, ReceivedNotification};
use iotpay_client::protocol::Protocol;
use iotpay_client::spec::{Family, ResponseSigning};
use iotpay_client::test_util::{TestErrors, TestNotification, TestResponse};
use iotpay_client::value::ValueError;
use iotpay_client::{Error, NotificationReceiver, Request, ValidationError, card, general};
use serde_json::{Map, Value};

fn members(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap()
}

#[derive(Default)]
struct Notifications(usize);

impl VisitNotification for Notifications {
    fn notification<N: Notification + Content>(&mut self, message: &Message) {
        let mut made = TestNotification::<N>::new();
        for (name, value) in members(message.json) {
            made = made.field(name, value);
        }
        let receiver = NotificationReceiver::<N::Family>::new(credentials());
        let name = message.name;
        for signed in [made.signed(&credentials()), made.signed(&credentials()).in_query()] {
            if let Err(error) = receiver.receive::<N>(signed.request()) {
                panic!("{name}: {error}");
            }
        }
        let received = receiver.receive::<N>(made.wrongly_signed().request());
        assert!(matches!(received, Err(NotificationError::SignatureMismatch(_))), "{name}");
        let received = receiver.receive::<N>(made.unsigned().request());
        assert!(matches!(received, Err(NotificationError::Unsigned)), "{name}");
        assert_silent(name, &debugged(&made), false);
        assert_silent(name, &debugged(&made.unsigned()), false);
        self.0 += 1;
    }
}

#[test]
fn every_notification_can_be_made() {
    let mut notifications = Notifications::default();
    every_type::every_notification(&mut notifications);
    assert!(notifications.0 >= 3);
}

#[test]
fn a_browser_return_can_be_made() {
    let made = TestNotification::<general::OrderNotification>::new()
        .field("payOrderId", "P1")
        .field("mchId", "10000701")
        .field("mchOrderNo", "m1")
        .field("currency", "CAD")
        .field("amount", 2865)
        .field("status", 2)
        .browser_return()
        .signed(&credentials());
    let receiver = general::NotificationReceiver::new(credentials());
    let received = receiver.receive::<general::OrderNotification>(made.in_query().request()).unwrap();
    assert!(matches!(received, ReceivedNotification::BrowserReturn(_)), "{received:?}");
}

#[derive(Default)]
struct Responses(usize);

impl VisitRequest for Responses {
    fn request<R>(&mut self, case: &Case, make: impl Fn(&[&str]) -> Result<R, ValidationError>)
    where
        R: Request<Response: Debug + Send> + Debug + Clone + Send + 'static,
    {
        let (name, merchant, request) = (case.name, credentials(), make(&canaries(case)).unwrap());
        let response = TestResponse::success().json(case.response).unwrap();
        let accepted = response.to(&request, &credentials()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(accepted.received().raw().starts_with('{'));
        // A client with another key does not accept it if the family signs responses.
        let body = response.body::<R::Family>(&credentials());
        let protocol = Protocol::<R::Family>::new(credentials_with("another-made-up-key"));
        let other = protocol.prepare(&request).unwrap().judge(200, body.as_bytes());
        let is_provable = R::endpoint().unverifiable_objects.is_empty();
        if is_provable && R::Family::SPEC.signed_responses == ResponseSigning::Required {
            assert!(matches!(other, Err(Error::SignatureMismatch(_))), "{name}: {other:?}");
        }
        let failed = TestResponse::failure("made up").to(&request, &credentials()).unwrap_err();
        assert!(matches!(failed, Error::Rejected(_)), "{name}: {failed:?}");

        let (errors, is_query) = (TestErrors::new(&request, &merchant), R::endpoint().idempotent);
        let rejected = errors.rejected(RejectionReason::Other, "E1", case.secrets.first().map_or("no", |it| it.canary));
        for (error, may_have_taken_effect) in [
            (errors.invalid("amount", ValueError::Empty), false),
            (errors.unreachable(), false),
            (errors.not_journaled(), false),
            (errors.timeout(), true),
            (errors.interrupted(), true),
            (errors.status(503), true),
            (errors.undecodable("<html>"), true),
            (errors.gateway_error("E0"), true),
            (errors.signature_mismatch(), true),
            (rejected, false),
            (errors.rejected(RejectionReason::ReferenceUsed, "E2", "duplicate"), !is_query),
        ] {
            assert_eq!(error.may_have_taken_effect(), may_have_taken_effect, "{name}: {error:?}");
            assert_silent(name, &messages_of(&error), true);
            if let Error::OutcomeUnknown(unknown) = &error {
                assert_eq!(unknown.reference.is_some(), R::endpoint().reference.is_some(), "{name}");
            }
        }
        self.0 += 1;
    }
}

#[test]
fn every_response_and_error_can_be_made() {
    let mut responses = Responses::default();
    every_type::every_request(&mut responses);
    assert!(responses.0 >= 34);
}

#[test]
fn a_rejected_operation_has_the_texts_of_its_envelope() {
    let query = orders::query("m1");
    let response = TestResponse::rejection("E1", "no such order");
    let Err(Error::Rejected(rejected)) = response.to(&query, &credentials()) else { panic!() };
    assert_eq!((rejected.code.as_deref(), rejected.message.as_deref()), (Some("E1"), Some("no such order")));
    assert!(rejected.is_business_error);
    let unsigned = TestResponse::success().field("mchOrderNo", "m1").unsigned().to(&query, &credentials());
    assert!(matches!(unsigned, Err(Error::SignatureMismatch(_))), "{unsigned:?}");
    assert!(TestResponse::success().json("[]").is_err());
    assert!(!TestResponse::failure("no").body::<card::Card>(&credentials()).contains("sign"));
}
