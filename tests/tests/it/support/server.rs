//! A loopback server that sends raw bytes, including responses that no honest server would send.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The response to a connection.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A response with a status, additional header lines (each with its line end) and a body.
    Http(u16, String, Vec<u8>),
    /// These bytes after the request, then an orderly close.
    Bytes(Vec<u8>),
    /// The connection is reset after the request was read.
    Reset,
    /// The connection is reset before the request is read.
    ResetUnread,
    /// A delayed response.
    Late(Duration, Vec<u8>),
    /// These bytes, one after each pause. The connection then stays open.
    Drip(Duration, Vec<u8>),
    /// A JSON response that keeps the connection open, and what happens to the next request on it.
    Keep(Vec<u8>, Box<Reply>),
}

impl Reply {
    /// Returns a JSON response with status 200.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200, body)
    }

    /// Returns a response with a status.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Http(status, String::new(), body.into())
    }
}

/// A received request.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The request line and the headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Recorded {
    /// Returns the path of the request line.
    pub fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the object in the form field `params`.
    pub fn params(&self) -> serde_json::Value {
        let mut form = form_urlencoded::parse(&self.body);
        let (_, text) = form.find(|(name, _)| name == "params").expect("a form with params");
        serde_json::from_str(&text).expect("params are JSON")
    }
}

/// A server that listens until it is dropped. Every connection has one request.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Recorded>,
}

impl Server {
    /// Starts a server that responds to each connection, numbered from 0, with the returned reply.
    pub async fn start(reply: impl Fn(usize) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let reply = {
                    let mut seen = shared.lock().unwrap();
                    seen.connections += 1;
                    reply(seen.connections - 1)
                };
                tokio::spawn(serve(stream, reply, Arc::clone(&shared)));
            }
        });
        Self { address, seen, task }
    }

    /// Starts a server that always responds in the same way.
    pub async fn always(reply: Reply) -> Self {
        Self::start(move |_| reply.clone()).await
    }

    /// Returns the base URL of the server.
    pub fn url(&self) -> String {
        format!("http://{}/v1/", self.address)
    }

    /// Returns the complete requests that were read.
    pub fn requests(&self) -> Vec<Recorded> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// Returns the number of connections.
    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Returns a loopback URL on which nothing listens.
pub async fn closed_url() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    format!("http://{}/v1/", listener.local_addr().unwrap())
}

async fn serve(mut stream: TcpStream, reply: Reply, seen: Arc<Mutex<Seen>>) {
    if let Reply::ResetUnread = reply {
        reset(&stream);
        return;
    }
    let mut reply = reply;
    let bytes = loop {
        let Some(request) = read(&mut stream).await else { return };
        seen.lock().unwrap().requests.push(request);
        match reply {
            Reply::Keep(body, next) => {
                if stream.write_all(&http(200, "", body)).await.is_err() {
                    return;
                }
                reply = *next;
            }
            Reply::Http(status, headers, body) => break http(status, &format!("{headers}Connection: close\r\n"), body),
            Reply::Bytes(bytes) => break bytes,
            Reply::Late(pause, bytes) => {
                tokio::time::sleep(pause).await;
                break bytes;
            }
            Reply::Drip(pause, bytes) => {
                for byte in bytes {
                    tokio::time::sleep(pause).await;
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                }
                return std::future::pending().await;
            }
            Reply::Reset | Reply::ResetUnread => {
                reset(&stream);
                return;
            }
        }
    };
    // The client may have closed the connection.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

fn http(status: u16, headers: &str, body: Vec<u8>) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.into_bytes(), body].concat()
}

/// Reads one request with a known length.
async fn read(stream: &mut TcpStream) -> Option<Recorded> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let mut recorded = Recorded { head, body: Vec::new() };
    let length: usize = recorded.header("content-length").unwrap_or("0").parse().ok()?;
    while bytes.len() < head_end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    recorded.body = bytes[head_end..head_end + length].to_vec();
    Some(recorded)
}

/// Sets the connection to be reset when it is dropped, with a method that older versions of tokio also
/// have.
#[allow(deprecated)]
fn reset(stream: &TcpStream) {
    let _ = stream.set_linger(Some(Duration::ZERO));
}
