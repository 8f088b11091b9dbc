//! What happened to a request: over HTTP against the sandbox, and against a server that sends anything.

mod journaled;
mod lost_responses;
mod other_responses;
pub mod refunds;
mod waiting;

use std::time::Duration;

use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};
use iotpay_client::error::OutcomeUnknown;
use iotpay_client::resolution::{Resolution, ResolvePolicy, StillUnknownReason};
use iotpay_client::spec::Family;
use iotpay_client::{Client, Error, Request, general};
use iotpay_sandbox::{Gateway, Merchant};

/// The time that the margin after a request takes in these tests.
const MARGIN: Duration = Duration::from_millis(150);

async fn sandbox() -> Gateway {
    Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap()
}

fn client<F: Family>(base_url: &str, timeout: Duration) -> Client<F> {
    Client::<F>::builder(credentials()).base_url(base_url).timeout(timeout).build().unwrap()
}

fn client_of<F: Family>(gateway: &Gateway, timeout: Duration) -> Client<F> {
    client(&gateway.base_url(F::SPEC.name).unwrap(), timeout)
}

fn policy() -> ResolvePolicy {
    ResolvePolicy::new()
        .first_pause(Duration::from_millis(20))
        .longest_pause(Duration::from_millis(60))
        .margin(MARGIN)
        .clock_skew(Duration::ZERO)
        .time_limit(Duration::from_secs(20))
}

/// A charge that takes effect at once.
pub fn charge(number: &str) -> general::WxMicropay {
    general::WxMicropay::new(general::WxMicropayRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 2865,
        notify_url: orders::NOTIFY_URL,
        subject: "s",
        body: "b",
        identity_code: "352645673847987656",
        client_ip: orders::IP,
    })
    .unwrap()
}

async fn lost<R: Request>(client: &Client<R::Family>, request: &R) -> Box<OutcomeUnknown> {
    match client.send(request).await {
        Err(Error::OutcomeUnknown(unknown)) => unknown,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("{} succeeded", R::endpoint().name),
    }
}

#[track_caller]
fn reason(resolution: &Resolution) -> &StillUnknownReason {
    match resolution {
        Resolution::StillUnknown { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}
