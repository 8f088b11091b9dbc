//! A crate adds a channel to a family of the client.

use iotpay_client::Error;
use iotpay_client::request;
use private_endpoints::general::PixStatic;

use crate::sandbox;

#[tokio::test]
async fn sandbox_serves_the_channel() {
    let (gateway, client) = sandbox::start().await;
    let order = request!(PixStatic { mch_order_no: "m-1", currency: Brl, amount: 2865 }).unwrap();
    let placed = client.send(&order).await.unwrap();
    assert!(placed.qr_code.ends_with(placed.pay_order_id.as_str()), "{placed:?}");
    let fields = &gateway.orders()[0].fields;
    assert_eq!((fields.get("channelId"), fields.get("currency")), (Some("PIX_STATIC"), Some("BRL")));
    let again = client.send(&order).await;
    assert!(matches!(again, Err(Error::Rejected(_))), "{again:?}");
}
