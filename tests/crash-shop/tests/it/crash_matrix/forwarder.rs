//! Distributes connections to the processes of the shop, like a load balancer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A load balancer, which stops when it is dropped.
pub struct Forwarder {
    pub url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    /// The ports of the processes that are ready.
    ports: Mutex<Vec<Option<u16>>>,
    next: AtomicUsize,
}

impl Forwarder {
    pub async fn start(processes: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared { ports: Mutex::new(vec![None; processes]), next: AtomicUsize::new(0) });
        let task = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(forward(client, Arc::clone(&shared)));
                }
            }
        });
        Self { url, shared, task }
    }

    /// Sets the port of a process. A process that has ended has none: another program may get its port.
    pub fn set_port(&self, process: usize, port: Option<u16>) {
        self.shared.ports.lock().unwrap()[process] = port;
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Forwards a connection to the next process that accepts one.
async fn forward(mut client: TcpStream, shared: Arc<Shared>) {
    let ports = shared.ports.lock().unwrap().clone();
    let first = shared.next.fetch_add(1, Ordering::Relaxed);
    for port in (0..ports.len()).filter_map(|offset| ports[(first + offset) % ports.len()]) {
        if let Ok(mut process) = TcpStream::connect(("127.0.0.1", port)).await {
            // An error is that of a process that was killed.
            let _ = copy_bidirectional(&mut client, &mut process).await;
            return;
        }
    }
}
