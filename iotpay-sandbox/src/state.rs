//! The state shared by the server and the handle.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use iotpay_gen::model::Model;

use crate::ledger::Ledger;
use crate::merchant::Merchant;

/// The state shared by the server and the handle.
pub(crate) struct Shared {
    pub(crate) model: Model,
    /// The paths of the families.
    pub(crate) paths: Vec<String>,
    pub(crate) merchant: Merchant,
    pub(crate) address: SocketAddr,
    pub(crate) http: reqwest::Client,
    ledger: Mutex<Ledger>,
}

impl Shared {
    pub(crate) fn new(model: Model, merchant: Merchant, address: SocketAddr, http: reqwest::Client) -> Self {
        Self { paths: family_paths(&model), model, merchant, address, http, ledger: Mutex::default() }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // The ledger is consistent wherever a panic could occur, so a poisoned lock can be used.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The paths of the families on this sandbox, in the order of the model: `/v1/` for a base URL that ends with it. Hosts
/// differ, but the sandbox has only one: a family whose path overlaps with that of an earlier one has its name before it,
/// `/harbor/v1/`.
pub(crate) fn family_paths(model: &Model) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(model.families.len());
    for family in &model.families {
        let path = url::Url::parse(&family.base_url).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned());
        let overlaps = paths.iter().any(|other| other.starts_with(&path) || path.starts_with(other.as_str()));
        paths.push(if overlaps { format!("/{}{path}", family.name) } else { path });
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::family_paths;

    #[test]
    fn families_with_the_same_path_have_different_paths_on_the_sandbox() {
        let mut model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
        assert_eq!(family_paths(&model), ["/v1/", "/v3/", "/v2/", "/contract/"]);
        for (family, url) in model.families.iter_mut().zip(["https://a.example/v1/", "https://b.example/v1/"]) {
            url.clone_into(&mut family.base_url);
        }
        assert_eq!(family_paths(&model)[..2], ["/v1/".to_owned(), format!("/{}/v1/", model.families[1].name)]);
        "https://c.example/".clone_into(&mut model.families[3].base_url);
        assert_eq!(family_paths(&model)[3], "/autodebit/");
    }
}
