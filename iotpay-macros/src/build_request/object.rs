//! The implementations for a JSON object with known members: a struct that holds the object as text.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, DeriveInput, Path, Type};

use super::attribute::FieldAttributes;
use super::constructors::validation_error;
use super::field::{Field, members_type};
use super::member::{Member, MemberType};
use super::{deprecation, value_rules};
use crate::attribute::Words;
use crate::names::hidden;

pub(super) fn expand(input: &DeriveInput, field: &Field<'_>, client: &Path) -> TokenStream {
    let object = Object { request: &input.ident, field, client };
    let (parts, constructor, traits) = (object.parts(), object.constructor(), object.traits());
    quote!(#parts #constructor #traits)
}

struct Object<'a> {
    request: &'a Ident,
    field: &'a Field<'a>,
    client: &'a Path,
}

/// A member that the caller sets.
struct GivenMember<'a> {
    name: &'a Ident,
    wire: String,
    max: Option<u32>,
    is_optional: bool,
    ty: &'a MemberType,
    deprecated: Option<&'a Attribute>,
    rules: &'a FieldAttributes,
}

impl Object<'_> {
    fn given(&self) -> impl Iterator<Item = GivenMember<'_>> {
        self.field.attributes.members.iter().filter_map(|member| match member {
            Member::Given { name, max, is_optional, ty, wire, deprecated, rules } => Some(GivenMember {
                name,
                wire: wire.value(),
                max: *max,
                is_optional: *is_optional,
                ty,
                deprecated: deprecated.as_deref(),
                rules,
            }),
            Member::Constant { .. } => None,
        })
    }

    /// The hidden struct of all members, which `request!` fills: callers name only the required ones in a literal, so
    /// that an additional optional member does not break them.
    fn parts(&self) -> TokenStream {
        let (name, lifetime) = (self.parts_name(), self.parts_lifetime());
        let members = self.given().map(|member| {
            let (name, ty) = (member.name, member.passed_type(&quote!(&'a)));
            let ty = if member.is_optional { quote!(::core::option::Option<#ty>) } else { ty };
            let deprecated = deprecation::repeated(member.deprecated);
            quote!(#deprecated pub #name: #ty)
        });
        quote! {
            #[doc(hidden)]
            pub struct #name #lifetime {
                #(#members,)*
            }
        }
    }

    fn parts_name(&self) -> Ident {
        format_ident!("{}Parts", last_name(self.field.ty))
    }

    /// `<'a>` if a member is text.
    fn parts_lifetime(&self) -> Option<TokenStream> {
        self.given().any(|member| member.is_text()).then(|| quote!(<'a>))
    }

    fn max(&self) -> TokenStream {
        let max = Literal::u32_unsuffixed(self.field.attributes.max.unwrap_or(u32::MAX));
        let client = self.client;
        quote!(#client::value::JsonText::<#max>)
    }

    /// The path of a member in errors.
    fn path(&self, member: &GivenMember<'_>) -> String {
        format!("{}.{}", self.field.wire, member.wire)
    }

    /// Reports an error of the object with its field and page.
    fn validated(&self, value: &TokenStream) -> TokenStream {
        let (client, request, wire) = (self.client, self.request, &self.field.wire);
        quote!(#client::validation::Validator::validate_field(<#request as #client::Request>::endpoint().page, #wire, #value))
    }

    fn constructor(&self) -> TokenStream {
        let (client, ty, parts) = (self.client, self.field.ty, self.parts_name());
        let literal = members_type(ty);
        let required: Vec<_> = self.given().filter(|member| !member.is_optional).map(|member| member.name).collect();
        let optional: Vec<_> = self.given().filter(|member| member.is_optional).map(|member| member.name).collect();
        let borrows = self.given().any(|member| !member.is_optional && member.is_text());
        let elided = borrows.then(|| quote!(<'_>));
        // An object without required members does not use its argument.
        let argument = if required.is_empty() { quote!(_) } else { quote!(members) };
        let setters = self.given().filter(|member| member.is_optional).map(|member| self.setter(&member));
        let json_constructor = self.field.attributes.any_members.then(|| self.json_constructor());
        let errors = format!(
            "Returns {} if a member is empty or too long, or if the object is too long as text.",
            validation_error(client)
        );
        quote! {
            #[allow(deprecated)]
            impl #ty {
                /// Returns an object with its required members.
                ///
                /// # Errors
                ///
                #[doc = #errors]
                #[inline]
                pub fn new(#argument: #literal #elided) -> ::core::result::Result<Self, #client::ValidationError> {
                    #client::__private::Object::of(#parts {
                        #(#required: members.#required,)*
                        #(#optional: ::core::option::Option::None,)*
                    })
                }

                #json_constructor

                #(#setters)*

                /// Returns the object as the text that is sent.
                #[inline]
                pub fn as_str(&self) -> &str {
                    self.0.as_str()
                }
            }
        }
    }

    /// The constructor for the channels that accept any members.
    fn json_constructor(&self) -> TokenStream {
        let (client, max) = (self.client, self.max());
        let checked = self.validated(&quote!(#max::new(json)));
        let errors = format!("Returns {} if the text is too long or not a JSON object.", validation_error(client));
        quote! {
            /// Returns an object with any members, from JSON text, for channels that do not list the members. The rules
            /// of channels that do are checked with the request.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #[inline]
            pub fn from_json(json: &str) -> ::core::result::Result<Self, #client::ValidationError> {
                #checked.map(Self)
            }
        }
    }

    /// The method that sets an optional member.
    fn setter(&self, member: &GivenMember<'_>) -> TokenStream {
        let (client, name, wire) = (self.client, member.name, &member.wire);
        let function = format_ident!("with_{}", name.unraw().to_string().trim_end_matches('_'));
        let (ty, about) = (member.passed_type(&quote!(&)), format!("Sets the optional member `{wire}`."));
        let errors = format!(
            "Returns {} if the object has the member already, if it is empty or too long, or if the object is too long as \
             text.",
            validation_error(client)
        );
        let limit = member.is_text().then(|| {
            let check = self.validated(&member.limit(&self.max(), &name.to_token_stream()));
            quote!(#check?;)
        });
        let (path, tests, local) = (self.path(member), member.tests(client), hidden("value"));
        let tests = (!tests.is_empty()).then(|| {
            let request = self.request;
            let page = quote!(<#request as #client::Request>::endpoint().page);
            quote! {
                let #local = &#name;
                #(#client::validation::Validator::validate_field(#page, #path, #tests)?;)*
            }
        });
        let deprecated = deprecation::repeated(member.deprecated);
        let value = member.value(client, &quote!(&#name));
        let added = self.validated(&quote!(#client::__private::with_member(&self.0, #wire, #value)));
        quote! {
            #[doc = #about]
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #deprecated
            #[inline]
            pub fn #function(self, #name: #ty) -> ::core::result::Result<Self, #client::ValidationError> {
                #limit
                #tests
                #added.map(Self)
            }
        }
    }

    fn traits(&self) -> TokenStream {
        let (client, ty, parts) = (self.client, self.field.ty, self.parts_name());
        let lifetime = self.parts_lifetime();
        let argument = if self.given().next().is_some() { quote!(members) } else { quote!(_) };
        let max = self.max();
        let wire = &self.field.wire;
        let (check, request) = (hidden("check"), self.request);
        // Each member is tested, so that all violations are reported together.
        let texts = self.given().filter(GivenMember::is_text).map(|member| {
            let (name, value) = (member.name, hidden("value"));
            if member.is_optional {
                let valid = member.limit(&max, &quote!(#value));
                quote! {
                    if let ::core::option::Option::Some(#value) = members.#name {
                        let _ = #check.field(#wire, #valid);
                    }
                }
            } else {
                let valid = member.limit(&max, &quote!(members.#name));
                quote!(let _ = #check.field(#wire, #valid);)
            }
        });
        let tests = self.given().filter_map(|member| {
            let (name, value, path, tests) = (member.name, hidden("value"), self.path(&member), member.tests(client));
            let tests = (!tests.is_empty()).then(|| quote!(#(let _ = #check.field(#path, #tests);)*))?;
            Some(if member.is_optional {
                quote!(if let ::core::option::Option::Some(#value) = &members.#name { #tests })
            } else {
                quote!({ let #value = &members.#name; #tests })
            })
        });
        let mut given = self.given();
        let entries = self.field.attributes.members.iter().filter_map(|member| match member {
            Member::Constant { wire, value } => {
                let value = value.field_value(client);
                Some(quote!((#wire, ::core::option::Option::Some(#value))))
            }
            Member::Given { .. } => {
                let member = given.next()?;
                let (name, wire) = (member.name, &member.wire);
                Some(if member.is_optional {
                    let local = hidden("value");
                    let value = member.value(client, &quote!(#local));
                    // A value may be borrowed.
                    quote!((#wire, members.#name.as_ref().and_then(|#local| #value)))
                } else {
                    let value = member.value(client, &quote!(&members.#name));
                    quote!((#wire, #value))
                })
            }
        });
        let object = self.validated(&quote!(#max::object(&[#(#entries),*])));
        quote! {
            impl #client::request_macro::FieldType for #ty {}

            impl #client::__private::FromLiteral<&'static str> for #ty {
                #[inline]
                fn from_literal(literal: &'static str) -> Self {
                    Self(#client::__private::FromLiteral::from_literal(literal))
                }
            }

            #[allow(deprecated)]
            impl #client::__private::Object for #ty {
                type Members<'a> = #parts #lifetime;

                #[inline]
                fn of(#argument: Self::Members<'_>) -> ::core::result::Result<Self, #client::ValidationError> {
                    let mut #check = #client::validation::Validator::for_request::<#request>();
                    #(#texts)*
                    #(#tests)*
                    #check.finish()?;
                    #object.map(Self)
                }
            }

            impl #client::signing::SignedValue for #ty {
                #[inline]
                fn signed_value(&self) -> ::core::option::Option<#client::signing::FieldValue<'_>> {
                    self.0.signed_value()
                }
            }
        }
    }
}

impl GivenMember<'_> {
    /// The type that the caller passes.
    fn passed_type(&self, reference: &TokenStream) -> TokenStream {
        match self.ty {
            MemberType::Text => quote!(#reference str),
            MemberType::Integer(ty) => quote!(#ty),
            MemberType::Boolean(_) => quote!(::core::primitive::bool),
            MemberType::Value(ty) => quote!(#ty),
        }
    }

    fn is_text(&self) -> bool {
        matches!(self.ty, MemberType::Text)
    }

    /// The tests of the range and the pattern.
    fn tests(&self, client: &Path) -> Vec<TokenStream> {
        value_rules::tests(self.rules, Some(&value_rules::kind_of_member(self.ty)), client)
    }

    /// Returns an expression of type `Option<FieldValue>` for a reference to a value.
    fn value(&self, client: &Path, value: &TokenStream) -> TokenStream {
        match self.ty {
            // An empty text is a member too.
            MemberType::Text => quote!(::core::option::Option::Some(#client::signing::FieldValue::Text(#value))),
            MemberType::Integer(_) | MemberType::Boolean(None) | MemberType::Value(_) => {
                quote!(#client::signing::SignedValue::signed_value(#value))
            }
            MemberType::Boolean(Some(Words { yes, no })) => quote! {
                #client::signing::SignedValue::signed_value(#value)
                    .map(|value| #client::__private::as_word(value, [#yes, #no]))
            },
        }
    }

    /// Checks a text and its limit.
    fn limit(&self, json: &TokenStream, text: &TokenStream) -> TokenStream {
        let (wire, max) = (&self.wire, Literal::u32_unsuffixed(self.max.unwrap_or(u32::MAX)));
        quote!(#json::check_member(#wire, #text, #max))
    }
}

/// The last name of a type's path.
pub(super) fn last_name(ty: &Type) -> Ident {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.unraw()),
        _ => None,
    }
    .unwrap_or_else(|| format_ident!("Object"))
}
