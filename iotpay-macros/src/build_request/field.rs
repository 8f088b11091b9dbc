//! The fields of a request struct: their kinds, and what the caller passes for them.

use std::borrow::Cow;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, DeriveInput, Expr, ExprLit, ExprUnary, Fields, GenericArgument, Lit, Meta, Path, Type, UnOp};

use super::attribute::{self, FieldAttributes, IotpayId, ObjectMember, Variant};
use super::deprecation;
use super::member::{Member, MemberType};
use crate::errors::Errors;
use crate::generics::{in_option, in_vec, last_segment};
use crate::signed::RequestFields;

/// A field of the struct.
pub(crate) struct Field<'a> {
    pub(super) name: &'a Ident,
    /// The type without `Option`.
    pub(super) ty: &'a Type,
    pub(super) is_optional: bool,
    pub(super) wire: String,
    pub(super) attributes: Cow<'a, FieldAttributes>,
    /// `#[deprecated]`, if the field is deprecated.
    pub(super) deprecated: Option<&'a Attribute>,
    docs: Vec<&'a Attribute>,
}

/// Returns the fields of a struct that derives `Signed`.
pub(super) fn read<'a>(input: &'a DeriveInput, signed: &RequestFields, errors: &mut Errors) -> Vec<Field<'a>> {
    let fields = match &input.data {
        syn::Data::Struct(data) => &data.fields,
        syn::Data::Enum(_) | syn::Data::Union(_) => &Fields::Unit,
    };
    let named = fields.iter().filter_map(|field| Some((field, field.ident.as_ref()?)));
    named
        .map(|(field, name)| {
            let (ty, is_optional) = in_option(&field.ty).map_or((&field.ty, false), |ty| (ty, true));
            let mut attributes = attribute::of_field(&field.attrs, errors);
            for variant in &mut attributes.one_of {
                variant.wire = signed.wire_of_variant(name, &variant.ident);
            }
            let attributes = Cow::Owned(attributes);
            let docs = field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
            let deprecated = deprecation::of(&field.attrs);
            Field { name, ty, is_optional, wire: signed.wire_of(name), attributes, deprecated, docs }
        })
        .collect()
}

/// The value that the caller passes for a field to `new` and to the setters.
pub(super) enum Input {
    /// Text, which the type of the field validates.
    Text,
    /// A secret text.
    Secret,
    /// An id of IOTPay.
    Id(IotpayId),
    /// Another type, which the type of the field validates.
    Other(TokenStream),
    /// The members of a JSON object.
    Members { borrow: bool },
    /// An enum value, which must be one that the request accepts.
    EnumValue,
    /// A value of the type of the field.
    Itself,
}

impl<'a> Field<'a> {
    /// The field in a variant of a choice.
    pub(super) fn of_variant(variant: &'a Variant) -> Self {
        let (attributes, wire) = (Cow::Borrowed(&variant.attributes), variant.wire.clone());
        let deprecated = variant.deprecated.as_ref();
        Self {
            name: &variant.field,
            ty: &variant.ty,
            is_optional: false,
            wire,
            attributes,
            deprecated,
            docs: Vec::new(),
        }
    }

    /// A member of an object.
    pub(super) fn of_member(member: &'a ObjectMember) -> Self {
        let (ty, is_optional) = in_option(&member.ty).map_or((&member.ty, false), |ty| (ty, true));
        let (attributes, wire) = (Cow::Borrowed(&member.attributes), member.wire.value());
        let deprecated = member.deprecated.as_ref();
        Self { name: &member.name, ty, is_optional, wire, attributes, deprecated, docs: Vec::new() }
    }

    /// A field of a struct that is an object in a request. `wire` is its path.
    pub(crate) fn of_object(field: &'a syn::Field, wire: String, errors: &mut Errors) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let (ty, is_optional) = in_option(&field.ty).map_or((&field.ty, false), |ty| (ty, true));
        let attributes = Cow::Owned(attribute::of_field(&field.attrs, errors));
        let docs = field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
        let deprecated = deprecation::of(&field.attrs);
        Some(Self { name, ty, is_optional, wire, attributes, deprecated, docs })
    }

