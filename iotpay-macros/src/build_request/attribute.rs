//! The contents of `#[request(…)]`, on the struct and on its fields.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitInt, LitStr, Path, Token, Type, parenthesized};

use super::channel_rules::OnChannels;
use super::deprecation;
use super::member::Member;
use super::range::Range;
use super::syntax::{list, pair, value};
use crate::attribute::{self, unknown};
use crate::client_path::ClientPath;
use crate::errors::Errors;

/// The attributes of the struct.
#[derive(Default)]
pub(super) struct StructAttributes {
    /// The name in errors, such as the channel: `name = "WX_NATIVE"`.
    pub(super) name: Option<LitStr>,
    /// The URL of the vendor page: `page = "https://…"`.
    pub(super) page: String,
    /// `endpoint = CREATE_ORDER`.
    pub(super) endpoint: Option<Path>,
    /// `family = general::General`.
    pub(super) family: Option<Path>,
    /// `response = WxNativeResponse`.
    pub(super) response: Option<Path>,
    /// `elsewhere("osType" = "ALIPAY_MOBILE, ALIPAY_WAP")`: fields that only other channels have.
    pub(super) elsewhere: Vec<(LitStr, LitStr)>,
    /// `exported_macro = __general_WxNative`: other crates can use the request. Exported macros of a crate share one
    /// namespace, so the name must be unique in the crate.
    pub(super) exported_macro: Option<Ident>,
}

pub(super) fn of_struct(attributes: &[Attribute], errors: &mut Errors) -> StructAttributes {
    let mut found = StructAttributes::default();
    let mut has_client = false;
    let mut page: Option<String> = None;
    for part in attribute::parts::<StructPart>("request", attributes, errors) {
        match part {
            StructPart::Client(client) if has_client => client.repeated(errors),
            StructPart::Client(_) => has_client = true,
            StructPart::Page(url) if page.is_some() => errors.at(url, "`page` is specified more than once"),
            StructPart::Page(url) => {
                let address = url.value();
                if !address.starts_with("https://") && !address.starts_with("http://") && !address.is_empty() {
                    errors.at(url, "expected the URL of the page, `https://…`");
                }
                page = Some(address);
            }
            StructPart::Name(name) => set(&mut found.name, name, "name", errors),
            StructPart::Endpoint(path) => set(&mut found.endpoint, path, "endpoint", errors),
            StructPart::Family(path) => set(&mut found.family, path, "family", errors),
            StructPart::Response(path) => set(&mut found.response, path, "response", errors),
            StructPart::Elsewhere(fields) => found.elsewhere.extend(fields),
            StructPart::ExportedMacro(name) => set(&mut found.exported_macro, name, "exported_macro", errors),
        }
    }
    found.page = page.unwrap_or_default();
    found
}

/// Sets a part that may be specified once.
fn set<T: ToTokens + Clone>(part: &mut Option<T>, value: T, name: &str, errors: &mut Errors) {
    if part.replace(value.clone()).is_some() {
        errors.at(value, format_args!("`{name}` is specified more than once"));
    }
}

impl StructAttributes {
    /// Returns `true` if `Request` is not implemented by the derive.
    pub(super) fn is_request_elsewhere(&self) -> bool {
        self.endpoint.is_none() && self.family.is_none() && self.response.is_none()
    }

    /// Returns `true` if other crates can use the request.
    pub(super) fn is_public(&self) -> bool {
        self.exported_macro.is_some()
    }
}

