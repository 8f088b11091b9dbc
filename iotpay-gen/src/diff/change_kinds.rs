//! Every kind of change: its meaning, its level, and what a caller must do.

use std::fmt;

use super::catalog::catalog;
use super::level::{Breaks, Level};

catalog! {
    /// An API family was added.
    FamilyAdded = "family-added", Compatible, "nothing; you can enable its feature";
    /// An API family was removed.
    FamilyRemoved = "family-removed", Breaking(Compile), "stop using the family's module and feature";
    /// An API family was probably renamed: its pages are the same.
    FamilyRenamed = "family-renamed", Breaking(Compile),
        "use the new name for its module (`general::WxNative`), its feature and its type";
    /// The base URL of a family changed.
    BaseUrlChanged = "base-url-changed", Breaking(Runtime),
        "allow the new host wherever you restrict outgoing connections";
    /// The encoding of a family's request bodies changed.
    BodyEncodingChanged = "body-encoding-changed", Compatible, "nothing; the client encodes the body";
    /// The timeout of a family changed.
    TimeoutChanged = "timeout-changed", Compatible, "compare it with your own timeouts";
    /// The fields that report rejections of a family, or their reasons, changed.
    RejectionFieldsChanged = "rejection-fields-changed", Breaking(Runtime),
        "review how your code handles rejections: the client reads them, or their error codes, from other fields";
    /// The names of the fields around a family's responses changed.
    EnvelopeChanged = "envelope-changed", Compatible, "nothing; the client reads them";
    /// The texts that identify the reason for a rejection changed, and so whether the request may have taken effect.
    RejectionMeaningChanged = "rejection-meaning-changed", Breaking(Runtime),
        "review how your code handles a rejection with these texts: its reason has changed";
    /// The signing of a family's responses changed.
    ResponseSigningChanged = "response-signing-changed", Breaking(Runtime),
        "test against the gateway: some responses that were accepted may not be accepted, or the reverse";
    /// The algorithm of signatures changed.
    SigningAlgorithmChanged = "signing-algorithm-changed", Breaking(Runtime),
        "deploy it when the gateway changes: both sides must use the same algorithm; also update your own signing code";
    /// The signing rule of objects and arrays in requests was added.
    NestedRequestSigningAdded = "nested-request-signing-added", Compatible,
        "nothing; earlier requests have no objects or arrays";
    /// The signing rule changed.
    SigningRuleChanged = "signing-rule-changed", Breaking(Runtime),
        "test against the gateway: messages that passed verification may fail now; also update your own signing code";
    /// A family has notifications now.
    FamilyNotificationsAdded = "family-notifications-added", Compatible, "nothing; you can use its receiver";
    /// A family no longer has notifications.
    FamilyNotificationsRemoved = "family-notifications-removed", Breaking(Compile),
        "stop using the family's `NotificationReceiver`";
    /// The encoding of a family's notifications changed.
    NotificationBodyChanged = "notification-body-changed", Compatible,
        "pass both the query and the body to the receiver";
    /// The acknowledgement of a family's notifications changed.
    AcknowledgementChanged = "acknowledgement-changed", Compatible,
        "if your code contains the text of the acknowledgement, return the notification's `acknowledgement()` instead";

    /// An endpoint was added.
    EndpointAdded = "endpoint-added", Compatible, "nothing; you can call the endpoint";
    /// An endpoint was removed.
    EndpointRemoved = "endpoint-removed", Breaking(Compile), "stop calling the endpoint: its types were removed";
    /// An endpoint moved to another page, and so to another module.
    EndpointMoved = "endpoint-moved", Breaking(Compile),
        "refer to its types through the family (`general::WxNative`), or through the new module";
    /// The path of an endpoint changed.
    EndpointPathChanged = "endpoint-path-changed", Compatible, "update soon: older releases call the old path";
    /// The effect of an endpoint changed.
    EffectChanged = "effect-changed", Breaking(Runtime),
        "read the page: the same request now has a different effect";
    /// Automatic retry of an endpoint changed.
    IdempotencyChanged = "idempotency-changed", Breaking(Runtime),
        "review how you handle a lost response: automatic retry of this endpoint has changed";
    /// Another field contains the merchant reference of an endpoint.
    ReferenceChanged = "reference-changed", Breaking(Runtime),
        "review which value you use to query an unknown outcome: the merchant reference is now another field";
    /// A query that resolves unknown outcomes of an endpoint was added.
    ResolverAdded = "resolver-added", Compatible, "nothing; you can use this query for unknown outcomes";
    /// The query that resolves unknown outcomes of an endpoint changed or was removed.
    ResolverChanged = "resolver-changed", Breaking(Runtime),
        "review how you resolve unknown outcomes: the query has changed or no longer exists";
    /// The response may also be nested in a field.
    NestedResponseAdded = "nested-response-added", Compatible, "nothing; the client reads it there";
    /// The response is no longer read from a field that it could be nested in.
    NestedResponseChanged = "nested-response-changed", Breaking(Runtime),
        "make sure that the gateway no longer nests the response there: the client does not read it";
    /// The fields that a successful response may omit changed.
    MayOmitChanged = "may-omit-changed", Breaking(Runtime),
        "test against the gateway: a successful response without these fields may be accepted now, or the reverse";
    /// A response became undocumented, or is no longer undocumented.
    UndocumentedResponseChanged = "undocumented-response-changed", Breaking(Runtime),
        "test against the gateway: objects without a verified signature may be accepted now, or the reverse";
    /// A channel has a request type now.
    ChannelAdded = "channel-added", Compatible, "nothing; you can use the request type";
    /// The request type of a channel was removed.
    ChannelRemoved = "channel-removed", Breaking(Compile), "stop using the channel: its types were removed";
    /// A channel of an endpoint moved to another page, and so to another module; other channels did not.
    ChannelMoved = "channel-moved", Breaking(Compile),
        "refer to its types through the family (`general::WxNative`), or through the new module; the request of the old \
         page that takes the channel as a value no longer accepts the channel";
    /// A type was renamed.
    TypeRenamed = "type-renamed", Breaking(Compile), "use the new name, and the new names of the types named after it";
    /// The module of a page was renamed.
    ModuleRenamed = "module-renamed", Breaking(Compile),
        "refer to its types through the family (`general::WxNative`), or through the new module";

    /// A request has a new required field.
    RequestFieldAddedRequired = "request-field-added-required", Breaking(Compile),
        "set the field; the compiler reports each request without it";
    /// A request has a new optional field.
    RequestFieldAddedOptional = "request-field-added-optional", Compatible, "nothing; set it if you have a value";
    /// A field of a request was removed.
    RequestFieldRemoved = "request-field-removed", Breaking(Compile), "remove the field";
    /// A field of a request was probably renamed.
    RequestFieldRenamed = "request-field-renamed", Breaking(Compile),
        "use the new name; make sure that the field has the same meaning";
    /// An optional field of a request became required.
    RequestFieldRequired = "request-field-required", Breaking(Compile),
        "set the field in the `…Required` struct, since its `with_…` was removed; set a member without `Some`";
    /// A required field of a request became optional.
    RequestFieldOptional = "request-field-optional", Breaking(Compile),
        "set the field with its `with_…` method instead of in the `…Required` struct; set a member with its `with_…` method instead of in the `…Members` struct; calls of `request!` need no change";
    /// The JSON object in a field has a new required member.
    RequestMemberAddedRequired = "request-member-added-required", Breaking(Compile), "set the member";
    /// The JSON object in a field has a new optional member.
    RequestMemberAddedOptional = "request-member-added-optional", Compatible, "nothing; set it if you have a value";
    /// A member of the JSON object in a field was removed.
    RequestMemberRemoved = "request-member-removed", Breaking(Compile), "remove the member";
    /// The client sends an additional field.
    FilledFieldAdded = "filled-field-added", Compatible, "nothing; the client fills it in";
    /// The client sends a credential in an additional field, or in a field with a lower limit.
    CredentialLimitAdded = "credential-limit-added", Breaking(Runtime),
        "make sure that your credentials fit into the field: with longer ones, requests fail as invalid before they are sent";
    /// The limit of a field that the client fills from the credentials increased.
    CredentialLimitWidened = "credential-limit-widened", Compatible, "nothing; credentials that fit still fit";
    /// The client no longer sends a field.
    FilledFieldRemoved = "filled-field-removed", Compatible, "nothing; the client filled it in";
    /// A field is filled by the client instead of the caller, or the reverse.
    FilledByChanged = "filled-by-changed", Breaking(Compile),
        "set the field if the client no longer fills it in; otherwise, remove it";
    /// The client sends a different fixed value.
    FixedValueChanged = "fixed-value-changed", Compatible, "nothing; the client sends it";
    /// The range of a request field was narrowed, or added.
    RequestRangeNarrowed = "request-range-narrowed", Breaking(Runtime),
        "check your values: others are now invalid before they are sent, and literals in `request!` no longer compile";
    /// The range of a request field was widened, or removed.
    RequestRangeWidened = "request-range-widened", Compatible, "nothing; you can pass more values";
    /// The pattern of a request field was added or changed.
    RequestPatternChanged = "request-pattern-changed", Breaking(Runtime),
        "check your values: others are now invalid before they are sent, and literals in `request!` no longer compile";
    /// The pattern of a request field was removed.
    RequestPatternRemoved = "request-pattern-removed", Compatible, "nothing; you can pass other texts";
    /// An array in a request accepts fewer numbers of items.
    RequestItemsNarrowed = "request-items-narrowed", Breaking(Runtime),
        "check your lists: with another number of items, they are now invalid before they are sent, and lists in `request!` no longer compile";
    /// An array in a request accepts more numbers of items.
    RequestItemsWidened = "request-items-widened", Compatible, "nothing; you can pass more or fewer items";
    /// The value that the gateway uses for an absent request field changed.
    RequestDefaultChanged = "request-default-changed", Breaking(Runtime),
        "set the field if you relied on the value that the gateway used without it";
    /// The type of a request field changed.
    RequestTypeChanged = "request-type-changed", Breaking(Compile), "pass a value of the new type";
    /// The encoding of a request field changed; its Rust type is the same.
    RequestWireTypeChanged = "request-wire-type-changed", Compatible, "nothing; the client encodes it";
    /// The limit of a request field decreased, and so its type changed.
    RequestLimitNarrowed = "request-limit-narrowed", Breaking(Compile),
        "write the new type wherever your code names the old one, such as `Text<30>`; make sure that your values fit: longer values are invalid at run time";
    /// The limit of a request field increased, and so its type changed.
    RequestLimitWidened = "request-limit-widened", Breaking(Compile),
        "write the new type wherever your code names the old one, such as `Text<30>`; code that only passes values compiles as before";
    /// The limit of a request field decreased; its type is the same.
    RequestLengthNarrowed = "request-length-narrowed", Breaking(Runtime),
        "make sure that your values fit: longer values are invalid at run time, and longer literals in `request!` at compile time";
    /// The limit of a request field increased; its type is the same.
    RequestLengthWidened = "request-length-widened", Compatible, "nothing; longer values are valid now";
    /// A request field accepts a new value.
    RequestValueAdded = "request-value-added", Compatible, "nothing; you can send the value";
    /// A request field no longer accepts a value.
    RequestValueRemoved = "request-value-removed", Breaking(Compile),
        "stop sending the value: `request!` does not compile with it, and it is invalid at run time";
    /// A group of mutually exclusive fields changed.
    OneOfChanged = "one-of-changed", Breaking(Compile),
        "review how you set one of the fields, and your matches on the enum";
    /// A value is no longer hidden in logs, or is now hidden.
    SecrecyChanged = "secrecy-changed", Breaking(Compile),
        "pass and read the value with its new type; review what appears in your logs";

    /// A request that takes the channel as a value was added.
    PageRequestAdded = "page-request-added", Compatible, "nothing; you can use it if you choose the channel at run time";
    /// A request that takes the channel as a value was removed.
    PageRequestRemoved = "page-request-removed", Breaking(Compile), "use the request of the channel";
    /// A field of a request that takes the channel as a value became optional, because a channel does not require it.
    PageRequestFieldOptional = "page-request-field-optional", Breaking(Compile),
        "set the field with its `with_…` method instead of in the `…Required` struct; set a member with its `with_…` method instead of in the `…Members` struct; calls of `request!` need no change";
    /// A field of a request that takes the channel as a value became required, because every channel requires it.
    PageRequestFieldRequired = "page-request-field-required", Breaking(Compile),
        "set the field in the `…Required` struct, since its `with_…` was removed; set a member without `Some`";
    /// The type of a field of a request that takes the channel as a value changed, because it must fit all channels.
    PageRequestTypeChanged = "page-request-type-changed", Breaking(Compile),
        "write the new type wherever your code names the old one; code that only passes values may compile as before";
    /// The response to a request that takes the channel as a value has a new method.
    PageMethodAdded = "page-method-added", Compatible, "nothing; you can use the method";
    /// The response to a request that takes the channel as a value no longer has a method, because the channels no longer
    /// share the field.
    PageMethodRemoved = "page-method-removed", Breaking(Compile),
        "match on the response, and read the field on the channels that have it";
    /// A method of the response to a request that takes the channel as a value returns another type.
    PageMethodChanged = "page-method-changed", Breaking(Compile),
        "use the new type: a value that a channel may omit is an `Option`";

    /// A received message has a new field.
    ReceivedFieldAdded = "received-field-added", Compatible, "nothing; you can read the field";
    /// A field of a received message was removed.
    ReceivedFieldRemoved = "received-field-removed", Breaking(Compile), "stop reading the field";
    /// A field of a received message was probably renamed.
    ReceivedFieldRenamed = "received-field-renamed", Breaking(Compile),
        "read the field under its new name; make sure that it has the same meaning";
    /// An optional field of a received message became required.
    ReceivedFieldRequired = "received-field-required", Breaking(Compile), "read the value without `Option`";
    /// A required field of a received message became optional.
    ReceivedFieldOptional = "received-field-optional", Breaking(Compile), "handle a missing field: it is an `Option`";
    /// The type of a received field changed.
    ReceivedTypeChanged = "received-type-changed", Breaking(Compile), "read the value with its new type";
    /// The type of the items of a received array changed.
    ReceivedItemTypeChanged = "received-item-type-changed", Breaking(Compile), "read the items with their new type";
    /// A received value became an array, or the reverse.
    ReceivedArrayChanged = "received-array-changed", Breaking(Compile),
        "read an array instead of a single value, or the reverse: the field has a new type";
    /// The page spells the type of a received field differently; the Rust type is the same.
    ReceivedWireTypeChanged = "received-wire-type-changed", DocsOnly, "nothing";
    /// The documented values of a received field changed: its range, its pattern, its number of items or its default.
    ReceivedValueRulesChanged = "received-value-rules-changed", DocsOnly,
        "nothing; the client accepts all values as before";
    /// The limit of a received text increased.
    ReceivedLimitWidened = "received-limit-widened", Compatible,
        "make sure that longer values fit wherever you store them, for example in a database column";
    /// The limit of a received text decreased.
    ReceivedLimitNarrowed = "received-limit-narrowed", DocsOnly, "nothing; the client reads any length";
    /// A received field has an additional name.
    AliasAdded = "alias-added", Compatible, "nothing; the client reads it";
    /// A received field no longer has an additional name.
    AliasRemoved = "alias-removed", Breaking(Runtime), "make sure that the gateway no longer sends this name";
    /// A received field repeats a different field of the request.
    EchoChanged = "echo-changed", Compatible, "nothing; a response with a different value is an error";
    /// A text in a response has a purpose now.
    PurposeAdded = "purpose-added", Compatible, "nothing; the documentation of the field states its purpose";
    /// A text in a response no longer has a purpose.
    PurposeRemoved = "purpose-removed", Breaking(Runtime),
        "review how you use the field: the spec no longer says what the text is for";
    /// A text in a response has another purpose.
    PurposeChanged = "purpose-changed", Breaking(Runtime), "review how you use the field: the text has another purpose now";
    /// A notification or browser return was added.
    NotificationAdded = "notification-added", Compatible, "nothing; you can use the type";
    /// A notification or browser return was removed.
    NotificationRemoved = "notification-removed", Breaking(Compile), "stop reading it: its type was removed";
    /// The fields that distinguish a notification from other kinds changed.
    UniqueFieldsChanged = "unique-fields-changed", Compatible, "nothing; the client distinguishes the kinds";
    /// The marker of requests from the customer's browser changed.
    BrowserMarkerChanged = "browser-marker-changed", Breaking(Runtime),
        "review how your code trusts notifications: a request from the browser may have been treated as one from the server, or the reverse";

    /// An enumeration was added.
    EnumerationAdded = "enumeration-added", Compatible, "nothing; you can use the type";
    /// An enumeration was removed.
    EnumerationRemoved = "enumeration-removed", Breaking(Compile), "stop using its type";
    /// An enumeration was probably renamed: its values are the same.
    EnumerationRenamed = "enumeration-renamed", Breaking(Compile), "use the new name of its type";
    /// An enumeration of received values has a new value.
    ValueAdded = "value-added", Compatible,
        "review matches on `Other`: the value was received as `Other`, and now has its own variant";
    /// A value of an enumeration of received values was removed.
    ValueRemoved = "value-removed", Breaking(Compile), "stop matching on the variant: the value is received as `Other`";
    /// The variant of a value was renamed.
    ValueRenamed = "value-renamed", Breaking(Compile), "use the new name of the variant";
    /// The meaning of a status for the money changed.
    OutcomeChanged = "outcome-changed", Breaking(Runtime),
        "review how your code handles this status: it compiles as before, but the status now says something else about whether money moved";
    /// The type of a status's outcomes changed.
    OutcomeTypeChanged = "outcome-type-changed", Breaking(Compile),
        "review how your code handles the outcome, and use its new type";
    /// A type reports the meaning of a status now.
    MeaningAdded = "meaning-added", Compatible, "nothing; you can use its methods";
    /// A type no longer reports the meaning of a status.
    MeaningRemoved = "meaning-removed", Breaking(Compile),
        "use the status itself: the methods that reported its meaning were removed";
    /// A value distinguishes payments from refunds differently.
    ValueKindChanged = "value-kind-changed", Breaking(Runtime),
        "review how your code handles payments and refunds: it compiles as before, but the value has a different meaning";

    /// The vendor deprecated an endpoint.
    EndpointDeprecated = "endpoint-deprecated", Compatible,
        "call the replacement: the compiler warns from now on";
    /// An endpoint is no longer deprecated.
    EndpointDeprecationEnded = "endpoint-deprecation-ended", Compatible, "nothing; the compiler no longer warns";
    /// The deprecation of an endpoint has another replacement, note or date.
    EndpointDeprecationChanged = "endpoint-deprecation-changed", DocsOnly, "nothing";
    /// The vendor deprecated a channel.
    ChannelDeprecated = "channel-deprecated", Compatible,
        "use the request type of the replacement: the compiler warns from now on";
    /// A channel is no longer deprecated.
    ChannelDeprecationEnded = "channel-deprecation-ended", Compatible, "nothing; the compiler no longer warns";
    /// The deprecation of a channel has another replacement, note or date.
    ChannelDeprecationChanged = "channel-deprecation-changed", DocsOnly, "nothing";
    /// The vendor deprecated a field.
    FieldDeprecated = "field-deprecated", Compatible,
        "use the replacement: the compiler warns from now on if your code uses the field";
    /// A field is no longer deprecated.
    FieldDeprecationEnded = "field-deprecation-ended", Compatible, "nothing; the compiler no longer warns";
    /// The deprecation of a field has another replacement, note or date.
    FieldDeprecationChanged = "field-deprecation-changed", DocsOnly, "nothing";
    /// The vendor deprecated an enum value.
    ValueDeprecated = "value-deprecated", Compatible,
        "use the replacement: the compiler warns from now on if your code names the value";
    /// An enum value is no longer deprecated.
    ValueDeprecationEnded = "value-deprecation-ended", Compatible, "nothing; the compiler no longer warns";
    /// The deprecation of an enum value has another replacement, note or date.
    ValueDeprecationChanged = "value-deprecation-changed", DocsOnly, "nothing";
    /// The first or the last day of an item changed.
    DateChanged = "date-changed", DocsOnly, "compare it with the dates of your own releases";
    /// The vendor deprecated a page.
    PageDeprecated = "page-deprecated", Compatible,
        "use the replacement named on the page: the compiler warns from now on";
    /// A page is no longer deprecated.
    PageDeprecationEnded = "page-deprecation-ended", Compatible, "nothing; the compiler no longer warns";
    /// A deprecated page names a different replacement.
    PageDeprecationChanged = "page-deprecation-changed", DocsOnly, "nothing";
    /// A page was added.
    PageAdded = "page-added", DocsOnly, "nothing";
    /// A page was removed.
    PageRemoved = "page-removed", DocsOnly, "nothing";
    /// The title of a page changed.
    PageTitleChanged = "page-title-changed", DocsOnly, "nothing";
    /// The path of a page on the vendor's site changed.
    PagePathChanged = "page-path-changed", DocsOnly, "nothing";
    /// The vendor updated a page.
    PageDateChanged = "page-date-changed", DocsOnly, "nothing";
    /// The spec file of a page was renamed; its module is the same.
    PageFileRenamed = "page-file-renamed", DocsOnly, "nothing";
    /// The completeness of a transcribed page changed.
    CompletenessChanged = "completeness-changed", DocsOnly, "nothing";
    /// The vendor's changelog on a page changed.
    ChangelogChanged = "changelog-changed", DocsOnly, "read it";
    /// A description changed.
    DescriptionChanged = "description-changed", DocsOnly, "read it";
    /// A sample changed.
    SampleChanged = "sample-changed", DocsOnly, "nothing";
    /// The vendor's description of a field changed.
    VendorTextChanged = "vendor-text-changed", DocsOnly, "nothing";
    /// The source of a fact, or its note, changed.
    ProvenanceChanged = "provenance-changed", DocsOnly, "nothing";
    /// The order of fields or values changed.
    OrderChanged = "order-changed", DocsOnly, "nothing; no code depends on it";
    /// The rows of an overview endpoint, which has no type, changed.
    OverviewChanged = "overview-changed", DocsOnly, "nothing; no type is generated from it";
}

impl ChangeKind {
    /// Returns `true` for an addition that callers may ignore.
    pub(crate) fn is_addition(self) -> bool {
        self.level() == Level::Compatible && self.as_str().split('-').any(|word| word == "added")
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
