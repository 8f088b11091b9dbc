//! For each kind of change the smallest change of the spec that shows it.

use iotpay_gen::diff::Id;

use crate::fixture::Spec;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const TILL: &str = "spec/general/05-merchant-scan-barcode.yaml";
const WEB: &str = "spec/general/06-wechat-web-browser.yaml";
const MINI: &str = "spec/general/07-wechat-mini-program.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const NOTIFY: &str = "spec/general/11-async-notify.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const OVERVIEW: &str = "spec/general/03-general-order.yaml";
const CARD_RETURN: &str = "spec/card/02-redirect.yaml";
const QUERY_CARD: &str = "spec/card/06-query-card.yaml";
const V2: &str = "spec/v2/01-credit-card-v2.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";
const STATUSES: &str = "spec/shared/statuses.yaml";
const CURRENCIES: &str = "spec/shared/currencies.yaml";
const CODES: &str = "spec/shared/codes.yaml";
const SIGNING: &str = "spec/shared/signing.yaml";

/// The spec before and after a change. A new kind of change needs an arm in `specs`, where `edited`,
/// `with_row` and `turned` make most pairs in a line; where something else must change with it, it is in
/// `beside`. The tests of the whole project also give each pair to the compiler.
pub struct Pair {
    pub old: Spec,
    pub new: Spec,
    /// What is told of it, sorted.
    pub ids: Vec<Id>,
}

/// The project's spec, and the same with an edit of one file.
fn edited(name: &str, from: &str, to: &str) -> (Spec, Spec) {
    (Spec::real(), Spec::real().edit(name, from, to))
}

/// A row more after the one with a mark.
fn with_row(name: &str, mark: &str, row: &str) -> (Spec, Spec) {
    (Spec::real(), Spec::real().insert_after(name, mark, &format!("        - {row}")))
}

fn turned((old, new): (Spec, Spec)) -> (Spec, Spec) {
    (new, old)
}

/// A call that asks for points, on a page of its own.
const POINTS: &str = "\
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
    answer:
      table:
        - { name: points, required: y, type: int, sample: \"\", description: Points. }
";

const EMPTY_PAGE: &str = "page: { title: Points, path: /points.html, family: general, updated: unknown, completeness: not-available, missing: [the page], complete_by: Write it., about: Points. }\n";

const GIFTS: &str = "
  - name: gifts
    title: Gifts
    about: Gifts.
    page: /guide/introduction.html
    host: https://gifts.example/
    body: json
    timeout: { seconds: 60, source: inferred }
    envelope: { code: retCode, message: retMsg }
    signed_answers: { policy: never, source: inferred }";

/// The points page, as it is and with an edit.
fn points(name: &str, from: &str, to: &str) -> (Spec, Spec) {
    (Spec::real().add("spec/general/17-points.yaml", POINTS), Spec::real().add(name, &POINTS.replace(from, to)))
}

fn enumeration() -> (Spec, Spec) {
    let added = "  - name: colour\n    family: general\n    about: A colour.\n    page: /guide/introduction.html\n    values:\n      - { value: RED, about: Red. }\n";
    (Spec::real(), Spec::real().insert_after(CODES, "enumerations:", added))
}

/// The first family without a field of its envelope; rules about rejections would still name it.
fn envelope(field: &str) -> (Spec, Spec) {
    let bare = || {
        let text = Spec::real().text(FAMILIES);
        let (head, rest) = text.split_once("    rejections:\n").unwrap();
        let (_, tail) = rest.split_once("    signed_answers:\n").unwrap();
        Spec::real().set(FAMILIES, &format!("{head}    signed_answers:\n{tail}"))
    };
    (bare(), bare().edit(FAMILIES, field, ""))
}

fn alias() -> (Spec, Spec) {
    edited(
        QUERY_CARD,
        "retData.cardNum:    { secret: last4 }",
        "retData.cardNum:    { secret: last4, aliases: [cardNo] }",
    )
}

fn deprecated() -> (Spec, Spec) {
    edited(REFUND, "  family: general\n", "  family: general\n  deprecated: use something else\n")
}

/// A field more that the client fills.
fn filled() -> (Spec, Spec) {
    with_row(
        QUERY_CARD,
        "{ name: cardId, ",
        "{ name: loginName, required: y, type: String(32), sample: \"\", description: Login. }",
    )
}

pub fn pair(id: Id) -> Pair {
    let (old, new) = specs(id);
    let mut ids = [&[id], beside(id)].concat();
    ids.sort();
    Pair { old, new, ids }
}

/// What cannot change alone.
fn beside(id: Id) -> &'static [Id] {
    match id {
        Id::EndpointAdded | Id::ChannelMoved => &[Id::PageAdded],
        Id::EndpointRemoved => &[Id::PageRemoved],
        Id::EnvelopeChanged | Id::RefusalFieldsChanged => &[Id::ReceivedFieldAdded],
        Id::EndpointMoved => &[Id::PageAdded, Id::PageRemoved],
        _ => &[],
    }
}

