//! The names of fields that a text must not look like.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Family, FamilyId, Model, Page};

/// Returns the names of every message: of requests, responses, notifications and browser returns, aliases included,
/// and without the signature's.
pub(super) fn of_messages(model: &Model) -> BTreeSet<&str> {
    (0..model.families.len()).flat_map(|id| of_family(model, id)).collect()
}

/// Returns the names of every message of a family.
pub(super) fn of_family(model: &Model, id: FamilyId) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    if let Some(Family { envelope, .. }) = model.families.get(id) {
        names.extend([envelope.code.as_str(), &envelope.message]);
        for name in [&envelope.result, &envelope.error_code, &envelope.error_message] {
            names.extend(name.as_deref());
        }
    }
    for page in model.pages_of(id) {
        add_page(model, page, &mut names);
    }
    names
}

fn add_page<'a>(model: &'a Model, page: &'a Page, names: &mut BTreeSet<&'a str>) {
    // The signature is not part of the string to sign, so no text can look like it.
    let signature = model.signing_of(&model.families[page.family]).field.as_str();
    let mut add = |name: &'a str| {
        if name != signature {
            names.insert(name);
        }
    };
    let mut fields = Vec::new();
    for operation in page.operations() {
        fields.extend(operation.fields());
    }
    for incoming in page.incoming() {
        fields.extend(&incoming.fields);
    }
    for field in fields {
        add(&field.wire);
        field.aliases.iter().for_each(|alias| add(alias));
    }
    for endpoint in &page.endpoints {
        endpoint.nested_in.iter().for_each(|name| add(name));
    }
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
