//! What mappings and their keys say, by mapping and key.

use super::{ANY_KEY, ITSELF, Words};

/// Keys that say the same in every mapping that has no words of its own for them.
pub(super) const EVERYWHERE: &[(&str, &str)] = &[
    ("source", "Where this is from, if not from the newest page."),
    ("note", "Why it is so, in your own words."),
    ("about", "What it is for, in your own words; it becomes documentation."),
    ("additional_rows", "Rows that the page's table lacks, each with its `source`, or with the `page` that has it."),
    ("rules", "What the prose says, by field."),
    ("table", "The rows of the page's table, one by one, in its order."),
    ("require", "Fields that must be there although the table does not say so."),
    ("forbid", "Fields that the channel ignores or refuses."),
];

/// The words of each mapping, in the order in which a reader meets them.
pub(super) const TABLE: Words = &[
    (
        "spec-file",
        &[
            (ITSELF, "A page of the vendor with its calls and notifications, or tables that pages share."),
            ("page", "The vendor's page that this file transcribes."),
            ("endpoints", "The calls on the page."),
            ("notifications", "What the gateway sends to the merchant's server by itself."),
            ("browser_returns", "What the customer's browser brings back, unsigned."),
            ("families", "Shared: where each family of calls is served, and what all of its responses carry."),
            ("signing", "Shared: how messages are signed."),
            ("enumerations", "Shared: closed lists of values with their meaning."),
            ("fields", "Shared: what a field means wherever it appears, by its name on the wire."),
            ("family_fields", "Shared: what a field means in one family, by family and field."),
        ],
    ),
    (
        "page",
        &[
            (ITSELF, "The head of a page."),
            ("title", "The title in the vendor's menu."),
            ("path", "What follows the vendor's host, from `/` on; or `unknown`."),
            ("family", "The family of its calls: one of `families`."),
            ("updated", "The day of the page's last update, `YYYY-MM-DD`; or `unknown`."),
            ("completeness", "How much of the page is transcribed."),
            ("missing", "What of the page is not here."),
            ("note", "A remark of the transcriber."),
            (
                "how_to_complete",
                "How somebody who gets hold of the page completes it; needed where it was not available.",
            ),
            ("deprecated", "What to use instead, where the vendor calls the page deprecated."),
            ("changelog", "The vendor's changes of the page, newest first."),
            ("accepted_drift", "Differences from the saved page that were reviewed and are to stay."),
        ],
    ),
    (
        "accepted-difference",
        &[
            (ITSELF, "A difference that `drift` no longer reports; `drift --draft-accepted` writes it."),
            ("code", "The rule that it breaks."),
            ("at", "What differs, for example `create_order.request.osType`; `page` for the page as a whole."),
            ("column", "What of the row differs."),
            ("page", "What the saved page has, exactly as `drift` reports it."),
            ("spec", "What the spec has, exactly as `drift` reports it."),
            ("reason", "Why it is accepted, in your own words."),
            ("date", "The day of the review, `YYYY-MM-DD`."),
        ],
    ),
    (
        "change",
        &[
            (ITSELF, "What the vendor changed on a day."),
            ("date", "The day, `YYYY-MM-DD`."),
            ("changes", "The changes, in your own words."),
        ],
    ),
    (
        "endpoint",
        &[
            (ITSELF, "A call."),
            ("name", "The call's name."),
            ("path", "The path below the family's host; empty for the host itself."),
            ("method", "The method of HTTP."),
            ("effect", "What the call does; the gateway for tests acts by it."),
            ("idempotent", "Whether clients repeat the call by themselves; only queries may be."),
            ("reference", "The field with the merchant's own number of what is made; needed unless it is a query."),
            ("resolved_by", "The query of the family that tells by the reference how this call ended."),
            ("type_name", "The request type; `{channel}` stands for the channel. Else the call's name."),
            ("overview", "The channels have pages of their own: no type is generated of this call."),
            ("request", "What is sent."),
            ("response", "What comes back."),
            ("channels", "The channels that have a request type of their own."),
        ],
    ),
    ("request", &[(ITSELF, "What is sent."), ("one_of", "Groups of fields of which exactly one is given.")]),
    (
        "response",
        &[
            (ITSELF, "What comes back."),
            ("nested_in", "The field that may hold the whole response."),
            ("undocumented", "The table was not available, so that the response may hold anything."),
            ("may_omit", "The signature or the envelope's result, where a success may come without."),
        ],
    ),
    (
        "one-of-group",
        &[
            (ITSELF, "Fields of which exactly one is given."),
            ("name", "What the group is; it names the choice in Rust."),
            ("fields", "The fields."),
            ("source", "Where the note is from."),
            ("note", "What the page says beside its table, where the table asks for all of the fields."),
        ],
    ),
    ("nested_in", &[(ITSELF, "The field that may hold the whole response."), ("field", "The field.")]),
    ("undocumented", &[(ITSELF, "The response may hold anything, objects that nobody can verify included.")]),
    ("require", &[(ITSELF, "Fields that must be there, and who says so."), ("fields", "The fields.")]),
    ("optional", &[(ITSELF, "Fields that may be left out, and who says so."), ("fields", "The fields.")]),
    ("forbid", &[(ITSELF, "Fields that must not be there, and who says so."), ("fields", "The fields.")]),
    ("may_omit", &[(ITSELF, "Fields that a success may lack, and who says so."), ("fields", "The fields.")]),
    (
        "row",
        &[
            (ITSELF, "A row of a table, with the columns of the page."),
            ("name", "The name on the wire; `retData.secureId` is the member `secureId` of `retData`."),
            ("required", "The page's mark: `y`, `n`, `y*` on a condition, `-` where the table has no such column."),
            ("type", "The type as the page spells it. The number counts characters."),
            ("sample", "The sample as printed; empty where the page has none."),
            ("description", "What the field is, in your own words; it becomes documentation."),
            ("label", "The page's own label of the field, where it has such a column."),
            ("vendor_text", "The fingerprint of the vendor's description; `drift --update-hashes` writes it."),
            ("page", "The path of the page that has the row, where that is another of the newest ones."),
        ],
    ),
    (
        "channel-entry",
        &[
            (ITSELF, "A channel with a request type of its own."),
            ("channel", "The channel's id: one of the family's."),
            ("request", "What the channel changes in the request."),
            ("response", "What the channel changes in the response."),
        ],
    ),
    (
        "channel-overlay-of-request",
        &[
            (ITSELF, "What a channel changes in the request."),
            ("optional", "Fields that the channel may leave out although the table asks for them."),
            ("fixed", "Fields that always have one value."),
            ("rules", "Narrower rules, by field."),
        ],
    ),
    (
        "channel-overlay-of-response",
        &[(ITSELF, "What a channel changes in the response."), ("rules", "Narrower rules, by field.")],
    ),
    (
        "rules-of-fields",
        &[(ITSELF, "Rules by the name of their field."), (ANY_KEY, "What holds of the field with this name.")],
    ),
    (
        "field-rule",
        &[
            (ITSELF, "What the prose says of a field; a narrower place is laid over a wider one."),
            ("filled_by", "Who fills the field, so that the caller does not. Requests only."),
            ("format", "What the text or the number must look like; not beside `values`."),
            ("values", "The enumeration of the values; not beside `format`."),
            ("only", "Which values of the enumeration are allowed here. Requests only."),
            ("identifies", "What the gateway's id in the field is of."),
            ("echoes", "The field of the request that this one repeats, where it has another name. Responses only."),
            ("passthrough", "The object must reach an app as it came. Received messages only."),
            ("secret", "How the value is shown in logs and errors."),
            ("read_as", "A row marked `y` that may be missing all the same. Received messages only."),
            ("aliases", "Other names under which the field may come. Received messages only."),
            ("type", "Another type than the row's; in a request a narrower limit only."),
            ("members", "The rows of the JSON object that travels in the field. Requests only."),
            ("fixed", "Members of the object that always have one value. Requests only."),
        ],
    ),
    (
        "fixed",
        &[
            (ITSELF, "Values that never change, by the name of their field."),
            (ANY_KEY, "The value of the field with this name."),
        ],
    ),
    (
        "notification",
        &[
            (ITSELF, "What the gateway sends to the merchant's server."),
            ("name", "The notification's name."),
            ("about", "What it reports, in your own words; it becomes documentation."),
            ("browser_marker", "What marks the copy that the customer's browser brings."),
            ("unique_fields", "Fields that no other kind of notification has: with them it passes for no other."),
        ],
    ),
    (
        "browser_marker",
        &[
            (ITSELF, "The field and the value that mark what the customer's browser brings."),
            ("field", "The field."),
            ("value", "Its value."),
        ],
    ),
    (
        "browser-return",
        &[(ITSELF, "What the customer's browser brings back, unsigned."), ("name", "The return's name.")],
    ),
    (
        "enumeration",
        &[
            (ITSELF, "A closed list of values."),
            ("name", "The name by which rules refer to it."),
            ("family", "The family that it belongs to; left out for all."),
            ("about", "What it tells, in your own words; it becomes documentation."),
            ("page", "The path of the vendor's page that has it."),
            ("outcome_of", "What the outcomes are of; payments when left out."),
            ("values", "The values, each with its meaning."),
        ],
    ),
    (
        "value",
        &[
            (ITSELF, "A value of an enumeration."),
            ("value", "The value on the wire."),
            ("name", "A name, where the value alone says nothing."),
            ("outcome", "What the value means for the money."),
            ("kind", "The kind of transaction that it names."),
            ("about", "What it means, in your own words; it becomes documentation."),
        ],
    ),
    (
        "family",
        &[
            (ITSELF, "A family of calls that are served and answered alike."),
            ("name", "The name, also of the module and of the feature of the client."),
            ("title", "The vendor's title."),
            ("page", "The path of the page that introduces it."),
            ("base_url", "The URL below which its calls are; it begins with `https://` and ends with `/`."),
            ("body", "How the body of a request is written."),
            ("timeout", "How long a call may take."),
            ("envelope", "The fields around each response."),
            ("rejections", "What a rejection means for the money; left out, that is undocumented."),
            ("signed_responses", "Whether responses are signed."),
            ("notifications", "How its notifications travel, where that is known."),
        ],
    ),
    ("timeout", &[(ITSELF, "How long a call may take, and who says so."), ("seconds", "In seconds, above zero.")]),
    (
        "envelope",
        &[
            (ITSELF, "The fields around each response of the family."),
            ("code", "The field that says whether the request was understood."),
            ("message", "The field that says why not."),
            ("result", "The field that says whether the business succeeded."),
            ("error_code", "The field with the code of the business's error."),
            ("error_message", "The field with the text of the business's error."),
        ],
    ),
    (
        "rejections",
        &[
            (ITSELF, "What a rejection of the family means for the money."),
            ("known", "The texts by which the client recognizes why a request was rejected."),
            ("undocumented", "The reasons, but `other`, of which no text is known."),
        ],
    ),
    (
        "rejection",
        &[
            (ITSELF, "Texts that stand for one reason, and their source."),
            ("reason", "The reason; if texts of several match, the most cautious one wins."),
            (
                "fields",
                "The fields of the envelope that carry one of the texts: its message, error code or error text.",
            ),
            ("texts", "The texts, without spaces around them."),
            ("compare", "How a text is compared."),
        ],
    ),
    (
        "signed_responses",
        &[
            (ITSELF, "Whether the family's responses are signed, and who says so."),
            ("policy", "Which responses are signed."),
        ],
    ),
    (
        "family-notifications",
        &[
            (ITSELF, "How the family's notifications travel, and who says so."),
            ("body", "Where their fields stand."),
            ("acknowledgement", "The text that acknowledges one."),
        ],
    ),
    (
        "family_fields",
        &[(ITSELF, "Rules by family and field."), (ANY_KEY, "What fields mean in the family with this name.")],
    ),
    (
        "signing-rule",
        &[
            (ITSELF, "How messages are signed. Parts with one possible value document it."),
            ("page", "The path of the vendor's page."),
            ("algorithm", "The hash."),
            ("field", "The field with the signature."),
            ("key_parameter", "The name under which the merchant's key is appended."),
            ("order", "How fields are sorted."),
            ("empty_values", "What becomes of fields without a value."),
            ("nested", "How objects inside a response enter the signed string."),
            ("missing", "What of the page is not here."),
        ],
    ),
    ("order", &[(ITSELF, "How fields are sorted, and who says so."), ("rule", "By the bytes of their names.")]),
    (
        "nested-field",
        &[
            (ITSELF, "How an object in one field enters the signed string."),
            ("field", "The field."),
            ("forms", "The forms to try, in this order."),
            ("text", "Whether the field is signed where it holds text."),
            ("confirmed", "Whether one of the forms is known to be right."),
        ],
    ),
];
