//! The descriptions of the mappings in the shared files.

use super::table::{ANY_KEY, Descriptions, ITSELF};

/// The descriptions of each mapping, in the order of the files.
pub(super) const SHARED: Descriptions = &[
    (
        "enumeration",
        &[
            (ITSELF, "An enumeration."),
            ("name", "The name that rules refer to."),
            ("family", "The family that it belongs to; default: all families."),
            ("about", "The subject, in your own words; used in the generated documentation."),
            ("page", "The path of the vendor page that contains the enumeration."),
            ("outcome_of", "The subject of the outcomes; default: payments."),
            ("values", "The values, each with its meaning."),
        ],
    ),
    (
        "value",
        &[
            (ITSELF, "A value of an enumeration."),
            ("value", "The value as sent and received."),
            ("name", "A name, if the value itself is not descriptive."),
            ("outcome", "What the value says about whether money moved."),
            ("kind", "The kind of transaction that it names."),
            ("about", "The meaning, in your own words; used in the generated documentation."),
        ],
    ),
    (
        "family",
        &[
            (ITSELF, "An API family: endpoints with the same base URL and the same envelope."),
            ("name", "The name, also of the module and of the feature of the client."),
            ("title", "The vendor's title."),
            ("page", "The path of the page that introduces it."),
            ("base_url", "The base URL of its endpoints; it begins with `https://` and ends with `/`."),
            ("body", "The encoding of request bodies."),
            ("timeout", "The timeout of a request."),
            ("envelope", "The fields around each response."),
            ("rejections", "What a rejection says about whether money moved; default: undocumented."),
            ("signed_responses", "Whether responses are signed."),
            ("signing", "The parts of the signing rule that differ from the rule of the other families."),
            ("notifications", "The encoding of its notifications, if documented."),
        ],
    ),
    ("timeout", &[(ITSELF, "The timeout of a request, with its source."), ("seconds", "In seconds, above zero.")]),
    (
        "envelope",
        &[
            (ITSELF, "The fields around each response of the family."),
            ("code", "The field that states whether the request could be processed."),
            ("message", "The field with the error message."),
            ("result", "The field that states whether the business operation succeeded."),
            ("error_code", "The field with the error code of the business operation."),
            ("error_message", "The field with the error text of the business operation."),
        ],
    ),
    (
        "rejections",
        &[
            (ITSELF, "What a rejection of the family says about whether money moved."),
            ("known", "The texts that identify the reason for a rejection."),
            ("undocumented", "The reasons, except `other`, without a known text."),
        ],
    ),
    (
        "rejection",
        &[
            (ITSELF, "Texts that identify one reason, with their source."),
            ("reason", "The reason; if texts of several reasons match, the client uses the most cautious one."),
            ("fields", "The fields of the envelope that contain the texts: its message, error code or error text."),
            ("texts", "The texts, without spaces around them."),
            ("compare", "The comparison method for the texts."),
        ],
    ),
    (
        "signed_responses",
        &[
            (ITSELF, "Whether the family's responses are signed, with the source."),
            ("policy", "Which responses are signed."),
        ],
    ),
    (
        "family-notifications",
        &[
            (ITSELF, "The encoding of the family's notifications, with the source."),
            ("body", "The location of their fields."),
            ("acknowledgement", "The response body that acknowledges a notification."),
        ],
    ),
    (
        "family_fields",
        &[(ITSELF, "Rules by family and field."), (ANY_KEY, "Rules for fields in the family with this name.")],
    ),
    (
        "signing-rule",
        &[
            (ITSELF, "The signing rule of all families without their own."),
            ("page", "The path of the vendor page."),
            ("algorithm", "The algorithm; with `source`, if it is not from the current page."),
            ("key", "The position of the merchant key in the string to sign."),
            ("case", "The case of the hexadecimal digits of a signature."),
            ("field", "The field with the signature."),
            ("order", "The sort order of fields."),
            ("empty_values", "Whether fields without a value are signed."),
            ("unsigned_fields", "Fields that are sent but not signed, in addition to the signature."),
            ("nested", "How objects inside a response are represented in the string to sign."),
            ("nested_in_requests", "How objects and arrays in requests are represented in the string to sign."),
            ("missing", "The parts of the page that are missing here."),
        ],
    ),
    (
        "family-signing",
        &[
            (ITSELF, "The parts of the signing rule that differ from the rule of the other families."),
            ("page", "The path of the vendor page."),
            ("algorithm", "The algorithm; with `source`, if it is not from the current page."),
            ("key", "The position of the merchant key in the string to sign; replaces the whole `key`."),
            ("case", "The case of the hexadecimal digits of a signature."),
            ("field", "The field with the signature."),
            ("empty_values", "Whether fields without a value are signed."),
            ("unsigned_fields", "Fields that are sent but not signed; replaces the whole list."),
            ("nested", "How objects inside a response are represented in the string to sign; replaces the whole list."),
            ("nested_in_requests", "How objects and arrays in requests are represented in the string to sign."),
        ],
    ),
    (
        "key-of-signing-rule",
        &[
            (ITSELF, "The position of the merchant key in the string to sign."),
            ("position", "Where the key is."),
            ("parameter", "The name of the parameter with the key; without it, the key alone is added."),
        ],
    ),
    ("algorithm", &[(ITSELF, "The algorithm of signatures, with the source."), ("rule", "The algorithm.")]),
    ("case", &[(ITSELF, "The case of the hexadecimal digits of a signature, with the source."), ("rule", "The case.")]),
    (
        "empty_values",
        &[
            (ITSELF, "Whether fields without a value are signed, with the source."),
            ("rule", "Whether they are signed."),
        ],
    ),
    (
        "nested_in_requests",
        &[
            (ITSELF, "How objects and arrays in requests are represented in the string to sign, with the source."),
            ("rule", "Their form."),
        ],
    ),
    (
        "unsigned_fields",
        &[
            (ITSELF, "Fields that are sent but not signed, with the source."),
            ("fields", "The fields, in addition to the signature."),
        ],
    ),
    ("order", &[(ITSELF, "The sort order of fields, with the source."), ("rule", "By the bytes of their names.")]),
    (
        "nested-field",
        &[
            (ITSELF, "How an object in a field is represented in the string to sign."),
            ("field", "The field."),
            ("forms", "The forms to try, in this order."),
            ("text", "Whether the field is signed if it contains text."),
            ("confirmed", "Whether one of the forms is confirmed."),
        ],
    ),
];
