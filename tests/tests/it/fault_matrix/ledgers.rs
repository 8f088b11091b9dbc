//! The journal and the inbox of the shop, in memory or in a database.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use iotpay_client::inbox::{EventOutcome, Inbox, JournalWithInbox, MemoryInbox};
use iotpay_client::journal::{IntentId, Journal, MemoryJournal};
use iotpay_store::SqliteStore;

use crate::support::postgres;

/// Where the journal and the inbox are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    Memory,
    Sqlite,
    Postgres,
}

/// A journal that also records final outcomes in an inbox.
pub struct Ledgers {
    pub journal: Arc<dyn Journal>,
    pub events: Box<dyn Events>,
    /// The folder of the SQLite file, deleted with the value.
    _folder: Option<Folder>,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // The connections may still be closing.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Storage {
    /// Returns `false` if there is no PostgreSQL, and the tests that need it are skipped.
    pub fn is_available(self) -> bool {
        self != Self::Postgres || postgres::url().is_some()
    }

    pub async fn open(self) -> Ledgers {
        match self {
            Self::Memory => ledgers(Arc::new(MemoryJournal::new()), Arc::new(MemoryInbox::new()), None),
            Self::Sqlite => {
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ledgers-{}", IntentId::random()));
                std::fs::create_dir(&folder).unwrap();
                let store = SqliteStore::open(folder.join("shop.db")).await.unwrap();
                ledgers(store.clone(), store, Some(Folder(folder)))
            }
            Self::Postgres => {
                let store = postgres::new_store().await.expect("PostgreSQL is available");
                ledgers(store.clone(), store, None)
            }
        }
    }
}

fn ledgers<J, I>(journal: J, inbox: I, folder: Option<Folder>) -> Ledgers
where
    J: Journal + 'static,
    I: Inbox + Clone + 'static,
{
    let events = Box::new(inbox.clone());
    Ledgers { journal: Arc::new(JournalWithInbox::new(journal, inbox)), events, _folder: folder }
}

type Handled<'a> = Pin<Box<dyn Future<Output = Vec<(String, EventOutcome)>> + Send + 'a>>;

/// The events of an inbox, whatever its transactions are.
pub trait Events: Send + Sync {
    /// Handles all events, and returns their references and outcomes in order.
    fn handle_all(&self) -> Handled<'_>;
}

impl<I: Inbox> Events for I {
    fn handle_all(&self) -> Handled<'_> {
        Box::pin(async {
            let mut handled = Vec::new();
            loop {
                let claims = self.claim_due(100, Duration::from_secs(60)).await.unwrap();
                if claims.is_empty() {
                    break;
                }
                for claim in claims {
                    let mut transaction = self.begin().await.unwrap();
                    self.complete(&mut transaction, &claim).await.unwrap();
                    self.commit(transaction).await.unwrap();
                    handled.push((claim.event.key.reference, claim.event.key.outcome));
                }
            }
            assert_eq!(self.status().await.unwrap().pending, 0);
            handled.sort();
            handled
        })
    }
}
