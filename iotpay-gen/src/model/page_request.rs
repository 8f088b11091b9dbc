//! A page request: the request of an endpoint with several channels, which takes the channel as a value.

use std::fmt;

use super::{Endpoint, Field, Operation, Purpose};
use crate::source::Span;

/// The request of all channels of an endpoint. It takes the channel as a value.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The request with the fields of all channels. The channel is a field that the caller sets, with the Rust name of
    /// [`PageRequest::channel`]. Its response has no fields: that of the channel applies.
    pub operation: Operation,
    /// The wire name of the channel's field.
    pub channel: String,
    /// The channels, in the page's order, each with its operation at the same index of [`Endpoint::operations`].
    pub channels: Vec<PageChannel>,
    /// The rules of single channels, by field. Fields without such rules are omitted.
    pub rules: Vec<ChannelRules>,
    /// The fields that the client fills in only on some channels, or with different values.
    pub constants: Vec<ChannelConstant>,
}

/// A field that has a constant value on some channels.
#[derive(Debug, Clone)]
pub struct ChannelConstant {
    /// The field on the first of these channels.
    pub field: Field,
    /// The channels, each with its value.
    pub values: Vec<(String, String)>,
}

/// A channel of a page request.
#[derive(Debug, Clone)]
pub struct PageChannel {
    /// The wire value.
    pub wire: String,
    /// The name of the value in Rust, and of the variant of the response.
    pub variant: String,
}

/// The rules for a field that apply only on some channels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelRules {
    /// The wire name of the field.
    pub field: String,
    /// The channels that require the field, if others do not.
    pub required_on: Vec<String>,
    /// The channels that do not accept the field.
    pub not_on: Vec<String>,
    /// Shorter limits than that of the field, in Unicode scalar values.
    pub max_on: Vec<(String, u32)>,
    /// The accepted values of an enumeration, by their index in it, where they are fewer than those of the field.
    pub values_on: Vec<(String, Vec<usize>)>,
    /// The members of a JSON object on the channels that list them.
    pub members_on: Vec<(String, Vec<ChannelMember>)>,
    /// The channels that accept any members of the JSON object, if others list them.
    pub any_members_on: Vec<String>,
}

/// A member of a JSON object that a channel accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelMember {
    /// The wire name.
    pub wire: String,
    /// Whether the channel requires it.
    pub required: bool,
}

impl ChannelRules {
    /// Returns `true` if no rule differs between the channels.
    pub fn is_empty(&self) -> bool {
        let Self { field: _, required_on, not_on, max_on, values_on, members_on, any_members_on } = self;
        required_on.is_empty()
            && not_on.is_empty()
            && max_on.is_empty()
            && values_on.is_empty()
            && members_on.is_empty()
            && any_members_on.is_empty()
    }
}

/// The reason why an endpoint with several channels has no page request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPageRequest {
    /// The wire name of the field that differs; empty if the channels themselves are the reason.
    pub field: String,
    /// What differs.
    pub reason: &'static str,
}

impl fmt::Display for NoPageRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() { f.write_str(self.reason) } else { write!(f, "`{}` {}", self.field, self.reason) }
    }
}

impl PageRequest {
    /// Returns the rules of a field, if any of them apply only on some channels.
    pub fn rules_of(&self, wire: &str) -> Option<&ChannelRules> {
        self.rules.iter().find(|rules| rules.field == wire)
    }

    /// Returns the field with the channel.
    pub fn channel_field(&self) -> Option<&Field> {
        self.operation.request_field(&self.channel)
    }

    /// Returns the location of the endpoint in the spec.
    pub fn span(&self) -> Span {
        self.operation.span
    }
}

/// A method of the response to a page request, which returns what its channels share.
#[derive(Debug, Clone)]
pub struct PageMethod<'a> {
    /// The name.
    pub name: &'a str,
    /// The value that it returns.
    pub returned: Returned<'a>,
    /// Whether every channel requires the value; otherwise, the method returns an `Option`.
    pub required: bool,
}

/// The value that a method of a response returns.
#[derive(Debug, Clone)]
pub enum Returned<'a> {
    /// The field that the responses of all channels have with the same type: that of the first channel.
    Field(&'a Field),
    /// The texts with a purpose, by channel; the method returns the first one that is present.
    Purpose(Purpose, Vec<Vec<ResponseText<'a>>>),
}

/// A text in a response, or in an object of it.
#[derive(Debug, Clone, Copy)]
pub struct ResponseText<'a> {
    /// The object that contains the text.
    pub object: Option<&'a Field>,
    /// The text.
    pub field: &'a Field,
}

impl ResponseText<'_> {
    /// Returns `true` if each response has the text.
    pub fn is_required(&self) -> bool {
        self.field.required && self.object.is_none_or(|object| object.required)
    }
}

impl Operation {
    /// Returns the texts of the response with a purpose, unless they are secret; only one if the response requires it.
    pub fn texts_with_purpose(&self, purpose: Purpose) -> Vec<ResponseText<'_>> {
        let has_purpose = |field: &&Field| field.purpose == Some(purpose) && field.secret.is_none();
        let mut found = Vec::new();
        for outer in &self.response {
            if has_purpose(&outer) {
                found.push(ResponseText { object: None, field: outer });
            }
            let members = outer.ty.object().map_or(&[][..], |members| &members.fields);
            found.extend(members.iter().filter(has_purpose).map(|field| ResponseText { object: Some(outer), field }));
        }
        match found.iter().find(|text| text.is_required()) {
            Some(required) => vec![*required],
            None => found,
        }
    }
}

impl Endpoint {
    /// Returns the methods of the response to the page request: the fields that all channels share, in the page's order,
    /// then the texts with a purpose.
    pub fn page_methods(&self) -> Vec<PageMethod<'_>> {
        let purposes = Purpose::ALL.into_iter().filter_map(|purpose| {
            let texts: Vec<_> = self.operations.iter().map(|operation| operation.texts_with_purpose(purpose)).collect();
            texts.iter().any(|texts| !texts.is_empty()).then_some(())?;
            let required = texts.iter().all(|texts| texts.iter().any(ResponseText::is_required));
            Some(PageMethod { name: purpose.as_str(), returned: Returned::Purpose(purpose, texts), required })
        });
        let purposes: Vec<_> = purposes.collect();
        let mut methods = self.shared_fields();
        // A method with the name of a purpose returns the text with this purpose.
        methods.retain(|method| !purposes.iter().any(|purpose| purpose.name == method.name));
        methods.extend(purposes);
        // The response has this method for the channel itself.
        methods.retain(|method| method.name != "channel");
        methods
    }

    /// Returns the methods for the fields that the responses of all channels have with the same type.
    fn shared_fields(&self) -> Vec<PageMethod<'_>> {
        let Some((first, others)) = self.operations.split_first() else { return Vec::new() };
        let shared = first.response.iter().filter_map(|field| {
            let mut required = field.required;
            for other in others {
                let same = other.response.iter().find(|it| it.wire == field.wire)?;
                if !same.ty.is_received_like(&field.ty) || same.secret != field.secret {
                    return None;
                }
                required &= same.required;
            }
            Some(PageMethod { name: &field.rust_name, returned: Returned::Field(field), required })
        });
        shared.collect()
    }
}
