//! Every kind of change: what it means, how bad it is, and what a caller must do.

use std::fmt;

/// How bad a change is for callers of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Code that compiled may not, or a call that worked may be rejected, or what a response says means
    /// something else.
    Breaking,
    /// Something is there more, or the client does something differently by itself.
    Compatible,
    /// What people read, and nothing that runs.
    DocsOnly,
}

impl Level {
    /// As it is written: `breaking`, `compatible`, `docs-only`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
            Self::DocsOnly => "docs-only",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How callers notice a breaking change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// Code that uses what changed does not compile.
    Compile,
    /// All code compiles, and does something else when it runs.
    Runtime,
}

impl Breaks {
    /// As it is written: `compile`, `runtime`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Runtime => "runtime",
        }
    }
}

macro_rules! catalogue {
    // A breaking change says how callers notice it.
    (@breaks Breaking Compile) => { Some(Breaks::Compile) };
    (@breaks Breaking Runtime) => { Some(Breaks::Runtime) };
    (@breaks Compatible) => { None };
    (@breaks DocsOnly) => { None };
    ($($(#[doc = $meaning:literal])+ $name:ident = $id:literal, $level:ident $(($breaks:ident))?, $action:literal;)+) => {
        /// Which kind of change it is. The ids are stable: they are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[doc = $meaning])+ $name,)+
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The id as text, for example `request-field-added-required`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// What the change means, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($meaning),+).trim_ascii(),)+ }
            }

            /// How bad it is.
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)+ }
            }

            /// How callers notice it, where it breaks.
            pub fn breaks(self) -> Option<Breaks> {
                match self { $(Self::$name => catalogue!(@breaks $level $($breaks)?),)+ }
            }

            /// What a caller must do.
            pub fn action(self) -> &'static str {
                match self { $(Self::$name => $action,)+ }
            }
        }
    };
}

