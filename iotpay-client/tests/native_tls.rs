//! The feature `native-tls`: a handshake with a real TLS server on loopback, with the TLS library of the platform.
#![cfg(all(feature = "native-tls", feature = "transport", feature = "general"))]

use std::sync::Arc;

use iotpay_client::client::ClientBuilder;
use iotpay_client::{Credentials, Error, general};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Starts a server with a self-signed certificate. Returns its base URL, and the certificate in PEM format.
async fn start() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(vec![made.cert.der().clone()], key).unwrap()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://localhost:{}/v1/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let body = r#"{"retCode":"FAIL","retMsg":"over TLS"}"#;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, made.cert.der());
    (url, format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"))
}

async fn send(builder: ClientBuilder<general::General>) -> Error {
    let query = general::QueryOrder::by_mch_order_no("m1").unwrap();
    builder.build().unwrap().send(&query).await.unwrap_err()
}

#[tokio::test]
async fn only_a_gateway_with_a_trusted_certificate_receives_requests() {
    let (url, certificate) = start().await;
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key");
    let credentials = credentials.build().unwrap();
    let builder =
        || general::Client::builder(credentials.clone()).base_url(&url).timeout(std::time::Duration::from_secs(9));
    let error = send(builder()).await;
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    let error = send(builder().root_certificates(certificate.as_bytes())).await;
    assert!(matches!(&error, Error::Rejected(it) if it.message.as_deref() == Some("over TLS")), "{error:?}");
}
