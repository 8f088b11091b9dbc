//! Runs operations on the sandbox and on the model, and compares the results.

use std::time::Duration;

use iotpay_client::outcome::Transaction;
use iotpay_client::value::OrderId;
use iotpay_client::{Error, autodebit, card, general, request};
use iotpay_sandbox::{CardError, ContractError, Fault, FaultRule, Timing};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::model::{Contract, Family, Model, Rejected, State};
use super::operation::{Amount, OneFault, Operation, Pick};
use super::system::{Checked, System};

const RETURN_URL: &str = "https://shop.example/thanks";
const CLIENT_IP: &str = "203.0.113.7";

/// A saved state of the sandbox, and that of the model.
type Saved = Option<(String, Model)>;

pub async fn run(mut system: System, operations: Vec<Operation>) -> (System, Checked) {
    let mut model = system.reset();
    let mut saved = None;
    for operation in operations {
        let name = format!("{operation:?}");
        if matches!(operation, Operation::Restart) {
            system = system.restart().await;
        } else {
            let step = Step { system: &mut system, model: &mut model, saved: &mut saved };
            if let Err(error) = step.apply(operation).await {
                return (system, Err(TestCaseError::fail(format!("{name}: {error}"))));
            }
        }
        let unexpected = system.notifications();
        if !unexpected.is_empty() {
            return (system, Err(TestCaseError::fail(format!("{name}: unexpected notifications {unexpected:?}"))));
        }
        if let Err(error) = system.check(&model) {
            return (system, Err(TestCaseError::fail(format!("after {name}: {error}"))));
        }
    }
    (system, Ok(()))
}

struct Step<'a> {
    system: &'a mut System,
    model: &'a mut Model,
    saved: &'a mut Saved,
}

