//! The values that [`request!`](crate::request!) accepts, and support for your own request types.
//!
//! Non-literal values are validated at run time. The traits in this module define which values a field accepts.
//! They appear in compile errors; you do not need to implement them.

mod accepted;
mod amount;
mod channels;
mod id;
mod into_field;
mod literal;
mod nested;
mod object;
mod value_rules;
mod whole_values;

pub use amount::{IntoAmount, IntoOptionalAmount};
pub use id::{IntoId, IntoOptionalId};
pub use into_field::{FieldType, FromText, IntoField, IntoOptionalField, RequestEnum};
pub use iotpay_macros::{BuildRequest, RequestObject};

use crate::request::Request;

/// A request that [`request!`](crate::request!) can build.
///
/// Generated requests implement this trait. For your own request types, derive
/// [`BuildRequest`](macro@crate::request_macro::BuildRequest).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that `request!` can build",
    label = "unknown fields",
    note = "use a generated request type, or derive `Signed` and `BuildRequest` for your own type"
)]
pub trait BuildRequest: Request {
    /// The validated fields.
    type Parts;

    /// Builds the request from its fields.
    fn from_parts(parts: Self::Parts) -> Self;
}

/// Items for the code of `request!`.
#[allow(missing_docs)]
pub(crate) mod hidden {
    pub use super::accepted::{accepted, as_integer, as_word, optional_accepted};
    pub use super::channels::{ChannelRule, FieldRules, MemberRule, MemberValues, PageRequest, check_channel};
    pub use super::into_field::{own_optional_text, own_text};
    pub use super::literal::FromLiteral;
    pub use super::nested::{BuildObject, IntoList, IntoOptionalList};
    pub use super::object::{IntoMemberText, IntoObject, IntoOptionalMemberText, Object, with_member};

    pub use super::value_rules::{
        Ordinal, PatternPart, ValuePattern, ValueRange, check_pattern, check_range, in_range, matching,
        optional_in_range,
    };
    pub use super::whole_values::{
        check_items, check_json_text, fits_text, optional_fits_text, with_items, within_text,
    };

    /// A type used only by the fields of a request: an enumeration or an object.
    pub trait Named<const AT: usize> {
        type Type;
    }

    /// A placeholder for an invalid request, so that its error is the only one.
    pub fn unfinished<T>() -> T {
        loop {
            std::thread::park();
        }
    }

    /// A placeholder for a value of any type, in the expansion for editors.
    pub fn anything<V, T>(_: V) -> T {
        unfinished()
    }
}

/// Builds a request from named fields, with checks at compile time.
///
/// ```
/// use iotpay_client::{general, request};
///
/// # use iotpay_client::ValidationError;
/// # fn order(number: String, total: u64, remarks: Option<&str>) -> Result<general::WxNative, ValidationError> {
/// let order = request!(general::WxNative {
///     mch_order_no: number,                   // validated at run time
///     subject: "Green tea",                   // checked at compile time
///     body: "First flush, 250 g",
///     amount: total,                          // whole cents
///     currency: Cad,                          // the name of an enum value
///     client_ip: "203.0.113.7",
///     notify_url: "https://shop.example/iotpay",
///     extra: Extra { product_id: "tea-250" },
///     remarks,                                // optional fields accept an `Option`
/// })?;
/// # Ok(order)
/// # }
/// ```
///
/// Missing required fields, unknown fields, invalid literals and currencies that the channel does not accept are
/// compile errors. Each error shows its location and the URL of the vendor page.
///
/// Some requests, such as `general::CustomerScanQr`, take the channel as a value. At compile time, they accept the
/// fields and values of all their channels. The rules of the chosen channel are checked at run time, when the request
/// is built, even if the channel is a literal.
///
/// # Errors
///
/// The expression is always a `Result`. Its [`ValidationError`](crate::ValidationError) reports every invalid field.
///
/// # Values
///
/// - Text, URLs, merchant references: `&str`, `String`, or the type of the field. To pass a `Text` with a
///   different limit, such as the value of a field in another request, use `.as_str()`.
/// - Amounts: whole cents as an integer of up to 64 bits, or `Cents`. With the feature `rust_decimal`, a `Decimal` is
///   an amount in dollars: `Decimal::from(2865)` is $2,865.00. Floats and text are not accepted: `"28"` could mean
///   dollars or cents. To parse dollars, use `Cents::from_decimal("28.65")`.
/// - Decimal numbers: text such as `"28.65"`, an integer, or a [`DecimalText`](crate::value::DecimalText). With the feature
///   `rust_decimal`, also a `Decimal`. Floats are not accepted, since they are not exact.
/// - Booleans: `true`, `false` or a `bool`, even if the vendor writes words such as `Y` and `N`.
/// - Dates: text of the form that the field documents, or a [`DateText`](crate::value::DateText). Dates with a time: text,
///   a `SystemTime`, or a [`DateTimeText`](crate::value::DateTimeText).
/// - IP addresses: `IpAddr`, or text.
/// - IOTPay ids: `OrderId` or `RefundId`, or a literal. `OrderId::new(text)` restores an id that you stored as text.
/// - For any field: the `Result` of a constructor such as `OrderId::new`, without `?`. The macro reports its error
///   together with the errors of the other fields.
/// - Enum values, in one of these forms:
///   - the name alone: `Cad`;
///   - the wire value as text: `"CAD"`;
///   - the variant with the path of its enum: `general::Currency::Cad`. Use this form inside an `if` or a `match`,
///     where the name alone does not compile;
///   - a received value.
///
///   A value that only other requests accept is invalid. If a constant has the same name as an enum value or its wire
///   value, write the constant in braces: `{ CAD }`. In your own request types, a name in the style of an enum variant,
///   such as `Cad`, is always a variant of the field's type.
/// - Objects with known members: `Extra { … }` with the members of the field `extra`. Other objects: JSON as text.
/// - Objects and arrays in JSON: `buyer: Buyer { name: "Ada" }` and `items: [Item { … }]`, named like the field and like
///   an item of it, or by their type; a value of their type, a `Vec` or a slice. `["tea"; 3]` is the same item three times.
/// - Mutually exclusive fields: exactly one of them.
/// - Optional fields: one of these values, or an `Option` of it. Empty text is invalid; it is not treated as `None`.
/// - A block is never a literal: `{ "…" }` is validated at run time.
///
/// Name the request by a path under which it is defined or imported; a type alias or `Self` does not work. In
/// documentation, link to a request as `struct@general::WxNative`, since there is also a macro with the same name.
#[macro_export]
macro_rules! request {
    (:: $($path:ident)::+ { $($fields:tt)* }) => {
        ::$($path)::+! { [$crate] [::$($path)::+] { $($fields)* } }
    };
    ($($path:ident)::+ { $($fields:tt)* }) => {
        $($path)::+! { [$crate] [$($path)::+] { $($fields)* } }
    };
    // Inside macros of another crate: `$crate::Order { … }`.
    ($first:tt $(:: $path:ident)+ { $($fields:tt)* }) => {
        $first $(:: $path)+! { [$crate] [$first $(:: $path)+] { $($fields)* } }
    };
    ($($path:ident)::+) => {{
        ::core::compile_error!("expected fields in braces, as in `request!(general::WxNative { amount: 2865, … })`");
        // Uses the request, so that its import is not reported as unused.
        $crate::__private::unfinished::<$($path)::+>()
    }};
    ($($other:tt)*) => {
        ::core::compile_error!("expected a request and its fields, as in `request!(general::WxNative { amount: 2865, … })`")
    };
}