#[allow(clippy::too_many_lines)]
fn specs(id: Id) -> (Spec, Spec) {
    match id {
        Id::FamilyAdded => (Spec::real(), Spec::real().edit(FAMILIES, "families:\n", &format!("families:{GIFTS}\n"))),
        Id::FamilyRemoved => turned(specs(Id::FamilyAdded)),
        Id::FamilyRenamed => (
            Spec::real(),
            Spec::real().edit(FAMILIES, "  - name: v2\n", "  - name: former\n").edit(V2, "  family: v2\n", "  family: former\n"),
        ),
        Id::HostChanged => edited(FAMILIES, "https://api.iotpaycloud.com/v1/", "https://api2.iotpaycloud.com/v1/"),
        Id::BodyEncodingChanged => edited(FAMILIES, "body: params-form", "body: json"),
        Id::TimeoutChanged => edited(FAMILIES, "seconds: 60", "seconds: 90"),
        Id::RefusalFieldsChanged => envelope("      error_code: errCode\n"),
        Id::EnvelopeChanged => envelope("      error_message: errCodeDes\n"),
        Id::RejectionMeaningChanged => edited(FAMILIES, "texts: [订单已支付]", "texts: [订单已支付, 订单重复]"),
        Id::AnswerSigningChanged => edited(FAMILIES, "policy: required", "policy: when-present"),
        Id::SigningRuleChanged => edited(SIGNING, "[left-out, raw, sorted]", "[raw, sorted]"),
        Id::FamilyNotificationsAdded => turned(specs(Id::FamilyNotificationsRemoved)),
        Id::FamilyNotificationsRemoved => {
            let gifts = format!("families:{GIFTS}\n");
            let told = "    notifications: { body: json, acknowledgement: success, source: inferred }\n";
            let with = Spec::real().edit(FAMILIES, "families:\n", &format!("{gifts}{told}"));
            (with, Spec::real().edit(FAMILIES, "families:\n", &gifts))
        }
        Id::NotificationBodyChanged => edited(FAMILIES, "body: form", "body: any"),
        Id::AcknowledgementChanged => edited(FAMILIES, "acknowledgement: SUCCESS", "acknowledgement: OK"),

        Id::EndpointAdded => (Spec::real(), Spec::real().add("spec/general/17-points.yaml", POINTS)),
        Id::EndpointRemoved => turned(specs(Id::EndpointAdded)),
        Id::EndpointMoved => {
            points("spec/general/18-customers.yaml", "title: Points, path: /points.html", "title: Customers, path: /c.html")
        }
        Id::EndpointPathChanged => edited(REFUND, "    path: refund_order", "    path: refund"),
        Id::EffectChanged => edited(TILL, "effect: charge", "effect: create_order"),
        Id::IdempotenceChanged => edited(QUERY_CARD, "idempotent: true", "idempotent: false"),
        Id::ReferenceChanged => edited(REFUND, "reference: mchRefundNo", "reference: payOrderId"),
        Id::ResolverChanged => edited(QR, "    resolved_by: query_order\n", ""),
        Id::ResolverAdded => turned(specs(Id::ResolverChanged)),
        Id::NestedAnswerAdded => turned(specs(Id::NestedAnswerChanged)),
        Id::NestedAnswerChanged => (Spec::real(), Spec::real().remove_line(QUERY, "nested_in: {")),
        Id::MayLackChanged => edited(REFUND, "fields: [sign]", "fields: [sign, resCode]"),
        Id::AnswerOpennessChanged => {
            edited(MINI, "      open:\n        source: inferred\n        note: The page's table of the answer is not available.\n", "")
        }
        Id::ChannelAdded => {
            let added = "      - channel: WX_JSAPI\n        about: Another.\n\n      - channel: UPI_QR\n";
            edited(QR, "      - channel: UPI_QR\n", added)
        }
        Id::ChannelRemoved => turned(specs(Id::ChannelAdded)),
        Id::ChannelMoved => {
            let text = Spec::real().text(QR);
            let (calls, channels) = text.split_once("      - channel: WX_NATIVE").unwrap();
            let (stay, goes) = channels.split_once("      - channel: UPI_QR").unwrap();
            let page = format!("{calls}      - channel: UPI_QR{goes}").replace("customer_scan_qr.html", "union_qr.html");
            let page = page.replace("title: Customer Scan QR Code", "title: UnionPay QR Code");
            let page = page.replace("required: y*", "required: n");
            let left = Spec::real().set(QR, &format!("{calls}      - channel: WX_NATIVE{stay}"));
            (Spec::real(), left.add("spec/general/17-unionpay-qr.yaml", &page))
        }
        Id::TypeRenamed => edited(QUERY_CARD, "type_name: cc_query_card", "type_name: ask_card"),
        Id::ModuleRenamed => points("spec/general/17-loyalty.yaml", "", ""),

        Id::RequestFieldAddedRequired => {
            with_row(QR, "{ name: remarks, ", "{ name: shopId, required: y, type: String(20), sample: \"\", description: The shop. }")
        }
        Id::RequestFieldAddedOptional => {
            with_row(QR, "{ name: remarks, ", "{ name: shopId, required: n, type: String(20), sample: \"\", description: The shop. }")
        }
        Id::RequestFieldRemoved => turned(specs(Id::RequestFieldAddedOptional)),
        Id::RequestFieldRenamed => edited(QR, "{ name: subject, ", "{ name: title, "),
        Id::RequestFieldRequired => edited(QR, "{ name: remarks,    required: n,  ", "{ name: remarks,    required: y,  "),
        Id::RequestFieldOptional => edited(QR, "{ name: subject,    required: y, ", "{ name: subject,    required: n, "),
        Id::RequestMemberAdded => (
            Spec::real(),
            Spec::real().insert_after(QR, "{ name: productId, ", "                - { name: shelf, required: n, type: String(9), sample: \"\", description: Shelf. }"),
        ),
        Id::RequestMemberRemoved => turned(specs(Id::RequestMemberAdded)),
        Id::FilledFieldAdded => {
            // The merchant's id must be that short already.
            let row = "        - { name: merchantNo, required: y, type: String(30), sample: \"\", description: Again. }";
            let rule = "      rules:\n        merchantNo: { filled_by: mch_id }\n";
            (Spec::real(), Spec::real().insert_after(QUERY_CARD, "{ name: sign,   required: y, ", &format!("{row}\n{rule}")))
        }
        Id::FilledFieldRemoved => turned(filled()),
        Id::CredentialLimitAdded => filled(),
        Id::CredentialLimitWidened => edited(QUERY_CARD, "{ name: mchId,  required: y, type: String(30)", "{ name: mchId,  required: y, type: String(40)"),
        Id::FillingChanged => (
            Spec::real(),
            Spec::real().insert_after(QR, "      rules:\n", "        device: { filled_by: login_name }"),
        ),
        Id::FixedValueChanged => (
            Spec::real(),
            Spec::real().edit(APP, "fixed: { type: apppay }", "fixed: { type: pay }"),
        ),
        Id::RequestTypeChanged => edited(QR, "{ name: remarks,    required: n,  type: String(200)", "{ name: remarks,    required: n,  type: long"),
        Id::RequestNotationChanged => {
            edited(WEB, "{ name: qrcode_pay, required: n, type: int, ", "{ name: qrcode_pay, required: n, type: String, ")
        }
        Id::RequestLimitNarrowed => turned(specs(Id::RequestLimitWidened)),
        Id::RequestLimitWidened => edited(QR, "{ name: subject,    required: y,  type: String(64)", "{ name: subject,    required: y,  type: String(128)"),
        Id::RequestLengthNarrowed => edited(QR, "{ name: productId, required: y, type: String, ", "{ name: productId, required: y, type: String(20), "),
        Id::RequestLengthWidened => turned(specs(Id::RequestLengthNarrowed)),
        Id::RequestValueAdded => edited(QR, "currency: { only: [CAD, USD] }\n\n", "currency: { only: [CAD, USD, CNY] }\n\n"),
        Id::RequestValueRemoved => turned(specs(Id::RequestValueAdded)),
        Id::OneOfChanged => {
            (Spec::real(), Spec::real().remove_line(QUERY, "one_of:").remove_line(QUERY, "{ name: by, ").edit(QUERY, "required: y*", "required: n").edit(QUERY, "required: y*", "required: n"))
        }
        Id::SecrecyChanged => edited(QUERY_CARD, "retData.cardNum:    { secret: last4 }", "retData.cardNum:    { secret: hidden }"),

        Id::ReceivedFieldAdded => {
            with_row(QR, "{ name: retDetail, ", "{ name: expires, required: n, type: String, sample: \"\", description: When. }")
        }
        Id::ReceivedFieldRemoved => turned(specs(Id::ReceivedFieldAdded)),
        Id::ReceivedFieldRenamed => edited(QUERY_CARD, "{ name: retData.cardId, ", "{ name: retData.cardNo, "),
        Id::ReceivedFieldRequired => {
            edited(QUERY, "{ name: device,         required: n, ", "{ name: device,         required: y, ")
        }
        Id::ReceivedFieldOptional => turned(specs(Id::ReceivedFieldRequired)),
        Id::ReceivedTypeChanged => edited(QUERY, "{ name: channelOrderNo, required: n, type: String, ", "{ name: channelOrderNo, required: n, type: long, "),
        Id::ReceivedNotationChanged => edited(NOTIFY, "{ name: amount,         required: \"-\", type: int, ", "{ name: amount,         required: \"-\", type: long, "),
        Id::ReceivedLimitWidened => edited(NOTIFY, "{ name: subject,        required: \"-\", type: String(64)", "{ name: subject,        required: \"-\", type: String(99)"),
        Id::ReceivedLimitNarrowed => turned(specs(Id::ReceivedLimitWidened)),
        Id::AliasAdded => alias(),
        Id::AliasRemoved => turned(alias()),
        Id::EchoChanged => edited(REFUND, "{ identifies: refund, source: peer }", "{ identifies: refund, echoes: payOrderId, source: peer }"),
        Id::NotificationAdded => (
            Spec::real(),
            Spec::real().edit(REFUND, "endpoints:\n", "browser_returns:\n  - name: refund_return\n    about: A refund.\n    table:\n      - { name: mchRefundNo, required: y, type: String, sample: \"\", description: The refund. }\n\nendpoints:\n"),
        ),
        Id::NotificationRemoved => turned(specs(Id::NotificationAdded)),
        Id::MarksChanged => edited(CARD_RETURN, "marks: [payType, ", "marks: ["),
        Id::BrowserMarkChanged => edited(NOTIFY, "browser_return: { field: backType, value: 1 }", "browser_return: { field: backType, value: 2 }"),

        Id::EnumerationAdded => enumeration(),
        Id::EnumerationRemoved => turned(enumeration()),
        Id::EnumerationRenamed => (
            Spec::real(),
            Spec::real().edit(CODES, "name: qrcode-pay", "name: shown-as").edit(WEB, "values: qrcode-pay", "values: shown-as"),
        ),
        Id::ValueAdded => (
            Spec::real(),
            Spec::real().insert_after(STATUSES, "name: cancelled-by-system,", "      - { value: 5, name: expired, outcome: failed, about: Too late. }"),
        ),
        Id::ValueRemoved => turned(specs(Id::ValueAdded)),
        Id::ValueRenamed => edited(STATUSES, "name: paid-and-notified, ", "name: notified, "),
        Id::OutcomeChanged => edited(STATUSES, "name: cancelled-by-user,   outcome: failed, ", "name: cancelled-by-user,   outcome: pending, "),
        Id::OutcomeTypeChanged => {
            let head = "    about: How far a payment under a contract has come.\n";
            (Spec::real(), Spec::real().edit(STATUSES, head, &format!("{head}    outcome_of: refund\n")))
        }
        Id::MeaningRemoved => {
            let (head, tail) = Spec::real().text(STATUSES).split_once("  - name: debit-status\n").map(|(head, tail)| (head.to_owned(), tail.to_owned())).unwrap();
            let tail = tail.replacen("outcome: success, ", "", 2);
            (Spec::real(), Spec::real().set(STATUSES, &format!("{head}  - name: debit-status\n{tail}")))
        }
        Id::MeaningAdded => turned(specs(Id::MeaningRemoved)),
        Id::ValueKindChanged => (
            Spec::real(),
            Spec::real().edit(CODES, "{ value: pay,    kind: payment, ", "{ value: pay,    kind: refund, ").edit(CODES, "{ value: refund, kind: refund, ", "{ value: refund, kind: payment, "),
        ),

        Id::PageDeprecated => deprecated(),
        Id::PageDeprecationEnded => turned(deprecated()),
        Id::PageDeprecationChanged => edited(V2, "use the family `card`", "look at the family `card`"),
        Id::PageAdded => (Spec::real(), Spec::real().add("spec/general/17-points.yaml", EMPTY_PAGE)),
        Id::PageRemoved => turned(specs(Id::PageAdded)),
        Id::PageTitleChanged => edited(REFUND, "title: Refund interface", "title: Refunds"),
        Id::PageAddressChanged => edited(OVERVIEW, "path: /guide/order.html", "path: /guide/orders.html"),
        Id::PageDateChanged => edited(APP, "updated: 2026-03-10", "updated: 2026-04-01"),
        Id::PageFileRenamed => points("spec/general/18-points.yaml", "", ""),
        Id::CompletenessChanged => edited(REFUND, "[the end of the page after its sample code]", "[the end of the page]"),
        Id::ChangelogChanged => edited(APP, "        - returnUrl is new in the table.\n", ""),
        Id::DescriptionChanged => edited(QR, "description: The merchant's remarks.", "description: What the merchant remarks."),
        Id::VendorTextChanged => {
            let (plain, _) = edited(QR, "", "");
            let with = |hash: &str| {
                let text = "description: Title of the product.";
                plain.clone().without_vendor_texts().edit(QR, text, &format!("{text}, vendor_text: {hash}"))
            };
            (with("3f9a1c2e"), with("a1b2c3d4"))
        }
        Id::SampleChanged => edited(QR, "sample: test product, ", "sample: green tea, "),
        Id::ProvenanceChanged => edited(STATUSES, "about: Paid., source: docs-old }", "about: Paid. }"),
        Id::OrderChanged => edited(CURRENCIES, "      - { value: CAD, about: Canadian dollar; the default. }\n      - { value: USD, about: United States dollar; for merchants in the United States. }\n", "      - { value: USD, about: United States dollar; for merchants in the United States. }\n      - { value: CAD, about: Canadian dollar; the default. }\n"),
        Id::OverviewChanged => edited(OVERVIEW, "{ name: remarks, ", "{ name: remark, "),
        _ => panic!("{id} has no pair of specs here"),
    }
}
