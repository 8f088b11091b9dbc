//! A small spec with two families, and its document.

use crate::fixture::Spec;

const SHARED: &str = r"
families:
  - name: wallet
    title: Wallets
    about: Wallets.
    page: /wallets.html
    base_url: https://api.example/v1/
    body: params-form
    timeout: { seconds: 60, source: third-party }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: required, source: docs }
    notifications: { body: form, acknowledgement: success, source: docs }
  - name: card
    title: Cards
    about: Cards.
    page: /cards.html
    base_url: https://cards.example/
    body: json
    timeout: { seconds: 60, source: third-party }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: never, source: docs }
    notifications: { body: json, acknowledgement: SUCCESS, source: docs }

signing:
  page: /signature.html
  algorithm: md5
  field: sign
  key: { position: appended, parameter: key }
  case: upper
  order: { rule: bytes, source: docs }
  empty_values: omitted

fields:
  mchId:     { filled_by: mch_id }
  channelId: { filled_by: channel, values: channel }
  sign:      { filled_by: signature }

enumerations:
  - name: channel
    about: A way to pay.
    page: /channels.html
    values:
      - { value: QR,  about: A code. }
      - { value: APP, about: An app. }
";

/// The page of the card family.
pub const CARD: &str = r#"
page: { title: Cards, path: /cards.html, family: card, updated: unknown, completeness: complete, about: Cards. }
endpoints:
  - name: query_card
    path: card
    method: POST
    effect: query_order
    idempotent: true
    about: Asks for a card.
    request:
      table:
        - { name: mchId,  required: y, type: String(30), sample: "", description: Merchant. }
        - { name: cardId, required: y, type: String(30), sample: "", description: Card. }
        - { name: sign,   required: y, type: String(32), sample: "", description: Signature. }
    response:
      table:
        - { name: retCode,         required: y, type: String, sample: "", description: Code. }
        - { name: retMsg,          required: y, type: String, sample: "", description: Text. }
        - { name: retData.number,  required: y, type: String, sample: "", description: Number., source: sdk }
        - { name: retData.holder,  required: n, type: String, sample: "", description: Holder. }
"#;

const ORDER: &str = r#"
page:
  title: Scan | pay
  path: /a|b/scan.html
  family: wallet
  updated: 2026-01-02
  completeness: partial
  missing: [the flow diagram, "what `a|b` <means>"]
  about: Orders.
endpoints:
  - name: create_order
    path: order
    method: POST
    effect: create_order
    idempotent: false
    reference: orderNo
    type_name: "{channel}"
    about: Orders.
    request:
      table:
        - { name: mchId,     required: y,  type: String(30),  sample: "",  description: Merchant. }
        - { name: orderNo,   required: y,  type: String(30),  sample: "",  description: Number. }
        - { name: channelId, required: y,  type: String(24),  sample: QR,  description: Channel. }
        - { name: extra,     required: n,  type: String(512), sample: "",  description: More., source: docs-old }
        - { name: sign,      required: y,  type: String(32),  sample: "",  description: Signature. }
    response:
      table:
        - { name: retCode, required: y, type: String, sample: "", description: Code. }
        - { name: retMsg,  required: y, type: String, sample: "", description: Text. }
        - { name: url,     required: y, type: String, sample: "", description: Address. }
      rules:
        url: { read_as: optional, source: inferred, note: Not seen yet. }
    channels:
      - channel: QR
        about: A code.
        request:
          rules:
            extra:
              format: json-object
              members:
                - { name: product, required: y, type: String(32), sample: "", description: Product., source: third-party }
              source: sdk
      - channel: APP
        about: An app.
browser_returns:
  - name: order_return
    about: The browser came back.
    table:
      - { name: status, required: n, type: String, sample: "", description: What the browser says., source: sdk }
