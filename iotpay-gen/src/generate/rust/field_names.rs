//! The names of fields that a text must not look like.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Model;

/// Returns the names of every message: of requests, responses, notifications and browser returns, aliases included,
/// and without the signature's.
pub(super) fn of_messages(model: &Model) -> BTreeSet<&str> {
    let envelopes = model.families.iter().map(|family| &family.envelope).flat_map(|it| {
        let optional = [&it.result, &it.error_code, &it.error_message].into_iter().flatten();
        [&it.code, &it.message].into_iter().chain(optional)
    });
    let endpoints = || model.pages.iter().flat_map(|page| &page.endpoints);
    let operations = endpoints().flat_map(|endpoint| &endpoint.operations);
    let fields = operations.flat_map(|operation| operation.request.iter().chain(&operation.response));
    let received = model.pages.iter().flat_map(|page| page.notifications.iter().chain(&page.browser_returns));
    let fields = fields.chain(received.flat_map(|it| &it.fields));
    let nested = endpoints().filter_map(|endpoint| endpoint.nested_in.as_ref());
    let names = fields.flat_map(|field| field.aliases.iter().chain([&field.wire]));
    // The signature is not part of the string to sign, so no text can look like it.
    let others = envelopes.chain(nested);
    names.chain(others).filter(|name| **name != model.signing.field).map(String::as_str).collect()
}

/// Returns the macro that passes the names to `request!`, which uses them only if a literal needs them.
pub(super) fn emit(names: &BTreeSet<&str>) -> TokenStream {
    let names = names.iter().copied().collect::<Vec<_>>().join(" ");
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __iotpay_field_names {
            ($($input:tt)*) => {
                $crate::__private::request! { $($input)* #names }
            };
        }

        #[doc(hidden)]
        pub use __iotpay_field_names as __field_names;
    }
}
