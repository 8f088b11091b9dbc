//! The program, as a user starts it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use crate::shop::{KEY, MCH_ID};

pub const MERCHANT: &str = "10000701:jack123:made-up-key-for-the-tests";

/// A running program.
pub struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The lines up to `ready:`.
    banner: String,
    pub url: String,
}

impl Program {
    pub fn start(arguments: &[&str]) -> Self {
        Self::spawn(command().args(arguments))
    }

    /// Starts a program, and waits until it is ready.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        let url = loop {
            let mut line = String::new();
            assert!(stdout.read_line(&mut line).unwrap() > 0, "the program ended: {banner}");
            if let Some(url) = line.strip_prefix("ready: ") {
                break url.trim().to_owned();
            }
            banner.push_str(&line);
        };
        Self { child, stdout, banner, url }
    }

    pub fn variable(&self, name: &str) -> &str {
        let line = self.banner.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.banner))
    }

    /// Kills the program, so that it cannot save anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&self.child.wait().unwrap()), Some(9));
    }

    /// Ends the program with a signal, and returns its log.
    pub fn stop(self, signal: &str) -> String {
        let (status, log) = self.end(signal);
        assert!(status.success(), "{log}");
        log
    }

    /// Ends the program with a signal, and returns its status and its log.
    fn end(mut self, signal: &str) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let log = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(std::io::read_to_string(&mut self.stdout).unwrap(), "");
        (status, log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_iotpay-sandbox"))
}

/// Returns `false` if curl is not installed; the gate installs it.
fn has_curl() -> bool {
    let is_installed = Command::new("curl").arg("--version").output().is_ok();
    if !is_installed {
        eprintln!("curl is not installed: the test is skipped");
    }
    is_installed
}