catalogue! {
    /// A family of calls is new.
    FamilyAdded = "family-added", Compatible, "nothing; its feature is there to be used";
    /// A family of calls is gone.
    FamilyRemoved = "family-removed", Breaking(Compile), "stop using the family's module and feature";
    /// A family probably has another name: its pages are the same.
    FamilyRenamed = "family-renamed", Breaking(Compile),
        "name its module (`general::WxNative`), its feature and its type by the new name";
    /// The calls of a family go to another host.
    BaseUrlChanged = "base-url-changed", Breaking(Runtime), "let the new host through wherever outgoing hosts are listed";
    /// The body of a family's requests is written otherwise.
    BodyEncodingChanged = "body-encoding-changed", Compatible, "nothing; the client encodes";
    /// A call of a family may take longer, or less long.
    TimeoutChanged = "timeout-changed", Compatible, "compare with your own timeouts around the call";
    /// A field around a family's responses is new, or gone, that tells that a call was refused, or why.
    RejectionFieldsChanged = "rejection-fields-changed", Breaking(Runtime),
        "look at how your code treats rejections: the client finds them, or their codes, in other fields";
    /// The fields around a family's responses have other names.
    EnvelopeChanged = "envelope-changed", Compatible, "nothing; the client reads them";
    /// Other texts say why a request was rejected, and so whether it may have taken effect.
    RejectionMeaningChanged = "rejection-meaning-changed", Breaking(Runtime),
        "review how your code handles a rejection with these texts: its reason is another one";
    /// Responses of a family are signed otherwise.
    ResponseSigningChanged = "response-signing-changed", Breaking(Runtime),
        "test against the gateway: responses that were accepted may not be, or the other way round";
    /// The signing rule is another.
    SigningRuleChanged = "signing-rule-changed", Breaking(Runtime),
        "test against the gateway: messages that verified may not, and wherever you sign by hand, sign so";
    /// A family has notifications now.
    FamilyNotificationsAdded = "family-notifications-added", Compatible, "nothing; its receiver is there to be used";
    /// A family has no notifications any more.
    FamilyNotificationsRemoved = "family-notifications-removed", Breaking(Compile),
        "stop using the family's `NotificationReceiver`";
    /// Notifications of a family travel otherwise.
    NotificationBodyChanged = "notification-body-changed", Compatible,
        "let both through to the receiver: query and body";
    /// Notifications of a family are acknowledged with another text.
    AcknowledgementChanged = "acknowledgement-changed", Compatible,
        "response with `acknowledgement()` of the notification, if the text stands in your code";

    /// A call is new.
    EndpointAdded = "endpoint-added", Compatible, "nothing; the call is there to be made";
    /// A call is gone.
    EndpointRemoved = "endpoint-removed", Breaking(Compile), "stop making the call: its types are gone";
    /// A call stands on another page, and so in another module.
    EndpointMoved = "endpoint-moved", Breaking(Compile),
        "name its types through the family (`general::WxNative`), or by the new module";
    /// A call has another path below the host.
    EndpointPathChanged = "endpoint-path-changed", Compatible, "update soon: older releases call the former path";
    /// A call does something else.
    EffectChanged = "effect-changed", Breaking(Runtime), "read the page: the same call does something else to the money";
    /// The client repeats a call by itself, or does so no longer.
    IdempotencyChanged = "idempotency-changed", Breaking(Runtime),
        "look at how your code treats a lost response: the client repeats the call by itself, or no longer does";
    /// Another field has the merchant's own number of what a call makes.
    ReferenceChanged = "reference-changed", Breaking(Runtime),
        "look at what you ask with the number of an unknown outcome: it is that of another field";
    /// A query is known that tells how a call ended.
    ResolverAdded = "resolver-added", Compatible, "nothing; ask this query about unknown outcomes";
    /// Another query tells how a call ended, or none does.
    ResolverChanged = "resolver-changed", Breaking(Runtime),
        "look at how you ask about unknown outcomes: another query responses, or none does";
    /// The response may also stand inside of a field.
    NestedResponseAdded = "nested-response-added", Compatible, "nothing; the client reads it there";
    /// The response does not stand any more where it could stand.
    NestedResponseChanged = "nested-response-changed", Breaking(Runtime),
        "make sure that the gateway does not respond there any more: the client does not read it";
    /// Other fields around a response may be missing from a success.
    MayOmitChanged = "may-omit-changed", Breaking(Runtime),
        "test against the gateway: a success without these fields may be accepted where it was not, or the other way round";
    /// A response may hold anything, or may no longer.
    UndocumentedResponseChanged = "undocumented-response-changed", Breaking(Runtime),
        "test against the gateway: objects without a verified signature may be accepted where they were not, or the other way round";
    /// A channel has a request type now.
    ChannelAdded = "channel-added", Compatible, "nothing; the request type is there to be used";
    /// A channel's request type is gone.
    ChannelRemoved = "channel-removed", Breaking(Compile), "stop using the channel: its types are gone";
    /// A channel of a call stands on another page, and so in another module; others stay where they were.
    ChannelMoved = "channel-moved", Breaking(Compile),
        "name its types through the family (`general::WxNative`), or by the new module";
    /// A type has another name.
    TypeRenamed = "type-renamed", Breaking(Compile), "use the new name, also of the types named after it";
    /// A page's module has another name.
    ModuleRenamed = "module-renamed", Breaking(Compile),
        "name its types through the family (`general::WxNative`), or by the new module";

    /// A request needs a field that it did not have.
    RequestFieldAddedRequired = "request-field-added-required", Breaking(Compile),
        "give the field: the compiler names each request that lacks it";
    /// A request can have a field that it could not have.
    RequestFieldAddedOptional = "request-field-added-optional", Compatible, "nothing; give it where you have a value";
    /// A request has a field no longer.
    RequestFieldRemoved = "request-field-removed", Breaking(Compile), "do not give the field any more";
    /// A field of a request probably has another name.
    RequestFieldRenamed = "request-field-renamed", Breaking(Compile),
        "give the value under the new name; make sure that it means the same";
    /// A field that could be left out of a request is needed.
    RequestFieldRequired = "request-field-required", Breaking(Compile),
        "give the field in the `…Required` struct, since its `with_…` is gone, and a member without `Some`";
    /// A field that was needed can be left out of a request.
    RequestFieldOptional = "request-field-optional", Breaking(Compile),
        "give the field by its `with_…`, and not in the `…Required` struct, and a member as `Some`; `request!` takes both as before";
    /// The JSON object in a field has a member more.
    RequestMemberAdded = "request-member-added", Breaking(Compile),
        "give the member in struct literals of the members, `None` where it is optional; `request!` lets you leave that out";
    /// The JSON object in a field has a member less.
    RequestMemberRemoved = "request-member-removed", Breaking(Compile), "do not give the member any more";
    /// The client sends a field more.
    FilledFieldAdded = "filled-field-added", Compatible, "nothing; the client fills it";
    /// The client sends a value of the credentials in a field more, or in one with a lower limit.
    CredentialLimitAdded = "credential-limit-added", Breaking(Runtime),
        "make sure that your credentials fit into the field: with longer ones the call fails as invalid before it is sent";
    /// A field that the client fills from the credentials takes more than before.
    CredentialLimitWidened = "credential-limit-widened", Compatible, "nothing; credentials that fit still fit";
    /// The client sends a field less.
    FilledFieldRemoved = "filled-field-removed", Compatible, "nothing; the client filled it";
    /// The client fills a field that the caller filled, or the other way round.
    FilledByChanged = "filled-by-changed", Breaking(Compile),
        "give the field if you fill it now; else do not give it any more";
    /// The client sends another value by itself.
    FixedValueChanged = "fixed-value-changed", Compatible, "nothing; the client sends it";
    /// A field of a request takes values of another type.
    RequestTypeChanged = "request-type-changed", Breaking(Compile), "give a value of the new type";
    /// A value is the same in Rust, and travels otherwise.
    RequestWireTypeChanged = "request-wire-type-changed", Compatible, "nothing; the client encodes";
    /// A field of a request takes less than before, and its type says so.
    RequestLimitNarrowed = "request-limit-narrowed", Breaking(Compile),
        "write the new type wherever your code names the old one, such as `Text<30>`; make sure that your values fit: longer ones are invalid when the program runs";
    /// A field of a request takes more than before, and its type says so.
    RequestLimitWidened = "request-limit-widened", Breaking(Compile),
        "write the new type wherever your code names the old one, such as `Text<30>`; code that only gives values compiles as before";
    /// A value in a request must be shorter than before; no type says so.
    RequestLengthNarrowed = "request-length-narrowed", Breaking(Runtime),
        "make sure that your values fit: longer ones are invalid when the program runs, literals in `request!` when it compiles";
    /// A value in a request can be longer than before; no type says so.
    RequestLengthWidened = "request-length-widened", Compatible, "nothing; longer values are valid now";
    /// A value can be sent that could not.
    RequestValueAdded = "request-value-added", Breaking(Compile),
        "add an arm wherever you match on the enum; code that only gives values compiles";
    /// A value cannot be sent any more.
    RequestValueRemoved = "request-value-removed", Breaking(Compile), "do not send the value any more: its variant is gone";
    /// The fields of which exactly one is given are others.
    OneOfChanged = "one-of-changed", Breaking(Compile),
        "look at how you say which of the fields is given, and at your matches on the enum";
    /// A value is shown in logs, or hidden from them, where it was not.
    SecrecyChanged = "secrecy-changed", Breaking(Compile), "give and read the value by its new type; look at what your logs show";

    /// What is received has a field more.
    ReceivedFieldAdded = "received-field-added", Compatible, "nothing; the field is there to be read";
    /// What is received has a field less.
    ReceivedFieldRemoved = "received-field-removed", Breaking(Compile), "do not read the field any more";
    /// A field of what is received probably has another name.
    ReceivedFieldRenamed = "received-field-renamed", Breaking(Compile),
        "read the field under its new name; make sure that it means the same";
    /// A field that could be missing from what is received is always there.
    ReceivedFieldRequired = "received-field-required", Breaking(Compile), "read the value without `Option`";
    /// A field that was always there can be missing from what is received.
    ReceivedFieldOptional = "received-field-optional", Breaking(Compile),
        "say what your code does without the field: it is an `Option`";
    /// A field of what is received has another type.
    ReceivedTypeChanged = "received-type-changed", Breaking(Compile), "read the value by its new type";
    /// The page writes the type of a received field otherwise; the type in Rust is the same.
    ReceivedWireTypeChanged = "received-wire-type-changed", DocsOnly, "nothing";
    /// A text that is received can be longer than before.
    ReceivedLimitWidened = "received-limit-widened", Compatible,
        "make room wherever you store it, for example in a column";
    /// A text that is received is shorter than before.
    ReceivedLimitNarrowed = "received-limit-narrowed", DocsOnly, "nothing; the client reads any length";
    /// A received field is read under another name too.
    AliasAdded = "alias-added", Compatible, "nothing; the client reads it";
    /// A received field is not read under another name any more.
    AliasRemoved = "alias-removed", Breaking(Runtime), "make sure that the gateway does not send this name any more";
    /// A received field repeats another field of the request.
    EchoChanged = "echo-changed", Compatible, "nothing; a response that repeats something else is an error";
    /// A notification or browser return is new.
    NotificationAdded = "notification-added", Compatible, "nothing; the type is there to be used";
    /// A notification or browser return is gone.
    NotificationRemoved = "notification-removed", Breaking(Compile), "stop reading it: its type is gone";
    /// Other fields tell a notification from other kinds.
    UniqueFieldsChanged = "unique-fields-changed", Compatible, "nothing; the client tells the kinds apart";
    /// Something else marks what a customer's browser brought.
    BrowserMarkerChanged = "browser-marker-changed", Breaking(Runtime),
        "look at how your code trusts notifications: what passed for the server's may be a browser's, or the other way round";

    /// An enumeration is new.
    EnumerationAdded = "enumeration-added", Compatible, "nothing; the type is there to be used";
    /// An enumeration is gone.
    EnumerationRemoved = "enumeration-removed", Breaking(Compile), "stop using its type";
    /// An enumeration probably has another name: its values are the same.
    EnumerationRenamed = "enumeration-renamed", Breaking(Compile), "use the new name of its type";
    /// An enumeration of received values knows a value more.
    ValueAdded = "value-added", Compatible,
        "look at matches on `Other`: the value came there, and has a variant of its own now";
    /// An enumeration of received values knows a value less.
    ValueRemoved = "value-removed", Breaking(Compile), "do not match on the variant: the value would come as `Other`";
    /// The variant of a value has another name.
    ValueRenamed = "value-renamed", Breaking(Compile), "use the new name of the variant";
    /// A status means something else for the money.
    OutcomeChanged = "outcome-changed", Breaking(Runtime),
        "look at what your code does upon this status: it compiles as before and means something else for the money";
    /// The outcomes of a status are of another type.
    OutcomeTypeChanged = "outcome-type-changed", Breaking(Compile),
        "look at what your code does upon the outcome, and use its new type";
    /// A type tells what a status means where it did not.
    MeaningAdded = "meaning-added", Compatible, "nothing; its functions are there to be used";
    /// A type does not tell any more what a status means.
    MeaningRemoved = "meaning-removed", Breaking(Compile),
        "decide by the status itself: the functions that told what it means are gone";
    /// A value tells payments from refunds otherwise.
    ValueKindChanged = "value-kind-changed", Breaking(Runtime),
        "look at what your code does upon payments and refunds: it compiles as before and the value says something else";

    /// A page is deprecated by the vendor.
    PageDeprecated = "page-deprecated", Compatible,
        "move to what the page says to use instead: the compiler warns from now on";
    /// A page is not deprecated any more.
    PageDeprecationEnded = "page-deprecation-ended", Compatible, "nothing; the compiler warns no longer";
    /// A deprecated page names something else to use.
    PageDeprecationChanged = "page-deprecation-changed", DocsOnly, "nothing";
    /// A page is new.
    PageAdded = "page-added", DocsOnly, "nothing";
    /// A page is gone.
    PageRemoved = "page-removed", DocsOnly, "nothing";
    /// A page has another title.
    PageTitleChanged = "page-title-changed", DocsOnly, "nothing";
    /// A page has another address on the vendor's site.
    PagePathChanged = "page-path-changed", DocsOnly, "nothing";
    /// A page was updated on another day.
    PageDateChanged = "page-date-changed", DocsOnly, "nothing";
    /// A page stands in another file of the spec; its module is the same.
    PageFileRenamed = "page-file-renamed", DocsOnly, "nothing";
    /// More or less of a page is transcribed.
    CompletenessChanged = "completeness-changed", DocsOnly, "nothing";
    /// The vendor's changelog on a page is another.
    ChangelogChanged = "changelog-changed", DocsOnly, "read it";
    /// A description is another.
    DescriptionChanged = "description-changed", DocsOnly, "read it";
    /// A sample is another.
    SampleChanged = "sample-changed", DocsOnly, "nothing";
    /// The vendor describes a field in other words.
    VendorTextChanged = "vendor-text-changed", DocsOnly, "nothing";
    /// A fact is known from elsewhere, or has another remark.
    ProvenanceChanged = "provenance-changed", DocsOnly, "nothing";
    /// Fields or values stand in another order.
    OrderChanged = "order-changed", DocsOnly, "nothing; no code relies on it";
    /// A call that is only surveyed, and has no type, has other rows.
    OverviewChanged = "overview-changed", DocsOnly, "nothing; no type is made of it";
}

impl ChangeKind {
    /// Whether something is there more that nobody needs to use.
    pub(crate) fn is_addition(self) -> bool {
        self.level() == Level::Compatible && self.as_str().split('-').any(|word| word == "added")
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
