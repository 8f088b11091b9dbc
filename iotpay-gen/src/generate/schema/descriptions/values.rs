//! What the allowed values of keys say, by key, or by mapping and key.

use super::Words;

pub(super) const VALUES: Words = &[
    (
        "source",
        &[
            ("docs", "The newest official page."),
            ("docs-old", "An older official page."),
            ("sdk", "The vendor's own SDKs."),
            ("third-party", "Independent public code."),
            ("inferred", "A conclusion that stands nowhere in writing."),
        ],
    ),
    (
        "completeness",
        &[
            ("complete", "Every table and every rule of the page is here."),
            ("partial", "What was available; `missing` lists the rest."),
            ("not-available", "Nothing: the page was not available."),
        ],
    ),
    (
        "effect",
        &[
            ("create_order", "Places an order that the customer pays later."),
            ("charge", "Places an order and takes its money at once."),
            ("query_order", "Reads an order."),
            ("refund_order", "Gives money back."),
            ("void_order", "Cancels an order whose money has not moved yet."),
            ("add_card", "Stores a card."),
            ("query_card", "Reads a stored card."),
            ("sign_contract", "Asks the customer to sign a contract."),
            ("debit", "Takes money under a signed contract."),
        ],
    ),
    (
        "required",
        &[
            ("y", "Required."),
            ("Yes", "Required, in the page's own words."),
            ("n", "Not required."),
            ("No", "Not required, in the page's own words."),
            ("y*", "Required on a condition that the page gives."),
            ("Yes*", "Required on a condition, in the page's own words."),
            ("-", "The table has no such column."),
        ],
    ),
    (
        "filled_by",
        &[
            ("mch_id", "The merchant id of the credentials."),
            ("login_name", "The login name of the credentials."),
            ("signature", "The signer."),
            ("channel", "The channel that the request type stands for."),
        ],
    ),
    (
        "format",
        &[
            ("text", "Any text; undoes a wider rule's format, values or id."),
            ("id", "An id or a merchant reference: text without whitespace, invisible characters, `&` and `=`."),
            ("cents", "A positive whole number of cents."),
            ("http-url", "An absolute URL of http or https."),
            ("http-url-without-query", "An absolute URL of http or https without `?`."),
            ("ip", "An IP address."),
            ("json-object", "A JSON object as text."),
            ("card-number", "The number of a payment card; secret."),
            ("cvv", "A card's verification value; secret."),
            ("mmyy", "A month and a year; secret."),
            ("base64", "Base64; secret."),
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
        "secret",
        &[
            ("hidden", "Not at all."),
            ("last4", "By its last four characters."),
            ("shown", "As it is: it is no secret, whatever its name says."),
        ],
    ),
    (
        "outcome",
        &[
            ("pending", "Neither done nor failed yet."),
            ("success", "Paid, or given back."),
            ("failed", "Failed for good."),
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
    ("family.body", &[("params-form", "A form with one parameter `params` that holds JSON."), ("json", "JSON.")]),
    (
        "family-notifications.body",
        &[
            ("form", "In the query, in a form, or in both."),
            ("json", "As JSON."),
            ("any", "In the query, in a form or as JSON: nobody knows."),
        ],
    ),
    (
        "policy",
        &[
            ("required", "Every successful one."),
            ("when-present", "Nobody knows; a signature that is there is verified."),
            ("never", "None."),
        ],
    ),
    (
        "nested-field.text",
        &[("signed", "It is part of the signed string."), ("omitted", "It may be left out of the signed string.")],
    ),
];
