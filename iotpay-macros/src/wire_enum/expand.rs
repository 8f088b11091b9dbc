//! The implementations for an enum of wire values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{DeriveInput, Path};

use super::Codes;

pub(super) fn expand(input: &DeriveInput, codes: &Codes<'_>, client: &Path) -> TokenStream {
    let name = &input.ident;
    let text = as_str(input, codes);
    let parse = parse(input, codes, client);
    let direction = match codes.other {
        Some(other) => received(input, codes, other, client),
        None => sent(input, codes, client),
    };
    // Expands to nothing if the client is built without the feature `serde`.
    let serde = codes.serde.then(|| match codes.other {
        Some(_) => quote!(#client::__private::serde_enum! { open #name }),
        None => quote!(#client::__private::serde_enum! { closed #name }),
    });
    quote! {
        #text
        #serde

        #[allow(deprecated)]
        impl ::core::fmt::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[allow(deprecated)]
        impl ::core::convert::AsRef<str> for #name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        #parse
        #direction
    }
}

fn as_str(input: &DeriveInput, codes: &Codes<'_>) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    let arms = codes.variants.iter().map(|(variant, code)| quote!(Self::#variant => #code,));
    let other = codes.other.map(|other| quote!(Self::#other(unrecognized) => unrecognized.as_str(),));
    quote! {
        #[allow(deprecated)]
        impl #name {
            /// Returns the wire value.
            #[inline]
            #visibility fn as_str(&self) -> &str {
                match self {
                    #(#arms)*
                    #other
                }
            }
        }
    }
}

/// Conversions from text, which fail for unknown values: only received messages may contain them.
fn parse(input: &DeriveInput, codes: &Codes<'_>, client: &Path) -> TokenStream {
    let name = &input.ident;
    let known: Vec<_> = codes.variants.iter().map(|(_, code)| code).collect();
    let parses =
        codes.variants.iter().map(|(variant, code)| quote!(#code => ::core::result::Result::Ok(Self::#variant),));
    quote! {
        #[allow(deprecated)]
        impl ::core::str::FromStr for #name {
            type Err = #client::value::ValueError;

            #[inline]
            fn from_str(code: &str) -> ::core::result::Result<Self, Self::Err> {
                match code {
                    #(#parses)*
                    _ => ::core::result::Result::Err(#client::value::ValueError::UnknownValue {
                        known: &[#(#known),*],
                    }),
                }
            }
        }

        #[allow(deprecated)]
        impl ::core::convert::TryFrom<&str> for #name {
            type Error = #client::value::ValueError;

            #[inline]
            fn try_from(code: &str) -> ::core::result::Result<Self, Self::Error> {
                ::core::str::FromStr::from_str(code)
            }
        }

        #[allow(deprecated)]
        impl #client::request_macro::FieldType for #name {}

        #[allow(deprecated)]
        impl #client::request_macro::FromText for #name {
            #[inline]
            fn from_text(code: &str) -> ::core::result::Result<Self, #client::value::ValueError> {
                ::core::str::FromStr::from_str(code)
            }
        }
    }
}

/// An open enum: it decodes any value.
fn received(input: &DeriveInput, codes: &Codes<'_>, other: &syn::Ident, client: &Path) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    let arms = codes.variants.iter().map(|(variant, code)| quote!(#code => Self::#variant,));
    let impls = [quote!(#name), quote!(&#name)].map(|ty| {
        quote! {
            #[diagnostic::do_not_recommend]
            impl<T: #client::request_macro::RequestEnum> #client::request_macro::IntoField<T> for #ty {
                #[inline]
                fn into_field(self) -> ::core::result::Result<T, #client::value::ValueError> {
                    T::from_text(self.as_str())
                }
            }
        }
    });
    quote! {
        #(#impls)*

        #[allow(deprecated)]
        impl #name {
            /// Returns `true` if this version does not know the value.
            #[allow(dead_code)]
            #[inline]
            #visibility fn is_unrecognized(&self) -> bool {
                ::core::matches!(self, Self::#other(_))
            }
        }

        #[allow(deprecated)]
        impl #client::signing::SignedValue for #name {
            #[inline]
            fn signed_value(&self) -> ::core::option::Option<#client::signing::FieldValue<'_>> {
                ::core::option::Option::Some(#client::signing::FieldValue::Text(self.as_str()))
            }
        }

        #[allow(deprecated)]
        impl #client::incoming::FromField for #name {
            #[inline]
            fn from_field(
                field: &#client::incoming::ReceivedField,
            ) -> ::core::result::Result<Self, #client::incoming::DecodeError> {
                let code = field.word()?;
                ::core::result::Result::Ok(match code {
                    #(#arms)*
                    unrecognized => Self::#other(#client::incoming::Unrecognized::__received(unrecognized)),
                })
            }
        }
    }
}

