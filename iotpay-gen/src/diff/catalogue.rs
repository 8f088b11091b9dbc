//! Every kind of change: what it means, how bad it is, and what a caller must do.

use std::fmt;

/// How bad a change is for whoever calls the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Code that compiled may not, or a call that worked may be refused, or what an answer says means
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

macro_rules! catalogue {
    ($($(#[doc = $meaning:literal])+ $name:ident = $id:literal, $level:ident, $action:literal;)+) => {
        /// Which kind of change it is. The ids are stable: they are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Id {
            $($(#[doc = $meaning])+ $name,)+
        }

        impl Id {
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
    FamilyRemoved = "family-removed", Breaking, "stop using the family's module and feature";
    /// A family probably has another name: its pages are the same.
    FamilyRenamed = "family-renamed", Breaking,
        "name its module (`general::WxNative`), its feature and its type by the new name";
    /// The calls of a family go to another host.
    HostChanged = "host-changed", Breaking, "let the new host through wherever outgoing hosts are listed";
    /// The body of a family's requests is written otherwise.
    BodyEncodingChanged = "body-encoding-changed", Compatible, "nothing; the client encodes";
    /// A call of a family may take longer, or less long.
    TimeoutChanged = "timeout-changed", Compatible, "compare with your own timeouts around the call";
    /// A field around a family's answers is new, or gone, that tells that a call was refused, or why.
    RefusalFieldsChanged = "refusal-fields-changed", Breaking,
        "look at how your code treats refusals: the client finds them, or their codes, in other fields";
    /// The fields around a family's answers have other names.
    EnvelopeChanged = "envelope-changed", Compatible, "nothing; the client reads them";
    /// Other texts say why a request was rejected, and so whether it may have taken effect.
    RejectionMeaningChanged = "rejection-meaning-changed", Breaking,
        "review how your code handles a rejection with these texts: its reason is another one";
    /// Answers of a family are signed otherwise.
    AnswerSigningChanged = "answer-signing-changed", Breaking,
        "test against the gateway: answers that were taken may be refused, or the other way round";
    /// The signing rule is another.
    SigningRuleChanged = "signing-rule-changed", Breaking,
        "test against the gateway: messages that verified may not, and wherever you sign by hand, sign so";
    /// A family has notifications now.
    FamilyNotificationsAdded = "family-notifications-added", Compatible, "nothing; its receiver is there to be used";
    /// A family has no notifications any more.
    FamilyNotificationsRemoved = "family-notifications-removed", Breaking,
        "stop using the family's `NotificationReceiver`";
    /// Notifications of a family travel otherwise.
    NotificationBodyChanged = "notification-body-changed", Compatible,
        "let both through to the receiver: query and body";
    /// Notifications of a family are acknowledged with another text.
    AcknowledgementChanged = "acknowledgement-changed", Compatible,
        "answer with `acknowledgement()` of the notification, if the text stands in your code";

    /// A call is new.
    EndpointAdded = "endpoint-added", Compatible, "nothing; the call is there to be made";
    /// A call is gone.
    EndpointRemoved = "endpoint-removed", Breaking, "stop making the call: its types are gone";
    /// A call stands on another page, and so in another module.
    EndpointMoved = "endpoint-moved", Breaking,
        "name its types through the family (`general::WxNative`), or by the new module";
    /// A call has another path below the host.
    EndpointPathChanged = "endpoint-path-changed", Compatible, "update soon: older releases call the former path";
    /// A call does something else.
    EffectChanged = "effect-changed", Breaking, "read the page: the same call does something else to the money";
    /// The client repeats a call by itself, or does so no longer.
    IdempotenceChanged = "idempotence-changed", Breaking,
        "look at how your code treats a lost answer: the client repeats the call by itself, or no longer does";
    /// Another field has the merchant's own number of what a call makes.
    ReferenceChanged = "reference-changed", Breaking,
        "look at what you ask with the number of an unknown outcome: it is that of another field";
    /// A query is known that tells how a call ended.
    ResolverAdded = "resolver-added", Compatible, "nothing; ask this query about unknown outcomes";
    /// Another query tells how a call ended, or none does.
    ResolverChanged = "resolver-changed", Breaking,
        "look at how you ask about unknown outcomes: another query answers, or none does";
    /// The answer may also stand inside of a field.
    NestedAnswerAdded = "nested-answer-added", Compatible, "nothing; the client reads it there";
    /// The answer does not stand any more where it could stand.
    NestedAnswerChanged = "nested-answer-changed", Breaking,
        "make sure that the gateway does not answer there any more: the client does not read it";
    /// Other fields around an answer may be missing from a success.
    MayLackChanged = "may-lack-changed", Breaking,
        "test against the gateway: a success without these fields may be taken, or refused, where it was not";
    /// An answer may hold anything, or may no longer.
    AnswerOpennessChanged = "answer-openness-changed", Breaking,
        "test against the gateway: objects that nobody can verify may be taken, or refused, where they were not";
    /// A channel has a request type now.
    ChannelAdded = "channel-added", Compatible, "nothing; the request type is there to be used";
    /// A channel's request type is gone.
    ChannelRemoved = "channel-removed", Breaking, "stop using the channel: its types are gone";
    /// A channel of a call stands on another page, and so in another module; others stay where they were.
    ChannelMoved = "channel-moved", Breaking,
        "name its types through the family (`general::WxNative`), or by the new module";
    /// A type has another name.
    TypeRenamed = "type-renamed", Breaking, "use the new name, also of the types named after it";
    /// A page's module has another name.
    ModuleRenamed = "module-renamed", Breaking,
        "name its types through the family (`general::WxNative`), or by the new module";

    /// A request needs a field that it did not have.
    RequestFieldAddedRequired = "request-field-added-required", Breaking,
        "give the field: the compiler names each request that lacks it";
    /// A request can have a field that it could not have.
    RequestFieldAddedOptional = "request-field-added-optional", Compatible, "nothing; give it where you have a value";
    /// A request has a field no longer.
    RequestFieldRemoved = "request-field-removed", Breaking, "do not give the field any more";
    /// A field of a request probably has another name.
    RequestFieldRenamed = "request-field-renamed", Breaking,
        "give the value under the new name; make sure that it means the same";
    /// A field that could be left out of a request is needed.
    RequestFieldRequired = "request-field-required", Breaking,
        "give the field among the required ones: its `with_…` is gone";
    /// A field that was needed can be left out of a request.
    RequestFieldOptional = "request-field-optional", Breaking,
        "give the field by its `with_…`, and not in the `…Required` struct; `request!` takes it as before";
    /// The JSON object in a field has a member more.
    RequestMemberAdded = "request-member-added", Breaking,
        "give the member in struct literals of the members, `None` where it is optional; `request!` lets you leave that out";
    /// The JSON object in a field has a member less.
    RequestMemberRemoved = "request-member-removed", Breaking, "do not give the member any more";
    /// The client sends a field more.
    FilledFieldAdded = "filled-field-added", Compatible, "nothing; the client fills it";
    /// The client sends a field less.
    FilledFieldRemoved = "filled-field-removed", Compatible, "nothing; the client filled it";
    /// Somebody else fills a field.
    FillingChanged = "filling-changed", Breaking, "give the field if you fill it now; else do not give it any more";
    /// The client always sends another value.
    FixedValueChanged = "fixed-value-changed", Compatible, "nothing; the client sends it";
    /// A field of a request takes values of another type.
    RequestTypeChanged = "request-type-changed", Breaking, "give a value of the new type";
    /// A value is the same in Rust, and travels otherwise.
    RequestNotationChanged = "request-notation-changed", Compatible, "nothing; the client encodes";
    /// A field of a request takes less than before.
    RequestLimitNarrowed = "request-limit-narrowed", Breaking,
        "make sure that your values fit: longer ones are refused when the program runs";
    /// A field of a request takes more than before.
    RequestLimitWidened = "request-limit-widened", Compatible,
        "nothing, unless your code names the limit in a type such as `Text<30>`: write the new number there";
    /// A value can be sent that could not.
    RequestValueAdded = "request-value-added", Breaking,
        "add an arm wherever you match on the enum; code that only gives values compiles";
    /// A value cannot be sent any more.
    RequestValueRemoved = "request-value-removed", Breaking, "do not send the value any more: its variant is gone";
    /// The fields of which exactly one is given are others.
    OneOfChanged = "one-of-changed", Breaking,
        "look at how you say which of the fields is given, and at your matches on the enum";
    /// A value is shown in logs, or hidden from them, where it was not.
    SecrecyChanged = "secrecy-changed", Breaking, "read the value through its new type; look at what your logs show";

    /// What is received has a field more.
    ReceivedFieldAdded = "received-field-added", Compatible, "nothing; the field is there to be read";
    /// What is received has a field less.
    ReceivedFieldRemoved = "received-field-removed", Breaking, "do not read the field any more";
    /// A field of what is received probably has another name.
    ReceivedFieldRenamed = "received-field-renamed", Breaking,
        "read the field under its new name; make sure that it means the same";
    /// A field that could be missing from what is received is always there.
    ReceivedFieldRequired = "received-field-required", Breaking, "read the value without `Option`";
    /// A field that was always there can be missing from what is received.
    ReceivedFieldOptional = "received-field-optional", Breaking,
        "say what your code does without the field: it is an `Option`";
    /// A field of what is received has another type.
    ReceivedTypeChanged = "received-type-changed", Breaking, "read the value by its new type";
    /// The page writes the type of a received field otherwise; the type in Rust is the same.
    ReceivedNotationChanged = "received-notation-changed", DocsOnly, "nothing";
    /// A text that is received can be longer than before.
    ReceivedLimitWidened = "received-limit-widened", Compatible,
        "make room wherever you store it, for example in a column";
    /// A text that is received is shorter than before.
    ReceivedLimitNarrowed = "received-limit-narrowed", DocsOnly, "nothing; the client reads any length";
    /// A received field is read under another name too.
    AliasAdded = "alias-added", Compatible, "nothing; the client reads it";
    /// A received field is not read under another name any more.
    AliasRemoved = "alias-removed", Breaking, "make sure that the gateway does not send this name any more";
    /// A received field repeats another field of the request.
    EchoChanged = "echo-changed", Compatible, "nothing; the client refuses an answer that repeats something else";
    /// A notification or browser return is new.
    NotificationAdded = "notification-added", Compatible, "nothing; the type is there to be used";
    /// A notification or browser return is gone.
    NotificationRemoved = "notification-removed", Breaking, "stop reading it: its type is gone";
    /// Other fields tell a notification from other kinds.
    MarksChanged = "marks-changed", Compatible, "nothing; the client tells the kinds apart";
    /// Something else marks what a customer's browser brought.
    BrowserMarkChanged = "browser-mark-changed", Breaking,
        "look at how your code trusts notifications: what passed for the server's may be a browser's, or the other way round";

    /// An enumeration is new.
    EnumerationAdded = "enumeration-added", Compatible, "nothing; the type is there to be used";
    /// An enumeration is gone.
    EnumerationRemoved = "enumeration-removed", Breaking, "stop using its type";
    /// An enumeration probably has another name: its values are the same.
    EnumerationRenamed = "enumeration-renamed", Breaking, "use the new name of its type";
    /// An enumeration of received values knows a value more.
    ValueAdded = "value-added", Compatible,
        "look at matches on `Other`: the value came there, and has a variant of its own now";
    /// An enumeration of received values knows a value less.
    ValueRemoved = "value-removed", Breaking, "do not match on the variant: the value would come as `Other`";
    /// The variant of a value has another name.
    ValueRenamed = "value-renamed", Breaking, "use the new name of the variant";
    /// A status means something else for the money.
    OutcomeChanged = "outcome-changed", Breaking,
        "look at what your code does upon this status: it compiles as before and means something else for the money";
    /// A value tells payments from refunds otherwise.
    ValueKindChanged = "value-kind-changed", Breaking,
        "look at what your code does upon payments and refunds: the value says something else";

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
    PageAddressChanged = "page-address-changed", DocsOnly, "nothing";
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
    /// A fact is known from elsewhere, or has another remark.
    ProvenanceChanged = "provenance-changed", DocsOnly, "nothing";
    /// Fields or values stand in another order.
    OrderChanged = "order-changed", DocsOnly, "nothing; no code relies on it";
    /// A call that is only surveyed, and has no type, has other rows.
    OverviewChanged = "overview-changed", DocsOnly, "nothing; no type is made of it";
}

impl Id {
    /// Whether something is there more that nobody needs to use.
    pub(crate) fn is_addition(self) -> bool {
        self.level() == Level::Compatible && self.as_str().split('-').any(|word| word == "added")
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
