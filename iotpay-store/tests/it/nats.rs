//! The sink of the example `nats`, with a real server. Skipped if `nats-server` is not installed, unless
//! `IOTPAY_REQUIRE_NATS` is set.

#[path = "../../examples/nats/sink.rs"]
mod sink;

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::outbox::{HandledEvent, Sink};

use crate::support::sqlite::File;
use sink::JetStreamSink;

/// A server that ends with the value.
struct Server(Child);

impl Server {
    fn start(port: u16, folder: &Path) -> Option<Self> {
        let mut command = Command::new("nats-server");
        command.args(["--jetstream", "--addr", "127.0.0.1", "--port", &port.to_string(), "--store_dir"]).arg(folder);
        // Debian installs it in `/usr/sbin`.
        command.env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()));
        match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(child) => Some(Self(child)),
            Err(error) => {
                assert!(std::env::var("IOTPAY_REQUIRE_NATS").is_err(), "install nats-server: {error}");
                eprintln!("skipped: nats-server is not installed");
                None
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

async fn connect(url: &str) -> JetStreamSink {
    for _ in 0..200 {
        if let Ok(sink) = JetStreamSink::connect(url).await {
            return sink;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nats-server did not start within 10 seconds");
}

fn handled(reference: &str) -> HandledEvent {
    let order = JournalKey::new("1", "general", "mchOrderNo", reference);
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    let now = SystemTime::now();
    HandledEvent::new(Event::new(key, EventSource::Query, now).with_amount(Cents::new(2865).unwrap()), now)
}

#[tokio::test]
async fn events_are_stored_once_in_jetstream() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let (folder, url) = (File::new(), format!("nats://127.0.0.1:{port}"));
    let Some(server) = Server::start(port, folder.path().parent().unwrap()) else { return };
    let sink = connect(&url).await;
    for reference in ["a", "b", "a"] {
        sink.deliver(&handled(reference)).await.unwrap();
    }
    drop(server);
    // An acknowledged message is on the disk of the server.
    let _server = Server::start(port, folder.path().parent().unwrap());
    connect(&url).await.deliver(&handled("a")).await.unwrap();
    let context = async_nats::jetstream::new(async_nats::connect(&url).await.unwrap());
    let stream = context.get_stream("IOTPAY").await.unwrap();
    assert_eq!(stream.get_info().await.unwrap().state.messages, 2);
    let message = stream.get_raw_message(2).await.unwrap();
    let event: serde_json::Value = serde_json::from_slice(&message.payload).unwrap();
    assert_eq!((&event["reference"], &event["amount"]), (&"b".into(), &2865.into()));
}
