use iotpay_client::{card, general};

async fn pay(client: &general::Client, purchase: &card::CcPurchase) {
    let _ = client.send(purchase).await;
}

fn main() {}
