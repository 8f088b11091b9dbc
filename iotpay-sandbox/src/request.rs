//! Handles a request: checks it, applies its effect or a fault, and writes the response.

use axum::response::Response;
use iotpay_client::incoming::Fields;
use iotpay_gen::model::{Endpoint, Enumeration, Family, Filler, Type};

use crate::connection::Connection;
use crate::effect::RequestContext;
use crate::explain::{Explanation, Rejected};
use crate::explanation_headers::headers;
use crate::facts::with_members;
use crate::faults::{self, Fault, Injected, RequestFacts, Timing};
use crate::history::{EventKind, RequestEvent};
use crate::ledger::Ledger;
use crate::merchant::Merchant;
use crate::rejection::Rejection;
use crate::state::Shared;
use crate::{check, response};

/// The number of characters of a merchant reference that are recorded; valid references are shorter.
const LONGEST_REFERENCE: usize = 100;

/// A status that no page lists.
const UNKNOWN_STATUS: &str = "77";

/// A decoded request.
pub(crate) struct Incoming<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) family: &'a Family,
    /// The pages that describe the endpoint.
    pub(crate) endpoints: &'a [&'a Endpoint],
    pub(crate) fields: &'a Fields,
}

/// What happened to a request, before its response is sent.
pub(crate) struct Processed {
    injected: Option<Injected>,
    /// The response; `None` if a fault prevented the effect.
    text: Option<String>,
    rejected: Option<Explanation>,
}

impl Processed {
    /// Returns the response, or what a fault makes of it.
    pub(crate) async fn respond(self, connection: &Connection) -> Response {
        let mut response = match (self.injected, self.text) {
            (None | Some(Injected { fault: Fault::Delay(_), timing: Timing::Before }), Some(text)) => {
                faults::json(text)
            }
            (Some(Injected { fault, .. }), text) => faults::respond(fault, connection, text).await,
            // Only a fault prevents a response.
            (None, None) => faults::json(String::new()),
        };
        response.headers_mut().extend(self.rejected.iter().flat_map(headers));
        response
    }
}

impl Incoming<'_> {
    /// Applies the effect, unless a fault prevents it.
    pub(crate) async fn process(&self) -> Processed {
        let injected = self.shared.faults.pick(&self.facts());
        match injected {
            Some(Injected { fault, timing: Timing::Before }) if fault.loses_the_response() => {
                self.record(String::new(), injected, None);
                return Processed { injected, text: None, rejected: None };
            }
            Some(Injected { fault: Fault::Delay(time), timing: Timing::Before }) => tokio::time::sleep(time).await,
            _ => {}
        }
        let (merchant, fault) = (self.merchant(), injected.map(|injected| injected.fault));
        let rejection = {
            let mut ledger = self.shared.ledger();
            match self.run(merchant, fault, &mut ledger) {
                Ok(text) => {
                    // Under the lock, so that the request precedes all later events of its order.
                    self.record(text.clone(), injected, None);
                    return Processed { injected, text: Some(text), rejected: None };
                }
                Err(rejection) => rejection,
            }
        };
        let Self { shared, family, endpoints, fields } = *self;
        let text = response::reject(&shared.model, family, &rejection, &merchant.key, fault);
        // Without the lock: the search for a mistake in the signature takes time.
        let request = Rejected { model: &shared.model, family, endpoints, fields, merchant };
        let rejected = Some(request.explain(&rejection));
        self.record(text.clone(), injected, rejected.clone());
        Processed { injected, text: Some(text), rejected }
    }

    /// What the rules for faults compare.
    fn facts(&self) -> RequestFacts<'_> {
        let operations = || self.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
        let channel = operations().find_map(check::channel_field);
        let amount = operations().flat_map(|it| &it.request).find(|field| matches!(field.ty, Type::Cents));
        let text = |name: &str| check::text(self.fields, name);
        RequestFacts {
            endpoint: self.endpoints.first().map_or("", |endpoint| &endpoint.path),
            channel: channel.and_then(|field| text(&field.wire)),
            reference: self.reference(),
            created: self.created(),
            amount: amount.and_then(|field| text(&field.wire)?.parse().ok()),
        }
    }

    /// The merchant reference of what the endpoint creates.
    fn created(&self) -> Option<&str> {
        let mut names = self.endpoints.iter().filter_map(|endpoint| endpoint.reference.as_deref());
        names.find_map(|name| check::text(self.fields, name))
    }

    /// The merchant reference of what the endpoint creates, or of what it queries.
    fn reference(&self) -> Option<&str> {
        let names = crate::names::Names::of(&self.shared.model, self.family);
        let mut queried = names.references(crate::names::ORDERS).chain(names.references(crate::names::REFUNDS));
        self.created().or_else(|| queried.find_map(|name| check::text(self.fields, name)))
    }

    fn record(&self, response: String, injected: Option<Injected>, rejected: Option<Explanation>) {
        let mch_id = self.filled(&Filler::MchId);
        self.shared.record(EventKind::Request(RequestEvent {
            family: self.family.name.clone(),
            endpoint: self.endpoints.first().map_or_else(String::new, |endpoint| endpoint.path.clone()),
            mch_id: mch_id.map(str::to_owned),
            reference: self.reference().map(|reference| reference.chars().take(LONGEST_REFERENCE).collect()),
            response,
            fault: injected.map(|injected| (injected.fault, injected.timing)),
            rejected,
        }));
    }

    /// The value of the field that the client fills in from its credentials.
    fn filled(&self, filler: &Filler) -> Option<&str> {
        let mut operations = self.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
        let field = operations.find_map(|it| it.request.iter().find(|field| field.filled.as_ref() == Some(filler)))?;
        check::text(self.fields, &field.wire)
    }

    /// The merchant of the request. If it is unknown, validation compares the request with the first merchant and
    /// reports the field.
    fn merchant(&self) -> &Merchant {
        let merchants = &self.shared.merchants;
        self.filled(&Filler::MchId).and_then(|mch_id| merchants.get(mch_id)).unwrap_or(merchants.first())
    }

    fn run(&self, merchant: &Merchant, fault: Option<Fault>, ledger: &mut Ledger) -> Result<String, Rejection> {
        let Self { shared, family, endpoints, fields } = *self;
        let model = &shared.model;
        let (endpoint, operation) = check::operation(endpoints, fields)?;
        check::check(model, family, merchant, endpoints, operation, fields)?;
        let fields = &check::with_defaults(operation, fields);
        let (now, origin) = (shared.clock.now(), shared.origin());
        let context = RequestContext { model, family, endpoint, operation, merchant, fields, now, origin: &origin };
        let mut known = context.run(ledger)?;
        known.numbers_as_text = fault == Some(Fault::NumbersAsText);
        if fault == Some(Fault::UnknownValue) {
            for (path, field) in with_members(&operation.response) {
                let is_status = model.enumeration_of(field).is_some_and(Enumeration::has_outcomes);
                if is_status && let Some(status) = known.values.get_mut(&path) {
                    UNKNOWN_STATUS.clone_into(status);
                }
            }
        }
        let nested_in = endpoint.nested_in.as_deref();
        Ok(response::succeed(model, family, &operation.response, nested_in, &known, &merchant.key, fault))
    }
}
