//! A minimal editor for rust-analyzer.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The time limit for building the client for rust-analyzer, which happens once.
const READY: Duration = Duration::from_secs(300);
const RESPONSE: Duration = Duration::from_secs(60);

/// The error codes "content modified" and "server cancelled", after which the request is sent again.
const AGAIN: [i64; 2] = [-32801, -32802];

/// A running rust-analyzer with one file open.
pub struct Editor {
    server: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    file: String,
    version: u64,
    last_id: u64,
    is_quiescent: bool,
}

impl Editor {
    /// Starts rust-analyzer on a project and waits until it has read all of it.
    pub fn open(project: &Path, file: &Path, settings: &Value) -> Self {
        let mut server = Command::new("rust-analyzer")
            .current_dir(project)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = server.stdin.take().unwrap();
        let output = messages(server.stdout.take().unwrap());
        let file = uri(file);
        let mut editor = Self { server, input, output, file, version: 0, last_id: 0, is_quiescent: false };
        editor.start(project, settings);
        editor
    }

    fn start(&mut self, project: &Path, settings: &Value) {
        let root = uri(project);
        let capabilities = json!({
            "experimental": { "serverStatusNotification": true },
            // Nothing else writes to the project.
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
            "textDocument": {
                "completion": { "completionItem": { "resolveSupport": { "properties": ["documentation", "detail"] } } },
                "hover": { "contentFormat": ["markdown"] },
                "diagnostic": {},
            },
        });
        self.ask(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": root,
                "workspaceFolders": [{ "uri": root, "name": "shop" }],
                "capabilities": capabilities,
                "initializationOptions": settings,
            }),
        );
        self.notify("initialized", &json!({}));
        let document = json!({ "uri": self.file, "languageId": "rust", "version": self.version, "text": "" });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        let end = Instant::now() + READY;
        while !self.is_quiescent {
            self.next(end);
        }
    }

    /// Replaces the text of the file.
    pub fn write(&mut self, text: &str) {
        self.version += 1;
        let document = json!({ "uri": self.file, "version": self.version });
        let changes = json!([{ "text": text }]);
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Returns the result for a position (line and character, both from 0).
    pub fn at(&mut self, method: &str, (line, character): (usize, usize)) -> Value {
        let position = json!({ "line": line, "character": character });
        self.ask(method, &json!({ "textDocument": { "uri": self.file }, "position": position }))
    }

    /// Returns the diagnostics of the file.
    pub fn of_file(&mut self, method: &str) -> Value {
        self.ask(method, &json!({ "textDocument": { "uri": self.file } }))
    }

    /// Sends a request and returns the result.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        let end = Instant::now() + RESPONSE;
        loop {
            self.last_id += 1;
            let id = self.last_id;
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
            let mut response = loop {
                let message = self.next(end);
                if message["id"] == id && message.get("method").is_none() {
                    break message;
                }
            };
            match response["error"]["code"].as_i64() {
                None => return response["result"].take(),
                Some(code) if AGAIN.contains(&code) => {}
                Some(_) => panic!("rust-analyzer rejects {method}: {}", response["error"]),
            }
        }
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Returns the next message; responds to requests from rust-analyzer immediately.
    fn next(&mut self, end: Instant) -> Value {
        let left = end.saturating_duration_since(Instant::now());
        let message = match self.output.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("rust-analyzer took too long"),
            Err(RecvTimeoutError::Disconnected) => panic!("rust-analyzer ended"),
        };
        match (message["method"].as_str(), message.get("id")) {
            (Some("experimental/serverStatus"), _) => {
                let status = &message["params"];
                assert_ne!(status["health"], "error", "rust-analyzer cannot read the project: {}", status["message"]);
                self.is_quiescent = status["quiescent"] == true;
            }
            (Some(_), Some(id)) => {
                // There are no settings, registrations or dialogs.
                let items = message["params"]["items"].as_array().map(|items| vec![Value::Null; items.len()]);
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": items }));
            }
            _ => {}
        }
        message
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It may already have exited.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Reads in a separate thread, so that waiting can time out.
fn messages(output: ChildStdout) -> Receiver<Value> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        while let Some(message) = message(&mut output) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    receiver
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut content = Vec::new();
    output.take(length?).read_to_end(&mut content).ok()?;
    serde_json::from_slice(&content).ok()
}

fn uri(path: &Path) -> String {
    let path = path.to_str().unwrap().replace('\\', "/").replace('%', "%25").replace(' ', "%20");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}