    /// An item of an array; `None` for another field.
    pub(super) fn item(&'a self) -> Option<Self> {
        let (ty, attributes) = (in_vec(self.ty)?, self.attributes_of_item());
        let wire = format!("{}[]", self.wire);
        Some(Self { name: self.name, ty, is_optional: false, wire, attributes, deprecated: None, docs: Vec::new() })
    }

    /// The attributes that apply to each item, and not to the array as a whole.
    fn attributes_of_item(&self) -> Cow<'_, FieldAttributes> {
        let FieldAttributes { json_text, min_items, max_items, .. } = &*self.attributes;
        if !json_text && min_items.is_none() && max_items.is_none() {
            return Cow::Borrowed(&*self.attributes);
        }
        let all = self.attributes.as_ref().clone();
        Cow::Owned(FieldAttributes { json_text: false, max: None, min_items: None, max_items: None, ..all })
    }

    pub(super) fn is_object(&self) -> bool {
        !self.attributes.object.is_empty()
    }

    pub(super) fn is_choice(&self) -> bool {
        !self.attributes.one_of.is_empty()
    }

    pub(super) fn is_amount(&self) -> bool {
        kind_name(self.ty) == Some("cents")
    }

    /// Returns `true` if the field, or a variant of its choice, is secret.
    pub(super) fn is_secret(&self) -> bool {
        let mut variants = self.attributes.one_of.iter().map(Field::of_variant);
        matches!(self.input(), Input::Secret) || variants.any(|variant| variant.is_secret())
    }

    pub(super) fn docs(&self) -> impl Iterator<Item = &Attribute> {
        self.docs.iter().copied()
    }

    /// The first paragraph of the documentation.
    pub(super) fn summary(&self) -> String {
        let lines = self.docs.iter().filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            Meta::Path(_) | Meta::List(_) => None,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        let paragraph =
            text.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
        paragraph.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn input(&self) -> Input {
        if self.is_object() || in_vec(self.ty).is_some() {
            return Input::Itself;
        }
        if let Some(id) = self.attributes.id {
            return Input::Id(id);
        }
        if !self.attributes.members.is_empty() {
            let borrow = self
                .attributes
                .members
                .iter()
                .any(|member| matches!(member, Member::Given { ty: MemberType::Text, is_optional: false, .. }));
            return Input::Members { borrow };
        }
        if !self.attributes.values.is_empty() {
            return Input::EnumValue;
        }
        match kind_name(self.ty) {
            Some("text" | "id" | "url" | "url_without_query" | "json") => Input::Text,
            Some("secret" | "base64" | "card_number" | "cvv" | "expiry_date") => Input::Secret,
            Some("ip") => Input::Other(quote!(::core::net::IpAddr)),
            Some("cents") => Input::Other(quote!(::core::primitive::u64)),
            _ => Input::Itself,
        }
    }
}

impl Input {
    /// Returns `true` if every value of its type is valid.
    pub(super) fn is_valid(&self) -> bool {
        matches!(self, Self::Itself)
    }

    pub(super) fn borrows(&self) -> bool {
        match self {
            Self::Text | Self::Secret | Self::Id(_) => true,
            Self::Members { borrow } => *borrow,
            Self::Other(_) | Self::EnumValue | Self::Itself => false,
        }
    }

