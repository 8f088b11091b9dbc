//! Edits of the spec, each of which is a pair of specs.

use crate::fixture::Spec;

pub(super) const QR: &str = "spec/general/04-customer-scan-qr.yaml";
pub(super) const TILL: &str = "spec/general/05-merchant-scan-barcode.yaml";
pub(super) const WEB: &str = "spec/general/06-wechat-web-browser.yaml";
pub(super) const MINI: &str = "spec/general/07-wechat-mini-program.yaml";
pub(super) const APP: &str = "spec/general/09-app-integrate.yaml";
pub(super) const QUERY: &str = "spec/general/10-order-query.yaml";
pub(super) const NOTIFY: &str = "spec/general/11-async-notify.yaml";
pub(super) const REFUND: &str = "spec/general/13-refund.yaml";
pub(super) const OVERVIEW: &str = "spec/general/03-general-order.yaml";
pub(super) const CARD_RETURN: &str = "spec/card/02-redirect.yaml";
pub(super) const QUERY_CARD: &str = "spec/card/06-query-card.yaml";
pub(super) const V2: &str = "spec/card_v2/01-credit-card-v2.yaml";
pub(super) const FAMILIES: &str = "spec/shared/families.yaml";
pub(super) const STATUSES: &str = "spec/shared/statuses.yaml";
pub(super) const CURRENCIES: &str = "spec/shared/currencies.yaml";
pub(super) const CODES: &str = "spec/shared/codes.yaml";
pub(super) const SIGNING: &str = "spec/shared/signing.yaml";

/// Returns the embedded spec, and the same with an edit of one file.
pub(super) fn edited(name: &str, from: &str, to: &str) -> (Spec, Spec) {
    (Spec::real(), Spec::real().edit(name, from, to))
}

/// Returns a pair whose newer spec has an additional row after the line with `mark`.
pub(super) fn with_row(name: &str, mark: &str, row: &str) -> (Spec, Spec) {
    (Spec::real(), Spec::real().insert_after(name, mark, &format!("        - {row}")))
}

pub(super) fn turned((old, new): (Spec, Spec)) -> (Spec, Spec) {
    (new, old)
}