/// The attributes of a field.
#[derive(Clone, Default)]
pub(super) struct FieldAttributes {
    /// `order_id` or `refund_id`: the kind of IOTPay id that the caller passes.
    pub(super) id: Option<IotpayId>,
    /// `values(Cad = "CAD")`: the values of an enumeration that the request accepts.
    pub(super) values: Vec<(Ident, LitStr)>,
    /// `excluded(Cny = "CNY")`: values that only other requests accept.
    pub(super) excluded: Vec<(Ident, LitStr)>,
    /// `one_of(#[request(order_id)] pay_order_id = PayOrderId(Id<30>))`: the variants of a choice.
    pub(super) one_of: Vec<Variant>,
    /// `members(app_id = "appId")`: the members of a JSON object.
    pub(super) members: Vec<Member>,
    /// `object(name: Text<20> = "name")`: the members of an object, or of the items of an array.
    pub(super) object: Vec<ObjectMember>,
    /// `max = 512`: the limit of JSON text.
    pub(super) max: Option<u32>,
    /// `json_text`: the object or the array is sent as text.
    pub(super) json_text: bool,
    /// `min_items = 1`: the smallest number of items of an array.
    pub(super) min_items: Option<u32>,
    /// `max_items = 20`: the largest number of items of an array.
    pub(super) max_items: Option<u32>,
    /// `any_members`: some channels accept any members of the JSON object.
    pub(super) any_members: bool,
    /// `range(min = "1", max = "100")`: the smallest and the largest value.
    pub(super) range: Option<Range>,
    /// `pattern = "[A-Z]{2}"`: the whole text matches it.
    pub(super) pattern: Option<LitStr>,
    /// `channel`: the field contains the channel.
    pub(super) channel: bool,
    /// The rules of single channels.
    pub(super) on_channels: Vec<OnChannels>,
}

#[derive(Clone, Copy)]
pub(super) enum IotpayId {
    Order,
    Refund,
}

/// A variant of a choice, with the field that it holds.
#[derive(Clone)]
pub(super) struct Variant {
    pub(super) attributes: FieldAttributes,
    pub(super) field: Ident,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// `#[deprecated]`, if the field is deprecated.
    pub(super) deprecated: Option<Attribute>,
    /// The wire name, from `#[signed(one_of(…))]`.
    pub(super) wire: String,
}

/// A member of an object in a request.
#[derive(Clone)]
pub(super) struct ObjectMember {
    pub(super) attributes: FieldAttributes,
    pub(super) name: Ident,
    /// The type, in `Option` if the member is optional.
    pub(super) ty: Type,
    pub(super) wire: LitStr,
    /// `#[deprecated]`, if the member is deprecated.
    pub(super) deprecated: Option<Attribute>,
}

pub(super) fn of_field(attributes: &[Attribute], errors: &mut Errors) -> FieldAttributes {
    let mut found = FieldAttributes::default();
    for part in attribute::parts::<FieldPart>("request", attributes, errors) {
        match part {
            FieldPart::Id(id) => found.id = Some(id),
            FieldPart::Values(values) => found.values.extend(values),
            FieldPart::Excluded(values) => found.excluded.extend(values),
            FieldPart::OneOf(variants) => found.one_of.extend(variants),
            FieldPart::Members(members) => found.members.extend(members),
            FieldPart::Object(members) => found.object.extend(members),
            FieldPart::Max(max) => found.max = Some(max),
            FieldPart::JsonText => found.json_text = true,
            FieldPart::MinItems(min) => found.min_items = Some(min),
            FieldPart::MaxItems(max) => found.max_items = Some(max),
            FieldPart::AnyMembers => found.any_members = true,
            FieldPart::Range(range) => found.range = Some(range),
            FieldPart::Pattern(pattern) => found.pattern = Some(pattern),
            FieldPart::Channel => found.channel = true,
            FieldPart::OnChannels(rule) => found.on_channels.push(rule),
        }
    }
    found
}

/// A part of `#[request(…)]` on the struct.
enum StructPart {
    Page(LitStr),
    Name(LitStr),
    Endpoint(Path),
    Family(Path),
    Response(Path),
    Elsewhere(Vec<(LitStr, LitStr)>),
    ExportedMacro(Ident),
    /// `crate = "pay"`.
    Client(ClientPath),
}

const STRUCT_KEYWORDS: [&str; 8] =
    ["page", "name", "endpoint", "family", "response", "elsewhere", "exported_macro", "crate"];

