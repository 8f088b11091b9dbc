//! A network connection to PostgreSQL that can stop answering, as that of a server whose machine has failed.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use iotpay_store::sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// Forwards connections until they are frozen: then they stay open, and nothing passes.
pub struct Proxy {
    pub url: String,
    frozen: Arc<AtomicU64>,
    accepted: Arc<AtomicU64>,
}

impl Proxy {
    /// Starts a proxy to the server of this URL.
    pub async fn new(url: &str) -> Self {
        let options: PgConnectOptions = url.parse().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let search_path = url.split("options[search_path]=").nth(1).unwrap();
        let (user, database) = (options.get_username(), options.get_database().unwrap());
        let url =
            format!("postgres://{user}@127.0.0.1:{port}/{database}?sslmode=disable&options[search_path]={search_path}");
        let (frozen, accepted) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let shared = (Arc::clone(&frozen), Arc::clone(&accepted));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = shared.1.fetch_add(1, Ordering::SeqCst) + 1;
                let (from_client, to_client) = client.into_split();
                if let Some(folder) = options.get_socket() {
                    let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
                    let (from_server, to_server) = UnixStream::connect(socket).await.unwrap().into_split();
                    forward(from_client, to_server, number, Arc::clone(&shared.0));
                    forward(from_server, to_client, number, Arc::clone(&shared.0));
                } else {
                    let server = TcpStream::connect((options.get_host(), options.get_port())).await.unwrap();
                    let (from_server, to_server) = server.into_split();
                    forward(from_client, to_server, number, Arc::clone(&shared.0));
                    forward(from_server, to_client, number, Arc::clone(&shared.0));
                }
            }
        });
        Self { url, frozen, accepted }
    }

    /// Freezes all connections that exist. New ones work.
    pub fn freeze(&self) {
        self.frozen.store(self.accepted.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Lets everything pass again.
    pub fn thaw(&self) {
        self.frozen.store(0, Ordering::SeqCst);
    }
}

/// Forwards bytes unless the connection, which has this number, is frozen.
fn forward(
    mut from: impl AsyncRead + Unpin + Send + 'static,
    mut to: impl AsyncWrite + Unpin + Send + 'static,
    number: u64,
    frozen: Arc<AtomicU64>,
) {
    tokio::spawn(async move {
        let mut buffer = [0; 8192];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            while number <= frozen.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if to.write_all(&buffer[..length]).await.is_err() {
                break;
            }
        }
    });
}
