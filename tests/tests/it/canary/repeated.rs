//! A gateway that echoes the request in every place of its responses.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use iotpay_client::audit::Audit;
use iotpay_client::journal::Journal;
use iotpay_client::protocol::{SignaturePolicy, encode};
use iotpay_client::spec::Family;
use iotpay_client::{Client, Request, ValidationError};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::{Case, VisitRequest, assert_silent, canaries, debugged, every_type, implementing, messages_of};
use crate::support::credentials;
use crate::support::server::{Reply, Server};

/// Returns responses that echo the request everywhere.
fn echoes<F: Family>(case: &Case, body: &str) -> Vec<Reply> {
    let envelope = F::SPEC.envelope;
    let text = serde_json::Value::from(body).to_string();
    let failed = |message: &str| format!(r#"{{"{}":"FAIL","{}":{message}}}"#, envelope.code, envelope.message);
    let success = |more: &str| format!(r#"{{"{}":"SUCCESS"{more}}}"#, envelope.code);
    let content = case.response.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap();
    let mut replies = vec![
        Reply::status(500, body),
        Reply::status(400, failed(&text)),
        Reply::json(body),
        Reply::json(failed(&text)),
        Reply::json(format!(r#"{{"{}":{text}}}"#, envelope.code)),
        Reply::json(failed(&text).trim_end_matches(['"', '}'])),
        Reply::json(success(&format!(r#","echo":{text},{text}:1"#))),
        Reply::json(success(&format!(",{text}:1,{text}:2"))),
    ];
    let result = envelope.result.map(|name| format!(r#","{name}":"SUCCESS""#)).unwrap_or_default();
    replies.push(Reply::json(success(&format!(r#"{result},{content},"echo":{text},{text}:1"#))));
    if let (Some(result), Some(code), Some(message)) = (envelope.result, envelope.error_code, envelope.error_message) {
        replies.push(Reply::json(success(&format!(r#","{result}":"FAIL","{code}":{text},"{message}":{text}"#))));
    }
    let said = |text: &str| Reply::json(failed(&serde_json::Value::from(format!("not accepted: {text}.")).to_string()));
    replies.extend(case.secrets.iter().map(|secret| said(secret.canary)));
    // A number of another request, or in another format, is recognized only by its length.
    let number = super::values::CARD_NUMBER;
    let groups: Vec<&str> = (0..number.len()).step_by(4).map(|at| &number[at..at + 4]).collect();
    replies.push(said(number));
    replies.push(said(&format!("{number}/{}/{}", super::values::EXPIRY_DATE, super::values::CVV)));
    replies.extend([" ", "-", "  ", ",", ":", " / "].map(|between| said(&groups.join(between))));
    replies
}

/// How often a query is sent at most.
const ATTEMPTS: usize = 3;

struct Sending<'r> {
    runtime: &'r Runtime,
    audit: Option<Arc<dyn Audit>>,
    journal: Option<Arc<dyn Journal>>,
    tasks: JoinSet<usize>,
}

impl VisitRequest for Sending<'_> {
    fn request<R>(&mut self, case: &Case, make: impl Fn(&[&str]) -> Result<R, ValidationError>)
    where
        R: Request<Response: Debug + Send> + Debug + Clone + Send + 'static,
    {
        let request = make(&canaries(case)).unwrap();
        let name = case.name;
        let body = encode(&request, &credentials(), R::Family::SPEC).body;
        let times = if R::endpoint().idempotent { ATTEMPTS } else { 1 };
        let replies: Vec<_> =
            echoes::<R::Family>(case, &body).into_iter().flat_map(|reply| vec![reply; times]).collect();
        let (audit, journal) = (self.audit.clone(), self.journal.clone());
        let task = async move {
            let count = replies.len();
            let server = Server::start(move |at| replies[at.min(count - 1)].clone()).await;
            let client = Client::<R::Family>::builder(credentials())
                .base_url(server.url())
                .timeout(Duration::from_secs(60))
                .signature_policy(SignaturePolicy::WhenPresent);
            let client = match audit {
                Some(audit) => client.audit(audit),
                None => client,
            };
            let client = match journal {
                Some(journal) => client.journal(journal),
                None => client,
            };
            let client = client.build().unwrap();
            let mut accepted = 0;
            while server.connections() < count {
                match client.send(&request).await {
                    Ok(response) => {
                        accepted += 1;
                        assert!(response.received().raw().contains("echo"), "the raw text is complete");
                        // Some responses have the last digits of a card number in a field.
                        assert_silent(name, &debugged(&response), true);
                    }
                    // A masked number keeps its last digits.
                    Err(error) => assert_silent(name, &messages_of(&error), true),
                }
            }
            assert!(
                server.requests().iter().all(|request| request.body == body.as_bytes()),
                "{name}: a retry has a different body"
            );
            accepted
        };
        self.tasks.spawn_on(task, self.runtime.handle());
    }
}

/// Sends each request several times to a gateway that echoes it. Returns the number of accepted responses of each.
pub fn send_all(runtime: &Runtime, audit: Option<Arc<dyn Audit>>, journal: Option<Arc<dyn Journal>>) -> Vec<usize> {
    let mut sending = Sending { runtime, audit, journal, tasks: JoinSet::new() };
    every_type::every_request(&mut sending);
    let mut tasks = sending.tasks;
    runtime.block_on(async {
        let mut accepted = Vec::new();
        while let Some(task) = tasks.join_next().await {
            accepted.push(task.unwrap());
        }
        accepted
    })
}

#[test]
fn no_error_shows_what_the_gateway_echoes() {
    let accepted = send_all(&Runtime::new().unwrap(), None, None);
    assert!(accepted.len() >= implementing("Request").len());
    assert!(accepted.iter().all(|count| *count > 0), "some requests have no response: {accepted:?}");
}
