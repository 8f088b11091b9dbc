//! `request!`: a request by the names of its fields, and what can be given for them.
//!
//! What is no literal is checked when the program runs. Which values fit a field is told by these traits,
//! which errors of the compiler name; nobody needs to implement them.

mod amount;
mod id;
mod into_field;
mod literal;
mod object;

pub use amount::{IntoAmount, IntoOptionalAmount};
pub use id::{IntoId, IntoOptionalId};
pub use into_field::{FieldType, FromText, IntoField, IntoOptionalField, RequestEnum};

use crate::request::Request;

/// A request that [`request!`](crate::request!) can fill.
///
/// Generated requests are; for one of your own derive [`BuildRequest`](macro@crate::BuildRequest).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that `request!` can fill",
    label = "its fields are not known",
    note = "generated requests can be filled; for one of your own, derive `Signed` and `Fill`"
)]
pub trait BuildRequest: Request {
    /// Its fields, each of which is checked.
    type Parts;

    /// The request with these fields.
    fn from_parts(parts: Self::Parts) -> Self;
}

/// What the code of `request!` names, and nobody else.
#[allow(missing_docs)]
pub(crate) mod hidden {
    pub use super::into_field::{own_optional_text, own_text};
    pub use super::literal::FromLiteral;
    pub use super::object::{IntoMemberText, IntoObject, IntoOptionalMemberText, Object};

    /// A type that a request's fields name and nobody else need name: the list of a code, an object.
    pub trait Named<const AT: usize> {
        type Type;
    }

    /// Stands for a request that has an error, so that this is the only one.
    pub fn unfinished<T>() -> T {
        loop {
            std::thread::park();
        }
    }

    /// Stands for a value that fits everywhere, in what an editor is told.
    pub fn anything<V, T>(_: V) -> T {
        unfinished()
    }
}

/// Makes a request by the names of its fields, checked by the compiler.
///
/// ```
/// use iotpay_client::{general, request};
///
/// # fn order(number: String, total: u64, remarks: Option<&str>) -> Result<general::WxNative, iotpay_client::ValidationError> {
/// let order = request!(general::WxNative {
///     mch_order_no: number,                   // checked when the program runs
///     subject: "Green tea",                   // checked when it is compiled
///     body: "First flush, 250 g",
///     amount: total,                          // whole cents
///     currency: Cad,                          // by its name alone
///     client_ip: "203.0.113.7",
///     notify_url: "https://shop.example/iotpay",
///     extra: Extra { product_id: "tea-250" },
///     remarks,                                // an optional field takes an `Option`, too
/// })?;
/// # Ok(order)
/// # }
/// ```
///
/// A required field that is missing, a field that the request does not have, a literal that breaks
/// its rule, a currency that the channel does not take: each is a compile error at its place, with the
/// address of the vendor's page.
///
/// # Errors
///
/// The expression is a `Result<_, ValidationError>`, whose [`ValidationError`](crate::ValidationError) has every field that
/// breaks its rule. Where all values are literals and names of codes, nothing can fail, and it is the
/// request itself.
///
/// # Values
///
/// - Text, URLs, merchant references: `&str`, `String`, or the field's own type. Text with another limit,
///   such as that of another request, is given by `.as_str()`.
/// - Amounts: whole cents, as any integer, or `Cents`. Not floats, and not text: `"28"` could be dollars.
///   `Cents::from_decimal("28.65")` reads dollars.
/// - Addresses: `IpAddr`, or text.
/// - IOTPay's own ids: `OrderId` and `RefundId`, which are not mixed up, or a literal. One that was kept
///   as text is `OrderId::new(text)`.
/// - What such a constructor gives can be given as it is, without `?`: then its error is told with those
///   of the other fields.
/// - Codes: their name alone, `Cad`; the code as text, `"CAD"`, as an enum of one's own can give it; the
///   field's enum with its path, which an `if` or a `match` needs; or a code that was received, such as a
///   `shared::Currency`. A constant that is named like a code is given in braces, `{ CAD }`. In a
///   request of one's own a name alone is a variant of the field's type, where it is written like one.
/// - Objects whose members are known: `Extra { … }` with the members of the field `extra`. Other
///   objects: JSON as text.
/// - Of fields of which exactly one is taken, that one.
/// - Optional fields: also an `Option` of all that. Empty text is no `None`, and is refused.
/// - A block is always a value and no literal: `{ "…" }` is checked when the program runs.
///
/// The request is named by a path under which it is defined or imported; a type alias or `Self` does not
/// do. Links to a request in documentation say `struct@`, since there is a macro of its name.
#[macro_export]
macro_rules! request {
    (:: $($path:ident)::+ { $($given:tt)* }) => {
        ::$($path)::+! { [$crate] [::$($path)::+] { $($given)* } }
    };
    ($($path:ident)::+ { $($given:tt)* }) => {
        $($path)::+! { [$crate] [$($path)::+] { $($given)* } }
    };
    // In the macros of a crate: `$crate::Order { … }`.
    ($first:tt $(:: $path:ident)+ { $($given:tt)* }) => {
        $first $(:: $path)+! { [$crate] [$first $(:: $path)+] { $($given)* } }
    };
    ($($path:ident)::+) => {{
        ::core::compile_error!("a request has fields, in braces: `request!(general::WxNative { amount: 2865, … })`");
        // It names the request: an import of that is not unused.
        $crate::__private::unfinished::<$($path)::+>()
    }};
    ($($other:tt)*) => {
        ::core::compile_error!("`request!` takes a request and its fields: `request!(general::WxNative { amount: 2865, … })`")
    };
}
