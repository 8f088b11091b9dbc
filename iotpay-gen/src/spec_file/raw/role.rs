//! The meaning of a field that its name, format and values do not show.

/// The meaning of a field for the sandbox, and for the events of contracts. Merchant references, IOTPay ids, amounts and statuses need no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The URL for notifications.
    NotifyUrl,
    /// The time of the payment or the refund.
    PaidAt,
    /// The amount that can still be refunded.
    Refundable,
    /// The IOTPay id of the order that a refund belongs to; empty for a payment.
    RefundedOrder,
    /// The masked number of the card.
    CardNumber,
    /// The URL of the page on which the customer pays or enters a card.
    PageUrl,
    /// The id of that page.
    PageId,
    /// The IOTPay id of the contract.
    ContractId,
    /// The wallet's id of the contract.
    WalletContractId,
    /// The wallet's id of the customer.
    WalletUserId,
    /// The time at which the contract was signed.
    SignedAt,
    /// The time at which the contract ended.
    EndedAt,
}

impl Role {
    /// Every role with its name in the spec.
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("notify-url", Self::NotifyUrl),
        ("paid-at", Self::PaidAt),
        ("refundable", Self::Refundable),
        ("refunded-order", Self::RefundedOrder),
        ("card-number", Self::CardNumber),
        ("page-url", Self::PageUrl),
        ("page-id", Self::PageId),
        ("contract-id", Self::ContractId),
        ("wallet-contract-id", Self::WalletContractId),
        ("wallet-user-id", Self::WalletUserId),
        ("signed-at", Self::SignedAt),
        ("ended-at", Self::EndedAt),
    ];
}
