#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

mod attribute;
mod build_request;
mod client_path;
mod errors;
mod from_fields;
mod names;
mod request;
mod signed;
mod suggest;
mod wire_enum;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `Signed` for a struct: one field of the struct is one field of the request.
///
/// The wire name is the field's name in camel case (`mch_order_no` is `mchOrderNo`). Attributes:
///
/// - on a field, `#[signed("qr_code")]` gives another wire name;
/// - on a field, `#[signed(one_of(PayOrderId = "payOrderId", MchOrderNo = "mchOrderNo"))]` sends
///   the one variant that an enum holds;
/// - on the struct, `#[signed(account(mch_id = "mchId", login_name = "jobNo"))]` names the fields
///   that the client fills from its credentials;
/// - on the struct, `#[signed(fixed("channelId" = "WX_NATIVE", "amount" = 100))]` sends constants;
/// - on the struct, `#[signed(crate = "pay")]` gives the path of `iotpay-client`, if it is not
///   `iotpay_client` in this crate.
///
/// # The path of the client
///
/// Derived code names `::iotpay_client`. A crate that has the client under another name, or through a
/// crate that re-exports it, gives the path to each derive, in quotes or without: `crate = "pay"`,
/// `crate = "facade::pay"`. In `Cargo.toml` that other name comes from `pay = { package =
/// "iotpay-client", … }`. `request!` needs none of this.
///
/// | Derive | Attribute of the struct or enum |
/// |---|---|
/// | `Signed` | `#[signed(crate = "pay")]` |
/// | `BuildRequest` | the same, or `#[request(crate = "pay")]` |
/// | `FromFields` | `#[field(crate = "pay")]` |
/// | `WireEnum` | `#[wire(crate = "pay")]` |
///
/// The order of the fields in the struct is free: they are sorted by wire name, byte by byte, when
/// the macro runs. A field type must implement `SignedValue`: strings and integers do, floats and
/// nested values do not, since signers disagree on them.
#[proc_macro_derive(Signed, attributes(signed))]
pub fn derive_signed(input: TokenStream) -> TokenStream {
    signed::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Implements `FromFields` (and `FromField`, for a nested object) for a struct.
///
/// The wire name is the field's name in camel case. `#[field("qr_code")]` gives another one and
/// `#[field(alias = "payUrl")]` a second one to look under. A field of type `Option` may be
/// absent, null or empty. `#[field(crate = "pay")]` on the struct gives the path of `iotpay-client`, if
/// it is not `iotpay_client` in this crate; see [`Signed`](macro@Signed).
#[proc_macro_derive(FromFields, attributes(field))]
pub fn derive_from_fields(input: TokenStream) -> TokenStream {
    from_fields::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum of the vendor's codes.
///
/// Each variant has its code, `#[wire("CAD")]`. An enum with a variant
/// `#[wire(other)] Other(Unrecognized)` is open: it can be received, unknown values included. An
/// enum without one is closed: it can be sent. `#[wire(integer)]` on a closed enum sends the codes
/// as integers. `#[wire(crate = "pay")]` on the enum gives the path of `iotpay-client`, if it is not
/// `iotpay_client` in this crate; see [`Signed`](macro@Signed).
#[proc_macro_derive(WireEnum, attributes(wire))]
pub fn derive_wire_enum(input: TokenStream) -> TokenStream {
    wire_enum::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Lets `request!` fill a struct that derives `Signed` and implements `Request`.
///
/// Each field may be given by its name. What can be told of its type is checked when the program is
/// compiled: the limits of `Text<30>`, URLs, addresses, amounts and whole numbers. A field of another
/// type takes what that type is made of, and is checked when the program runs. `#[request(page =
/// "https://…")]` on the struct names the vendor's page in errors. `#[request(crate = "pay")]` gives the path
/// of `iotpay-client`, if it is not `iotpay_client` in this crate; `#[signed(crate = "pay")]` is enough for
/// both derives.
///
/// The derive defines a macro of the struct's name beside it, which `request!` finds by the struct's
/// path: the struct can be filled in the crate that defines it.
#[proc_macro_derive(BuildRequest, attributes(request))]
pub fn derive_build_request(input: TokenStream) -> TokenStream {
    build_request::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// What `request!` comes to: the caller's fields, and the table of the request.
#[doc(hidden)]
#[proc_macro]
pub fn __request(input: TokenStream) -> TokenStream {
    request::expand_request(input.into()).into()
}

/// The same in an editor.
#[doc(hidden)]
#[proc_macro]
pub fn __request_in_editor(input: TokenStream) -> TokenStream {
    request::expand_in_editor(input.into()).into()
}