/// An endpoint that queries points, on its own page.
pub(super) const POINTS: &str = "\
page: { title: Points, path: /points.html, family: general, updated: unknown, completeness: complete, about: Points. }
endpoints:
  - name: query_points
    path: query_points
    method: POST
    effect: query_order
    idempotent: true
    about: Asks how many points a customer has.
    request:
      table:
        - { name: mchId, required: y, type: String(30), sample: \"\", description: Merchant id. }
        - { name: customerNo, required: y, type: String(20), sample: \"\", description: The customer. }
        - { name: sign, required: y, type: String(32), sample: \"\", description: Signature of the request. }
    response:
      table:
        - { name: points, required: y, type: int, sample: \"\", description: Points. }
";

pub(super) const EMPTY_PAGE: &str = "page: { title: Points, path: /points.html, family: general, updated: unknown, completeness: not-available, missing: [the page], how_to_complete: Write it., about: Points. }\n";

pub(super) const GIFTS: &str = "
  - name: gifts
    title: Gifts
    about: Gifts.
    page: /guide/introduction.html
    base_url: https://gifts.example/
    body: json
    timeout: { seconds: 60, source: inferred }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: never, source: inferred }";

/// Returns a pair whose older spec has the points page, and whose newer spec has an edited one.
pub(super) fn points(name: &str, from: &str, to: &str) -> (Spec, Spec) {
    (Spec::real().add("spec/general/17-points.yaml", POINTS), Spec::real().add(name, &POINTS.replace(from, to)))
}

pub(super) fn enumeration() -> (Spec, Spec) {
    let added = "  - name: color\n    family: general\n    about: A color.\n    page: /guide/introduction.html\n    values:\n      - { value: RED, about: Red. }\n";
    (Spec::real(), Spec::real().insert_after(CODES, "enumerations:", added))
}

/// Returns a pair whose newer spec has no such field in the first envelope, and no rules about rejections,
/// which would name it.
pub(super) fn envelope(field: &str) -> (Spec, Spec) {
    let bare = || {
        let text = Spec::real().text(FAMILIES);
        let (head, rest) = text.split_once("    rejections:\n").unwrap();
        let (_, tail) = rest.split_once("    signed_responses:\n").unwrap();
        Spec::real().set(FAMILIES, &format!("{head}    signed_responses:\n{tail}"))
    };
    (bare(), bare().edit(FAMILIES, field, ""))
}

pub(super) fn alias() -> (Spec, Spec) {
    edited(
        QUERY_CARD,
        "retData.cardNum:    { secret: last4 }",
        "retData.cardNum:    { secret: last4, aliases: [cardNo] }",
    )
}

/// Returns a spec without a deprecation, with one, and with another note: `with` is an edit that ends with the note.
pub(super) fn deprecation(file: &str, from: &str, with: &str) -> [Spec; 3] {
    let noted = |note: &str| Spec::real().edit(file, from, &with.replace("NOTE", note));
    [Spec::real(), noted("use something else"), noted("do not use it")]
}

pub(super) fn deprecated_endpoint() -> [Spec; 3] {
    deprecation(REFUND, "    effect: refund_order\n", "    effect: refund_order\n    deprecated: { note: NOTE }\n")
}

pub(super) fn deprecated_channel() -> [Spec; 3] {
    deprecation(QR, "      - channel: UPI_QR\n", "      - channel: UPI_QR\n        deprecated: { note: NOTE }\n")
}

pub(super) fn deprecated_field() -> [Spec; 3] {
    let row = "description: The merchant's remarks.";
    deprecation(QR, row, &format!("{row}, deprecated: {{ note: NOTE }}"))
}

pub(super) fn deprecated_value() -> [Spec; 3] {
    let value = "about: Cancelled by the customer.";
    deprecation(STATUSES, value, &format!("{value}, deprecated: {{ note: NOTE }}"))
}

/// Returns the pair for a new deprecation.
pub(super) fn begins([without, with, _]: [Spec; 3]) -> (Spec, Spec) {
    (without, with)
}

/// Returns the pair for a changed deprecation.
pub(super) fn changes([_, with, other]: [Spec; 3]) -> (Spec, Spec) {
    (with, other)
}

pub(super) fn deprecated() -> (Spec, Spec) {
    edited(REFUND, "  family: general\n", "  family: general\n  deprecated: { note: use something else }\n")
}

/// Returns a pair whose newer spec has another channel with these rules.
pub(super) fn channel(rules: &str) -> (Spec, Spec) {
    let added = format!("      - channel: WX_JSAPI\n        about: Another.\n{rules}\n      - channel: UPI_QR\n");
    edited(QR, "      - channel: UPI_QR\n", &added)
}

/// Returns a pair whose newer spec has another field that the client fills.
pub(super) fn filled() -> (Spec, Spec) {
    with_row(
        QUERY_CARD,
        "{ name: cardId, ",
        "{ name: loginName, required: y, type: String(32), sample: \"\", description: Login. }",
    )
}

/// Returns a pair whose response has a row with the first type, and then with the second.
pub(super) fn arrays(old: &str, new: &str) -> (Spec, Spec) {
    let with = |ty: &str| {
        let row = format!("        - {{ name: tags, required: n, type: {ty}, sample: \"\", description: Tags. }}");
        Spec::real().insert_after(QUERY, "{ name: channelOrderNo, required: n", &row)
    };
    (with(old), with(new))
}

/// Returns a pair whose request for a refund has an array as text, with the first rule and then with the second.
pub(super) fn listed(old: &str, new: &str) -> (Spec, Spec) {
    let with = |rule: &str| {
        let row = "        - { name: tags, required: n, type: String(99), sample: \"\", description: Tags. }";
        let mut spec = Spec::real().insert_after(REFUND, "{ name: refundAmount, ", row);
        let text = spec.text(REFUND);
        let (request, response) = text.split_once("    response:\n").unwrap();
        let rules = if request.contains("      rules:\n") { "" } else { "      rules:\n" };
        let text = format!("{request}{rules}{rule}    response:\n{response}");
        spec.set(REFUND, &text)
    };
    (with(old), with(new))
}
