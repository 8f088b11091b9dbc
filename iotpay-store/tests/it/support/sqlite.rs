//! A SQLite file for a test.

use std::path::PathBuf;
use std::{env, fs};

use iotpay_client::journal::IntentId;
use iotpay_store::SqliteStore;

/// A folder with a file, deleted with the value.
pub struct File {
    folder: PathBuf,
}

impl File {
    pub fn new() -> Self {
        let folder = env::temp_dir().join(format!("iotpay-store-{}", IntentId::random()));
        fs::create_dir(&folder).unwrap();
        Self { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join("store.db")
    }

    pub async fn open(&self) -> SqliteStore {
        SqliteStore::open(self.path()).await.unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // The connections may still be closing.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
