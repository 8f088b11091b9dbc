//! No generated type displays a card number or another secret. `build.rs` generates a value of each type with all of
//! its fields from the spec, so that new pages are covered automatically.

use std::any::type_name;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::SystemTime;

use crate::canary::{
    Case, Content, Message, Pair, VisitBrowserReturn, VisitNotification, VisitPageRequest, VisitRequest, VisitResponse,
    assert_silent, canaries, debugged, every_type, implementing, messages_of, shows_last_four,
};
use crate::support::signing::{of_json, signed, to_json, to_query};
use crate::support::{KEY, credentials};
use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{BrowserReturn, Notification, ReceivedNotification};
use iotpay_client::protocol::encode;
use iotpay_client::spec::{BodyEncoding, Family, NotificationBody};
use iotpay_client::{NotificationReceiver, NotificationRequest, Request, ValidationError};
use iotpay_gen::model::{Field, Type};

/// Returns the requests of the model with their secret fields.
fn secrets_of_the_model() -> BTreeSet<(String, String)> {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    let mut secrets = BTreeSet::new();
    for page in &model.pages {
        let family = &model.families[page.family].name;
        let endpoints = page.endpoints.iter().filter(|endpoint| !endpoint.is_overview);
        let of_page = endpoints.clone().filter_map(|endpoint| Some(&endpoint.page_request()?.operation));
        for operation in endpoints.flat_map(|endpoint| &endpoint.operations).chain(of_page) {
            let name = format!("iotpay_client::{family}::{}::{}", page.module, operation.type_name);
            let is_secret = |field: &&Field| {
                field.secret.is_some()
                    || matches!(field.ty, Type::CardNumber | Type::Cvv | Type::ExpiryDate | Type::Base64)
            };
            secrets.extend(operation.caller_fields().filter(is_secret).map(|field| (name.clone(), field.wire.clone())));
        }
    }
    secrets
}

/// Receives each value with the name of its type.
#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    fn note<T>(&mut self, name: &str) {
        assert_eq!(type_name::<T>(), name);
        self.0.insert(name.to_owned());
    }
}

/// The object in the body of a request.
fn sent<F: Family>(body: &str) -> serde_json::Value {
    let json = match F::SPEC.body {
        BodyEncoding::Json => body.to_owned(),
        BodyEncoding::ParamsForm => {
            let mut form = form_urlencoded::parse(body.as_bytes());
            form.find(|(name, _)| name == "params").unwrap().1.into_owned()
        }
    };
    serde_json::from_str(&json).unwrap()
}

#[derive(Default)]
struct Requests {
    seen: Seen,
    secrets: BTreeSet<(String, String)>,
    invalid: usize,
}

impl VisitRequest for Requests {
    fn request<R>(&mut self, case: &Case, make: impl Fn(&[&str]) -> Result<R, ValidationError>)
    where
        R: Request<Response: Debug + Send> + Debug + Clone + Send + 'static,
    {
        self.seen.note::<R>(case.name);
        let request = make(&canaries(case)).unwrap_or_else(|invalid| panic!("{}: {invalid}", case.name));
        assert_silent(case.name, &debugged(&request), shows_last_four(case));
        assert_silent(case.name, &debugged(&request.clone()), shows_last_four(case));
        let body = encode(&request, &credentials(), R::Family::SPEC).body;
        let sent = sent::<R::Family>(&body);
        for (at, secret) in case.secrets.iter().enumerate() {
            assert_eq!(sent[secret.field], secret.canary, "{}: it is sent", case.name);
            for wrong in secret.wrong {
                let mut secrets = canaries(case);
                secrets[at] = *wrong;
                let error = make(&secrets).expect_err(wrong);
                assert_eq!(error.violations().len(), 1, "{}", case.name);
                assert_silent(case.name, &messages_of(&error), false);
                assert_silent(case.name, &debugged(&error.violations()), false);
                self.invalid += 1;
            }
        }
        self.secrets.extend(case.secrets.iter().map(|secret| (case.name.to_owned(), secret.field.to_owned())));
    }
}

#[test]
fn no_request_shows_a_secret() {
    let mut requests = Requests::default();
    every_type::every_request(&mut requests);
    assert_eq!(requests.seen.0, implementing("Request"), "every request is checked");
    assert_eq!(requests.secrets, secrets_of_the_model(), "each secret is a canary");
    assert!(requests.invalid >= requests.secrets.len(), "some secrets have no invalid values");
}

#[derive(Default)]
struct Received {
    seen: Seen,
    /// The number of notifications that are events.
    events: usize,
}

fn fields(message: &Message) -> Fields {
    let fields = Fields::from_json(message.json).unwrap();
    assert_silent(message.name, &debugged(&fields), false);
    for field in &fields {
        assert_silent(message.name, &debugged(&field), false);
    }
    fields
}

impl VisitResponse for Received {
    fn response<T: FromFields + Content>(&mut self, message: &Message) {
        self.seen.note::<T>(message.name);
        let response = T::from_fields(&fields(message)).unwrap_or_else(|problem| panic!("{}: {problem}", message.name));
        assert_silent(message.name, &debugged(&response), message.shows_last_four);
        assert_silent(message.name, &debugged(&response.clone()), message.shows_last_four);
    }
}