fn shell(script: &str) -> String {
    let output = Command::new("sh").args(["-c", script]).output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program, which must end by itself.
fn run(arguments: &[&str]) -> Output {
    let mut child = command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("the program did not end: {arguments:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

#[test]
fn the_printed_command_places_an_order() {
    if !has_curl() {
        return;
    }
    let program = Program::start(&["--port", "0", "--merchant", MERCHANT]);
    let curl = program.banner.lines().find(|line| line.starts_with("curl ")).unwrap();
    let response = shell(&curl.replacen("curl ", "curl --silent --noproxy '*' ", 1));
    assert!(response.contains(r#""resCode":"SUCCESS""#), "{response}");
    let log = program.stop("-TERM");
    assert!(log.contains("general/create_order example-") && log.contains(": accepted\n"), "{log}");
    assert!(!log.contains(KEY), "{log}");
}

/// The signature is computed by the shell, without any code of this project.
#[test]
fn an_order_that_the_shell_signs_is_accepted() {
    if !has_curl() {
        return;
    }
    let program = Program::start(&["--port", "0", "--merchant", MERCHANT]);
    let url = program.variable("IOTPAY_GENERAL_URL");
    let order = |sign: &str| {
        shell(&format!(
            r#"
            signed='amount=2865&body=tea&channelId=ALIPAY_QR&clientIp=203.0.113.7&currency=CAD&jobNo=jack123&mchId={MCH_ID}&mchOrderNo=shell-1&notifyUrl=http://127.0.0.1:9/&subject=茶'
            sign=$({sign})
            curl --silent --noproxy '*' --include '{url}create_order' --data-urlencode 'params={{"mchId":"{MCH_ID}","mchOrderNo":"shell-1","channelId":"ALIPAY_QR","currency":"CAD","amount":2865,"clientIp":"203.0.113.7","notifyUrl":"http://127.0.0.1:9/","subject":"茶","body":"tea","jobNo":"jack123","sign":"'"$sign"'"}}'
            "#
        ))
    };
    // With a wrong key: rejected, with the expected string to sign.
    let rejected = order(r#"printf '%s&key=wrong' "$signed" | md5sum | cut -c1-32 | tr a-f A-F"#);
    assert!(rejected.contains("Verify XX pay sign failed."), "{rejected}");
    for header in [
        "x-sandbox-field: sign\r\n",
        "x-sandbox-rule: must be the MD5 signature over all fields with the merchant key; the received signature does not match, perhaps because of another key\r\n",
        "x-sandbox-page: Customer Scan QR Code, /guide/",
        "&notifyUrl=http://127.0.0.1:9/&subject=%E8%8C%B6&key=***\r\n",
    ] {
        assert!(rejected.contains(header), "{header} {rejected}");
    }
    // The key in upper case: the mistake is found.
    let rejected =
        order(&format!(r#"printf '%s&key={}' "$signed" | md5sum | cut -c1-32 | tr a-f A-F"#, KEY.to_uppercase()));
    assert!(rejected.contains("the received signature results if the key has another case\r\n"), "{rejected}");
    let accepted = order(&format!(r#"printf '%s&key={KEY}' "$signed" | md5sum | cut -c1-32 | tr a-f A-F"#));
    assert!(accepted.contains(r#""resCode":"SUCCESS""#) && !accepted.contains("x-sandbox-"), "{accepted}");

    let log = program.stop("-INT");
    assert!(log.contains("rejected: `sign` must be the MD5 signature"), "{log}");
    assert!(log.contains("    string to sign: amount=2865&body=tea&"), "{log}");
}

#[test]
fn health_and_unknown_paths() {
    if !has_curl() {
        return;
    }
    let program = Program::start(&["--port", "0", "--quiet"]);
    let url = &program.url;
    assert_eq!(shell(&format!("curl --silent --noproxy '*' '{url}sandbox/health'")), "ok");
    let status = format!("curl --silent --noproxy '*' --output /dev/null --write-out '%{{http_code}}' '{url}none'");
    assert_eq!(shell(&status), "404");
    assert_eq!(program.stop("-TERM"), "stopping\n");
}

/// In an image, the sandbox listens on all addresses, and the same program checks its health.
#[test]
fn the_program_checks_the_health_of_a_sandbox() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let address = ["--port", &port, "--host", "0.0.0.0"];
    let check = || run(&[&["--health"], &address[..]].concat());
    let stopped = check();
    assert_eq!((stopped.status.code(), stopped.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&stopped.stderr).starts_with("error: "));
    let program = Program::start(&[&["--allow-other-hosts", "--quiet"], &address[..]].concat());
    assert_eq!(program.url, format!("http://127.0.0.1:{port}/"));
    assert!(program.variable("IOTPAY_CARD_URL").starts_with(&program.url));
    assert!(check().status.success());
    program.stop("-TERM");
    // Another server is not a sandbox.
    let other = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let served = std::thread::spawn(move || drop(other.accept().unwrap()));
    assert_eq!(check().status.code(), Some(2));
    served.join().unwrap();
}

#[test]
fn the_environment_is_printed_without_starting() {
    let output = run(&["--print-env", "--port", "4711", "--merchant", MERCHANT]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[..3], ["IOTPAY_MCH_ID=10000701", "IOTPAY_LOGIN_NAME=jack123", &format!("IOTPAY_KEY={KEY}")]);
    assert!(lines.contains(&"IOTPAY_GENERAL_URL=http://127.0.0.1:4711/v1/"), "{text}");
    assert!(lines.contains(&"IOTPAY_CARD_URL=http://127.0.0.1:4711/v3/"), "{text}");
    assert_eq!(run(&["--print-env", "--port", "0"]).status.code(), Some(2));
    let public = run(&["--print-env", "--public-url", "http://127.0.0.1:8080/"]);
    let text = String::from_utf8(public.stdout).unwrap();
    assert!(text.contains("IOTPAY_CARD_URL=http://127.0.0.1:8080/v3/\n"), "{text}");
    let program = Program::start(&["--port", "0", "--quiet", "--public-url", "http://localhost:8080"]);
    assert_eq!(program.variable("IOTPAY_GENERAL_URL"), "http://localhost:8080/v1/");
    assert_eq!(program.url, "http://localhost:8080/");
}

#[test]
fn settings_come_from_a_file_and_options_override_it() {
    let folder = std::env::temp_dir().join(format!("iotpay-sandbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sandbox.toml");
    std::fs::write(&file, format!("port = 4712\nmerchants = [\"{MERCHANT}\", \"2:other:key\"]\n")).unwrap();
    let path = file.to_str().unwrap();
    let of_file = String::from_utf8(run(&["--print-env", "--config", path]).stdout).unwrap();
    assert!(of_file.contains("IOTPAY_MCH_ID=10000701\n") && of_file.contains(":4712/"), "{of_file}");
    let overridden =
        String::from_utf8(run(&["--print-env", "--config", path, "--port", "4713", "--merchant", "3:a:b"]).stdout)
            .unwrap();
    assert!(overridden.contains("IOTPAY_MCH_ID=3\n") && overridden.contains(":4713/"), "{overridden}");

    std::fs::write(&file, "merchants = [\"1:secret:key\"]\nprot = 1\n").unwrap();
    let output = run(&["--config", path]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains("unknown field `prot`") && !error.contains("secret"), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn mistakes_in_options_are_explained_without_the_key() {
    for (arguments, expected) in [
        (&["--merchant", "1::made-up-key"][..], "error: merchant 1 is not valid\n  caused by: invalid credentials\n"),
        (&["--merchant", "made-up-key"], "expected `MERCHANT_ID:LOGIN_NAME:KEY`"),
        (&["--host", "0.0.0.0", "--port", "0"], "0.0.0.0 is not a loopback address"),
        (&["--config", "/no/such/file"], "cannot read /no/such/file"),
    ] {
        let output = run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(expected) && !error.contains("made-up-key"), "{error}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert!(String::from_utf8_lossy(&output.stderr).contains(&format!(
        "error: cannot listen on 127.0.0.1:{port}: another program uses port {port}, perhaps another sandbox; stop it, or"
    )));
}

/// The command line overrides the file in both directions.
#[test]
fn switches_can_be_disabled() {
    let file = std::env::temp_dir().join(format!("iotpay-sandbox-switches-{}.toml", std::process::id()));
    std::fs::write(&file, "quiet = true\nallow-other-hosts = true\nallow-host = [\"sandbox\"]\n").unwrap();
    let config = ["--port", "0", "--host", "0.0.0.0", "--config", file.to_str().unwrap()];
    assert_eq!(Program::start(&config).stop("-TERM"), "stopping\n");
    let not_allowed = run(&[&config[..], &["--allow-other-hosts=false"]].concat());
    assert!(String::from_utf8_lossy(&not_allowed.stderr).contains("not a loopback address"));
    std::fs::write(&file, "quiet = false\nallow-other-hosts = false\n").unwrap();
    drop(Program::start(&[&config[..], &["--quiet", "--allow-other-hosts", "--allow-host", "sandbox"]].concat()));
    std::fs::remove_file(&file).unwrap();
}

/// A state is saved over HTTP, and loaded by another program.
#[test]
fn a_snapshot_is_loaded() {
    if !has_curl() {
        return;
    }
    let program = Program::start(&["--port", "0", "--quiet"]);
    let curl = program.banner.lines().find(|line| line.starts_with("curl ")).unwrap();
    shell(&curl.replacen("curl ", "curl --silent --noproxy '*' ", 1));
    let get = |url: &str, path: &str| shell(&format!("curl --silent --noproxy '*' '{url}sandbox/{path}'"));
    let file = std::env::temp_dir().join(format!("iotpay-sandbox-{}.json", std::process::id()));
    std::fs::write(&file, get(&program.url, "snapshot")).unwrap();
    let loaded = Program::start(&["--port", "0", "--snapshot", file.to_str().unwrap()]);
    let orders = get(&loaded.url, "orders");
    assert!(orders.contains("\"mch_order_no\":\"example-"), "{orders}");
    assert_eq!(orders, get(&program.url, "orders"));

    std::fs::write(&file, "{\"orders\": []}").unwrap();
    let output = run(&["--port", "0", "--snapshot", file.to_str().unwrap()]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && error.contains("not a snapshot of a sandbox"), "{error}");
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn starts_and_stops_quickly() {
    let start = Instant::now();
    let program = Program::start(&["--port", "0"]);
    program.stop("-TERM");
    // The debug build reads and checks the whole spec in this time.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

/// The size of the file is limited, as on a full disk. Every request fails, the operator is informed, and no acknowledged
/// order is lost.
#[tokio::test]
async fn a_file_that_cannot_be_written_is_reported() {
    let file = crate::data::TemporaryFile::new("full");
    let path = file.path().to_str().unwrap();
    let arguments = ["--port", "0", "--quiet", "--merchant", MERCHANT, "--data", path];
    Program::start(&arguments).stop("-TERM");
    let blocks = std::fs::metadata(path).unwrap().len() / 512 + 2_000;
    let program = env!("CARGO_BIN_EXE_iotpay-sandbox");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let program = Program::spawn(Command::new("sh").args(["-c", &script, program]).args(arguments));
    let client = iotpay_client::general::Client::builder(crate::shop::credentials(MCH_ID, KEY));
    let client = client.base_url(program.variable("IOTPAY_GENERAL_URL")).build().unwrap();
    let mut acknowledged = 0;
    let error = loop {
        match client.send(&crate::shop::order(&format!("full-{acknowledged}"), "http://127.0.0.1:9/")).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < 20_000, "the file is never full");
    };
    assert!(error.may_have_taken_effect(), "{error}");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.get(format!("{}sandbox/orders", program.url)).send().await.unwrap();
    assert_eq!(response.status(), 500);
    let (status, log) = program.end("-TERM");
    assert_eq!(status.code(), Some(2), "{log}");
    assert!(log.starts_with("error: the data file cannot be written"), "{log}");

    let program = Program::start(&arguments);
    let orders = http.get(format!("{}sandbox/orders", program.url)).send().await.unwrap().bytes().await.unwrap();
    let orders: Vec<serde_json::Value> = serde_json::from_slice(&orders).unwrap();
    assert!((acknowledged..=acknowledged + 1).contains(&orders.len()), "{acknowledged} {}", orders.len());
}
