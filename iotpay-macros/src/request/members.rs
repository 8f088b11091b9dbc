//! The expression that builds a JSON object from its members, if it is not known at compile time.

use proc_macro2::{Ident, Literal as Token, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::arguments::{Argument, located, place};
use super::date::date;
use super::field::{Field, Kind, Member, Object};
use super::literal::literal;
use super::number::decimal;
use super::table::Table;
use crate::names::hidden;

/// A member that the caller sets.
pub(super) struct SetMember {
    name: Ident,
    value: TokenStream,
    form: Form,
    place: Span,
    pub(super) is_deprecated: bool,
}

/// The form of a value in the struct of the members.
#[derive(Clone, Copy)]
enum Form {
    Plain,
    /// Borrowed text.
    Text,
    OptionalText,
}

impl SetMember {
    pub(super) fn of(root: &TokenStream, member: &Field, argument: &Argument, span: Span) -> Self {
        let value = &argument.value;
        let place = Span::mixed_site().located_at(place(value, span));
        let root = located(root, place);
        let (value, form) = match (literal_argument(member.kind(), value), member.kind(), member.is_optional) {
            (Some(argument), _, false) => {
                (quote_spanned!(place=> #root::__private::FromLiteral::from_literal(#argument)), Form::Plain)
            }
            (Some(argument), _, true) => {
                let value = quote_spanned!(place=> #root::__private::FromLiteral::from_literal(#argument));
                (quote!(::core::option::Option::Some(#value)), Form::Plain)
            }
            (None, Kind::Text(_), false) => {
                (quote_spanned!(place=> #root::__private::IntoMemberText::into_member_text(#value)), Form::Text)
            }
            (None, Kind::Text(_), true) => (
                quote_spanned!(place=> #root::__private::IntoOptionalMemberText::into_optional_member_text(#value)),
                Form::OptionalText,
            ),
            (None, _, false) => (value.clone(), Form::Plain),
            (None, _, true) => (quote_spanned!(place=> ::core::convert::Into::into(#value)), Form::Plain),
        };
        Self { name: argument.name.clone(), value, form, place, is_deprecated: member.is_deprecated }
    }

    /// The field of the struct, with this value.
    fn field(&self, value: &TokenStream) -> TokenStream {
        let (name, place) = (&self.name, self.place);
        match self.form {
            Form::Plain => quote!(#name: #value),
            Form::Text => quote_spanned!(place=> #name: &*#value),
            Form::OptionalText => quote_spanned!(place=> #name: #value.as_deref()),
        }
    }
}

/// Returns the expression that validates the members and builds the object.
pub(super) fn expression(table: &Table, object: &Object, set: &[SetMember], absent: &[Ident]) -> TokenStream {
    let (root, object_type) = (&table.root, table.named(object.at));
    let alias = quote!(type __Members<'a> = <#object_type as #root::__private::Object>::Members<'a>;);
    let absent = quote!(#(#absent: ::core::option::Option::None),*);
    let is_deprecated = |member: &Member| matches!(member, Member::Field(field) if field.is_deprecated);
    if !object.members.iter().any(is_deprecated) {
        let fields = set.iter().map(|member| member.field(&member.value));
        return quote!({
            #alias
            #root::__private::Object::of(__Members { #(#fields,)* #absent })
        });
    }
    // The values are outside of the struct, whose deprecated fields cause no warning: only the names of the caller do.
    let locals: Vec<_> = (0..set.len()).map(|at| hidden(&format!("member{at}"))).collect();
    let values = set.iter().map(|member| &member.value);
    let fields = set.iter().zip(&locals).map(|(member, local)| member.field(&quote!(#local)));
    let built = hidden("members");
    let uses = set.iter().filter(|member| member.is_deprecated).map(|member| {
        let name = &member.name;
        // Tokens of the caller, since the warning covers the whole pattern of the field.
        let pattern = quote_spanned!(name.span()=> #name: _);
        located(&quote!(let __Members { #pattern, .. } = &#built;), name.span())
    });
    quote!({
        #alias
        #(let #locals = #values;)*
        #[allow(deprecated)]
        let #built = __Members { #(#fields,)* #absent };
        #(#uses)*
        #root::__private::Object::of(#built)
    })
}

/// The argument of the constructor for a valid literal, if the type of the member has one.
fn literal_argument(kind: &Kind, value: &TokenStream) -> Option<TokenStream> {
    let literal = literal(value)?;
    if let Kind::Decimal(scale, digits) = kind {
        let units = Token::i64_suffixed(decimal(&literal, *scale, *digits).ok()?);
        return Some(quote!(#units));
    }
    date(kind, &literal)?.ok()
}
