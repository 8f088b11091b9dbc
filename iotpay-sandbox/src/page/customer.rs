//! What customers see: the pages on which they pay, enter a card or sign a contract.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use iotpay_gen::model::Outcome;

use super::actions::{path_of, sent, sentence};
use super::form::Form;
use super::layout::{Layout, Section, fail, html, redirect};
use super::notice::Notice;
use super::query::parameter;
use super::test_card::{CARDS, EXPIRY, SECURITY_CODE, TestCard};
use super::{page_id, return_url, view};
use crate::controls::{ContractError, OrderError};
use crate::gateway::Gateway;
use crate::ledger::{Card, Contract, ContractState, Order, Scope};
use crate::state::Shared;

/// What the customer can do on the page.
enum Step {
    /// Pays with the app of a wallet.
    Wallet,
    /// Enters a card.
    Card,
    /// Signs a contract.
    Contract,
    /// Nothing: this is the result.
    Done,
}

#[derive(Template)]
#[template(path = "customer.html", whitespace = "minimize")]
struct CustomerPage {
    layout: Layout,
    step: Step,
    /// What the customer pays or agrees to, and what has become of it.
    heading: String,
    about: String,
    /// The path that the form is sent to.
    action: String,
    /// The id of the card form.
    key: String,
    /// The page of the order for developers.
    order: Option<String>,
    /// The way back to the shop.
    return_url: Option<String>,
}

impl CustomerPage {
    fn of_order(shared: &Shared, order: &Order) -> Self {
        let model = &shared.model;
        let amount = format!("{} {}", view::amount(order.amount), view::currency(model, order));
        let family = model.families.iter().find(|family| family.name == order.family);
        let (heading, step) = match order.outcome() {
            Outcome::Pending if has_expired(shared, order.page_expires_at) => ("Too late to pay", Step::Done),
            Outcome::Pending if family.is_some_and(|family| page_id::has_pages(shared, family)) => ("Pay", Step::Card),
            Outcome::Pending => ("Pay", Step::Wallet),
            Outcome::Success => ("Paid:", Step::Done),
            Outcome::Failed => ("Not paid:", Step::Done),
        };
        let heading = format!("{heading} {}", amount.trim_end());
        Self {
            layout: Layout::new(shared, Section::Customer, heading.clone()),
            heading,
            about: format!("Order {} of merchant {}", order.mch_order_no, order.mch_id),
            action: format!("/pay/{}", path_of(&order.pay_order_id)),
            key: String::new(),
            order: Some(path_of(&order.pay_order_id).to_string()),
            return_url: matches!(step, Step::Done).then(|| return_url::of_order(model, order)).flatten(),
            step,
        }
    }

    fn of_contract(shared: &Shared, contract: &Contract) -> Self {
        let (heading, step) = match contract.state {
            ContractState::Pending => ("Sign the contract", Step::Contract),
            ContractState::Signed => ("The contract is signed", Step::Done),
            ContractState::Terminated => ("The contract has ended", Step::Done),
        };
        Self {
            layout: Layout::new(shared, Section::Customer, heading),
            heading: heading.to_owned(),
            about: format!("Contract {} of merchant {}", contract.mch_contract_id, contract.mch_id),
            action: format!("/pay/{}", path_of(&contract.iotpay_contract_id)),
            key: String::new(),
            order: None,
            return_url: None,
            step,
        }
    }

    fn of_card(shared: &Shared, card: &Card, key: &str) -> Self {
        let (heading, step) = match &card.masked_number {
            None if has_expired(shared, card.page_expires_at) => ("This form has expired".to_owned(), Step::Done),
            None => ("Store a card".to_owned(), Step::Card),
            Some(number) => (format!("The card {number} is stored"), Step::Done),
        };
        Self {
            layout: Layout::new(shared, Section::Customer, heading.clone()),
            heading,
            about: format!("Card {} of merchant {}", card.card_id, card.mch_id),
            action: "/cc/addcard".to_owned(),
            key: key.to_owned(),
            order: None,
            return_url: card.masked_number.as_ref().and_then(|_| return_url::of_card(&shared.model, card)),
            step,
        }
    }

    fn respond(mut self, uri: &Uri, status: StatusCode, error: &str) -> Response {
        self.layout = self.layout.with_notice(uri).with_error(error);
        html(status, &self)
    }
}

fn has_expired(shared: &Shared, expires_at: Option<u64>) -> bool {
    expires_at.is_some_and(|at| at <= shared.clock.now())
}

fn missing(shared: &Shared) -> Response {
    fail(shared, Section::Customer, StatusCode::NOT_FOUND, "There is nothing to pay or to sign at this address.")
}

