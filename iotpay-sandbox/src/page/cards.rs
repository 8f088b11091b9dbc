//! Stored cards and contracts.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::actions::{path_of, sent, sentence};
use super::layout::{Layout, Section, fail, html};
use super::page_id;
use crate::gateway::Gateway;
use crate::ledger::{Card, Contract, ContractState};
use crate::state::Shared;

/// The number of cards and of contracts that are shown, newest first.
const SHOWN: usize = 25;

struct CardRow {
    card: Card,
    /// The path of the form on which the customer enters the card, until that is done.
    form: Option<String>,
}

struct ContractRow {
    contract: Contract,
    path: String,
    state: &'static str,
    class: &'static str,
    /// What can be done: the name of the action, and the text of its button.
    action: Option<(&'static str, &'static str)>,
}

impl ContractRow {
    fn new(contract: &Contract) -> Self {
        let (state, class, action) = match contract.state {
            ContractState::Pending => ("Waiting", "waiting", Some(("sign", "Sign"))),
            ContractState::Signed => ("Signed", "paid", Some(("terminate", "End"))),
            ContractState::Terminated => ("Ended", "failed", None),
        };
        let path = path_of(&contract.iotpay_contract_id).to_string();
        Self { contract: contract.clone(), path, state, class, action }
    }
}

#[derive(Template)]
#[template(path = "cards.html", whitespace = "minimize")]
struct CardsPage {
    layout: Layout,
    cards: Vec<CardRow>,
    contracts: Vec<ContractRow>,
}

impl CardsPage {
    fn new(shared: &Shared, layout: Layout) -> Self {
        let ledger = shared.ledger();
        let cards = ledger.cards.items().iter().rev().take(SHOWN).map(|card| CardRow {
            card: card.clone(),
            form: page_id::of_card(shared, card).filter(|_| card.masked_number.is_none()),
        });
        let contracts = ledger.contracts.items().iter().rev().take(SHOWN).map(ContractRow::new);
        Self { layout, cards: cards.collect(), contracts: contracts.collect() }
    }
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let layout = Layout::new(&shared, Section::Cards, "Cards and contracts").with_notice(&uri);
    html(StatusCode::OK, &CardsPage::new(&shared, layout))
}

/// Signs or ends a contract.
pub(super) async fn act(State(shared): State<Arc<Shared>>, Path((id, action)): Path<(String, String)>) -> Response {
    let gateway = Gateway::handle(&shared);
    let done = match action.as_str() {
        "sign" => sent(gateway.sign_contract_with_id(&id)).await,
        "terminate" => sent(gateway.terminate_contract_with_id(&id)).await,
        _ => return fail(&shared, Section::Cards, StatusCode::NOT_FOUND, "There is no such action."),
    };
    match done {
        Ok(notice) => notice.at("/page/cards"),
        Err(error) => {
            let layout = Layout::new(&shared, Section::Cards, "Cards and contracts");
            let layout = layout.with_error(sentence(&error.to_string()));
            html(StatusCode::CONFLICT, &CardsPage::new(&shared, layout))
        }
    }
}