    /// Returns the type, with a lifetime for what it borrows.
    pub(super) fn ty(&self, field: &Field<'_>, client: &Path, lifetime: Option<&TokenStream>) -> TokenStream {
        match self {
            Self::Text | Self::Secret => quote!(&#lifetime str),
            Self::Id(IotpayId::Order) => quote!(&#lifetime #client::OrderId),
            Self::Id(IotpayId::Refund) => quote!(&#lifetime #client::RefundId),
            Self::Other(ty) => ty.clone(),
            Self::Members { borrow } => {
                let ty = members_type(field.ty);
                let lifetime = lifetime.cloned().unwrap_or_else(|| quote!('_));
                if *borrow { quote!(#ty<#lifetime>) } else { ty }
            }
            Self::EnumValue | Self::Itself => field.ty.to_token_stream(),
        }
    }

    /// Returns an expression of type `Result<T, ValueError>` that validates a value; `None` for members, which
    /// return a `ValidationError`, and for values that are always valid.
    pub(super) fn validated(&self, field: &Field<'_>, value: &TokenStream, client: &Path) -> Option<TokenStream> {
        let ty = field.ty;
        match self {
            Self::Text | Self::Secret | Self::Other(_) => Some(quote!(<#ty>::new(#value))),
            Self::Id(_) => Some(quote!(<#ty>::new(#value.as_str()))),
            Self::EnumValue => {
                let known = field.attributes.values.iter().map(|(_, wire)| wire);
                Some(quote! {
                    #client::__private::accepted(::core::result::Result::Ok(#value), &[#(#known),*])
                })
            }
            Self::Members { .. } | Self::Itself => None,
        }
    }
}

/// `WxAppExtraMembers` for `WxAppExtra`.
pub(super) fn members_type(ty: &Type) -> TokenStream {
    let Type::Path(path) = ty else { return ty.to_token_stream() };
    let mut path = path.path.clone();
    if let Some(last) = path.segments.last_mut() {
        last.ident = format_ident!("{}Members", last.ident.unraw());
    }
    path.to_token_stream()
}

/// The kind of a client type, without its limits; `None` for any other type.
fn kind_name(ty: &Type) -> Option<&'static str> {
    let (name, _) = last_segment(ty)?;
    Some(match name.to_string().as_str() {
        "Text" => "text",
        "Id" => "id",
        "SecretText" => "secret",
        "HttpUrl" => "url",
        "HttpUrlWithoutQuery" => "url_without_query",
        "Ip" => "ip",
        "Base64" => "base64",
        "JsonText" => "json",
        "CardNumber" => "card_number",
        "Cvv" => "cvv",
        "ExpiryDate" => "expiry_date",
        "Cents" => "cents",
        "DecimalText" => "decimal",
        "bool" => "boolean",
        "DateText" => "date",
        "DateTimeText" => "date_time",
        "String" => "string",
        _ => return None,
    })
}

/// The kind of a client type as the table has it, such as `text(30)`; `None` for any other type.
pub(super) fn kind(ty: &Type, id: Option<IotpayId>) -> Option<String> {
    let (name, arguments) = last_segment(ty)?;
    let name = name.to_string();
    if attribute::is_integer(&name) {
        return Some(format!("integer {name}"));
    }
    let kind = match id {
        Some(IotpayId::Order) => "order_id",
        Some(IotpayId::Refund) => "refund_id",
        None => kind_name(ty)?,
    };
    let limits: Vec<_> =
        arguments.iter().map(|argument| number(argument).or_else(|| form(argument))).collect::<Option<_>>()?;
    Some(if limits.is_empty() { kind.to_owned() } else { format!("{kind}({})", limits.join(", ")) })
}

/// The form of a date, such as `dashed` for `DashedForm`.
fn form(argument: &GenericArgument) -> Option<String> {
    let GenericArgument::Type(ty) = argument else { return None };
    let (name, _) = last_segment(ty)?;
    name.to_string().strip_suffix("Form").map(str::to_lowercase)
}

/// A number, perhaps with a sign, or `{ u32::MAX }`.
fn number(argument: &GenericArgument) -> Option<String> {
    match argument {
        GenericArgument::Const(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => {
            Some(number.base10_digits().to_owned())
        }
        GenericArgument::Const(Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. })) => match expr.as_ref() {
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Some(format!("-{}", number.base10_digits())),
            _ => None,
        },
        GenericArgument::Const(Expr::Block(block))
            if block.to_token_stream().to_string().replace(' ', "") == "{u32::MAX}" =>
        {
            Some(u32::MAX.to_string())
        }
        _ => None,
    }
}
