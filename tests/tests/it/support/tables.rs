//! A small spec with the vendor's field names, so that tests of the sandbox's states do not depend on the
//! embedded spec.

use std::fmt::Write as _;

use iotpay_gen::source::SourceFile;

const SHARED: &str = "
families:
  - name: wallet
    title: Wallets
    about: Made up.
    page: /wallets.html
    base_url: https://wallets.example/v1/
    body: params-form
    timeout: { seconds: 60, source: inferred, note: Made up. }
    envelope: { code: retCode, message: retMsg, result: resCode, error_code: errCode, error_message: errCodeDes }
    signed_responses: { policy: required, source: third-party, note: Made up. }
    notifications: { body: form, acknowledgement: success, source: docs }
  - name: card
    title: Cards
    about: Made up.
    page: /cards.html
    base_url: https://cards.example/v3/
    body: json
    timeout: { seconds: 60, source: inferred, note: Made up. }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: never, source: docs, note: Made up. }
    notifications: { body: json, acknowledgement: SUCCESS, source: sdk }
  - name: autodebit
    title: Autodebit
    about: Made up.
    page: /contracts.html
    base_url: https://contracts.example/contract/
    body: params-form
    timeout: { seconds: 60, source: inferred, note: Made up. }
    envelope: { code: retCode, message: retMsg, result: resCode, error_code: errCode, error_message: errCodeDes }
    signed_responses: { policy: when-present, source: inferred, note: Made up. }
    notifications: { body: any, acknowledgement: success, source: inferred }

signing:
  page: /signing.html
  algorithm: md5
  field: sign
  key: { position: appended, parameter: key }
  case: upper
  order: { rule: bytes, source: inferred }
  empty_values: omitted

fields:
  mchId:        { filled_by: mch_id }
  sign:         { filled_by: signature }
  amount:       { format: cents }
  refundAmount: { format: cents }
  notifyUrl:    { format: http-url, role: notify-url }
  payOrderId:   { identifies: order }
  refundable:   { role: refundable }
  paySuccTime:  { role: paid-at }
  cardNum:      { role: card-number }
  secureId:     { role: page-id }
  originalOrderId:  { role: refunded-order }
  iotpayContractId: { role: contract-id }
  contractId:   { role: wallet-contract-id }
  signedAt:     { role: signed-at }
  cancelledAt:  { role: ended-at }

enumerations:
  - name: transaction-status
    about: Made up.
    page: /cards.html
    outcome_of: transaction
    values:
      - { value: 0, name: created,   outcome: pending, about: Made up. }
      - { value: 1, name: paying,    outcome: pending, about: Made up. }
      - { value: 2, name: done,      outcome: success, about: Made up. }
      - { value: 3, name: also-done, outcome: success, about: Made up. }
      - { value: 9, name: failed,    outcome: failed,  about: Made up. }
  - name: pay-type
    about: Made up.
    page: /cards.html
    values:
      - { value: pay,    kind: payment, about: Made up. }
      - { value: refund, kind: refund,  about: Made up. }
  - name: order-status
    about: Made up.
    page: /wallets.html
    values:
      - { value: 0, name: created,           outcome: pending, about: Made up. }
      - { value: 1, name: paying,            outcome: pending, about: Made up. }
      - { value: 2, name: paid,              outcome: success, about: Made up. }
      - { value: 3, name: paid-and-notified, outcome: success, about: Made up. }
      - { value: 9, name: failed,            outcome: failed,  about: Made up. }
  - name: refund-status
    about: Made up.
    page: /wallets.html
    outcome_of: refund
    values:
      - { value: 1, name: started,  outcome: pending, about: Made up. }
      - { value: 5, name: refunded, outcome: success, about: Made up. }
  - name: contract-status
    family: autodebit
    about: Made up.
    page: /contracts.html
    values:
      - { value: 1, name: pending,    about: Made up. }
      - { value: 2, name: signed,     about: Made up. }
      - { value: 9, name: terminated, about: Made up. }
";

