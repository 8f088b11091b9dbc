//! Hostile messages are rejected cheaply, and the sandbox keeps serving.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::shop::Shop;

const PATIENCE: Duration = Duration::from_secs(20);

async fn connect(shop: &Shop) -> TcpStream {
    TcpStream::connect(shop.gateway.address()).await.unwrap()
}

/// Sends bytes, and returns the response, which may be empty.
async fn send(shop: &Shop, bytes: &[u8]) -> String {
    let mut stream = connect(shop).await;
    // The sandbox may close the connection before it has received everything.
    let _ = stream.write_all(bytes).await;
    let mut response = Vec::new();
    let mut buffer = [0; 4096];
    let reading = async {
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            response.extend_from_slice(&buffer[..length]);
            if String::from_utf8_lossy(&response).contains("\r\n\r\n") {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("the sandbox neither responds nor closes the connection");
    String::from_utf8_lossy(&response).into_owned()
}

fn post(path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn status(response: &str) -> &str {
    response.split(' ').nth(1).unwrap_or("none")
}

/// The sandbox serves others without delay.
async fn assert_serves(shop: &Shop, reference: &str) {
    let start = Instant::now();
    shop.order(reference).await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn slow_senders_delay_no_others() {
    let shop = Shop::new(|builder| builder).await;
    let mut slow = Vec::new();
    for part in [
        "P",
        "POST /v1/create_order HTTP/1.1\r\nhost: x\r\n",
        "POST /v1/create_order HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\npar",
    ] {
        for _ in 0..30 {
            let mut stream = connect(&shop).await;
            stream.write_all(part.as_bytes()).await.unwrap();
            slow.push(stream);
        }
    }
    for round in 0..5 {
        for stream in &mut slow {
            let _ = stream.write_all(b"a").await;
        }
        assert_serves(&shop, &format!("m{round}")).await;
    }
}

/// Announces a body of 1 GB, and sends as much of it as the sandbox accepts.
async fn endless(shop: &Shop, path: &str, head: &str, chunk: &[u8]) -> usize {
    let mut stream = connect(shop).await;
    stream.write_all(format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{head}\r\n").as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut sent = 0;
    let sending = async {
        while sent < 1 << 30 && writer.write_all(chunk).await.is_ok() {
            sent += chunk.len();
        }
    };
    let reading = async {
        let mut response = [0; 1024];
        let length = reader.read(&mut response).await.unwrap_or_default();
        String::from_utf8_lossy(&response[..length]).into_owned()
    };
    tokio::select! {
        () = sending => {}
        response = reading => assert!(["413", "400", "403", "none"].contains(&status(&response)), "{response}"),
        () = tokio::time::sleep(PATIENCE) => panic!("{path}: no response after {sent} bytes"),
    }
    sent
}

#[tokio::test]
async fn a_body_of_a_gigabyte_is_rejected_after_its_beginning() {
    let shop = Shop::new(|builder| builder).await;
    let chunk = vec![b'a'; 64 * 1024];
    let encoded = [b"10000\r\n", &chunk[..], b"\r\n"].concat();
    for path in ["/v1/create_order", "/v3/cc_purchase", "/sandbox/faults", "/sandbox/inspect", "/nowhere"] {
        for (head, chunk) in [
            ("content-type: application/json\r\ncontent-length: 1073741824\r\n", &chunk),
            ("content-type: application/json\r\ntransfer-encoding: chunked\r\n", &encoded),
        ] {
            let sent = endless(&shop, path, head, chunk).await;
            // The limit is 2 MB; the system buffers some more.
            assert!(sent < 32 << 20, "{path}: {sent} bytes");
        }
    }
    assert_serves(&shop, "m1").await;
}

#[tokio::test]
async fn invalid_utf_8_and_deep_json_are_rejected() {
    let shop = Shop::new(|builder| builder).await;
    let form = "application/x-www-form-urlencoded";
    let deep = |times: usize| "[".repeat(times);
    let deep_object = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    for (path, content_type, body) in [
        ("/v1/create_order", form, b"params=%FF%FE".to_vec()),
        ("/v1/create_order", form, b"params={\"mchId\":\"\xff\"}".to_vec()),
        ("/v1/create_order", form, b"\xff\x00\xfe".to_vec()),
        ("/v1/create_order", form, format!("params={}", deep(100_000)).into_bytes()),
        ("/v1/create_order", form, format!("params={deep_object}").into_bytes()),
        ("/v3/cc_purchase", "application/json", b"{\"mchId\":\"\xc3\x28\"}".to_vec()),
        ("/v3/cc_purchase", "application/json", b"{\"mchId\":\"\\ud800\"}".to_vec()),
        ("/v3/cc_purchase", "application/json", deep_object.clone().into_bytes()),
        ("/v3/cc_purchase", "application/json", format!("{{\"a\":{}", deep(100_000)).into_bytes()),
        ("/sandbox/faults", "application/json", deep_object.clone().into_bytes()),
        ("/sandbox/inspect", "application/json", deep(100_000).into_bytes()),
        ("/sandbox/orders/none/notify", "application/json", format!("{{\"fields\":{deep_object}}}").into_bytes()),
    ] {
        let response = send(&shop, &post(path, content_type, &body)).await;
        let is_rejected = status(&response).starts_with('4') || response.contains("\"FAIL\"");
        assert!(is_rejected, "{path} {}: {response}", String::from_utf8_lossy(&body[..body.len().min(80)]));
    }
    assert_serves(&shop, "m1").await;
}

#[tokio::test]
async fn header_floods_are_rejected() {
    let shop = Shop::new(|builder| builder).await;
    let many: String = (0..10_000).map(|number| format!("x-{number}: a\r\n")).collect();
    let long = format!("x: {}\r\n", "a".repeat(2 << 20));
    let no_end = "a".repeat(2 << 20);
    for headers in [many, long, no_end] {
        let request = format!("POST /v1/create_order HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        let response = send(&shop, request.as_bytes()).await;
        assert!(["431", "400", "none"].contains(&status(&response)), "{response}");
    }
    let long_path = format!("POST /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(2 << 20));
    let response = send(&shop, long_path.as_bytes()).await;
    assert!(["414", "431", "400", "none"].contains(&status(&response)), "{response}");
    assert_serves(&shop, "m1").await;
}

#[tokio::test]
async fn path_tricks_reach_nothing_else() {
    let shop = Shop::new(|builder| builder).await;
    let id = shop.order("m1").await;
    let before = shop.gateway.snapshot().to_string();
    let now = before.lines().filter(|line| !line.contains("\"now\"")).collect::<Vec<_>>().join("\n");
    for target in [
        "/v1/../sandbox/reset".to_owned(),
        "/v1/%2e%2e/sandbox/reset".to_owned(),
        "//sandbox/reset".to_owned(),
        "/sandbox//reset".to_owned(),
        "/sandbox/./reset".to_owned(),
        "/SANDBOX/reset".to_owned(),
        "/sandbox/reset/".to_owned(),
        "/sandbox%2Freset".to_owned(),
        "/sandbox/reset%00".to_owned(),
        format!("/sandbox/orders/{id}%2Fpay/x"),
        format!("/sandbox/orders/..%2Forders%2F{id}/pay"),
        "/sandbox/deliveries/-1/resend".to_owned(),
        "/sandbox/deliveries/99999999999999999999999/resend".to_owned(),
        "/../../etc/passwd".to_owned(),
        "/v1/create_order/../create_order".to_owned(),
        "/v1/create_order%3f".to_owned(),
        "*".to_owned(),
        "http://other.example/sandbox/reset".to_owned(),
        "/\u{1}".to_owned(),
    ] {
        let response = send(&shop, &post(&target, "application/json", b"")).await;
        assert!(status(&response).starts_with('4'), "{target}: {response}");
        assert!(!response.contains("root:"), "{target}");
    }
    let after = shop.gateway.snapshot().to_string();
    assert_eq!(after.lines().filter(|line| !line.contains("\"now\"")).collect::<Vec<_>>().join("\n"), now);
    assert_serves(&shop, "m2").await;
}

/// The sandbox can open 1,024 files, as is usual, and another process keeps many more connections open: 2,000 in a normal
/// run, and 10,000 with `SANDBOX_CONNECTIONS=10000`.
#[cfg(all(unix, feature = "program"))]
#[tokio::test]
async fn thousands_of_idle_connections_are_no_problem() {
    use crate::program::{Program, command};

    let limit = std::process::Command::new("sh").args(["-c", "ulimit -n"]).output().unwrap();
    let limit: usize = String::from_utf8(limit.stdout).unwrap().trim().parse().unwrap_or(10_500);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", r#"ulimit -n 1024; exec "$@""#, "sh"]).arg(command().get_program());
    let program = Program::spawn(shell.args(["--port", "0", "--quiet"]));
    let address = program.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut idle = Vec::new();
    let number = std::env::var("SANDBOX_CONNECTIONS").map_or(2_000, |number| number.parse().unwrap());
    for number in 0..number.min(limit.saturating_sub(200)) {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        // Half of them have begun a request.
        if number % 2 == 0 {
            let _ = stream.write_all(b"POST /v1/create_order HTTP/1.1\r\n").await;
        }
        idle.push(stream);
    }
    for _ in 0..20 {
        let start = Instant::now();
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"GET /sandbox/health HTTP/1.0\r\n\r\n").await.unwrap();
        let mut response = String::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut response)).await;
        assert!(read.is_ok() && response.ends_with("ok"), "{response}");
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
    assert!(program.stop("-TERM").starts_with("stopping"));
}

/// What the history keeps of rejected requests does not grow with the requests.
#[tokio::test]
async fn long_rejected_requests_need_little_memory() {
    let shop = Shop::new(|builder| builder).await;
    let long = "a".repeat(1 << 20);
    let body = format!(r#"{{"mchId":"{long}","mchOrderNo":"{long}","amount":1,"currency":"CAD","subject":"{long}"}}"#);
    let body = body.replacen(&long, "10000701", 1);
    let other_merchant = body.replacen("10000701", &long[..1 << 19], 1);
    let unsigned = format!(r#"{{"mchId":"10000701","subject":"{}","sign":"x"}}"#, &long[..1 << 19]);
    for body in [body, other_merchant, unsigned] {
        let response = send(&shop, &post("/v3/cc_purchase", "application/json", body.as_bytes())).await;
        assert!(["200", "413"].contains(&status(&response)), "{response}");
    }
    let long_path = format!("/v1/{}", &long[..1 << 15]);
    send(&shop, &post(&long_path, "application/json", b"")).await;
    let events = shop.gateway.events();
    assert_eq!(events.len(), 4);
    for event in events {
        let length = format!("{event:?}").len();
        assert!(length < 32_000, "{length}");
    }
}
