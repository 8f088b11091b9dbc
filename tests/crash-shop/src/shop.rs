//! Places orders and refunds.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use iotpay_client::client::Timeouts;
use iotpay_client::inbox::{Alarm, JournalWithInbox, ProcessingPolicy, Processor, Reply};
use iotpay_client::journal::Journal;
use iotpay_client::{Error as SendError, Merchant, NotificationRequest, OrderId, card, general, request};

use crate::flaw::Flaw;
use crate::handler::Bookkeeper;
use crate::pauses::Pauses;
use crate::settings::{Result, Settings};
use crate::watched::Watched;
use crate::work::Store;
use crate::wrong;

/// The stored card that token purchases charge.
const CARD_ID: &str = "customer-7-visa";
/// An address in the range reserved for documentation.
const CUSTOMER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
const TIMEOUT: Duration = Duration::from_secs(2);
/// The first and the longest pause after a failed attempt to handle an event.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// A process of the shop.
pub struct Shop<S> {
    pub store: S,
    /// The store, with pauses.
    pub watched: Watched<S>,
    pub processor: Processor<Watched<S>, Bookkeeper<S>>,
    pub bookkeeper: Bookkeeper<S>,
    pub wallets: general::Client,
    pub cards: card::Client,
    pub wallet_receiver: general::NotificationReceiver,
    pub card_receiver: card::NotificationReceiver,
    pub pauses: Arc<Pauses>,
    pub settings: Settings,
}

impl<S: Store> Shop<S> {
    pub fn new(store: S, settings: Settings) -> Result<Self> {
        let pauses = Arc::new(Pauses::new(settings.seed));
        let watched = Watched::new(store.clone(), Arc::clone(&pauses));
        let journal: Arc<dyn Journal> = Arc::new(JournalWithInbox::new(watched.clone(), watched.clone()));
        let merchant = Merchant::builder().env().journal(Arc::clone(&journal));
        let merchant = merchant.timeouts(Timeouts::new().operation(TIMEOUT)).build()?;
        let bookkeeper = || Bookkeeper::new(settings.handler, Arc::clone(&pauses));
        let policy = ProcessingPolicy::new().lease(settings.lease).retry(RETRY.0, RETRY.1);
        let processor = Processor::with_journal(watched.clone(), Arc::clone(&journal), bookkeeper())
            .policy(policy)
            .alarms(Arc::new(|alarm: &Alarm| eprintln!("alarm: {}", with_causes(alarm))));
        Ok(Self {
            store,
            watched,
            processor,
            bookkeeper: bookkeeper(),
            wallets: merchant.client()?,
            cards: merchant.client()?,
            wallet_receiver: merchant.receiver(),
            card_receiver: merchant.receiver(),
            pauses,
            settings,
        })
    }

    /// Receives a notification of a family.
    pub async fn receive(self: &Arc<Self>, family: &str, incoming: NotificationRequest<'_>) -> Result<Reply> {
        match self.settings.flaw.filter(|flaw| *flaw != Flaw::NeverOffersAgain) {
            Some(flaw) => wrong::receive(self, flaw, family, incoming).await,
            None if family == "wallet" => {
                Ok(self.processor.receive::<general::OrderNotification>(&self.wallet_receiver, incoming).await.reply)
            }
            None => Ok(self.processor.receive::<card::CardNotification>(&self.card_receiver, incoming).await.reply),
        }
    }

    /// Places an order: by QR code, with the card form, or by charging a stored card.
    pub async fn order(&self, kind: &str, reference: &str, amount: u64) -> Result<&'static str> {
        self.store.note_order(reference, i64::try_from(amount)?).await?;
        let notify_url = |family: &str| format!("{}/iotpay/{family}", self.settings.public_url);
        let result = match kind {
            "wallet" => {
                let order = request!(general::WxNative {
                    mch_order_no: reference,
                    currency: Cad,
                    amount,
                    notify_url: notify_url("wallet"),
                    subject: "Green tea",
                    body: "First flush, 250 g",
                    extra: Extra { product_id: "tea-250" },
                    client_ip: CUSTOMER,
                })?;
                self.wallets.send(&order).await.map(drop)
            }
            "card" => {
                let order = request!(card::CcPurchase {
                    mch_order_no: reference,
                    amount,
                    currency: Cad,
                    channel: PfCc,
                    notify_url: notify_url("card"),
                    return_url: format!("{}/thanks", self.settings.public_url),
                })?;
                self.cards.send(&order).await.map(drop)
            }
            _ => {
                let order = request!(card::CcPurchaseWithToken {
                    mch_order_no: reference,
                    card_id: CARD_ID,
                    amount,
                    currency: Cad,
                })?;
                self.cards.send(&order).await.map(drop)
            }
        };
        Ok(in_words(&result))
    }

    /// Refunds a card payment.
    pub async fn refund(&self, reference: &str, pay_order_id: &str, amount: u64) -> Result<&'static str> {
        self.store.note_order(reference, i64::try_from(amount)?).await?;
        let pay_order_id = OrderId::new(pay_order_id)?;
        let refund = request!(card::CcRefund { mch_refund_no: reference, refund_amount: amount, pay_order_id })?;
        Ok(in_words(&self.cards.send(&refund).await.map(drop)))
    }
}

/// Returns the messages of an error and of its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let (mut text, mut next) = (error.to_string(), error.source());
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

fn in_words(result: &Result<(), SendError>) -> &'static str {
    match result {
        Ok(()) => "accepted",
        Err(error) if error.may_have_taken_effect() => "unknown",
        Err(_) => "not accepted",
    }
}