impl Parse for StructPart {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            return input.parse().map(Self::Client);
        }
        let keyword: Ident = input.parse()?;
        let known = "`page` with the URL of the vendor page, `name`, `endpoint`, `family`, `response`, `elsewhere`, \
                     `exported_macro` or `crate`";
        match keyword.to_string().as_str() {
            "page" => value(input).map(Self::Page),
            "name" => value(input).map(Self::Name),
            "endpoint" => value(input).map(Self::Endpoint),
            "family" => value(input).map(Self::Family),
            "response" => value(input).map(Self::Response),
            "elsewhere" => list(input, pair).map(Self::Elsewhere),
            "exported_macro" => value(input).map(Self::ExportedMacro),
            _ => Err(unknown(&keyword, "request", known, &STRUCT_KEYWORDS)),
        }
    }
}

/// A part of `#[request(…)]` on a field.
enum FieldPart {
    Id(IotpayId),
    Values(Vec<(Ident, LitStr)>),
    Excluded(Vec<(Ident, LitStr)>),
    OneOf(Vec<Variant>),
    Members(Vec<Member>),
    Object(Vec<ObjectMember>),
    Max(u32),
    JsonText,
    MinItems(u32),
    MaxItems(u32),
    AnyMembers,
    Range(Range),
    Pattern(LitStr),
    Channel,
    OnChannels(OnChannels),
}

const FIELD_KEYWORDS: [&str; 20] = [
    "order_id",
    "refund_id",
    "values",
    "excluded",
    "one_of",
    "members",
    "object",
    "max",
    "json_text",
    "min_items",
    "max_items",
    "any_members",
    "range",
    "pattern",
    "channel",
    "required_on",
    "not_on",
    "max_on",
    "values_on",
    "members_on",
];

impl Parse for FieldPart {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword: Ident = input.parse()?;
        let known = "`order_id`, `refund_id`, `values`, `excluded`, `one_of`, `members`, `object`, `max`, `json_text`, \
                     `min_items`, `max_items`, `any_members`, `range`, `pattern`, `channel`, `required_on`, `not_on`, `max_on`, `values_on` or `members_on`";
        if let Some(rule) = OnChannels::parse_rest(&keyword, input)? {
            return Ok(Self::OnChannels(rule));
        }
        match keyword.to_string().as_str() {
            "order_id" => Ok(Self::Id(IotpayId::Order)),
            "refund_id" => Ok(Self::Id(IotpayId::Refund)),
            "values" => match list(input, pair)? {
                values if values.is_empty() => {
                    Err(syn::Error::new(keyword.span(), "`values` requires at least one value"))
                }
                values => Ok(Self::Values(values)),
            },
            "excluded" => list(input, pair).map(Self::Excluded),
            "one_of" => list(input, Variant::parse).map(Self::OneOf),
            "members" => list(input, Member::parse).map(Self::Members),
            "object" => list(input, ObjectMember::parse).map(Self::Object),
            "max" => value::<LitInt>(input)?.base10_parse().map(Self::Max),
            "json_text" => Ok(Self::JsonText),
            "min_items" => value::<LitInt>(input)?.base10_parse().map(Self::MinItems),
            "max_items" => value::<LitInt>(input)?.base10_parse().map(Self::MaxItems),
            "any_members" => Ok(Self::AnyMembers),
            "range" => input.parse().map(Self::Range),
            "pattern" => value(input).map(Self::Pattern),
            "channel" => Ok(Self::Channel),
            _ => Err(unknown(&keyword, "request", known, &FIELD_KEYWORDS)),
        }
    }
}

impl Parse for Variant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let outer = input.call(Attribute::parse_outer)?;
        let deprecated = deprecation::of(&outer).cloned();
        let attributes = of_field(&outer, &mut errors);
        errors.into_result()?;
        let field = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let ident = input.parse()?;
        let content;
        parenthesized!(content in input);
        Ok(Self { attributes, field, ident, ty: content.parse()?, deprecated, wire: String::new() })
    }
}

impl Parse for ObjectMember {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let outer = input.call(Attribute::parse_outer)?;
        let deprecated = deprecation::of(&outer).cloned();
        let attributes = of_field(&outer, &mut errors);
        errors.into_result()?;
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![:]>()?;
        Ok(Self { attributes, name, ty: input.parse()?, wire: value(input)?, deprecated })
    }
}

/// Returns `true` if a request can have integers of this type.
pub(super) fn is_integer(name: &str) -> bool {
    matches!(name, "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32")
}
