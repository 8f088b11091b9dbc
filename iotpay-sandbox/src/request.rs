//! Handles a request: checks it, applies its effect or a fault, and writes the response.

use std::time::Duration;

use axum::response::Response;
use iotpay_client::incoming::Fields;
use iotpay_gen::model::{Endpoint, Enumeration, Family, Field, Filler, Operation, Type};

use crate::connection::Connection;
use crate::effect::RequestContext;
use crate::explain::{Explanation, Rejected};
use crate::explanation_headers::headers;
use crate::facts::{Known, with_members};
use crate::faults::{self, Fault, Injected, RequestFacts, Timing};
use crate::history::{EventKind, RequestEvent};
use crate::ledger::Ledger;
use crate::magic;
use crate::merchant::Merchant;
use crate::names::{Names, ORDERS, REFUNDS};
use crate::rejection::Rejection;
use crate::state::Shared;
use crate::{check, redacted, response};

/// The number of characters of a merchant id or reference that are recorded; valid ones are shorter.
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

/// The parts of a request that passed validation.
struct Valid<'a> {
    endpoint: &'a Endpoint,
    operation: &'a Operation,
    /// The fields, with the values that the gateway uses for absent ones.
    fields: Fields,
}

/// The result of one pass over a valid request.
enum Pass {
    Done(Processed),
    Rejected(Rejection),
    /// The request takes effect after this time, with this fault.
    Delayed(Duration, Injected),
}

/// What the history keeps of a request, in addition to its endpoint and its references.
#[derive(Default)]
struct Recorded {
    ids: Vec<String>,
    request: String,
    response: String,
    injected: Option<Injected>,
    rejected: Option<Explanation>,
}

