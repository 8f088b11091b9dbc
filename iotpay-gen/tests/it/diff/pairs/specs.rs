//! One pair of specs for each kind of change.

use iotpay_gen::diff::ChangeKind;

use super::edits::*;
use crate::fixture::Spec;

/// Returns the smallest change of each kind.
#[allow(clippy::too_many_lines)]
pub(super) fn specs(id: ChangeKind) -> (Spec, Spec) {
    match id {
        ChangeKind::FamilyAdded => (Spec::real(), Spec::real().edit(FAMILIES, "families:\n", &format!("families:{GIFTS}\n"))),
        ChangeKind::FamilyRemoved => turned(specs(ChangeKind::FamilyAdded)),
        ChangeKind::FamilyRenamed => (
            Spec::real(),
            Spec::real().edit(FAMILIES, "  - name: card_v2\n", "  - name: former\n").edit(V2, "  family: card_v2\n", "  family: former\n"),
        ),
        ChangeKind::BaseUrlChanged => edited(FAMILIES, "https://api.iotpaycloud.com/v1/", "https://api2.iotpaycloud.com/v1/"),
        ChangeKind::BodyEncodingChanged => edited(FAMILIES, "body: params-form", "body: json"),
        ChangeKind::TimeoutChanged => edited(FAMILIES, "seconds: 60", "seconds: 90"),
        ChangeKind::RejectionFieldsChanged => envelope("      error_code: errCode\n"),
        ChangeKind::EnvelopeChanged => envelope("      error_message: errCodeDes\n"),
        ChangeKind::RejectionMeaningChanged => edited(FAMILIES, "texts: [订单已支付]", "texts: [订单已支付, 订单重复]"),
        ChangeKind::ResponseSigningChanged => edited(FAMILIES, "policy: required", "policy: when-present"),
        ChangeKind::SigningAlgorithmChanged => edited(SIGNING, "algorithm: md5", "algorithm: hmac-sha256"),
        ChangeKind::SigningRuleChanged => edited(SIGNING, "[omitted, raw, sorted]", "[raw, sorted]"),
        ChangeKind::NestedRequestSigningAdded => edited(SIGNING, "  nested:\n", "  nested_in_requests: { rule: raw, source: inferred }\n  nested:\n"),
        ChangeKind::FamilyNotificationsAdded => turned(specs(ChangeKind::FamilyNotificationsRemoved)),
        ChangeKind::FamilyNotificationsRemoved => {
            let gifts = format!("families:{GIFTS}\n");
            let added = "    notifications: { body: json, acknowledgement: success, source: inferred }\n";
            let with = Spec::real().edit(FAMILIES, "families:\n", &format!("{gifts}{added}"));
            (with, Spec::real().edit(FAMILIES, "families:\n", &gifts))
        }
        ChangeKind::NotificationBodyChanged => edited(FAMILIES, "body: form", "body: any"),
        ChangeKind::AcknowledgementChanged => edited(FAMILIES, "acknowledgement: SUCCESS", "acknowledgement: OK"),

        ChangeKind::EndpointAdded => (Spec::real(), Spec::real().add("spec/general/17-points.yaml", POINTS)),
        ChangeKind::EndpointRemoved => turned(specs(ChangeKind::EndpointAdded)),
        ChangeKind::EndpointMoved => {
            points("spec/general/18-customers.yaml", "title: Points, path: /points.html", "title: Customers, path: /c.html")
        }
        ChangeKind::EndpointPathChanged => edited(REFUND, "    path: refund_order", "    path: refund"),
        ChangeKind::EffectChanged => edited(TILL, "effect: charge", "effect: create_order"),
        ChangeKind::IdempotencyChanged => edited(QUERY_CARD, "idempotent: true", "idempotent: false"),
        ChangeKind::ReferenceChanged => edited(REFUND, "reference: mchRefundNo", "reference: payOrderId"),
        ChangeKind::ResolverChanged => edited(QR, "    resolved_by: query_order\n", ""),
        ChangeKind::ResolverAdded => turned(specs(ChangeKind::ResolverChanged)),
        ChangeKind::NestedResponseAdded => turned(specs(ChangeKind::NestedResponseChanged)),
        ChangeKind::NestedResponseChanged => (Spec::real(), Spec::real().remove_line(QUERY, "nested_in: {")),
        ChangeKind::MayOmitChanged => edited(REFUND, "fields: [sign]", "fields: [sign, resCode]"),
        ChangeKind::UndocumentedResponseChanged => {
            edited(MINI, "      undocumented:\n        source: inferred\n        note: The page's table of the response is not available.\n", "")
        }
        ChangeKind::ChannelAdded => {
            channel("        response: { require: [codeUrl] }\n")
        }
        ChangeKind::ChannelRemoved => turned(specs(ChangeKind::ChannelAdded)),
        ChangeKind::ChannelMoved => {
            let text = Spec::real().text(QR);
            let (calls, channels) = text.split_once("      - channel: WX_NATIVE").unwrap();
            let (stay, goes) = channels.split_once("      - channel: UPI_QR").unwrap();
            let page = format!("{calls}      - channel: UPI_QR{goes}").replace("customer_scan_qr.html", "union_qr.html");
            let page = page.replace("title: Customer Scan QR Code", "title: UnionPay QR Code");
            let page = page.replace("required: y*", "required: n");
            let left = Spec::real().set(QR, &format!("{calls}      - channel: WX_NATIVE{stay}"));
            (Spec::real(), left.add("spec/general/17-unionpay-qr.yaml", &page))
        }
        ChangeKind::TypeRenamed => edited(QUERY_CARD, "type_name: cc_query_card", "type_name: ask_card"),
        ChangeKind::ModuleRenamed => points("spec/general/17-loyalty.yaml", "", ""),

        ChangeKind::RequestFieldAddedRequired => {
            with_row(QR, "{ name: remarks, ", "{ name: shopId, required: y, type: String(20), sample: \"\", description: The shop. }")
        }
        ChangeKind::RequestFieldAddedOptional => {
            with_row(QR, "{ name: remarks, ", "{ name: shopId, required: n, type: String(20), sample: \"\", description: The shop. }")
        }
        ChangeKind::RequestFieldRemoved => turned(specs(ChangeKind::RequestFieldAddedOptional)),
        ChangeKind::RequestFieldRenamed => edited(QR, "{ name: subject, ", "{ name: title, "),
        ChangeKind::RequestFieldRequired => edited(QR, "{ name: remarks,    required: n,  ", "{ name: remarks,    required: y,  "),
        ChangeKind::RequestFieldOptional => edited(QR, "{ name: subject,    required: y, ", "{ name: subject,    required: n, "),
        ChangeKind::RequestMemberAddedRequired => (
            Spec::real(),
            Spec::real().insert_after(QR, "{ name: productId, ", "                - { name: shelf, required: y, type: String(9), sample: \"\", description: Shelf. }"),
        ),
        ChangeKind::RequestMemberAddedOptional => (
            Spec::real(),
            Spec::real().insert_after(QR, "{ name: productId, ", "                - { name: shelf, required: n, type: String(9), sample: \"\", description: Shelf. }"),
        ),
        ChangeKind::RequestMemberRemoved => turned(specs(ChangeKind::RequestMemberAddedOptional)),
        ChangeKind::FilledFieldAdded => {
            // The limit of the merchant id must already be this short.
            let row = "        - { name: merchantNo, required: y, type: String(30), sample: \"\", description: Again. }";
            let rule = "      rules:\n        merchantNo: { filled_by: mch_id }\n";
            (Spec::real(), Spec::real().insert_after(QUERY_CARD, "{ name: sign,   required: y, ", &format!("{row}\n{rule}")))
        }
        ChangeKind::FilledFieldRemoved => turned(filled()),
        ChangeKind::CredentialLimitAdded => filled(),
        ChangeKind::CredentialLimitWidened => edited(QUERY_CARD, "{ name: mchId,  required: y, type: String(30)", "{ name: mchId,  required: y, type: String(40)"),
        ChangeKind::FilledByChanged => (
            Spec::real(),
            Spec::real().insert_after(QR, "      rules:\n", "        device: { filled_by: login_name }"),
        ),
        ChangeKind::FixedValueChanged => (
            Spec::real(),
            Spec::real().edit(APP, "fixed: { type: apppay }", "fixed: { type: pay }"),
        ),
        ChangeKind::RequestRangeNarrowed => edited(QR, "      rules:\n        currency", "      rules:\n        amount: { range: { max: 5000 } }\n        currency"),
        ChangeKind::RequestRangeWidened => turned(specs(ChangeKind::RequestRangeNarrowed)),
        ChangeKind::RequestPatternChanged => edited(QR, "      rules:\n        currency", "      rules:\n        remarks: { pattern: '[^<>]*' }\n        currency"),
        ChangeKind::RequestPatternRemoved => turned(specs(ChangeKind::RequestPatternChanged)),
        ChangeKind::RequestItemsNarrowed => turned(specs(ChangeKind::RequestItemsWidened)),
        ChangeKind::RequestItemsWidened => listed("        tags: { format: json-array, items: String(5), max_items: 3 }\n", "        tags: { format: json-array, items: String(5), max_items: 4 }\n"),
        ChangeKind::RequestDefaultChanged => edited(QR, "      rules:\n        currency", "      rules:\n        remarks: { default: none }\n        currency"),
        ChangeKind::RequestTypeChanged => edited(QR, "{ name: remarks,    required: n,  type: String(200)", "{ name: remarks,    required: n,  type: long"),
        ChangeKind::RequestWireTypeChanged => {
            edited(WEB, "{ name: qrcode_pay, required: n, type: int, ", "{ name: qrcode_pay, required: n, type: String, ")
        }
        ChangeKind::RequestLimitNarrowed => turned(specs(ChangeKind::RequestLimitWidened)),
        ChangeKind::RequestLimitWidened => edited(QR, "{ name: subject,    required: y,  type: String(64)", "{ name: subject,    required: y,  type: String(128)"),
        ChangeKind::RequestLengthNarrowed => edited(QR, "{ name: productId, required: y, type: String, ", "{ name: productId, required: y, type: String(20), "),
        ChangeKind::RequestLengthWidened => turned(specs(ChangeKind::RequestLengthNarrowed)),
        ChangeKind::RequestValueAdded => edited(QR, "currency: { only: [CAD, USD] }\n\n", "currency: { only: [CAD, USD, CNY] }\n\n"),
        ChangeKind::RequestValueRemoved => turned(specs(ChangeKind::RequestValueAdded)),
        ChangeKind::OneOfChanged => {
            (Spec::real(), Spec::real().remove_line(QUERY, "one_of:").remove_line(QUERY, "{ name: by, ").edit(QUERY, "required: y*", "required: n").edit(QUERY, "required: y*", "required: n"))
        }
        ChangeKind::SecrecyChanged => edited(QUERY_CARD, "retData.cardNum:    { secret: last4 }", "retData.cardNum:    { secret: hidden }"),

        ChangeKind::PageRequestAdded => {
            let old = Spec::real().edit(WEB, "type_name: WxJsapiWeb", "type_name: \"{channel}-web\"");
            let added = "      - channel: WX_NATIVE\n        about: Another.\n\n      - channel: WX_JSAPI\n";
            (old.clone(), old.edit(WEB, "      - channel: WX_JSAPI\n", added))
        }
        ChangeKind::PageRequestRemoved => {
            channel("        request: { rules: { device: { format: ip } } }\n        response: { require: [codeUrl] }\n")
        }
        ChangeKind::PageRequestFieldOptional => {
            channel("        request: { optional: [subject] }\n        response: { require: [codeUrl] }\n")
        }
        ChangeKind::PageRequestFieldRequired => turned(specs(ChangeKind::PageRequestFieldOptional)),
        ChangeKind::PageRequestTypeChanged => edited(
            TILL,
            "      - channel: UPI_MICROPAY\n",
            "      - channel: WX_JSAPI\n        about: Another.\n        request:\n          fixed: { codeType: barcode }\n          rules:\n            extra:\n              members:\n                - { name: shelf, required: n, type: String, sample: \"\", description: Shelf. }\n\n      - channel: UPI_MICROPAY\n",
        ),
        ChangeKind::PageMethodAdded => edited(QR, "retDetail:  { read_as: optional, ", "retDetail:  { purpose: redirect_url, read_as: optional, "),
        ChangeKind::PageMethodRemoved => channel("        response: { require: [codeUrl], forbid: [mchOrderNo] }\n"),
        ChangeKind::PageMethodChanged => channel(""),

        ChangeKind::ReceivedFieldAdded => {
            with_row(QR, "{ name: retDetail, ", "{ name: expires, required: n, type: String, sample: \"\", description: When. }")
        }
        ChangeKind::ReceivedFieldRemoved => turned(specs(ChangeKind::ReceivedFieldAdded)),
        ChangeKind::ReceivedFieldRenamed => edited(QUERY_CARD, "{ name: retData.cardId, ", "{ name: retData.cardNo, "),
        ChangeKind::ReceivedFieldRequired => {
            edited(QUERY, "{ name: device,         required: n, ", "{ name: device,         required: y, ")
        }
        ChangeKind::ReceivedFieldOptional => turned(specs(ChangeKind::ReceivedFieldRequired)),
        ChangeKind::ReceivedTypeChanged => edited(QUERY, "{ name: channelOrderNo, required: n, type: String, ", "{ name: channelOrderNo, required: n, type: long, "),
        ChangeKind::ReceivedWireTypeChanged => edited(NOTIFY, "{ name: paySuccTime,    required: \"-\", type: long, ", "{ name: paySuccTime,    required: \"-\", type: int, "),
        ChangeKind::ReceivedItemTypeChanged => arrays("List<String>", "List<long>"),
        ChangeKind::ReceivedArrayChanged => arrays("String", "List<String>"),
        ChangeKind::ReceivedLimitWidened => edited(NOTIFY, "{ name: subject,        required: \"-\", type: String(64)", "{ name: subject,        required: \"-\", type: String(99)"),
        ChangeKind::ReceivedLimitNarrowed => turned(specs(ChangeKind::ReceivedLimitWidened)),
        ChangeKind::ReceivedValueRulesChanged => edited(QUERY_CARD, "retData.cardNum:    { secret: last4 }", "retData.cardNum:    { secret: last4, pattern: '[0-9*]*' }"),
        ChangeKind::AliasAdded => alias(),
        ChangeKind::AliasRemoved => turned(alias()),
        ChangeKind::EchoChanged => edited(REFUND, "{ identifies: refund, source: third-party }", "{ identifies: refund, echoes: payOrderId, source: third-party }"),
        ChangeKind::PurposeAdded => turned(specs(ChangeKind::PurposeRemoved)),
        ChangeKind::PurposeRemoved => edited(V2, "      rules:\n        payUrl: { purpose: redirect_url }\n", ""),
        ChangeKind::PurposeChanged => edited(V2, "{ purpose: redirect_url }", "{ purpose: app_link }"),
        ChangeKind::NotificationAdded => (
            Spec::real(),
            Spec::real().edit(REFUND, "endpoints:\n", "browser_returns:\n  - name: refund_return\n    about: A refund.\n    table:\n      - { name: mchRefundNo, required: y, type: String, sample: \"\", description: The refund. }\n\nendpoints:\n"),
        ),
        ChangeKind::NotificationRemoved => turned(specs(ChangeKind::NotificationAdded)),
        ChangeKind::UniqueFieldsChanged => edited(CARD_RETURN, "unique_fields: [payType, ", "unique_fields: ["),
        ChangeKind::BrowserMarkerChanged => edited(NOTIFY, "browser_marker: { field: backType, value: 1 }", "browser_marker: { field: backType, value: 2 }"),

        ChangeKind::EnumerationAdded => enumeration(),
        ChangeKind::EnumerationRemoved => turned(enumeration()),
        ChangeKind::EnumerationRenamed => (
            Spec::real(),
            Spec::real().edit(CODES, "name: qrcode-pay", "name: shown-as").edit(WEB, "values: qrcode-pay", "values: shown-as"),
        ),
        ChangeKind::ValueAdded => (
            Spec::real(),
            Spec::real().insert_after(STATUSES, "name: cancelled-by-system,", "      - { value: 5, name: expired, outcome: failed, about: Too late. }"),
        ),
        ChangeKind::ValueRemoved => turned(specs(ChangeKind::ValueAdded)),
        ChangeKind::ValueRenamed => edited(STATUSES, "name: paid-and-notified, ", "name: notified, "),
        ChangeKind::OutcomeChanged => edited(STATUSES, "name: cancelled-by-user,   outcome: failed, ", "name: cancelled-by-user,   outcome: pending, "),
        ChangeKind::OutcomeTypeChanged => {
            let head = "    about: Status of a payment under a contract.\n";
            (Spec::real(), Spec::real().edit(STATUSES, head, &format!("{head}    outcome_of: refund\n")))
        }
        ChangeKind::MeaningRemoved => {
            let (head, tail) = Spec::real().text(STATUSES).split_once("  - name: debit-status\n").map(|(head, tail)| (head.to_owned(), tail.to_owned())).unwrap();
            let tail = tail.replacen("outcome: success, ", "", 2);
            (Spec::real(), Spec::real().set(STATUSES, &format!("{head}  - name: debit-status\n{tail}")))
        }
        ChangeKind::MeaningAdded => turned(specs(ChangeKind::MeaningRemoved)),
        ChangeKind::ValueKindChanged => (
            Spec::real(),
            Spec::real().edit(CODES, "{ value: pay,    kind: payment, ", "{ value: pay,    kind: refund, ").edit(CODES, "{ value: refund, kind: refund, ", "{ value: refund, kind: payment, "),
        ),

        ChangeKind::EndpointDeprecated => begins(deprecated_endpoint()),
        ChangeKind::EndpointDeprecationEnded => turned(begins(deprecated_endpoint())),
        ChangeKind::EndpointDeprecationChanged => changes(deprecated_endpoint()),
        ChangeKind::ChannelDeprecated => begins(deprecated_channel()),
        ChangeKind::ChannelDeprecationEnded => turned(begins(deprecated_channel())),
        ChangeKind::ChannelDeprecationChanged => changes(deprecated_channel()),
        ChangeKind::FieldDeprecated => begins(deprecated_field()),
        ChangeKind::FieldDeprecationEnded => turned(begins(deprecated_field())),
        ChangeKind::FieldDeprecationChanged => changes(deprecated_field()),
        ChangeKind::ValueDeprecated => begins(deprecated_value()),
        ChangeKind::ValueDeprecationEnded => turned(begins(deprecated_value())),
        ChangeKind::ValueDeprecationChanged => changes(deprecated_value()),
        ChangeKind::DateChanged => edited(
            QR,
            "description: The merchant's remarks.",
            "description: The merchant's remarks., since: { date: 2026-03-10, source: sdk }",
        ),
        ChangeKind::PageDeprecated => deprecated(),
        ChangeKind::PageDeprecationEnded => turned(deprecated()),
        ChangeKind::PageDeprecationChanged => edited(V2, "use the family `card`", "look at the family `card`"),
        ChangeKind::PageAdded => (Spec::real(), Spec::real().add("spec/general/17-points.yaml", EMPTY_PAGE)),
        ChangeKind::PageRemoved => turned(specs(ChangeKind::PageAdded)),
        ChangeKind::PageTitleChanged => edited(REFUND, "title: Refund interface", "title: Refunds"),
        ChangeKind::PagePathChanged => edited(OVERVIEW, "path: /guide/order.html", "path: /guide/orders.html"),
        ChangeKind::PageDateChanged => edited(APP, "updated: 2026-03-10", "updated: 2026-04-01"),
        ChangeKind::PageFileRenamed => points("spec/general/18-points.yaml", "", ""),
        ChangeKind::CompletenessChanged => edited(REFUND, "[the end of the page after its sample code]", "[the end of the page]"),
        ChangeKind::ChangelogChanged => edited(APP, "        - returnUrl is new in the table.\n", ""),
        ChangeKind::DescriptionChanged => edited(QR, "description: The merchant's remarks.", "description: What the merchant remarks."),
        ChangeKind::VendorTextChanged => {
            let (plain, _) = edited(QR, "", "");
            let with = |hash: &str| {
                let text = "description: Title of the product.";
                plain.clone().without_vendor_texts().edit(QR, text, &format!("{text}, vendor_text: {hash}"))
            };
            (with("3f9a1c2e"), with("a1b2c3d4"))
        }
        ChangeKind::SampleChanged => edited(QR, "sample: test product, ", "sample: green tea, "),
        ChangeKind::ProvenanceChanged => edited(STATUSES, "about: Paid., source: docs-old }", "about: Paid. }"),
        ChangeKind::OrderChanged => edited(CURRENCIES, "      - { value: CAD, about: Canadian dollar; the default. }\n      - { value: USD, about: United States dollar; for merchants in the United States. }\n", "      - { value: USD, about: United States dollar; for merchants in the United States. }\n      - { value: CAD, about: Canadian dollar; the default. }\n"),
        ChangeKind::OverviewChanged => edited(OVERVIEW, "{ name: remarks, ", "{ name: remark, "),
        _ => panic!("{id} has no pair of specs here"),
    }
}
