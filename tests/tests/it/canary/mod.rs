//! Values of every generated type, and the secrets that must not appear in their output.

mod observed;
pub mod repeated;
mod stored;
#[path = "../../../generate/canary.rs"]
pub mod values;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};

use iotpay_client::incoming::FromFields;
use iotpay_client::notification::{BrowserReturn, Notification};
use iotpay_client::{Request, ValidationError};
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;

/// A request with all of its fields.
pub struct Case {
    /// Name of the type.
    pub name: &'static str,
    /// The secrets, in the order in which they are passed.
    pub secrets: &'static [Secret],
    /// The content of a response to it, as JSON.
    pub response: &'static str,
}

/// A secret of a request.
pub struct Secret {
    /// Name of the field.
    pub field: &'static str,
    /// The valid value.
    pub canary: &'static str,
    /// The invalid value.
    pub wrong: &'static [&'static str],
    /// Whether the last digits of a card number may be shown.
    pub shows_last_four: bool,
}

/// A received message with all of its fields.
pub struct Message {
    /// Name of the type.
    pub name: &'static str,
    /// The message.
    pub json: &'static str,
    /// Whether the last digits of a card number may be shown.
    pub shows_last_four: bool,
}

/// The traits of everything that is received.
pub trait Content: Debug + Clone + PartialEq + Serialize + DeserializeOwned {}

impl<T: Debug + Clone + PartialEq + Serialize + DeserializeOwned> Content for T {}

/// Visits every request.
pub trait VisitRequest {
    /// Checks a value; can create it again with other secrets.
    fn request<R>(&mut self, case: &Case, make: impl Fn(&[&str]) -> Result<R, ValidationError>)
    where
        R: Request<Response: Debug + Send> + Debug + Clone + Send + 'static;
}

/// A page request on a channel, and the request of the channel, both with all fields.
pub struct Pair<P, C> {
    /// Name of the page request.
    pub name: &'static str,
    /// The channel.
    pub channel: &'static str,
    /// The content of a response to the channel's request, as JSON.
    pub response: &'static str,
    /// The page request.
    pub of_page: Result<P, ValidationError>,
    /// The request of the channel.
    pub own: Result<C, ValidationError>,
}

/// Visits every page request on each of its channels.
pub trait VisitPageRequest {
    /// Compares the two requests.
    fn same<P, C>(&mut self, pair: Pair<P, C>)
    where
        P: Request<Family = C::Family, Response: From<C::Response> + Content>,
        C: Request<Response: TryFrom<P::Response, Error: Debug> + Content>;
}

/// Visits every rule of a channel in a page request.
pub trait VisitChannelRule {
    /// Checks a request that violates only this rule.
    fn violation<R: Request>(
        &mut self,
        name: &'static str,
        channel: &'static str,
        field: &'static str,
        error: &'static str,
        request: Result<R, ValidationError>,
    );
}

/// Visits every response.
pub trait VisitResponse {
    /// Checks a response.
    fn response<T: FromFields + Content>(&mut self, message: &Message);
}

/// Visits every notification.
pub trait VisitNotification {
    /// Checks a notification.
    fn notification<N: Notification + Content>(&mut self, message: &Message);
}

/// Visits every browser return.
pub trait VisitBrowserReturn {
    /// Checks a browser return.
    fn browser_return<B: BrowserReturn + Content>(&mut self, message: &Message);
}

#[allow(deprecated, clippy::pedantic)]
pub mod every_type {
    use super::{
        Case, Message, Secret, VisitBrowserReturn, VisitChannelRule, VisitNotification, VisitPageRequest, VisitRequest,
        VisitResponse,
    };

    include!(concat!(env!("OUT_DIR"), "/every_type.rs"));
}

/// Asserts that a text contains no part of a canary, except the last digits of a card number if those may
/// be shown.
#[track_caller]
pub fn assert_silent(name: &str, shown: &str, shows_last_four: bool) {
    let end = &values::CARD_NUMBER[values::CARD_NUMBER.len() - 4..];
    let rest = if shows_last_four { shown.replace(&format!("…{end}"), "") } else { shown.to_owned() };
    assert!(!rest.contains(end), "{name}: the end of the card number in {shown}");
    for at in 0..=values::CARD_NUMBER.len() - 5 {
        let digits = &values::CARD_NUMBER[at..at + 5];
        assert!(!shown.contains(digits), "{name}: {digits} of the card number in {shown}");
    }
    for canary in [values::CVV, values::EXPIRY_DATE, values::WORD, &values::BASE64[..8]] {
        assert!(!shown.contains(canary), "{name}: {canary} in {shown}");
    }
}

/// Returns the debug output of a value in both formats.
pub fn debugged(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Returns all messages of an error and its sources.
pub fn messages_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut shown = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        write!(shown, "{error} {error:?} {error:#?} ").unwrap();
        next = error.source();
    }
    shown
}

/// Returns the names of the types that implement a trait in the client's code.
pub fn implementing(name: &str) -> BTreeSet<String> {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    let mut found = BTreeSet::new();
    for file in iotpay_gen::generate(&model, &iotpay_gen::Settings::client()) {
        let module = file.path.trim_end_matches(".rs").replace('/', "::");
        let mut add = |types: &mut dyn Iterator<Item = &str>| {
            found.extend(
                types.filter_map(|rest| rest.split(' ').next()).map(|it| format!("iotpay_client::{module}::{it}")),
            );
        };
        add(&mut file.text.lines().filter_map(|line| line.strip_prefix(&format!("impl {name} for "))));
        // The derive of a request implements `Request`.
        if name == "Request" {
            let requests = file.text.split("BuildRequest)]").skip(1);
            add(&mut requests.filter_map(|rest| rest.split("pub struct ").nth(1)));
        }
    }
    found
}

pub fn canaries(case: &Case) -> Vec<&'static str> {
    case.secrets.iter().map(|secret| secret.canary).collect()
}

pub fn shows_last_four(case: &Case) -> bool {
    case.secrets.iter().any(|secret| secret.shows_last_four)
}