const TRANSACTION: &str = "payOrderId String, mchOrderNo String, originalOrderId String, amount Int, payType String, \
    refundable Int, status Int, paySuccTime String 2021-04-07 19:44:51, cardNum String 432567******2266";

/// Returns a spec with a wallet for barcodes, cards with all their endpoints, and contracts.
pub fn files() -> Vec<SourceFile> {
    let wallet = page("wallet")
        + &endpoint(
            "create_order",
            "create_order",
            "mchOrderNo",
            "mchOrderNo String(30), amount int, notifyUrl String(200)",
            ORDER,
        )
        + &endpoint(
            "charge",
            "charge",
            "mchOrderNo",
            "mchOrderNo String(30), amount int, identityCode String(64)",
            ORDER,
        )
        + &endpoint("query_order", "query_order", "", "mchOrderNo String(30)", ORDER)
        + &endpoint(
            "refund_order",
            "refund_order",
            "mchRefundNo",
            "mchRefundNo String(30), refundAmount int, payOrderId String(30)",
            "refundOrderId String",
        )
        + &endpoint(
            "query_refund",
            "query_refund",
            "",
            "mchRefundNo String(30)",
            "mchRefundNo String, refundOrderId String, payOrderId String, refundAmount int, refundStatus int",
        )
        + &endpoint(
            "query_settlement",
            "other_query",
            "",
            "day String(10)",
            "day String, total int 250, bank String Made-up Bank",
        )
        + &endpoint("bind_terminal", "other", "", "terminal String(10)", "terminal String, code String A7")
        + "notifications:\n"
        + &notification("paid", "payOrderId String, mchOrderNo String, amount int, status int", "order-status");
    let back = "mchRefundNo String(30), payOrderId String(30)";
    let card = page("card")
        + &endpoint("cc_addcard", "add_card", "cardId", "cardId String(30)", "retData.secureId String")
        + &endpoint(
            "cc_querycard",
            "query_card",
            "",
            "cardId String(30)",
            "retData.cardId String, retData.cardNum String 432567******2266, retData.expiryDate String 1123, retData.holder String test",
        )
        + &endpoint(
            "cc_directpurchase",
            "charge",
            "mchOrderNo",
            "mchOrderNo String(30), amount Int, notifyUrl String(200), cardNum String card-number, cvv String cvv, expiryDate String mmyy, walletData String base64",
            &members(TRANSACTION),
        )
        + &endpoint(
            "cc_purchasewithtoken",
            "charge",
            "mchOrderNo",
            "mchOrderNo String(30), amount Int, cardId String(30)",
            &members(TRANSACTION),
        )
        + &endpoint("cc_void", "void_order", "mchRefundNo", back, &members(TRANSACTION))
        + &endpoint(
            "cc_refund",
            "refund_order",
            "mchRefundNo",
            &format!("{back}, refundAmount Int"),
            &members(TRANSACTION),
        )
        + &endpoint("cc_query", "query_order", "", "payOrderId String(30)", &members(TRANSACTION))
        + "notifications:\n"
        + &notification("card", TRANSACTION, "order-status");
    let autodebit = page("autodebit")
        + &endpoint("", "sign_contract", "mchContractId", "mchContractId String(128), notifyUrl String(1000)", "")
        + &endpoint(
            "create_order",
            "debit",
            "mchOrderNo",
            "mchOrderNo String(30), mchContractId String(128), amount int, notifyUrl String(1000)",
            "",
        )
        + &endpoint("query_order", "query_order", "", "mchOrderNo String(30)", ORDER)
        + "notifications:\n"
        + &notification(
            "contract",
            "iotpayContractId String, mchContractId String, status String, signedAt String, cancelledAt String, contractId String",
            "contract-status",
        )
        + &notification("payment", "payOrderId String, mchOrderNo String, amount int, status int", "order-status");
    let pages = [("shared", SHARED.to_owned()), ("wallet", wallet), ("card", card), ("autodebit", autodebit)];
    pages.map(|(name, text)| SourceFile::new(&format!("{name}.yaml"), &text)).to_vec()
}

const ORDER: &str = "payOrderId String, mchOrderNo String, amount int, status int";

