//! The configurable and the fixed settings of the HTTP client.

use std::process::Command;

use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{signed, texts, to_json};
use crate::support::{KEY, credentials, orders};
use iotpay_client::{Error, general};

/// The variables that set a proxy.
const VARIABLES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Set if a test of this module has set the proxy.
const BEHIND_PROXY: &str = "IOTPAY_TESTS_BEHIND_PROXY";

/// A proxy that responds with 503 to everything.
async fn proxy() -> (Server, String) {
    let server = Server::always(Reply::status(503, "")).await;
    let url = server.url().trim_end_matches("/v1/").to_owned();
    (server, url)
}

/// Runs tests of this program in a process with a proxy in its environment. Returns their number if all pass.
async fn run_behind(proxy: &str, tests: &'static [&'static str]) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(tests).env_remove("NO_PROXY").env_remove("no_proxy").env_remove("REQUEST_METHOD");
    child.envs(VARIABLES.map(|name| (name, proxy))).env(BEHIND_PROXY, "1");
    let child_output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    let output = String::from_utf8_lossy(&child_output.stdout).into_owned();
    assert!(child_output.status.success(), "{output}{}", String::from_utf8_lossy(&child_output.stderr));
    let passed = output.lines().find_map(|line| line.strip_prefix("test result: ok. ")?.split_once(" passed"));
    passed.unwrap().0.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn environment_proxies_are_not_used_for_loopback() {
    let (server, url) = proxy().await;
    let passed = run_behind(&url, &["end_to_end::", "sandbox_notifications::", "tls::", "forgeries::no_setting"]).await;
    assert!(passed > 10, "{passed}");
    assert_eq!(server.connections(), 0, "{:?}", server.requests());
}

#[tokio::test(flavor = "multi_thread")]
async fn environment_proxies_are_used_for_other_hosts() {
    let (server, url) = proxy().await;
    run_behind(&url, &["--exact", "http_settings::unreachable_remote_host"]).await;
    assert_eq!(asked_for(&server), ["CONNECT gateway.test:443"]);
}

/// Nothing listens on this name's port, and the proxy of the test above does not forward to it.
#[tokio::test]
async fn unreachable_remote_host() {
    let is_behind_proxy = std::env::var_os(BEHIND_PROXY).is_some();
    let error = refund("https://gateway.test/v1/", |http| if is_behind_proxy { http } else { http.no_proxy() }).await;
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn caller_proxies_are_not_used_for_loopback() {
    let ok = to_json(&signed(texts(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCodeDes", "no")]), KEY));
    let gateway = Server::always(Reply::json(ok)).await;
    let (server, url) = proxy().await;
    let all = || reqwest::Proxy::all(&url).unwrap();
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "127.1", "[::ffff:127.0.0.1]"] {
        let base_url = gateway.url().replace("127.0.0.1", host);
        let error = refund(&base_url, |http| http.proxy(all())).await;
        assert!(matches!(error, Error::Rejected(_)), "{host}: {error:?}");
        let error = refund(&base_url, |http| http.no_proxy().proxy(all()).proxy(all())).await;
        assert!(matches!(error, Error::Rejected(_)), "{host}: {error:?}");
    }
    // TLS makes no difference, and nothing listens there.
    for host in ["127.0.0.1:1", "[::1]:1", "localhost.:1", "shop.localhost:1", "0.0.0.0:1"] {
        let error = refund(&format!("https://{host}/"), |http| http.proxy(all())).await;
        assert!(matches!(error, Error::Unreachable(_)), "{host}: {error:?}");
    }
    assert_eq!(server.connections(), 0);
    assert_eq!(gateway.requests().len(), 10);

    for host in ["gateway.test", "localhost.test", "10.0.0.1"] {
        refund(&format!("https://{host}/"), |http| http.proxy(all())).await;
    }
    let asked = ["CONNECT gateway.test:443", "CONNECT localhost.test:443", "CONNECT 10.0.0.1:443"];
    assert_eq!(asked_for(&server), asked);
}

/// The requests that the proxy received.
fn asked_for(proxy: &Server) -> Vec<String> {
    proxy.requests().iter().map(|it| it.head.split(" HTTP/").next().unwrap().to_owned()).collect()
}

async fn refund(base_url: &str, configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Error {
    let closed = closed_url().await;
    let closed = closed.trim_start_matches("http://").trim_end_matches("/v1/").parse().unwrap();
    let builder = general::Client::builder(credentials()).base_url(base_url);
    let client = builder.http_client_builder(|http| configure(http.resolve("gateway.test", closed))).build().unwrap();
    client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err()
}

/// The settings forbid the URL, so that nothing is sent.
#[tokio::test]
async fn request_that_the_settings_forbid_is_not_sent() {
    let server = Server::always(Reply::status(503, "")).await;
    let error = refund(&server.url(), |http| http.https_only(true)).await;
    assert!(matches!(error, Error::Unreachable(_)) && !error.may_have_taken_effect(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "refund_order was not sent: the settings of the HTTP client do not allow the request"
    );
    assert_eq!(server.connections(), 0);
}

type Configure = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;

#[tokio::test]
async fn default_settings_are_kept() {
    let server = Server::always(Reply::status(503, "")).await;
    let own = format!("iotpay-client/{}", env!("CARGO_PKG_VERSION"));
    let cases: [(Configure, Configure, &str); 3] = [
        (|http| http, |http| http, &own),
        (|http| http.tcp_nodelay(false), |http| http.https_only(false), &own),
        (|http| http.user_agent("shop/1"), |http| http.tcp_nodelay(false), "shop/1"),
    ];
    for (at, (first, second, user_agent)) in cases.into_iter().enumerate() {
        let builder = general::Client::builder(credentials()).base_url(server.url()).http_client_builder(first);
        let client = builder.http_client_builder(second).build().unwrap();
        client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert_eq!(server.requests()[at].header("user-agent"), Some(user_agent));
    }
}
