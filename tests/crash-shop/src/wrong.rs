//! What wrong shops do with notifications and due events.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use iotpay_client::inbox::{Claim, Event, Handler, Inbox, InboxError, Recorded, Reply};
use iotpay_client::notification::{Notification, ReceivedNotification};
use iotpay_client::{NotificationRequest, card, general};

use crate::flaw::Flaw;
use crate::settings::Result;
use crate::shop::Shop;
use crate::work::Store;

/// Receives a notification of a family.
pub async fn receive<S: Store>(
    shop: &Arc<Shop<S>>,
    flaw: Flaw,
    family: &str,
    incoming: NotificationRequest<'_>,
) -> Result<Reply> {
    let event = if family == "wallet" {
        verified(shop.wallet_receiver.receive::<general::OrderNotification>(incoming)?)?
    } else {
        verified(shop.card_receiver.receive::<card::CardNotification>(incoming)?)?
    };
    if let Some(event) = event {
        if flaw == Flaw::AcknowledgesFirst {
            let shop = Arc::clone(shop);
            tokio::spawn(async move { book_later(&shop, &event).await.inspect_err(|error| eprintln!("{error}")) });
        } else if Inbox::record(&shop.watched, &event).await? != Recorded::Handled {
            match shop.watched.claim(&event.key, shop.settings.lease).await? {
                Some(claim) => handle(shop, flaw, &claim).await?,
                None => return Err("another handler has claimed the event".into()),
            }
        }
    }
    Ok(Reply::new(200, if family == "wallet" { "success" } else { "SUCCESS" }))
}

fn verified<N: Notification>(received: ReceivedNotification<N>) -> Result<Option<Event>> {
    match received {
        ReceivedNotification::Server(verified) => Ok(verified.event(SystemTime::now())?),
        _ => Err("not a notification of the server".into()),
    }
}

async fn book_later<S: Store>(shop: &Shop<S>, event: &Event) -> Result<()> {
    // The acknowledgement takes a moment.
    tokio::time::sleep(Duration::from_millis(20)).await;
    shop.pauses.at("acknowledged").await;
    let mut transaction = Inbox::begin(&shop.watched).await?;
    shop.bookkeeper.handle(event, &mut transaction).await?;
    Ok(shop.watched.commit(transaction).await?)
}

async fn handle<S: Store>(shop: &Shop<S>, flaw: Flaw, claim: &Claim) -> Result<()> {
    let mut transaction = Inbox::begin(&shop.watched).await?;
    shop.bookkeeper.handle(&claim.event, &mut transaction).await?;
    if flaw == Flaw::BooksApart {
        shop.watched.commit(transaction).await?;
        shop.pauses.at("between").await;
        transaction = Inbox::begin(&shop.watched).await?;
    }
    match shop.watched.complete(&mut transaction, claim).await {
        Err(InboxError::LeaseLost) if flaw == Flaw::IgnoresTheToken => {}
        result => result?,
    }
    Ok(shop.watched.commit(transaction).await?)
}

/// Handles the events that are due, at the interval.
pub async fn work<S: Store>(shop: Arc<Shop<S>>, flaw: Flaw, interval: Duration) {
    loop {
        for claim in shop.watched.claim_due(16, shop.settings.lease).await.unwrap_or_default() {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move { handle(&shop, flaw, &claim).await.inspect_err(|error| eprintln!("{error}")) });
        }
        tokio::time::sleep(interval).await;
    }
}