/// The IOTPay ids in a response.
fn ids(fields: &[Field], known: &Known) -> Vec<String> {
    let ids = with_members(fields).filter(|(_, field)| matches!(field.ty, Type::Id(_)));
    let mut ids: Vec<_> = ids.filter_map(|(path, _)| known.values.get(&path).cloned()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
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
    /// Validates the request, and applies the effect, unless a fault prevents it.
    pub(crate) async fn process(&self) -> Processed {
        let merchant = self.merchant();
        let valid = match self.validate(merchant) {
            Ok(valid) => valid,
            Err(rejection) => return self.reject(merchant, &rejection),
        };
        let mut delayed = None;
        loop {
            match self.pass(&valid, merchant, delayed) {
                Pass::Done(processed) => return processed,
                // Without the lock of the ledger: the search for a mistake in the signature takes time.
                Pass::Rejected(rejection) => return self.reject(merchant, &rejection),
                Pass::Delayed(time, injected) => {
                    tokio::time::sleep(time).await;
                    delayed = Some(injected);
                }
            }
        }
    }

    /// Applies the effect and chooses the fault under one lock, so that concurrent requests neither pass the same check
    /// nor count twice. If the fault precedes the effect, the effect is undone. A request that is rejected has no fault and
    /// does not count for any rule: those who test a fault want to know why.
    fn pass(&self, valid: &Valid<'_>, merchant: &Merchant, delayed: Option<Injected>) -> Pass {
        self.shared.ledger().change_if(|ledger| {
            let known = match self.apply(valid, merchant, ledger) {
                Ok(known) => known,
                // A rejected charge may have an effect.
                Err(rejection) => return (Pass::Rejected(rejection), true),
            };
            let magic = || self.magic_fault(valid.endpoint);
            let injected = delayed.or_else(magic).or_else(|| self.shared.faults.pick(&self.facts()));
            match injected {
                Some(injected @ Injected { fault, timing: Timing::Before }) if fault.loses_the_response() => {
                    self.record(Recorded { injected: Some(injected), ..Recorded::default() });
                    (Pass::Done(Processed { injected: Some(injected), text: None, rejected: None }), false)
                }
                Some(injected @ Injected { fault: Fault::Delay(time), timing: Timing::Before })
                    if delayed.is_none() =>
                {
                    (Pass::Delayed(time, injected), false)
                }
                injected => {
                    let ids = ids(&valid.operation.response, &known);
                    let text = self.respond(valid, merchant, injected.map(|injected| injected.fault), known);
                    // Under the lock, so that the request precedes all later events of its order.
                    self.record(Recorded { ids, response: text.clone(), injected, ..Recorded::default() });
                    (Pass::Done(Processed { injected, text: Some(text), rejected: None }), true)
                }
            }
        })
    }

    fn reject(&self, merchant: &Merchant, rejection: &Rejection) -> Processed {
        let Self { shared, family, endpoints, fields } = *self;
        let text = response::reject(&shared.model, family, rejection, &merchant.key);
        let request = Rejected { model: &shared.model, family, endpoints, fields, merchant };
        let rejected = Some(request.explain(rejection));
        self.record(Recorded {
            request: redacted::request(endpoints, fields),
            response: text.clone(),
            rejected: rejected.clone(),
            ..Recorded::default()
        });
        Processed { injected: None, text: Some(text), rejected }
    }

    /// The fault that the new reference or the amount names. A query or a refund of the order does not have it, since
    /// it would never succeed.
    fn magic_fault(&self, endpoint: &Endpoint) -> Option<Injected> {
        let amount = if ORDERS.contains(&endpoint.effect) { self.amount() } else { None };
        magic::fault(self.created(), amount)
    }

    /// What the rules for faults compare.
    fn facts(&self) -> RequestFacts<'_> {
        let operations = || self.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
        let channel = operations().find_map(check::channel_field);
        let text = |name: &str| check::text(self.fields, name);
        RequestFacts {
            endpoint: self.endpoints.first().map_or("", |endpoint| &endpoint.path),
            channel: channel.and_then(|field| text(&field.wire)),
            reference: self.reference(),
            amount: self.amount(),
        }
    }

    /// The amount, in cents.
    fn amount(&self) -> Option<i64> {
        let mut fields = self.endpoints.iter().flat_map(|it| &it.operations).flat_map(|it| &it.request);
        let field = fields.find(|field| matches!(field.ty, Type::Cents))?;
        check::text(self.fields, &field.wire)?.parse().ok()
    }

    /// The merchant reference of what the endpoint creates.
    fn created(&self) -> Option<&str> {
        let mut names = self.endpoints.iter().filter_map(|endpoint| endpoint.reference.as_deref());
        names.find_map(|name| check::text(self.fields, name))
    }

    /// The merchant reference of what the endpoint creates, or of what it queries.
    fn reference(&self) -> Option<&str> {
        let names = Names::of(&self.shared.model, self.family);
        let mut queried = names.references(ORDERS).chain(names.references(REFUNDS));
        self.created().or_else(|| queried.find_map(|name| check::text(self.fields, name)))
    }

    fn record(&self, recorded: Recorded) {
        let Recorded { ids, request, response, injected, rejected } = recorded;
        let shortened = |text: &str| text.chars().take(LONGEST_REFERENCE).collect();
        self.shared.record(EventKind::Request(RequestEvent {
            family: self.family.name.clone(),
            endpoint: self.endpoints.first().map_or_else(String::new, |endpoint| endpoint.path.clone()),
            mch_id: self.filled(&Filler::MchId).map(shortened),
            reference: self.reference().map(shortened),
            ids,
            request,
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

    fn validate(&self, merchant: &Merchant) -> Result<Valid<'_>, Rejection> {
        let Self { shared, family, endpoints, fields } = *self;
        let (endpoint, operation) = check::operation(endpoints, fields)?;
        check::check(&shared.model, family, merchant, endpoints, operation, fields)?;
        Ok(Valid { endpoint, operation, fields: check::with_defaults(operation, fields) })
    }

    fn apply(&self, valid: &Valid<'_>, merchant: &Merchant, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let Self { shared, family, .. } = *self;
        let Valid { endpoint, operation, ref fields } = *valid;
        let (model, now, origin) = (&shared.model, shared.clock.now(), shared.origin());
        RequestContext { model, family, endpoint, operation, merchant, fields, now, origin: &origin }.run(ledger)
    }

    fn respond(&self, valid: &Valid<'_>, merchant: &Merchant, fault: Option<Fault>, mut known: Known) -> String {
        let (model, Valid { endpoint, operation, .. }) = (&self.shared.model, valid);
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
        response::succeed(model, self.family, &operation.response, nested_in, &known, &merchant.key, fault)
    }
}
