//! Requests are sent over TLS to an authenticated gateway, tested with a real TLS server on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{credentials, orders};
use iotpay_client::client::Connections;
use iotpay_client::protocol::SignaturePolicy;
use iotpay_client::{Error, general};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A TLS server with a self-signed certificate, and the number of requests that it received.
struct TlsServer {
    address: SocketAddr,
    certificate: Vec<u8>,
    requests: Arc<AtomicUsize>,
}

impl TlsServer {
    async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config =
            ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
                .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let server = Self {
            address: listener.local_addr().unwrap(),
            certificate: made.cert.der().to_vec(),
            requests: requests.clone(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = [0; 4096];
                if stream.read(&mut request).await.is_ok_and(|length| length > 0) {
                    requests.fetch_add(1, Ordering::SeqCst);
                }
                let body = r#"{"retCode":"FAIL","retMsg":"over TLS"}"#;
                let response =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
                let _ = stream.write_all(response.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        server
    }

    fn base_url(&self) -> String {
        format!("https://localhost:{}/v1/", self.address.port())
    }
}

#[tokio::test]
async fn sends_nothing_to_an_unauthenticated_gateway() {
    let server = TlsServer::start().await;
    let client = general::Client::builder(credentials()).base_url(server.base_url()).build().unwrap();
    let error = client.send(&orders::alipay_qr("m1")).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(!error.may_have_taken_effect());
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_client_sends_nothing_to_an_unauthenticated_gateway() {
    let server = TlsServer::start().await;
    let base_url = server.base_url();
    let send = move || {
        let client = general::BlockingClient::builder(credentials()).base_url(base_url).build().unwrap();
        client.send(&orders::alipay_qr("m1")).unwrap_err()
    };
    let error = tokio::task::spawn_blocking(send).await.unwrap();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(!error.may_have_taken_effect());
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn can_trust_another_certificate() {
    let server = TlsServer::start().await;
    let certificate = reqwest::Certificate::from_der(&server.certificate).unwrap();
    let client = general::Client::builder(credentials())
        .base_url(server.base_url())
        .http_client_builder(|http| http.tls_certs_only([certificate]))
        .signature_policy(SignaturePolicy::Strict)
        .build()
        .unwrap();
    let error = client.send(&orders::alipay_qr("m1")).await.unwrap_err();
    let Error::Rejected(rejected) = error else { panic!("{error:?}") };
    assert_eq!(rejected.message.as_deref(), Some("over TLS"));
    assert_eq!(server.requests.load(Ordering::SeqCst), 1);
}

/// A certificate in PEM format.
fn pem(certificate: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

#[tokio::test]
async fn can_trust_an_additional_root_certificate() {
    let (server, other) = (TlsServer::start().await, TlsServer::start().await);
    let roots = format!("{}{}", pem(&other.certificate), pem(&server.certificate));
    let connections = Connections::builder().root_certificates(roots.as_bytes()).build().unwrap();
    let builder = || general::Client::builder(credentials()).base_url(server.base_url());
    for (at, builder) in
        [builder().root_certificates(roots.as_bytes()), builder().connections(connections)].into_iter().enumerate()
    {
        let error = builder.build().unwrap().send(&orders::alipay_qr("m1")).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
        assert_eq!(server.requests.load(Ordering::SeqCst), at + 1);
    }
    // The certificate of another server is not enough.
    let wrong = builder().root_certificates(pem(&other.certificate).as_bytes()).build().unwrap();
    let error = wrong.send(&orders::alipay_qr("m1")).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && !error.may_have_taken_effect(), "{error:?}");
    assert_eq!(server.requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn requests_can_be_spawned() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let client = general::Client::builder(credentials()).base_url("http://127.0.0.1:1/").build().unwrap();
    let call = is_send(async move { client.send(&orders::alipay_qr("m1")).await.map(|_| ()) });
    assert!(matches!(tokio::spawn(call).await.unwrap(), Err(Error::Unreachable(_))));
}
