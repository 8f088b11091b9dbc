//! Asks a running sandbox whether it accepts requests, for images without an HTTP client.

use std::io::{Error, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long the connection and each part of the response may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Checks the health path of the sandbox at an address.
pub fn check(address: SocketAddr) -> Result<(), Error> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /sandbox/health HTTP/1.0\r\nhost: {address}\r\n\r\n").as_bytes())?;
    let mut response = Vec::new();
    stream.take(4096).read_to_end(&mut response)?;
    let is_healthy = response.starts_with(b"HTTP/1.0 200 ") && response.ends_with(b"\r\n\r\nok");
    if is_healthy { Ok(()) } else { Err(Error::other(format!("{address} is not a sandbox that accepts requests"))) }
}
