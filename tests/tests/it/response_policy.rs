//! Which responses are accepted if the envelope, the HTTP status and the signature policy disagree.

use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, map, signed, to_json};
use crate::support::{KEY, card_client, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::protocol::SignaturePolicy;
use iotpay_client::signing::Verification;
use iotpay_client::{Error, Request, autodebit, card, general};

/// A rejection in the body of a server error proves nothing: a proxy in front of the gateway may have sent
/// it after the gateway accepted the request.
#[tokio::test]
async fn rejection_with_a_server_error_leaves_the_outcome_unknown() {
    async fn cause<R: Request<Family = F>, F: iotpay_client::spec::Family>(
        client: iotpay_client::Client<F>,
        request: &R,
    ) -> OutcomeUnknownCause {
        let Err(error) = client.send(request).await else { panic!("a rejection") };
        assert!(error.may_have_taken_effect());
        let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
        unknown.cause
    }
    let rejection = map([("retCode", "FAIL".into()), ("retMsg", "mchId is wrong".into())]);
    for status in [500, 502, 503, 504, 599] {
        for body in [to_json(&rejection), to_json(&signed(rejection.clone(), KEY))] {
            let server = Server::always(Reply::status(status, body)).await;
            let order = orders::wx_native("m1", orders::NOTIFY_URL);
            let general: OutcomeUnknownCause =
                cause::<_, general::General>(general_client(&server.url(), KEY), &order).await;
            assert!(matches!(general, OutcomeUnknownCause::Status(code) if code == status), "{general:?}");
            let void = card::CcVoid::new(card::CcVoidRequired {
                mch_refund_no: "r1",
                pay_order_id: &iotpay_client::OrderId::new("P1").unwrap(),
            });
            let card: OutcomeUnknownCause =
                cause::<_, card::Card>(card_client(&server.url(), KEY), &void.unwrap()).await;
            assert!(matches!(card, OutcomeUnknownCause::Status(code) if code == status), "{card:?}");
        }
    }
}

/// It is undocumented whether Autodebit signs its responses.
#[tokio::test]
async fn strict_accepts_only_signed_responses_of_a_family_that_may_not_sign() {
    let found: Map = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchOrderNo", "m1".into()),
        ("payOrderId", "P1".into()),
        ("status", 2.into()),
        ("amount", 100.into()),
        ("currency", "CAD".into()),
        ("channelId", "WX_APP".into()),
        ("mchId", crate::support::MCH_ID.into()),
    ]);
    for policy in [SignaturePolicy::Standard, SignaturePolicy::WhenPresent, SignaturePolicy::Strict] {
        for (body, is_signed) in [(to_json(&found), false), (to_json(&signed(found.clone(), KEY)), true)] {
            let server = Server::always(Reply::json(body)).await;
            let client = autodebit::Client::builder(credentials()).base_url(server.url()).signature_policy(policy);
            let query = autodebit::QueryOrder::by_mch_order_no("m1").unwrap();
            let response = client.build().unwrap().send(&query).await;
            if is_signed || policy != SignaturePolicy::Strict {
                response.unwrap();
                continue;
            }
            let Err(Error::SignatureMismatch(mismatch)) = response else { panic!("{response:?}") };
            assert_eq!(*mismatch.received.verification(), Verification::Unsigned);
        }
    }
}
