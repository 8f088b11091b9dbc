//! The descriptions of the mappings in the file of a page.

use super::table::{ANY_KEY, Descriptions, ITSELF};

/// The descriptions of each mapping, in the order of the file.
pub(super) const PAGES: Descriptions = &[
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
            (
                "resolved_by",
                "The query of the family that resolves an unknown outcome by the merchant reference; with its source if the vendor does not document that it finds the request.",
            ),
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
    (
        "resolved_by",
        &[
            (ITSELF, "The query that resolves an unknown outcome, with its source."),
            ("query", "The query."),
            ("reference", "The field of the query that takes the merchant reference, if its name is different."),
            (
                "source",
                "The source; unless it is `docs`, only a query that finds the request proves something, and one that does not find it proves nothing.",
            ),
        ],
    ),
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
                "The type as spelled on the page. The number of `String(30)` counts characters; `decimal(10,2)` has 10 digits, 2 of them decimal places; `boolean(Y,N)` is sent as text; `date(yyyyMMdd)` and `datetime(yyyyMMddHHmmss, UTC)` state the written form and the time zone.",
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
            (
                "members",
                "The rows of the JSON object in the field, or of each object in its JSON array. Requests only.",
            ),
            ("member_rules", "Rules for these members, by their names. Requests only."),
            ("fixed", "Members of the JSON object that always have one value. Requests only."),
            ("items", "The type of the values in the JSON array in the field, such as `String(20)`. Requests only."),
            (
                "type_name",
                "The name of the type of the object, or of the objects in the array, with `{channel}` for the channel.",
            ),
            (
                "range",
                "The smallest and the largest value of a number or a date, inclusive. Received values can be others.",
            ),
            (
                "pattern",
                "The pattern that the whole text matches: characters and classes with repetitions, without groups. Received values can be others.",
            ),
            ("default", "The value that applies if the optional field is absent."),
            ("min_items", "The smallest number of items of an array. Received arrays can have fewer."),
            ("max_items", "The largest number of items of an array. Received arrays can have more."),
        ],
    ),
    (
        "range",
        &[
            (ITSELF, "The smallest and the largest value, or one of them."),
            ("min", "The smallest value, as it is sent."),
            ("max", "The largest value, as it is sent."),
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
];
