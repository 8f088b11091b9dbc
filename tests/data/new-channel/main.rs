//! Places an order with the channel that `scripts/new-channel` adds; the sandbox serves it.

#[cfg(feature = "mistakes")]
mod mistakes;

use std::error::Error;

use iotpay_client::{Credentials, general, request};
use iotpay_sandbox::{Gateway, Merchant};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let gateway = Gateway::start(Merchant::new("10000701", "jack123", "made-up-key")?).await?;
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key");
    let address = gateway.base_url("general").ok_or("the sandbox has no general family")?;
    let client = general::Client::builder(credentials.build()?).base_url(address).build()?;
    let order = request!(general::PixQr {
        mch_order_no: "m-1",
        currency: Brl,
        amount: 2865,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { tax_id: "12345678909" },
        client_ip: "203.0.113.7",
    })?;
    let placed = client.send(&order).await?;
    let stored = gateway.orders();
    let sent = |name: &str| stored.first().and_then(|order| order.fields.get(name));
    if (sent("channelId"), sent("currency"), sent("remarks")) != (Some("PIX_QR"), Some("BRL"), Some("pix")) {
        return Err(format!("unexpected order: {stored:?}").into());
    }
    println!("the sandbox serves PIX_QR: order {}, QR code {}", placed.pay_order_id, placed.qr_code);
    Ok(())
}
