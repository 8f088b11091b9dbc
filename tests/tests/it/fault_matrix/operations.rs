//! The operations of the fault matrix.

use iotpay_client::{Error, OrderId, card, general, request};

use crate::support::orders;

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Create,
    Purchase,
    TokenPurchase,
    WalletPurchase,
    WalletRefund,
    CardRefund,
    Void,
    Query,
}

impl Operation {
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Purchase,
        Self::TokenPurchase,
        Self::WalletPurchase,
        Self::WalletRefund,
        Self::CardRefund,
        Self::Void,
        Self::Query,
    ];

    /// Returns the path of the endpoint.
    pub fn path(self) -> &'static str {
        match self {
            Self::Create => "create_order",
            Self::Purchase => "cc_purchase",
            Self::TokenPurchase => "cc_purchasewithtoken",
            Self::WalletPurchase => "cc_purchasewithwallet",
            Self::WalletRefund => "refund_order",
            Self::CardRefund => "cc_refund",
            Self::Void => "cc_void",
            Self::Query => "query_order",
        }
    }

    /// Returns the name of the API family.
    pub fn family(self) -> &'static str {
        match self {
            Self::Create | Self::WalletRefund | Self::Query => "general",
            Self::Purchase | Self::TokenPurchase | Self::WalletPurchase | Self::CardRefund | Self::Void => "card",
        }
    }

    /// Returns the name of the field with the merchant reference.
    pub fn reference_field(self) -> &'static str {
        match self {
            Self::Create | Self::Purchase | Self::TokenPurchase | Self::WalletPurchase | Self::Query => "mchOrderNo",
            Self::WalletRefund | Self::CardRefund | Self::Void => "mchRefundNo",
        }
    }

    /// Returns `true` if the request is about an earlier, paid order.
    pub fn needs_a_paid_order(self) -> bool {
        matches!(self, Self::WalletRefund | Self::CardRefund | Self::Void | Self::Query)
    }

    pub fn moves_money(self) -> bool {
        self != Self::Query
    }

    /// Returns `true` if the vendor documents a query that finds the request by its merchant reference.
    pub fn has_a_documented_query(self) -> bool {
        matches!(self, Self::Create | Self::Purchase | Self::TokenPurchase | Self::WalletPurchase)
    }
}

/// One request of an operation.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The merchant reference; of a query, that of the order.
    pub reference: String,
    /// The IOTPay order id of the earlier order, if any.
    pub pay_order_id: String,
}

/// The stored card that token purchases charge.
pub const CARD_ID: &str = "customer-7-visa";
/// A wallet token in base64. It is invented.
const WALLET_DATA: &str = "bWFkZSB1cA==";

/// The clients of a shop.
#[derive(Debug, Clone)]
pub struct Clients {
    pub wallets: general::Client,
    pub cards: card::Client,
}

impl Clients {
    /// Sends a request.
    pub async fn send(&self, operation: Operation, it: &Prepared) -> Result<(), Error> {
        let reference = it.reference.as_str();
        let order = OrderId::new(&it.pay_order_id);
        match operation {
            Operation::Create => self.wallets.send(&orders::wx_native(reference, orders::NOTIFY_URL)).await.map(drop),
            Operation::Query => self.wallets.send(&orders::query(reference)).await.map(drop),
            Operation::WalletRefund => {
                self.wallets.send(&orders::refund(reference, &it.pay_order_id, 1)).await.map(drop)
            }
            Operation::Purchase => self.cards.send(&orders::cc_purchase(reference, orders::NOTIFY_URL)).await.map(drop),
            Operation::TokenPurchase => self.cards.send(&token_purchase(reference)).await.map(drop),
            Operation::WalletPurchase => {
                let purchase = request!(card::CcPurchaseWithWallet {
                    mch_order_no: reference,
                    amount: 1500,
                    currency: Cad,
                    wallet_type: ApplePay,
                    wallet_data: WALLET_DATA,
                })?;
                self.cards.send(&purchase).await.map(drop)
            }
            Operation::CardRefund => {
                let refund =
                    request!(card::CcRefund { mch_refund_no: reference, refund_amount: 1, pay_order_id: &order? })?;
                self.cards.send(&refund).await.map(drop)
            }
            Operation::Void => {
                let void = request!(card::CcVoid { mch_refund_no: reference, pay_order_id: &order? })?;
                self.cards.send(&void).await.map(drop)
            }
        }
    }
}

pub fn token_purchase(reference: &str) -> card::CcPurchaseWithToken {
    let purchase =
        request!(card::CcPurchaseWithToken { mch_order_no: reference, card_id: CARD_ID, amount: 1500, currency: Cad });
    purchase.unwrap()
}