/// The responses of page requests.
impl VisitPageRequest for Received {
    fn same<P, C>(&mut self, pair: Pair<P, C>)
    where
        P: Request<Family = C::Family, Response: From<C::Response> + Content>,
        C: Request<Response: TryFrom<P::Response, Error: Debug> + Content>,
    {
        let Pair { name, channel, response, of_page, own: _ } = pair;
        self.seen.note::<P::Response>(&format!("{name}Response"));
        let of_page = of_page.unwrap_or_else(|invalid| panic!("{name} on {channel}: {invalid}"));
        let decoded = of_page.decode(&Fields::from_json(response).unwrap()).unwrap();
        assert_silent(name, &debugged(&decoded), false);
        assert_silent(name, &serde_json::to_string(&decoded).unwrap(), false);
        let undecoded = of_page.decode(&Fields::from_json(r#"{"payOrderId":{"a":"CANARY"}}"#).unwrap());
        if let Err(error) = undecoded {
            assert_silent(name, &messages_of(&error), false);
        }
    }
}

impl VisitNotification for Received {
    fn notification<N: Notification + Content>(&mut self, message: &Message) {
        self.seen.note::<N>(message.name);
        let _ = fields(message);
        let signed = signed(of_json(&serde_json::from_str(message.json).unwrap()), KEY);
        let (query, body) = match N::Family::SPEC.notifications {
            NotificationBody::Form => (to_query(&signed), String::new()),
            NotificationBody::Json | NotificationBody::Any => (String::new(), to_json(&signed)),
        };
        let receiver = NotificationReceiver::<N::Family>::new(credentials());
        let receive = |query: &str, body: &str| {
            receiver.receive::<N>(NotificationRequest {
                method: "POST",
                query,
                content_type: None,
                body: body.as_bytes(),
            })
        };
        let notified = receive(&query, &body).unwrap_or_else(|error| panic!("{}: {error}", message.name));
        assert_silent(message.name, &debugged(&notified), message.shows_last_four);
        let (content, received) = match &notified {
            ReceivedNotification::Server(verified) | ReceivedNotification::BrowserReturn(verified) => {
                (&**verified, verified.received())
            }
            ReceivedNotification::Undetermined(undetermined) => (&**undetermined, undetermined.received()),
        };
        assert_silent(message.name, &debugged(content), message.shows_last_four);
        assert_silent(message.name, &debugged(received), false);
        assert!(received.raw().contains(crate::canary::values::CARD_NUMBER), "the raw text is complete");
        // Forged, truncated, and with another structure.
        for (from, to) in
            [("sign", "nosign"), (":\"payOrderId\"", ":\"P2\""), ("=payOrderId", "=P2"), ("}", ""), ("sign", "%FFsign")]
        {
            if let Err(error) = receive(&query.replace(from, to), &body.replace(from, to)) {
                assert_silent(message.name, &messages_of(&error), false);
            }
        }
        // With a final status, it is an event, which an inbox stores.
        let mut settled = of_json(&serde_json::from_str(message.json).unwrap());
        for (name, value) in [("status", "2"), ("payType", "refund"), ("backType", "2")] {
            settled.entry(name.to_owned()).and_modify(|field| *field = value.into());
        }
        let settled = self::signed(settled, KEY);
        let (query, body) = if body.is_empty() { (to_query(&settled), body) } else { (query, to_json(&settled)) };
        if let Ok(ReceivedNotification::Server(verified)) = receive(&query, &body) {
            let event = verified.event(SystemTime::UNIX_EPOCH).unwrap().unwrap();
            self.events += 1;
            assert_silent(message.name, &debugged(&event), true);
            assert_silent(message.name, &event.content, true);
        }
    }
}

impl VisitBrowserReturn for Received {
    fn browser_return<B: BrowserReturn + Content>(&mut self, message: &Message) {
        self.seen.note::<B>(message.name);
        let _ = fields(message);
        let query = to_query(&of_json(&serde_json::from_str(message.json).unwrap()));
        let unproven = B::from_query(&query).unwrap_or_else(|problem| panic!("{}: {problem}", message.name));
        assert_silent(message.name, &debugged(&unproven), message.shows_last_four);
        let twice = B::from_query(&format!("{query}&notOnAnyPage={}", crate::canary::values::CVV)).unwrap_err();
        assert_silent(message.name, &messages_of(&twice), false);
    }
}

#[test]
fn no_response_shows_a_secret() {
    let mut received = Received::default();
    every_type::every_response(&mut received);
    every_type::every_page_request(&mut received);
    let responses: BTreeSet<_> = implementing("Request").into_iter().map(|name| format!("{name}Response")).collect();
    assert_eq!(received.seen.0, responses, "every response is checked");
}

#[test]
fn no_notification_shows_a_secret() {
    let mut received = Received::default();
    every_type::every_notification(&mut received);
    assert_eq!(received.seen.0, implementing("Notification"), "every notification is checked");
    assert_eq!(received.events, received.seen.0.len(), "every notification can be an event");
}

#[test]
fn no_browser_return_shows_a_secret() {
    let mut received = Received::default();
    every_type::every_browser_return(&mut received);
    assert_eq!(received.seen.0, implementing("BrowserReturn"), "every browser return is checked");
}
