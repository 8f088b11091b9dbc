//! The state shared by the server, the deliveries and the handle.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use iotpay_gen::model::Model;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::changes::{Changes, NotSaved};
use crate::clock::{self, Clock};
use crate::delivery::{Deliveries, NotificationSchedule, Pending, Targets, Turns};
use crate::effect::fail;
use crate::faults::Faults;
use crate::history::{EventKind, History};
use crate::ledger::{Books, Ledger};
use crate::merchant::Merchants;
use crate::public_url::PublicUrl;

/// The state shared by the server, the deliveries and the handle.
pub(crate) struct Shared {
    pub(crate) model: Model,
    /// The paths of the families.
    pub(crate) paths: Vec<String>,
    pub(crate) merchants: Merchants,
    pub(crate) address: SocketAddr,
    /// The names by which other machines may use the sandbox's own API.
    pub(crate) host_names: Vec<String>,
    /// The URL by which clients and browsers reach the sandbox, if it is not that of its address.
    pub(crate) public_url: Option<PublicUrl>,
    pub(crate) http: reqwest::Client,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) targets: Targets,
    pub(crate) schedule: NotificationSchedule,
    pub(crate) turns: Turns,
    pub(crate) ledger: Mutex<Ledger>,
    /// The changes that a data file keeps.
    pub(crate) changes: Changes,
    pub(crate) deliveries: Mutex<Deliveries>,
    pub(crate) pending: Mutex<Pending>,
    pub(crate) history: Mutex<History>,
    /// Notifications that are being sent or are sent later.
    pub(crate) tasks: Mutex<Option<JoinSet<()>>>,
    /// The number of example requests so far.
    pub(crate) examples: AtomicU64,
    /// Wakes up [`Shared::watch_deadlines`].
    pub(crate) earlier_deadline: Notify,
}

impl Shared {
    /// Returns the ledger at the present time: overdue orders have failed, and orders are settled when they are due.
    pub(crate) fn ledger(&self) -> LedgerGuard<'_> {
        let mut ledger = self.lock_ledger();
        let now = self.clock.now();
        while let Some(order) = ledger.next_overdue(now) {
            fail(&self.model, order, false);
            self.record_change(&order.pay_order_id, "expired");
        }
        for id in ledger.settle_due(now) {
            self.record_change(&id, "settled");
        }
        ledger
    }

    fn lock_ledger(&self) -> LedgerGuard<'_> {
        // The ledger is consistent wherever a panic could occur, so a poisoned lock can be used.
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        LedgerGuard { ledger, shared: self }
    }

    /// Replaces the state and, if given, the time. Ends all notifications.
    pub(crate) fn replace(&self, books: Books, now: Option<u64>, removes_faults: bool) {
        // Not `ledger`: the orders that are replaced must not expire. A data file gets all changes under this lock together.
        let mut ledger = self.lock_ledger();
        self.end_tasks();
        ledger.restore(books);
        if removes_faults {
            self.faults.clear();
        }
        if let Some(now) = now {
            self.clock.set(now);
        }
    }

    pub(crate) fn deliveries(&self) -> MutexGuard<'_, Deliveries> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an event, and passes it to those who listen.
    pub(crate) fn record(&self, kind: EventKind) {
        let mut history = self.history();
        // Read under the lock, so that the events are in the order of their times.
        let now = self.clock.now();
        history.record(now, kind);
    }

    /// Records a change that no request caused.
    pub(crate) fn record_change(&self, subject: &str, change: &'static str) {
        self.record(EventKind::Changed { subject: subject.to_owned(), change });
    }

    /// Changes the clock, and records it: pages show the time.
    pub(crate) fn change_clock(&self, name: &'static str, change: impl FnOnce(&Clock)) {
        change(&self.clock);
        self.record_change(clock::SUBJECT, name);
    }

    /// Expires and settles orders as soon as they are due, so that pages and other readers of events learn of it. It
    /// never returns.
    pub(crate) async fn watch_deadlines(&self) {
        loop {
            let is_earlier = self.earlier_deadline.notified();
            // Locking the ledger handles what is due.
            let next = self.ledger().wait_for_deadline();
            tokio::select! {
                () = is_earlier => {}
                () = self.clock.wait_until(next.unwrap_or(u64::MAX)) => {}
            }
            // A fast clock must not keep a processor busy.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Runs a task until it ends or the sandbox stops.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // After the end, a task would keep the state alive.
        if let Some(tasks) = &mut *tasks {
            // Forgets the tasks that have ended.
            while tasks.join_next().now_or_never().flatten().is_some() {}
            tasks.spawn(task);
        }
    }

    /// Waits until the data file contains all changes that can be seen now.
    pub(crate) async fn saved(&self) -> Result<(), NotSaved> {
        if self.changes.are_kept() {
            // A change is visible, in an event for example, and noted before its lock is released.
            drop(self.ledger.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.changes.saved().await
    }

    /// Ends all tasks, such as notifications that are being sent or would be sent later.
    fn end_tasks(&self) {
        if let Some(tasks) = &mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner) {
            tasks.abort_all();
        }
        self.pending().clear();
        self.changes.note();
    }

    /// Ends all tasks and streams of events, now and later.
    pub(crate) fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.history().close();
    }

    /// The origin of the URLs that clients use.
    pub(crate) fn origin(&self) -> String {
        if let Some(public) = &self.public_url {
            return public.origin.clone();
        }
        let host = match self.address.ip() {
            IpAddr::V4(host) if host.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(host) if host.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            host => host,
        };
        format!("http://{}", SocketAddr::new(host, self.address.port()))
    }
}

/// The locked ledger. If it has changed, the change is saved after the lock is released.
pub(crate) struct LedgerGuard<'a> {
    ledger: MutexGuard<'a, Ledger>,
    shared: &'a Shared,
}

impl Deref for LedgerGuard<'_> {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

impl DerefMut for LedgerGuard<'_> {
    fn deref_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

impl Drop for LedgerGuard<'_> {
    fn drop(&mut self) {
        if self.ledger.is_changed() {
            self.shared.changes.note();
        }
        if self.ledger.has_earlier_deadline() {
            self.shared.earlier_deadline.notify_one();
        }
    }
}

/// Returns the name of each family, and the path of its base URL on a sandbox, such as `/v1/`.
pub fn base_paths(model: &Model) -> impl Iterator<Item = (&str, String)> {
    model.families.iter().map(|family| family.name.as_str()).zip(family_paths(model))
}

/// The paths of the sandbox's own API and pages.
const OWN_PATHS: [&str; 4] = ["/sandbox/", "/page/", "/pay/", "/cc/"];

/// The paths of the families on this sandbox, in the order of the model: `/v1/` for a base URL that ends with it. Hosts
/// differ, but the sandbox has only one: a family whose path overlaps with that of an earlier one has its name before it,
/// `/harbor/v1/`.
pub(crate) fn family_paths(model: &Model) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(model.families.len());
    for family in &model.families {
        let path = url::Url::parse(&family.base_url).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned());
        let is_near = |other: &str| other.starts_with(&path) || path.starts_with(other);
        let overlaps = OWN_PATHS.iter().any(|own| is_near(own)) || paths.iter().any(|other| is_near(other));
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
        for (url, path) in [("https://c.example/", "/autodebit/"), ("https://c.example/pay/x/", "/autodebit/pay/x/")] {
            url.clone_into(&mut model.families[3].base_url);
            assert_eq!(family_paths(&model)[3], path);
        }
    }
}
