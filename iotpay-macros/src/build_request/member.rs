//! The members of a JSON object: `members(app_id(20) = "appId")`.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitInt, LitStr, Token, Type, parenthesized};

use super::attribute::{FieldAttributes, is_integer, of_field};
use super::deprecation;
use super::syntax::{pair, value};
use crate::attribute::{Constant, Words};
use crate::errors::Errors;

/// A member of a JSON object.
#[derive(Clone)]
pub(super) enum Member {
    /// `const "type" = "apppay"`.
    Constant { wire: LitStr, value: Constant },
    /// `app_id(20)? = "appId"`, `count: i32 = "count"`, `gift: bool("Y", "N") = "gift"`, or
    /// `rate: DecimalText<2> = "rate"`, with `#[deprecated]` before it if the member is deprecated.
    Given {
        name: Ident,
        max: Option<u32>,
        is_optional: bool,
        ty: MemberType,
        wire: LitStr,
        deprecated: Option<Box<Attribute>>,
        /// `#[request(range(min = "1"))]`: the range and the pattern.
        rules: Box<FieldAttributes>,
    },
}

/// The type of a member.
#[derive(Clone)]
pub(super) enum MemberType {
    /// Text, which the caller borrows.
    Text,
    /// An integer.
    Integer(Ident),
    /// A boolean, and its texts if it is not sent as `true` or `false`.
    Boolean(Option<Words>),
    /// A value of the client.
    Value(Box<Type>),
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.parse::<Option<Token![const]>>()?.is_some() {
            let (wire, value) = pair(input)?;
            return Ok(Self::Constant { wire, value });
        }
        let outer = input.call(Attribute::parse_outer)?;
        let is_known =
            |attribute: &&Attribute| ["deprecated", "request"].iter().any(|it| attribute.path().is_ident(it));
        if let Some(other) = outer.iter().find(|attribute| !is_known(attribute)) {
            return Err(syn::Error::new_spanned(
                other,
                "a member can only have the attributes `deprecated` and `request`, with `range` and `pattern`",
            ));
        }
        let mut errors = Errors::default();
        let rules = Box::new(of_field(&outer, &mut errors));
        errors.into_result()?;
        let deprecated = deprecation::of(&outer).cloned().map(Box::new);
        let name = input.call(Ident::parse_any)?;
        let mut max = None;
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            max = Some(content.parse::<LitInt>()?.base10_parse()?);
        }
        let is_optional = input.parse::<Option<Token![?]>>()?.is_some();
        let ty = if input.parse::<Option<Token![:]>>()?.is_some() { input.parse()? } else { MemberType::Text };
        Ok(Self::Given { name, max, is_optional, ty, wire: value(input)?, deprecated, rules })
    }
}

impl Parse for MemberType {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Ident) && input.fork().parse::<Ident>()? == "bool" {
            input.parse::<Ident>()?;
            let has_words = input.peek(syn::token::Paren);
            return Ok(Self::Boolean(if has_words { Some(input.parse()?) } else { None }));
        }
        let ty: Type = input.parse()?;
        let integer = match &ty {
            Type::Path(path) => path.path.get_ident().filter(|name| is_integer(&name.to_string())).cloned(),
            _ => None,
        };
        Ok(integer.map_or_else(|| Self::Value(Box::new(ty)), Self::Integer))
    }
}
