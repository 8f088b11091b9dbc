//! What merchants, customers, testers and machines do.

use iotpay_sandbox::{ChargeOutcome, Fault, Timing};
use proptest::prelude::*;

/// One of the few references, cards or contracts, or an order by its position, modulo the number of orders. Few values
/// collide often.
pub type Pick = u8;

/// The amount of a refund.
#[derive(Debug, Clone, Copy)]
pub enum Amount {
    /// Everything that is left.
    Rest,
    /// A fixed amount, which may be too large.
    Cents(u32),
}

/// A fault of one request.
pub type OneFault = Option<(Fault, Timing)>;

#[derive(Debug, Clone)]
pub enum Operation {
    Order { reference: Pick, amount: u32, fault: OneFault },
    CardOrder { reference: Pick, amount: u32, fault: OneFault },
    AddCard { card: Pick, fault: OneFault },
    StoreCard { card: Pick },
    Charge { reference: Pick, card: Pick, amount: u32, fault: OneFault },
    NextCharge { outcome: ChargeOutcome },
    Contract { contract: Pick, fault: OneFault },
    SignContract { contract: Pick },
    EndContract { contract: Pick },
    Debit { reference: Pick, contract: Pick, amount: u32, fault: OneFault },
    Pay { order: Pick },
    Cancel { order: Pick },
    Expire { order: Pick },
    Settle { order: Pick },
    Refund { order: Pick, reference: Pick, amount: Amount, fault: OneFault },
    Void { order: Pick, reference: Pick, fault: OneFault },
    RaceRefunds { order: Pick, amount: u32, requests: u8 },
    Query { order: Pick },
    Forge { reference: Pick },
    Advance { minutes: u16 },
    SaveSnapshot,
    LoadSnapshot,
    Restart,
}

/// Faults that a client notices at once, and one that it must not notice.
fn fault() -> impl Strategy<Value = OneFault> {
    let faults = [
        Fault::Reset,
        Fault::Status(503),
        Fault::Maintenance,
        Fault::Empty,
        Fault::NotJson,
        Fault::Truncated,
        Fault::UnknownField,
    ];
    let timing = prop_oneof![Just(Timing::Before), Just(Timing::After)];
    prop_oneof![6 => Just(None), 1 => (proptest::sample::select(faults.to_vec()), timing).prop_map(Some)]
}

fn outcome() -> impl Strategy<Value = ChargeOutcome> {
    proptest::sample::select(vec![
        ChargeOutcome::Paid,
        ChargeOutcome::Pending,
        ChargeOutcome::Failed,
        ChargeOutcome::Rejected,
        ChargeOutcome::GatewayError,
    ])
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![1 => Just(Amount::Rest), 2 => (1..700_u32).prop_map(Amount::Cents)]
}

pub fn operation() -> impl Strategy<Value = Operation> {
    use Operation as Op;

    let cents = || 1..1_000_u32;
    let (reference, few, order) = (|| 0..12_u8, || 0..3_u8, any::<u8>);
    let requests = prop_oneof![
        6 => (reference(), cents(), fault()).prop_map(|(reference, amount, fault)| Op::Order { reference, amount, fault }),
        4 => (reference(), cents(), fault())
            .prop_map(|(reference, amount, fault)| Op::CardOrder { reference, amount, fault }),
        2 => (few(), fault()).prop_map(|(card, fault)| Op::AddCard { card, fault }),
        4 => (reference(), few(), cents(), fault())
            .prop_map(|(reference, card, amount, fault)| Op::Charge { reference, card, amount, fault }),
        2 => (few(), fault()).prop_map(|(contract, fault)| Op::Contract { contract, fault }),
        3 => (reference(), few(), cents(), fault())
            .prop_map(|(reference, contract, amount, fault)| Op::Debit { reference, contract, amount, fault }),
        7 => (order(), reference(), amount(), fault())
            .prop_map(|(order, reference, amount, fault)| Op::Refund { order, reference, amount, fault }),
        3 => (order(), reference(), fault()).prop_map(|(order, reference, fault)| Op::Void { order, reference, fault }),
        1 => (order(), 1..400_u32, 2..8_u8)
            .prop_map(|(order, amount, requests)| Op::RaceRefunds { order, amount, requests }),
        3 => order().prop_map(|order| Op::Query { order }),
        1 => reference().prop_map(|reference| Op::Forge { reference }),
    ];
    let events = prop_oneof![
        2 => few().prop_map(|card| Op::StoreCard { card }),
        1 => outcome().prop_map(|outcome| Op::NextCharge { outcome }),
        2 => few().prop_map(|contract| Op::SignContract { contract }),
        1 => few().prop_map(|contract| Op::EndContract { contract }),
        9 => order().prop_map(|order| Op::Pay { order }),
        1 => order().prop_map(|order| Op::Cancel { order }),
        1 => order().prop_map(|order| Op::Expire { order }),
        3 => order().prop_map(|order| Op::Settle { order }),
        3 => (1..90_u16).prop_map(|minutes| Op::Advance { minutes }),
        1 => Just(Op::SaveSnapshot),
        1 => Just(Op::LoadSnapshot),
        1 => Just(Op::Restart),
    ];
    prop_oneof![3 => requests, 2 => events]
}
