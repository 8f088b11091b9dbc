//! The names of fields that a text must not look like.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{FamilyId, Model, Page};

/// Returns the names of every message: of requests, responses, notifications and browser returns, aliases included,
/// and without the signature's.
pub(super) fn of_messages(model: &Model) -> BTreeSet<&str> {
    (0..model.families.len()).flat_map(|id| of_family(model, id)).collect()
}

/// Returns the names of every message of a family.
pub(super) fn of_family(model: &Model, id: FamilyId) -> BTreeSet<&str> {
    let envelopes = model.families.get(id).map(|family| &family.envelope).into_iter().flat_map(|it| {
        let optional = [&it.result, &it.error_code, &it.error_message].into_iter().flatten();
        [&it.code, &it.message].into_iter().chain(optional)
    });
    let pages = model.pages.iter().filter(|page| page.family == id);
    envelopes.map(String::as_str).chain(pages.flat_map(|page| of_page(model, page))).collect()
}

fn of_page<'a>(model: &'a Model, page: &'a Page) -> impl Iterator<Item = &'a str> {
    let rule = model.signing_of(&model.families[page.family]);
    let operations = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
    let fields = operations.flat_map(|operation| operation.request.iter().chain(&operation.response));
    let received = page.notifications.iter().chain(&page.browser_returns);
    let fields = fields.chain(received.flat_map(|it| &it.fields));
    let nested = page.endpoints.iter().filter_map(|endpoint| endpoint.nested_in.as_ref());
    let names = fields.flat_map(|field| field.aliases.iter().chain([&field.wire])).chain(nested);
    // The signature is not part of the string to sign, so no text can look like it.
    names.filter(|name| **name != rule.field).map(String::as_str)
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