/// The page of an order or a contract.
fn find(shared: &Shared, id: &str) -> Option<CustomerPage> {
    let ledger = shared.ledger();
    let (order, contract) = (ledger.orders.with_id(id).cloned(), ledger.contracts.with_id(id).cloned());
    drop(ledger);
    match (order, contract) {
        (Some(order), _) => Some(CustomerPage::of_order(shared, &order)),
        (None, Some(contract)) => Some(CustomerPage::of_contract(shared, &contract)),
        (None, None) => None,
    }
}

fn respond(shared: &Shared, id: &str, uri: &Uri, status: StatusCode, error: &str) -> Response {
    find(shared, id).map_or_else(|| missing(shared), |page| page.respond(uri, status, error))
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>, uri: Uri) -> Response {
    respond(&shared, &id, &uri, StatusCode::OK, "")
}

/// The page of a card payment.
pub(super) async fn show_purchase(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let id = parameter(&uri, "key").and_then(|key| page_id::find_order(&shared, &key));
    id.map_or_else(|| missing(&shared), |id| respond(&shared, &id, &uri, StatusCode::OK, ""))
}

/// The form of a card that is stored.
pub(super) async fn show_card(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let key = parameter(&uri, "key").unwrap_or_default();
    let card = page_id::find_card(&shared, &key);
    card.map_or_else(
        || missing(&shared),
        |card| CustomerPage::of_card(&shared, &card, &key).respond(&uri, StatusCode::OK, ""),
    )
}

fn entered(form: &Form) -> Result<&'static TestCard, &'static str> {
    TestCard::find(form.get("number"), form.get("expiry"), form.get("code"))
}

/// What the customer does.
enum Act {
    Pay,
    PayByCard(&'static str),
    Decline,
    Cancel,
    Sign,
}

/// Reads what the customer does: a page accepts only what its form contains.
fn read(shared: &Shared, id: &str, form: &Form) -> Result<Act, &'static str> {
    let ledger = shared.ledger();
    let family = ledger.orders.with_id(id).map(|order| order.family.as_str());
    let family = shared.model.families.iter().find(|known| Some(known.name.as_str()) == family);
    let has_card_form = family.map(|family| page_id::has_pages(shared, family));
    match (form.get("action"), has_card_form) {
        ("sign", None) => Ok(Act::Sign),
        ("cancel", Some(_)) => Ok(Act::Cancel),
        ("pay", Some(false)) => Ok(Act::Pay),
        ("card", Some(true)) => {
            entered(form).map(|card| if card.is_accepted { Act::PayByCard(card.number) } else { Act::Decline })
        }
        _ => Err("Select what to do."),
    }
}

/// Pays an order, or signs a contract.
pub(super) async fn pay(State(shared): State<Arc<Shared>>, Path(id): Path<String>, uri: Uri, body: Bytes) -> Response {
    let gateway = Gateway::handle(&shared);
    let act = match read(&shared, &id, &Form::new(&body)) {
        Ok(act) => act,
        Err(error) => return respond(&shared, &id, &uri, StatusCode::UNPROCESSABLE_ENTITY, error),
    };
    let done = match act {
        Act::Pay => paid(sent(gateway.pay_once(&id)).await),
        Act::PayByCard(number) => paid(sent(gateway.pay_by_card(&id, number)).await),
        Act::Decline => gateway.decline(&id).map_err(|error| error.to_string()),
        Act::Cancel => gateway.cancel(&id).map_err(|error| error.to_string()),
        Act::Sign => match sent(gateway.sign_contract_with_id(&id)).await {
            Ok(_) | Err(ContractError::AlreadySigned) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
    };
    match done {
        // The customer does not see what the shop does.
        Ok(()) => redirect(&format!("/pay/{}", path_of(&id))),
        Err(error) => respond(&shared, &id, &uri, StatusCode::CONFLICT, &sentence(&error)),
    }
}

/// A second click pays nothing, and shows that the order is paid.
fn paid(done: Result<Notice, OrderError>) -> Result<(), String> {
    match done {
        Ok(_) | Err(OrderError::Paid) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Stores a card.
pub(super) async fn store_card(State(shared): State<Arc<Shared>>, uri: Uri, body: Bytes) -> Response {
    let form = Form::new(&body);
    let key = form.get("key").to_owned();
    let Some(card) = page_id::find_card(&shared, &key) else { return missing(&shared) };
    let stored = match entered(&form) {
        Ok(test) if test.is_accepted => Gateway::handle(&shared)
            .store_card_of(Scope { mch_id: &card.mch_id, family: &card.family }, &card.card_id, test.number)
            .map_err(|error| (StatusCode::CONFLICT, sentence(&error.to_string()))),
        Ok(_) => Err((StatusCode::CONFLICT, "The bank declined the card. Enter another one.".to_owned())),
        Err(error) => Err((StatusCode::UNPROCESSABLE_ENTITY, error.to_owned())),
    };
    match stored {
        Ok(()) => redirect(&format!("/cc/addcard?key={}", path_of(&key))),
        Err((status, error)) => CustomerPage::of_card(&shared, &card, &key).respond(&uri, status, &error),
    }
}