fn page(family: &str) -> String {
    format!(
        "page: {{ title: {family}, path: unknown, family: {family}, updated: unknown, completeness: complete, about: Made up. }}\nendpoints:\n"
    )
}

fn members(rows: &str) -> String {
    rows.split(", ").map(|row| format!("retData.{row}")).collect::<Vec<_>>().join(", ")
}

/// Returns an endpoint whose path is its name. Rows are `name type`, followed by a format in requests and
/// by a sample in responses.
fn endpoint(path: &str, effect: &str, reference: &str, request: &str, response: &str) -> String {
    let name = if path.is_empty() { "contract" } else { path };
    let mut yaml = format!("  - {{ name: {name}, path: \"{path}\", method: POST, effect: {effect}, about: Made up., ");
    match reference {
        "" if effect == "other" => yaml += "idempotent: false, ",
        "" => yaml += "idempotent: true, ",
        reference => write!(yaml, "idempotent: false, reference: {reference}, ").unwrap(),
    }
    let rows: Vec<Vec<&str>> = request.split(", ").map(|row| row.splitn(3, ' ').collect()).collect();
    let formats = rows.iter().filter_map(|row| Some(format!("{}: {{ format: {} }}", row[0], row.get(2)?)));
    let formats = formats.collect::<Vec<_>>().join(", ");
    let plain: Vec<_> = rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    let request = format!("mchId String(30), {}, sign String(32)", plain.join(", "));
    let formats = if formats.is_empty() { formats } else { format!(", rules: {{ {formats} }}") };
    write!(yaml, "request: {{ table: [{}]{formats} }}, ", table(&request)).unwrap();
    let open = if response.is_empty() { "undocumented: { source: inferred, note: Made up. }, " } else { "" };
    let envelope = if path.starts_with("cc_") {
        "retCode String, retMsg String"
    } else {
        "retCode String, retMsg String, resCode String, errCode String, errCodeDes String"
    };
    let table = table(&format!("{envelope}, {response}"));
    writeln!(yaml, "response: {{ {open}table: [{table}], rules: {{ {} }} }} }}", rules(response, "order-status"))
        .unwrap();
    yaml
}

fn notification(name: &str, rows: &str, status: &str) -> String {
    let (table, rules) = (table(&format!("{rows}, sign String")), rules(rows, status));
    format!("  - {{ name: {name}_notification, about: Made up., table: [{table}], rules: {{ {rules} }} }}\n")
}

/// Returns the rules: enumerations, ids, secrets, and optional fields.
fn rules(rows: &str, status: &str) -> String {
    let names = rows.split(", ").filter_map(|row| row.split(' ').next());
    let is_transaction = rows.contains("payType");
    let status = if is_transaction { "transaction-status" } else { status };
    let rules = names.filter_map(|name| match name.strip_prefix("retData.").unwrap_or(name) {
        "status" => Some(format!("{name}: {{ values: {status} }}")),
        "payType" => Some(format!("{name}: {{ values: pay-type }}")),
        "payOrderId" if is_transaction => Some(format!("{name}: {{ identifies: transaction }}")),
        "refundStatus" => Some(format!("{name}: {{ values: refund-status }}")),
        "refundOrderId" => Some(format!("{name}: {{ identifies: refund }}")),
        "cardNum" => Some(format!("{name}: {{ secret: last4 }}")),
        "expiryDate" => Some(format!("{name}: {{ secret: hidden }}")),
        // Only refunds have this field.
        "originalOrderId" => Some(format!("{name}: {{ read_as: optional, source: inferred, note: Made up. }}")),
        _ => None,
    });
    rules.collect::<Vec<_>>().join(", ")
}

fn table(rows: &str) -> String {
    let rows = rows.split(", ").filter(|row| !row.is_empty()).map(|row| {
        let mut parts = row.splitn(3, ' ');
        let (name, ty, sample) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or_default());
        format!("{{ name: {name}, required: y, type: {ty}, sample: \"{sample}\", description: Made up. }}")
    });
    rows.collect::<Vec<_>>().join(", ")
}