/// A closed enum: it is built from known values and sent.
fn sent(input: &DeriveInput, codes: &Codes<'_>, client: &Path) -> TokenStream {
    let name = &input.ident;
    let value = if codes.integer {
        let arms = codes.variants.iter().map(|(variant, code)| {
            let number = Literal::i64_suffixed(code.value().parse().unwrap_or_default());
            quote!(Self::#variant => #number,)
        });
        quote!(#client::signing::FieldValue::Integer(match self { #(#arms)* }))
    } else {
        quote!(#client::signing::FieldValue::Text(self.as_str()))
    };
    quote! {
        #[allow(deprecated)]
        impl #client::request_macro::RequestEnum for #name {}

        #[allow(deprecated)]
        impl #client::signing::SignedValue for #name {
            #[inline]
            fn signed_value(&self) -> ::core::option::Option<#client::signing::FieldValue<'_>> {
                ::core::option::Option::Some(#value)
            }
        }
    }
}

/// Stub implementations, so that a mistake in the enum is the only error.
pub(super) fn stub(input: &DeriveInput, client: &Path) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[allow(deprecated)]
        impl #impl_generics #name #type_generics #where_clause {
            #[inline]
            #visibility fn as_str(&self) -> &str {
                ""
            }

            #[allow(dead_code)]
            #[inline]
            #visibility fn is_unrecognized(&self) -> bool {
                false
            }
        }

        #[allow(deprecated)]
        impl #impl_generics ::core::fmt::Display for #name #type_generics #where_clause {
            #[inline]
            fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::result::Result::Ok(())
            }
        }

        #[allow(deprecated)]
        impl #impl_generics ::core::convert::AsRef<str> for #name #type_generics #where_clause {
            #[inline]
            fn as_ref(&self) -> &str {
                ""
            }
        }

        #[allow(deprecated)]
        impl #impl_generics ::core::convert::TryFrom<&str> for #name #type_generics #where_clause {
            type Error = #client::value::ValueError;

            #[inline]
            fn try_from(_: &str) -> ::core::result::Result<Self, Self::Error> {
                ::core::result::Result::Err(#client::value::ValueError::Empty)
            }
        }

        #[allow(deprecated)]
        impl #impl_generics ::core::str::FromStr for #name #type_generics #where_clause {
            type Err = #client::value::ValueError;

            #[inline]
            fn from_str(_: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Err(#client::value::ValueError::Empty)
            }
        }

        #[allow(deprecated)]
        impl #impl_generics #client::request_macro::FieldType for #name #type_generics #where_clause {}

        #[allow(deprecated)]
        impl #impl_generics #client::request_macro::FromText for #name #type_generics #where_clause {
            #[inline]
            fn from_text(_: &str) -> ::core::result::Result<Self, #client::value::ValueError> {
                ::core::result::Result::Err(#client::value::ValueError::Empty)
            }
        }

        #[allow(deprecated)]
        impl #impl_generics #client::signing::SignedValue for #name #type_generics #where_clause {
            #[inline]
            fn signed_value(&self) -> ::core::option::Option<#client::signing::FieldValue<'_>> {
                ::core::option::Option::None
            }
        }

        #[allow(deprecated)]
        impl #impl_generics #client::incoming::FromField for #name #type_generics #where_clause {
            #[inline]
            fn from_field(
                _: &#client::incoming::ReceivedField,
            ) -> ::core::result::Result<Self, #client::incoming::DecodeError> {
                ::core::unimplemented!()
            }
        }
    }
}