impl Step<'_> {
    async fn apply(self, operation: Operation) -> Checked {
        let clients = self.system.clients.clone();
        let notify_url = self.system.notify_url.clone();
        let notify_url = notify_url.as_str();
        match operation {
            Operation::Order { reference, amount, fault } => {
                let reference = format!("m{reference}");
                let order = wallet_order(&reference, amount, notify_url);
                let effect = |model: &mut Model| model.order(&reference, amount).map(|()| true);
                self.send(fault, effect, clients.wallet.send(&order)).await
            }
            Operation::CardOrder { reference, amount, fault } => {
                let reference = format!("m{reference}");
                let order = request!(card::CcPurchase {
                    mch_order_no: reference.as_str(),
                    amount,
                    currency: Cad,
                    channel: PfCc,
                    notify_url,
                    return_url: RETURN_URL,
                });
                let effect = |model: &mut Model| model.card_order(&reference, amount).map(|()| true);
                self.send(fault, effect, clients.card.send(&order.unwrap())).await
            }
            Operation::AddCard { card, fault } => {
                let id = format!("k{card}");
                let card = request!(card::CcAddCard { card_id: id.as_str(), channel: PfCc, return_url: RETURN_URL });
                let effect = |model: &mut Model| model.add_card(&id).map(|()| true);
                self.send(fault, effect, clients.card.send(&card.unwrap())).await
            }
            Operation::Charge { reference, card, amount, fault } => {
                let (reference, id) = (format!("m{reference}"), format!("k{card}"));
                let charge = request!(card::CcPurchaseWithToken {
                    mch_order_no: reference.as_str(),
                    card_id: id.as_str(),
                    amount,
                    currency: Cad,
                    notify_url,
                });
                let effect = |model: &mut Model| model.charge(&reference, &id, amount);
                self.send(fault, effect, clients.card.send(&charge.unwrap())).await
            }
            Operation::Contract { contract, fault } => {
                let id = format!("a{contract}");
                let contract = request!(autodebit::ContractWxMweb {
                    mch_contract_id: id.as_str(),
                    currency: Cad,
                    notify_url,
                    payer_name: "Jane",
                });
                let effect = |model: &mut Model| model.contract(&id).map(|()| true);
                self.send(fault, effect, clients.debit.send(&contract.unwrap())).await
            }
            Operation::Debit { reference, contract, amount, fault } => {
                let (reference, id) = (format!("m{reference}"), format!("a{contract}"));
                let debit = request!(autodebit::DebitWxMweb {
                    mch_order_no: reference.as_str(),
                    mch_contract_id: id.as_str(),
                    currency: Cad,
                    amount,
                    notify_url,
                    body: "Tea",
                    extra: "{}",
                });
                let effect = |model: &mut Model| model.debit(&reference, &id, amount);
                self.send(fault, effect, clients.debit.send(&debit.unwrap())).await
            }
            Operation::Refund { order, reference, amount, fault } => {
                let Some((at, id)) = self.pick(order) else { return Ok(()) };
                self.refund(at, &id, &format!("f{reference}"), amount, fault).await
            }
            Operation::Void { order, reference, fault } => {
                let Some((at, id)) = self.pick(order).filter(|(at, _)| self.family(*at) == Family::Card) else {
                    return Ok(());
                };
                let reference = format!("f{reference}");
                let void = request!(card::CcVoid { mch_refund_no: reference.as_str(), pay_order_id: id });
                let effect = |model: &mut Model| model.void(at, &reference).map(|()| true);
                self.send(fault, effect, clients.card.send(&void.unwrap())).await
            }
            Operation::RaceRefunds { order, amount, requests } => self.race(order, amount, requests).await,
            Operation::Query { order } => self.query(order).await,
            Operation::Forge { reference } => {
                let order = wallet_order(&format!("m{reference}"), 1, notify_url);
                let sent = clients.forger.send(&order).await;
                prop_assert!(matches!(sent, Err(Error::Rejected(_))), "{:?}", sent);
                Ok(())
            }
            other => self.event(other).await,
        }
    }

    /// What happens without a request.
    async fn event(self, operation: Operation) -> Checked {
        let Self { system, model, saved } = self;
        let pick = |pick: Pick| {
            let orders = system.gateway.orders();
            let at = usize::from(pick).checked_rem(orders.len())?;
            Some((at, orders[at].pay_order_id.clone()))
        };
        match operation {
            Operation::NextCharge { outcome } => {
                system.gateway.set_next_charge_outcome(outcome);
                model.add_next_charge(outcome);
            }
            Operation::StoreCard { card } => {
                let stored = system.gateway.store_card(&format!("k{card}"), "4325671234562266");
                prop_assert!(stored != Err(CardError::InvalidNumber));
                prop_assert_eq!(stored.is_ok(), model.store_card(&format!("k{card}")).is_ok());
            }
            Operation::SignContract { contract } => {
                let id = format!("a{contract}");
                let signed = system.gateway.sign_contract(&id).await;
                let expected = model.move_contract(&id, Contract::Pending, Contract::Signed);
                check_contract(system, &id, signed.map(|sent| sent.acknowledged), &expected)?;
            }
            Operation::EndContract { contract } => {
                let id = format!("a{contract}");
                let ended = system.gateway.terminate_contract(&id).await;
                let expected = model.move_contract(&id, Contract::Signed, Contract::Ended);
                check_contract(system, &id, ended.map(|sent| sent.acknowledged), &expected)?;
            }
            Operation::Pay { order } => {
                let Some((at, id)) = pick(order) else { return Ok(()) };
                let paid = system.gateway.pay(&id).await;
                prop_assert_eq!(paid.as_ref().is_ok_and(|sent| sent.acknowledged), model.pay(at).is_ok(), "{:?}", paid);
                let received = system.notifications();
                prop_assert_eq!(received.len(), usize::from(paid.is_ok()), "{:?}", received);
                let amount = model.orders[at].amount.to_string();
                prop_assert!(
                    received.iter().all(|text| text.contains(&id) && text.contains(&amount)),
                    "{:?}",
                    received
                );
            }
            Operation::Cancel { order } => {
                let Some((at, id)) = pick(order) else { return Ok(()) };
                prop_assert_eq!(system.gateway.cancel(&id).is_ok(), model.fail(at).is_ok());
            }
            Operation::Expire { order } => {
                let Some((at, id)) = pick(order) else { return Ok(()) };
                prop_assert_eq!(system.gateway.expire(&id).is_ok(), model.fail(at).is_ok());
            }
            Operation::Settle { order } => {
                let Some((at, id)) = pick(order) else { return Ok(()) };
                prop_assert_eq!(system.gateway.settle(&id).is_ok(), model.settle(at).is_ok());
            }
            Operation::Advance { minutes } => {
                let by = Duration::from_secs(60 * u64::from(minutes));
                system.gateway.advance(by);
                model.set_time(model.now + u64::from(minutes) * 60_000);
            }
            Operation::SaveSnapshot => *saved = Some((system.gateway.snapshot().to_string(), model.clone())),
            Operation::LoadSnapshot => {
                let Some((text, of_model)) = saved.as_ref() else { return Ok(()) };
                system.gateway.restore(text.parse().unwrap()).unwrap();
                *model = of_model.clone();
                system.finals.clear();
            }
            other => return Err(TestCaseError::fail(format!("{other:?} is a request"))),
        }
        Ok(())
    }

    /// An order by its position, and its id.
    fn pick(&self, pick: Pick) -> Option<(usize, OrderId)> {
        let orders = self.system.gateway.orders();
        let at = usize::from(pick).checked_rem(orders.len())?;
        Some((at, OrderId::new(&orders[at].pay_order_id).unwrap()))
    }

    fn family(&self, at: usize) -> Family {
        self.model.orders[at].family
    }

    /// Sends a request, and applies its effect to the model if it has one. `effect` returns `false` if the response
    /// reports an error although the request takes effect.
    async fn send<T>(
        self,
        fault: OneFault,
        effect: impl FnOnce(&mut Model) -> Result<bool, Rejected>,
        sending: impl Future<Output = Result<T, Error>>,
    ) -> Checked {
        let mut after = self.model.clone();
        let expected = effect(&mut after);
        if let Some((fault, timing)) = fault {
            self.system.gateway.inject(FaultRule::new(fault, timing)).unwrap();
        }
        let sent = sending.await;
        self.system.gateway.clear_faults();
        let has_effect = match (&expected, fault) {
            (Err(Rejected) | Ok(false), _) | (Ok(true), None | Some((_, Timing::After))) => true,
            (Ok(true), Some((fault, Timing::Before))) => matches!(fault, Fault::Truncated | Fault::UnknownField),
        };
        if has_effect {
            // A rejected charge may have used an outcome that was set.
            *self.model = after;
        }
        match (expected, sent) {
            (Err(Rejected), Err(Error::Rejected(_))) => {}
            (Ok(true), Ok(_)) => prop_assert!(matches!(fault, None | Some((Fault::UnknownField, _)))),
            // A client must not take an order for failed that may be paid.
            (Ok(false), Err(error)) => prop_assert!(error.may_have_taken_effect(), "{error}"),
            (Ok(true), Err(error)) => prop_assert!(fault.is_some() && error.may_have_taken_effect(), "{error}"),
            (expected, sent) => {
                let sent = sent.map(|_| ());
                return Err(TestCaseError::fail(format!("expected {expected:?}, got {sent:?}")));
            }
        }
        Ok(())
    }

    async fn refund(self, at: usize, id: &OrderId, reference: &str, amount: Amount, fault: OneFault) -> Checked {
        let (clients, cents) = (self.system.clients.clone(), self.model.cents(at, amount));
        let effect = |model: &mut Model| model.refund(at, reference, cents).map(|()| true);
        match self.family(at) {
            Family::Wallet => {
                let refund = wallet_refund(reference, id, cents);
                self.send(fault, effect, clients.wallet.send(&refund)).await
            }
            Family::Card => {
                let refund = request!(card::CcRefund {
                    mch_refund_no: reference,
                    refund_amount: cents,
                    pay_order_id: id.clone()
                });
                self.send(fault, effect, clients.card.send(&refund.unwrap())).await
            }
            // The family has no refunds.
            Family::Debit => Ok(()),
        }
    }

    /// Sends several refunds at the same time. As many are accepted as the rest of the order allows.
    async fn race(self, order: Pick, cents: u32, requests: u8) -> Checked {
        let Some((at, id)) = self.pick(order).filter(|(at, _)| self.family(*at) == Family::Wallet) else {
            return Ok(());
        };
        let before = self.system.gateway.refunds().len();
        let mut racing = tokio::task::JoinSet::new();
        for number in 0..requests {
            let refund = wallet_refund(&format!("race-{before}-{number}"), &id, cents);
            let client = self.system.clients.wallet.clone();
            racing.spawn(async move { client.send(&refund).await.is_ok() });
        }
        let accepted = racing.join_all().await.into_iter().filter(|is_accepted| *is_accepted).count();
        let order = &self.model.orders[at];
        let rest = if order.state == State::Paid { order.amount - order.refunded } else { 0 };
        let possible = usize::try_from(rest / i64::from(cents)).unwrap();
        prop_assert_eq!(accepted, possible.min(usize::from(requests)));
        for refund in self.system.gateway.refunds().split_off(before) {
            let expected = self.model.refund(at, &refund.mch_refund_no, cents);
            prop_assert_eq!(expected, Ok(()));
        }
        Ok(())
    }

    async fn query(self, order: Pick) -> Checked {
        let Some((at, id)) = self.pick(order) else { return Ok(()) };
        let expected = &self.model.orders[at];
        let clients = &self.system.clients;
        let (amount, outcome) = match expected.family {
            Family::Wallet => {
                let query = general::QueryOrder::by_pay_order_id(&id).unwrap();
                let found = clients.wallet.send(&query).await.unwrap();
                (i64::from(found.amount), found.status.outcome())
            }
            Family::Card => {
                let query = card::CcQuery::by_pay_order_id(&id).unwrap();
                let found = clients.card.send(&query).await.unwrap();
                let Transaction::Payment(outcome) = found.ret_data.transaction() else {
                    return Err(TestCaseError::fail(format!("not a payment: {found:?}")));
                };
                (i64::from(found.ret_data.amount), outcome)
            }
            Family::Debit => return Ok(()),
        };
        let state = if outcome.is_paid() {
            State::Paid
        } else if outcome.is_failed() {
            State::Failed
        } else {
            State::Pending
        };
        prop_assert_eq!((amount, state), (expected.amount, expected.state));
        Ok(())
    }
}

fn check_contract(
    system: &System,
    id: &str,
    acknowledged: Result<bool, ContractError>,
    expected: &Result<(), Rejected>,
) -> Checked {
    prop_assert_eq!(acknowledged == Ok(true), expected.is_ok(), "{:?}", acknowledged);
    let received = system.notifications();
    prop_assert_eq!(received.len(), usize::from(expected.is_ok()));
    prop_assert!(received.iter().all(|text| text.contains(id)), "{:?}", received);
    Ok(())
}

fn wallet_order(reference: &str, amount: u32, notify_url: &str) -> general::AlipayQr {
    request!(general::AlipayQr {
        mch_order_no: reference,
        subject: "Tea",
        body: "Tea",
        amount,
        currency: Cad,
        client_ip: CLIENT_IP,
        notify_url,
    })
    .unwrap()
}

fn wallet_refund(reference: &str, id: &OrderId, cents: u32) -> general::RefundOrder {
    request!(general::RefundOrder {
        mch_refund_no: reference,
        refund_amount: cents,
        client_ip: CLIENT_IP,
        pay_order_id: id.clone(),
    })
    .unwrap()
}
