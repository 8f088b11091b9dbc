//! The fields of notifications that identify the outcomes they report, and the generated code that reads them.

use crate::fixture::Spec;

const REFUND: &str = "spec/general/13-refund.yaml";
const EMBEDDED: &str = "spec/card/04-embedded.yaml";

/// Returns the generated code of a page's file without whitespace.
fn code(spec: &Spec, path: &str) -> String {
    let files = spec.generated_no_line_numbers();
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
    without_whitespace(&file.text)
}

fn without_whitespace(text: &str) -> String {
    text.split_whitespace().collect()
}

fn add(page: &str, notification: &str) -> Spec {
    let mut spec = Spec::real();
    let text = spec.text(page);
    spec.set(page, &format!("{text}\nnotifications:\n{notification}"))
}

#[test]
fn a_refund_is_identified_by_its_own_reference() {
    let spec = add(
        REFUND,
        r#"  - name: refund_notification
    about: A made-up notification of a refund.
    table:
      - { name: mchOrderNo,    required: y, type: String(30), sample: "",    description: The merchant reference of the order. }
      - { name: mchRefundNo,   required: y, type: String(30), sample: "",    description: The merchant reference of the refund. }
      - { name: payOrderId,    required: y, type: String,     sample: "",    description: "IOTPay's id of the order." }
      - { name: refundOrderId, required: y, type: String,     sample: "",    description: "IOTPay's id of the refund." }
      - { name: amount,        required: y, type: int,        sample: "100", description: "Amount of the order, in cents." }
      - { name: refundAmount,  required: y, type: int,        sample: "100", description: "Refunded amount, in cents." }
      - { name: refundStatus,  required: n, type: int,        sample: "2",   description: Status of the refund. }
      - { name: sign,          required: y, type: String(32), sample: "",    description: Signature. }
    rules:
      payOrderId: { identifies: order }
      refundOrderId: { identifies: refund }
      refundStatus: { values: made-up-refund-status }
"#,
    )
    .add(
        "spec/shared/made-up.yaml",
        r"enumerations:
  - name: made-up-refund-status
    family: general
    about: A made-up status.
    page: /made-up.html
    outcome_of: refund
    values:
      - { value: 1, name: under-way,  outcome: pending, about: Not refunded yet. }
      - { value: 2, name: given-back, outcome: success, about: Refunded. }
      - { value: 3, name: lost,       outcome: failed,  about: Failed. }
",
    );
    let code = code(&spec, "general/refund.rs");
    for expected in [
        r#".refund(&["mchRefundNo"], "mchRefundNo").amount(&["refundAmount"]).id(&["refundOrderId"])"#,
        "self.refund_status.as_ref().and_then(|status| crate::inbox::EventOutcome::from_refund(status.outcome()))",
    ] {
        assert!(code.contains(&without_whitespace(expected)), "{code}");
    }
}

#[test]
fn a_saved_card_is_identified_by_the_reference_of_the_card() {
    let spec = add(
        EMBEDDED,
        r#"  - name: card_saved
    about: A made-up notification of a stored card.
    table:
      - { name: cardId,   required: y, type: String(30), sample: "", description: The merchant reference of the card. }
      - { name: currency, required: y, type: String(3),  sample: "", description: Currency of the card. }
      - { name: sign,     required: y, type: String(32), sample: "", description: Signature. }
"#,
    );
    let code = code(&spec, "card/embedded.rs");
    for expected in [
        r#"EventFields::new().order(&["cardId"], "cardId").currency(&["currency"])"#,
        r#"Some(crate::inbox::EventOutcome::state("card-saved"))"#,
    ] {
        assert!(code.contains(&without_whitespace(expected)), "{code}");
    }
}

#[test]
fn a_notification_without_a_merchant_reference_has_no_events() {
    let spec = add(
        EMBEDDED,
        r#"  - name: card_saved
    about: A made-up notification of a stored card.
    table:
      - { name: mchUserId, required: y, type: String(30), sample: "", description: The merchant's id of the customer. }
      - { name: sign,      required: y, type: String(32), sample: "", description: Signature. }
"#,
    );
    let code = code(&spec, "card/embedded.rs");
    assert!(code.contains("implNotificationforCardSaved") && !code.contains("EventFields"), "{code}");
}
