//! The descriptions of the allowed values of keys, by key, or by mapping and key.

use super::table::Descriptions;

const ALGORITHMS: &[(&str, &str)] = &[
    ("md5", "MD5, 32 digits."),
    ("sha256", "SHA-256, 64 digits."),
    ("hmac-sha256", "HMAC-SHA256 with the merchant key, 64 digits; the string to sign may contain the key, too."),
];

const CASES: &[(&str, &str)] = &[("upper", "`0123456789ABCDEF`."), ("lower", "`0123456789abcdef`.")];

const EMPTY_VALUES: &[(&str, &str)] =
    &[("omitted", "They are not part of the string to sign."), ("signed", "They are signed as `name=`.")];

pub(super) const VALUES: Descriptions = &[
    (
        "source",
        &[
            ("docs", "The current official page."),
            ("docs-old", "An older official page."),
            ("sdk", "The vendor's own SDKs."),
            ("third-party", "Independent public code."),
            ("inferred", "A conclusion that is not documented anywhere."),
        ],
    ),
    (
        "completeness",
        &[
            ("complete", "Every table and every rule of the page is transcribed."),
            ("partial", "The available facts; `missing` lists the rest."),
            ("not-available", "Nothing: the page was not available."),
        ],
    ),
    (
        "effect",
        &[
            ("create_order", "Creates an order that the customer pays later."),
            ("charge", "Creates an order and charges it immediately."),
            ("query_order", "Queries an order."),
            ("refund_order", "Refunds an order."),
            ("query_refund", "Queries a refund."),
            ("void_order", "Cancels an order whose money has not moved yet."),
            ("add_card", "Stores a card."),
            ("query_card", "Queries a stored card."),
            ("sign_contract", "Requests the customer's signature of a contract."),
            ("debit", "Charges the customer under a signed contract."),
            ("other_query", "Queries something that the sandbox does not store."),
            ("other", "Changes something that the sandbox does not store."),
        ],
    ),
    (
        "required",
        &[
            ("y", "Required."),
            ("Yes", "Required, in the page's own words."),
            ("n", "Not required."),
            ("No", "Not required, in the page's own words."),
            ("y*", "Required under a condition stated on the page."),
            ("Yes*", "Required under a condition, in the page's own words."),
            ("-", "The table has no such column."),
        ],
    ),
    (
        "filled_by",
        &[
            ("mch_id", "The merchant id of the credentials."),
            ("login_name", "The login name of the credentials."),
            ("signature", "The signer."),
            ("channel", "The channel of the request type."),
        ],
    ),
    (
        "format",
        &[
            ("text", "Any text; removes the format, values or `identifies` of a less specific rule."),
            ("id", "An id or a merchant reference: text without whitespace, invisible characters, `&` or `=`."),
            ("cents", "A positive whole number of cents."),
            ("http-url", "An absolute http or https URL."),
            ("http-url-without-query", "An absolute http or https URL without `?` or `#`."),
            ("ip", "An IP address."),
            ("json-object", "A JSON object as text."),
            ("json-array", "A JSON array as text; `members` or `items` describe its items."),
            ("card-number", "A card number; secret."),
            ("cvv", "A card security code; secret."),
            ("mmyy", "A month and year; secret."),
            ("base64", "Base64; secret."),
        ],
    ),
    (
        "role",
        &[
            ("notify-url", "The URL for notifications."),
            ("paid-at", "The time of the payment or the refund."),
            ("refundable", "The amount that can still be refunded."),
            ("refunded-order", "The IOTPay id of the order that a refund belongs to; empty for a payment."),
            ("card-number", "The masked number of the card."),
            ("page-url", "The URL of the page on which the customer pays or enters a card."),
            ("page-id", "The id of that page."),
            ("contract-id", "The IOTPay id of the contract."),
            ("wallet-contract-id", "The wallet's id of the contract."),
            ("wallet-user-id", "The wallet's id of the customer."),
            ("signed-at", "The time at which the contract was signed."),
            ("ended-at", "The time at which the contract ended."),
        ],
    ),
    (
        "identifies",
        &[
            ("order", "A payment order."),
            ("refund", "A refund."),
            ("transaction", "Either; another field of the message says which."),
        ],
    ),
    (
        "purpose",
        &[
            ("qr_code", "The text to show to the customer as a QR code."),
            ("redirect_url", "The URL to open in the customer's browser."),
            ("app_link", "The link that opens the wallet's app on the customer's phone."),
        ],
    ),
    (
        "secret",
        &[
            ("hidden", "Never displayed."),
            ("last4", "Displayed with its last four characters."),
            ("shown", "Displayed in full: not secret, although its name suggests it."),
        ],
    ),
    (
        "outcome",
        &[
            ("pending", "Neither succeeded nor failed yet."),
            ("success", "Paid or refunded."),
            ("failed", "Failed; final."),
        ],
    ),
    (
        "outcome_of",
        &[
            ("payment", "A payment."),
            ("refund", "A refund or a void."),
            ("transaction", "Either; another field of the message says which."),
        ],
    ),
    ("kind", &[("payment", "A payment."), ("refund", "A refund.")]),
    (
        "reason",
        &[
            ("no-such-order", "The order that the request names does not exist; the request had no effect."),
            ("reference-used", "The merchant reference was used before: an earlier request may have been accepted."),
            ("bad-signature", "The signature is wrong; the request had no effect."),
            ("invalid-field", "A field is missing or invalid; the request had no effect."),
            ("gateway-error", "The gateway failed; the request may have taken effect."),
            ("other", "Another known reason; the request had no effect."),
        ],
    ),
    (
        "compare",
        &[
            ("exact", "The whole text, letter by letter."),
            ("ignore-case", "The whole text, ignoring the case of ASCII letters."),
            ("prefix", "The beginning of the text, letter by letter."),
        ],
    ),
    ("family.body", &[("params-form", "A form with one parameter `params` that contains JSON."), ("json", "JSON.")]),
    (
        "family-notifications.body",
        &[
            ("form", "In the query, in a form, or in both."),
            ("json", "As JSON."),
            ("any", "In the query, in a form or as JSON: undocumented."),
        ],
    ),
    ("algorithm", ALGORITHMS),
    ("algorithm.rule", ALGORITHMS),
    (
        "position",
        &[
            ("appended", "After the fields: `a=1&b=2&key=KEY`."),
            ("prepended", "Before the fields: `key=KEY&a=1&b=2`."),
            ("hmac-only", "Not in the string to sign: only `hmac-sha256` uses the key."),
        ],
    ),
    ("case", CASES),
    ("case.rule", CASES),
    ("empty_values", EMPTY_VALUES),
    ("empty_values.rule", EMPTY_VALUES),
    (
        "policy",
        &[
            ("required", "Every successful response."),
            ("when-present", "Undocumented; a signature is verified if present."),
            ("never", "None."),
        ],
    ),
    (
        "nested-field.text",
        &[("signed", "It is part of the string to sign."), ("omitted", "It may be omitted from the string to sign.")],
    ),
];
