//! The descriptions of mappings and their keys, by mapping and key.

use super::table::{ANY_KEY, Descriptions, ITSELF};

/// The descriptions of keys that mean the same in every mapping that does not describe them separately.
pub(super) const EVERYWHERE: &[(&str, &str)] = &[
    ("source", "The source, if it is not the current page."),
    ("note", "The reason, in your own words."),
    ("about", "The purpose, in your own words; used in the generated documentation."),
    (
        "additional_rows",
        "Rows that are missing from the page's table, each with its `source`, or with the `page` that contains it.",
    ),
    ("rules", "Rules from the page's prose, by field."),
    ("table", "The rows of the page's table, in the page's order."),
    ("require", "Fields that are required although the table does not say so."),
    (
        "since",
        "The day on which the vendor added it, `YYYY-MM-DD`; with its source if the changelog has no such entry.",
    ),
    ("until", "The last day on which the vendor accepts it, `YYYY-MM-DD`; requires `deprecated`."),
    ("deprecated", "The vendor's statement that it is deprecated; the compiler then warns callers who use it."),
    ("forbid", "Fields that the channel ignores or rejects."),
];

/// The descriptions of each mapping, in the order of the files.
pub(super) const TABLE: Descriptions = &[
    (
        "spec-file",
        &[
            (ITSELF, "A vendor page with its endpoints and notifications, or shared tables."),
            ("page", "The vendor page that this file describes."),
            ("endpoints", "The endpoints on the page."),
            ("notifications", "Messages that the gateway sends to the merchant's server."),
            ("browser_returns", "The unsigned redirect of the customer's browser."),
            ("families", "Shared: the API families, with their base URLs and the fields of all their responses."),
            ("signing", "Shared: how messages are signed."),
            ("enumerations", "Shared: enumerations, with the meaning of each value."),
            ("fields", "Shared: rules for fields in all messages, by wire name."),
            ("family_fields", "Shared: rules for fields in one family, by family and field."),
        ],
    ),
    (
        "page",
        &[
            (ITSELF, "The header of a page."),
            ("title", "The title in the vendor's menu."),
            ("path", "The part of the URL after the vendor's host, beginning with `/`, or `unknown`."),
            ("family", "The API family of its endpoints: one of `families`."),
            ("updated", "The date of the page's last update, `YYYY-MM-DD`, or `unknown`."),
            ("completeness", "The completeness of the transcription."),
            ("missing", "The parts of the page that are missing here."),
            ("note", "A note about the transcription."),
            ("how_to_complete", "Instructions to complete the page; required if the page is not available."),
            ("changelog", "The vendor's changes to the page, newest first."),
            ("accepted_drift", "Reviewed differences from the saved page that are intended."),
        ],
    ),
    (
        "accepted-difference",
        &[
            (ITSELF, "A difference that `drift` no longer reports; `drift --draft-accepted` writes it."),
            ("code", "The code of the diagnostic."),
            (
                "at",
                "The location of the difference, for example `create_order.request.osType`; `page` for the page as a whole.",
            ),
            ("column", "The column that differs."),
            ("page", "The value on the saved page, exactly as `drift` reports it."),
            ("spec", "The value in the spec, exactly as `drift` reports it."),
            ("reason", "The reason for accepting it, in your own words."),
            ("date", "The date of the review, `YYYY-MM-DD`."),
        ],
    ),
    (
        "change",
        &[
            (ITSELF, "The vendor's changes on one date."),
            ("date", "The date, `YYYY-MM-DD`."),
            ("changes", "The changes, in your own words."),
        ],
    ),
    (
        "since",
        &[(ITSELF, "The first day, with its source."), ("date", "The day, `YYYY-MM-DD`."), ("source", "The source.")],
    ),
    (
        "until",
        &[(ITSELF, "The last day, with its source."), ("date", "The day, `YYYY-MM-DD`."), ("source", "The source.")],
    ),
    (
        "deprecated",
        &[
            (ITSELF, "A deprecation; it has a replacement, a note, or both."),
            ("since", "The day of the deprecation, `YYYY-MM-DD`: in the page's changelog, or with `source`."),
            (
                "replacement",
                "The replacement: a field of the message, a value of the enumeration, a channel or endpoint of the family, or the path of a page.",
            ),
            ("note", "What the vendor says, in your own words; shown to callers."),
        ],
    ),
    (
        "endpoint",
        &[
            (ITSELF, "An endpoint."),
            ("name", "The name of the endpoint."),
            ("path", "The path below the family's base URL; empty for the base URL itself."),
            ("method", "The HTTP method."),
            ("effect", "What the endpoint does; the sandbox simulates it."),
            ("idempotent", "Whether clients retry the request automatically; only for queries."),
            ("reference", "The field with the merchant reference; required if the endpoint creates something."),
            ("resolved_by", "The query of the family that resolves an unknown outcome by the merchant reference."),
            (
                "type_name",
                "The name of the request type, with `{channel}` for the channel; default: the name of the endpoint.",
            ),
            (
                "page_request",
                "The name of the request type that takes the channel as a value; default: the name of the file.",
            ),
            ("overview", "The channels have their own pages, so no type is generated for this endpoint."),
            ("request", "The request."),
            ("response", "The response."),
            ("channels", "The channels that have their own request type."),
        ],
    ),
    (
        "request",
        &[(ITSELF, "The request."), ("one_of", "Groups of mutually exclusive fields, one of which is required.")],
    ),
    (
        "response",
        &[
            (ITSELF, "The response."),
            ("nested_in", "The field that may contain the whole response."),
            ("undocumented", "The table was not available, so the response may contain anything."),
            ("may_omit", "The signature or the envelope's result, if a successful response may omit it."),
        ],
    ),
    (
        "one-of-group",
        &[
            (ITSELF, "Mutually exclusive fields, one of which is required."),
            ("name", "The name of the group, also in Rust."),
            ("fields", "The fields."),
            ("source", "The source of the note."),
            ("note", "What the page's prose says, if the table requires all of the fields."),
        ],
    ),
    ("nested_in", &[(ITSELF, "The field that may contain the whole response."), ("field", "The field.")]),
    ("undocumented", &[(ITSELF, "The response may contain anything, including unverifiable objects.")]),
    ("require", &[(ITSELF, "Required fields, with their source."), ("fields", "The fields.")]),
    ("optional", &[(ITSELF, "Optional fields, with their source."), ("fields", "The fields.")]),
    ("forbid", &[(ITSELF, "Forbidden fields, with their source."), ("fields", "The fields.")]),
    (
        "may_omit",
        &[(ITSELF, "Fields that a successful response may omit, with their source."), ("fields", "The fields.")],
    ),
    (
        "row",
        &[
            (ITSELF, "A row of a table, with the columns of the page."),
            ("name", "The wire name; `retData.secureId` is the member `secureId` of `retData`."),
            (
                "required",
                "The page's required mark: `y`, `n`, `y*` for a condition, `-` if the table has no such column.",
            ),
            (
                "type",
                "The type as spelled on the page. The number of `String(30)` counts characters; `decimal(10,2)` has 10 digits, 2 of them decimal places.",
            ),
            ("sample", "The sample as printed; empty if the page has none."),
            ("description", "The description of the field, in your own words; used in the generated documentation."),
            ("label", "The page's label of the field, if it has such a column."),
            ("vendor_text", "The fingerprint of the vendor's description; `drift --update-hashes` writes it."),
            ("page", "The path of another current page that contains the row."),
        ],
    ),
    (
        "channel-entry",
        &[
            (ITSELF, "A channel with its own request type."),
            ("channel", "The channel's id: one of the family's, or a mapping that adds the channel to them."),
            ("request", "Changes of the channel to the request."),
            ("response", "Changes of the channel to the response."),
        ],
    ),
    (
        "channel-overlay-of-request",
        &[
            (ITSELF, "Changes of a channel to the request."),
            ("optional", "Fields that are optional on the channel although the table requires them."),
            ("fixed", "Fields that always have one value."),
            ("rules", "Narrower rules, by field."),
        ],
    ),
    (
        "channel-overlay-of-response",
        &[(ITSELF, "Changes of a channel to the response."), ("rules", "Narrower rules, by field.")],
    ),
    ("rules-of-fields", &[(ITSELF, "Rules by field name."), (ANY_KEY, "The rule of the field with this name.")]),
    (
        "field-rule",
        &[
            (ITSELF, "Rules from the page's prose about a field; a narrower rule overrides a wider one."),
            ("filled_by", "The source of a field that the client fills in. Requests only."),
            ("format", "The format of the text or number; not with `values`."),
            ("values", "The enumeration of the values; not with `format`."),
            (
                "only",
                "The values of the enumeration that are allowed here; a mapping adds a value that only the page has. Requests only.",
            ),
            ("identifies", "The item that the IOTPay id in the field identifies."),
            ("role", "The meaning of the field for the sandbox, if its name, format and values do not show it."),
            ("echoes", "The request field that this field repeats, if the names differ. Responses only."),
            ("passthrough", "The object is forwarded to an app unchanged. Received messages only."),
            ("secret", "How the value is displayed in logs and errors."),
            ("read_as", "A row marked `y` that may be missing. Received messages only."),
            ("purpose", "What the merchant does with the text, whatever its name is. Responses only."),
            ("aliases", "Other names of the field. Received messages only."),
            ("type", "A type that replaces the row's, such as `decimal(10,2)`; in a request, only a narrower limit."),
            ("members", "The rows of the JSON object in the field. Requests only."),
            ("fixed", "Members of the object that always have one value. Requests only."),
        ],
    ),
    ("fixed", &[(ITSELF, "Fixed values by field name."), (ANY_KEY, "The value of the field with this name.")]),
    (
        "notification",
        &[
            (ITSELF, "A message that the gateway sends to the merchant's server."),
            ("name", "The name of the notification."),
            ("about", "The event that it reports, in your own words; used in the generated documentation."),
            ("browser_marker", "The marker of a request from the customer's browser."),
            (
                "unique_fields",
                "Fields that no other kind of notification has; a message with one of them cannot be another kind.",
            ),
        ],
    ),
    (
        "browser_marker",
        &[
            (ITSELF, "The field and the value that identify a request from the customer's browser."),
            ("field", "The field."),
            ("value", "Its value."),
        ],
    ),
    (
        "browser-return",
        &[(ITSELF, "The unsigned redirect of the customer's browser."), ("name", "The name of the browser return.")],
    ),
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
