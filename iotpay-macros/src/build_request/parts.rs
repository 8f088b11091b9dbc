//! The implementation of `BuildRequest`, and the macro that `request!` finds by the path of the struct.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Path};

use super::attribute::StructAttributes;
use super::field::Field;
use super::table::{Table, index};

pub(super) fn expand(
    input: &DeriveInput,
    attributes: &StructAttributes,
    fields: &[Field<'_>],
    table: &Table,
    client: &Path,
) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let (build, parts) = if attributes.is_public() {
        let parts = format_ident!("{}Parts", name.unraw());
        (separate(input, fields, client), parts)
    } else {
        (itself(input, client), name.clone())
    };
    let types = table.types.iter().enumerate().map(|(at, ty)| {
        let at = index(at);
        quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #impl_generics #client::__private::Named<#at> for #parts #type_generics #where_clause {
                type Type = #ty;
            }
        }
    });
    let rows = &table.text;
    let rules = quote! {
        ([$root:tt] $($arguments:tt)*) => {
            $root::__private::request! { [$root] $($arguments)* #rows }
        };
    };
    let table = match &attributes.exported_macro {
        Some(name) => exported(input, name, &rules),
        None => table_macro(input, &rules),
    };
    quote!(#build #(#types)* #table)
}

/// Makes `request!` work with the struct, so that a mistake in the struct is the only error.
pub(super) fn stub(input: &DeriveInput, is_request: bool, client: &Path) -> TokenStream {
    let build = is_request.then(|| itself(input, client));
    let table = table_macro(
        input,
        &quote! {
            ([$root:tt] [$($path:tt)*] $($arguments:tt)*) => {
                $root::__private::unfinished::<::core::result::Result<$($path)*, $root::ValidationError>>()
            };
        },
    );
    quote!(#build #table)
}

/// The struct is built from itself.
fn itself(input: &DeriveInput, client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #client::request_macro::BuildRequest for #name #type_generics #where_clause {
            type Parts = Self;

            #[inline]
            fn from_parts(parts: Self) -> Self {
                parts
            }
        }
    }
}

/// The struct is `non_exhaustive`, so that `request!` in another crate fills a struct of its parts.
fn separate(input: &DeriveInput, fields: &[Field<'_>], client: &Path) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    let parts = format_ident!("{}Parts", name.unraw());
    let members = fields.iter().map(|field| {
        let (name, ty) = (field.name, field.ty);
        if field.is_optional { quote!(pub #name: ::core::option::Option<#ty>) } else { quote!(pub #name: #ty) }
    });
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    // A request without fields does not use its parts.
    let argument = if names.is_empty() { quote!(_) } else { quote!(parts) };
    quote! {
        #[doc(hidden)]
        #[allow(deprecated)]
        #visibility struct #parts {
            #(#members,)*
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl #client::request_macro::BuildRequest for #name {
            type Parts = #parts;

            #[inline]
            fn from_parts(#argument: #parts) -> Self {
                Self { #(#names: parts.#names),* }
            }
        }
    }
}

/// A macro with the name of the struct, for its own crate.
fn table_macro(input: &DeriveInput, rules: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let table = format_ident!("__request_{}", name.unraw());
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #table {
            #rules
        }

        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use #table as #name;
    }
}

/// A macro with the name of the struct, for all crates.
fn exported(input: &DeriveInput, table: &Ident, rules: &TokenStream) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    // `doc(hidden)` does not hide a macro in a module that exports it again inline, as those of the families do. Other
    // crates may call `request!` with their own types, which must also work while their documentation is built.
    let is_client = std::env::var_os("CARGO_PKG_NAME").is_some_and(|package| package == "iotpay-client");
    let undocumented = is_client.then(|| quote!(#[cfg(not(doc))]));
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #table {
            #rules
        }

        #[doc(hidden)]
        #undocumented
        #[allow(unused_imports)]
        #visibility use #table as #name;
    }
}