notifications:
  - name: order_paid
    about: An order was paid.
    table:
      - { name: orderNo, required: y, type: String,     sample: "", description: Number. }
      - { name: sign,    required: y, type: String(32), sample: "", description: Signature. }
"#;

const GONE: &str = r"
page:
  title: Points
  path: unknown
  family: wallet
  updated: unknown
  completeness: not-available
  missing: [the whole page]
  how_to_complete: Copy its tables.
  about: Points.
";

/// The document of the small spec.
pub const DOCUMENT: &str = r#"# API coverage

The vendor pages that the spec in `spec/` covers, and the types generated from them. Edit the spec, not this file, and run `cargo run -p iotpay-gen -- coverage --out docs/coverage.md`.

## Pages

3 pages: 1 complete, 1 partial, 1 not available. For the signing rule of all endpoints, see [/signature.html](<https://develop.iotpay.ca/signature.html>).

Fields are the rows of all tables of a page, including those of the envelope and the signature; channels share them. Their sources are the current page (`docs`), an older page (`docs-old`), the vendor's SDKs (`sdk`), independent integrations (`third-party`) and inference (`inferred`). The sources after "rules" are the sources of rules that are not from the current page.

### Wallets

| Page | Path | Last updated | Endpoints | Channels | Fields | Transcribed | Sources |
|---|---|---|---|---|---|---|---|
| Scan \| pay | [/a\|b/scan.html](<https://develop.iotpay.ca/a%7Cb/scan.html>) | 2026-01-02 | `create_order` | `QR`, `APP` | 11 | partial: the flow diagram; what `a\|b` \<means\> | docs 9, docs-old 1, sdk 1; rules: sdk 1, inferred 1 |
| Points | unknown | unknown | - | - | 0 | not available: the whole page. To complete it: Copy its tables | - |

### Cards

| Page | Path | Last updated | Endpoints | Channels | Fields | Transcribed | Sources |
|---|---|---|---|---|---|---|---|
| Cards | [/cards.html](<https://develop.iotpay.ca/cards.html>) | unknown | `query_card` | - | 7 | complete | docs 6, sdk 1 |

## Endpoints

| Endpoint | Channel | Request | Response | Method and URL | Effect | Idempotent |
|---|---|---|---|---|---|---|
| `create_order` | `QR` | `wallet::Qr` | `wallet::QrResponse` | `POST https://api.example/v1/order` | `create_order` | no |
| `create_order` | `APP` | `wallet::App` | `wallet::AppResponse` | `POST https://api.example/v1/order` | `create_order` | no |
| `query_card` | - | `card::QueryCard` | `card::QueryCardResponse` | `POST https://cards.example/card` | `query_order` | yes |

These endpoints have no request that takes the channel as a value, because their channels differ too much:

- `create_order` of Scan | pay: `extra` has different types on its channels.

## Notifications

| Notification | Type | Page |
|---|---|---|
| `order_paid` | `wallet::OrderPaid` | Scan \| pay |

## Browser returns

The unsigned redirects of the customer's browser. They do not prove payment.

| Browser return | Type | Page |
|---|---|---|
| `order_return` | `wallet::OrderReturn` | Scan \| pay |

## Dates and deprecations

None.

## Missing parts

To add a missing part, see "Transcribe a page" in `CONTRIBUTING.md`.

- Scan | pay (partial), `spec/wallet/01-scan.yaml`. Missing: the flow diagram; what `a|b` \<means\>.
- Points (not available), `spec/wallet/02-points.yaml`. Missing: the whole page. To complete it: Copy its tables.
"#;

/// Returns the small spec.
pub fn small() -> Spec {
    // The first file belongs to cards, the first family to wallets.
    Spec { files: Vec::new() }
        .add("spec/card/01-cards.yaml", CARD)
        .add("spec/shared/all.yaml", SHARED)
        .add("spec/wallet/01-scan.yaml", ORDER)
        .add("spec/wallet/02-points.yaml", GONE)
}
