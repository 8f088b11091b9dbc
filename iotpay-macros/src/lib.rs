#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

mod attribute;
mod build_request;
mod client_path;
mod errors;
mod from_fields;
mod generics;
mod names;
mod page_response;
mod request;
mod request_object;
mod signed;
mod suggest;
mod wire_enum;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `Signed` for a struct. Each field of the struct is a field of the request.
///
/// The wire name is the field name in camel case (`mch_order_no` is sent as `mchOrderNo`). Attributes:
///
/// - on a field, `#[signed("qr_code")]` sets another wire name;
/// - on a field, `#[signed(one_of(PayOrderId = "payOrderId", MchOrderNo = "mchOrderNo"))]` sends
///   the current variant of an enum;
/// - on a field, `#[signed(integer)]` sends an enum value such as `"1"` as an integer; for a variant of `one_of`,
///   `Level = "level" as integer`;
/// - on a field, `#[signed(nested)]` sends an object (a struct that derives `RequestObject`) or a `Vec` as JSON; with
///   `integer`, the enum values in it are sent as integers;
/// - on a field, `#[signed(json_text)]` sends the same as JSON text;
/// - on the struct, `#[signed(account(mch_id = "mchId", login_name = "jobNo"))]` names the fields
///   that the client fills in from its credentials; `signature = "signature"` in the same list names the signature, if it
///   is not called `sign`;
/// - on the struct, `#[signed(fixed("channelId" = "WX_NATIVE", "amount" = 100))]` sends constants;
/// - on the struct, `#[signed(fixed_on(channel, "remarks" = ["PIX_QR" = "pix"]))]` sends constants that depend on the
///   channel, which is in the field `channel`;
/// - on the struct, `#[signed(crate = "pay")]` sets the path of `iotpay-client` if it is not
///   `iotpay_client` in this crate.
///
/// Fields can be in any order: the macro sorts them by wire name, byte by byte. A field type must implement
/// `SignedValue` or, with `nested`, `NestedValue`. Strings and integers implement it; floats do not, since signing
/// implementations disagree on their form.
///
/// # The path of the client
///
/// Derived code uses the path `::iotpay_client`. If the client is renamed in `Cargo.toml` (`pay = { package =
/// "iotpay-client", … }`) or re-exported by another crate, pass its path to each derive, with or without
/// quotes: `crate = "pay"`, `crate = "facade::pay"`. `request!` finds the client automatically.
///
/// | Derive | Attribute of the struct or enum |
/// |---|---|
/// | `Signed` | `#[signed(crate = "pay")]` |
/// | `BuildRequest` | `#[signed(crate = "pay")]` or `#[request(crate = "pay")]` |
/// | `FromFields` | `#[field(crate = "pay")]` |
/// | `WireEnum` | `#[wire(crate = "pay")]` |
/// | `PageResponse` | `#[response(crate = "pay")]` |
#[proc_macro_derive(Signed, attributes(signed))]
pub fn derive_signed(input: TokenStream) -> TokenStream {
    signed::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Implements `FromFields` (and `FromField`, for a nested object) for a struct.
///
/// The wire name is the field name in camel case. `#[field("qr_code")]` sets another name, and
/// `#[field(alias = "payUrl")]` adds an alternative name. A field of type `Option` may be absent, null or empty.
/// `#[field(crate = "pay")]` on the struct sets the path of `iotpay-client` if it is not `iotpay_client` in this
/// crate; see [`Signed`](macro@Signed).
///
/// `#[field(serde)]` on the struct also implements serde's `Serialize` and `Deserialize`, with the same names, if the
/// feature `serde` of `iotpay-client` is enabled. All field types must then implement them too.
#[proc_macro_derive(FromFields, attributes(field))]
pub fn derive_from_fields(input: TokenStream) -> TokenStream {
    from_fields::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Maps the variants of an enum to the vendor's enum values.
///
/// Each variant has a wire value, `#[wire("CAD")]`. An enum with a variant `#[wire(other)] Other(Unrecognized)`
/// is open: it can be received, and it accepts unknown values. In a request, list the values that may be sent:
/// `#[request(values(Cad = "CAD"))]`. An enum without such a variant is closed: each of its values can be sent.
/// `#[wire(integer)]` on a closed enum sends the values as integers. `#[wire(crate = "pay")]` on the enum
/// sets the path of `iotpay-client` if it is not `iotpay_client` in this crate; see [`Signed`](macro@Signed).
///
/// `#[wire(serde)]` on the enum also implements serde's `Serialize` and `Deserialize`, as the wire value, if the feature
/// `serde` of `iotpay-client` is enabled.
#[proc_macro_derive(WireEnum, attributes(wire))]
pub fn derive_wire_enum(input: TokenStream) -> TokenStream {
    wire_enum::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes `request!` available for a struct that derives `Signed`, and implements `Request` for it.
///
/// Attributes of the struct, in `#[request(…)]`:
///
/// - `endpoint = QUERY_POINTS, family = General, response = QueryPointsResponse` implements `Request`. Without these,
///   implement it yourself.
/// - `page = "https://…"` sets the vendor page that errors show, and `name = "WX_NATIVE"` sets the name of the request
///   in errors.
/// - `elsewhere("osType" = "ALIPAY_MOBILE")` names the channels that have a field which this request does not have.
/// - `exported_macro = __general_WxNative` makes the request usable in other crates: it adds a struct of its required
///   fields, `new`, a `with_…` method for each optional field, and constructors for its mutually exclusive fields and
///   for its objects. The name must be unique among the exported macros of the crate.
/// - `crate = "pay"` sets the path of `iotpay-client` if it is not `iotpay_client` in this crate;
///   `#[signed(crate = "pay")]` is enough for both derives.
///
/// Attributes of a field, in `#[request(…)]`:
///
/// - `order_id` or `refund_id`: the caller passes an `OrderId` or a `RefundId`.
/// - `values(Cad = "CAD")`: the values of an enumeration that the request accepts. `excluded(Cny = "CNY")`: the other
///   values, for the errors of `request!`.
/// - `one_of(#[request(order_id)] pay_order_id = PayOrderId(Id<30>), …)`: the mutually exclusive fields behind the
///   variants of an enum.
/// - `members(app_id(20) = "appId", const "type" = "apppay"), max = 512`: the members of a JSON object. The type of the
///   field is a tuple struct that wraps a `JsonText`. A member can have the attribute `#[deprecated]`.
///
/// - `object(name: Text<20> = "name", note: Option<Text<5>> = "note")`: the members of an object, or of each object in a
///   `Vec`. The type of the field, or of its items, derives `RequestObject`. A member can have the attributes `values`,
///   `order_id`, `refund_id` and `object` before its name: `#[request(values(Cad = "CAD"))] currency: Currency = "currency"`.
/// - `channel`: the field contains the channel. Its `values` are the channels. These attributes of other fields apply only
///   on single channels; they are checked when `request!` builds the request, and before it is sent:
///   - `required_on("WX_NATIVE")`: the channels that require an optional field.
///   - `not_on("UPI_QR")`: the channels that do not accept an optional field.
///   - `max_on("WX_NATIVE" = 32)`: a shorter limit.
///   - `values_on("ALIPAY_QR" = ["CAD", "USD"])`: the values that a channel accepts, if they are not all `values`.
///   - `members_on("WX_NATIVE" = ["productId", "note"?])`: the members that a channel accepts; those without `?` are
///     required.
/// - `any_members`, with `members`: the object has a constructor from JSON text, since a channel accepts any members.
///
/// If a field has one of the client's types, literals are checked at compile time: their length (as in `Text<30>`) and
/// whether they are valid URLs, addresses, amounts or whole numbers. Fields of other types are validated at run time.
///
/// The client's types are recognized by their names: do not give another type the name of one of them (`Text`, `Id`,
/// `Ip`, `Cents` …). Types of required fields must implement `Clone`, `Debug`, `PartialEq`, `Eq` and `Hash` if the
/// request has `exported_macro`. For an object, define the struct of its required members: `WxAppExtraMembers` for
/// `WxAppExtra`.
///
/// The derive defines a macro with the name of the struct, which `request!` finds by the path of the struct. Without
/// `exported_macro`, you can use `request!` with the struct only in the crate that defines it.
#[proc_macro_derive(BuildRequest, attributes(request))]
pub fn derive_build_request(input: TokenStream) -> TokenStream {
    build_request::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct usable as an object in a request: each field is a member. The request has a field of this type, or a
/// `Vec` of it, with `#[signed(nested)]` and `#[request(object(…))]`, which repeats the members for `request!`.
///
/// The derive adds a struct of the required members, `new`, and a `with_…` method for each optional member.
///
/// Attributes of the struct, in `#[object(…)]`: `of = PlaceOrder` (the request), `path = "items[]"` (the path of the object
/// in the request, for errors), and `crate = "pay"`. Attributes of a field, in `#[object(…)]`: another wire name in quotes,
/// and `integer` (enum values are sent as integers). A field also accepts `#[request(values(…))]`, `order_id`, `refund_id`
/// and `object`, as in a request.
#[proc_macro_derive(RequestObject, attributes(object, request))]
pub fn derive_request_object(input: TokenStream) -> TokenStream {
    request_object::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Implements the response of a request that takes the channel as a value: an enum with one variant for each channel,
/// which holds the response of that channel.
///
/// The enum implements `FromResponse`, `From` the response of each channel, and `TryFrom` in the other direction. Its
/// method `channel` returns the channel.
///
/// Attributes of the enum, in `#[response(…)]`: `request = CustomerScanQr` (the request, which derives `BuildRequest` and
/// has a field with `#[request(channel)]`), `channel = general::Channel` (the enum of channels, with the same variants),
/// `serde` (a map with one entry, whose key is the channel), and `crate = "pay"`. On each variant,
/// `#[response("WX_NATIVE")]` sets the channel.
#[proc_macro_derive(PageResponse, attributes(response))]
pub fn derive_page_response(input: TokenStream) -> TokenStream {
    page_response::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Expands `request!` from the caller's fields and the table of the request.
#[doc(hidden)]
#[proc_macro]
pub fn __request(input: TokenStream) -> TokenStream {
    request::expand_request(input.into()).into()
}

/// Expands `request!` in an editor.
#[doc(hidden)]
#[proc_macro]
pub fn __request_in_editor(input: TokenStream) -> TokenStream {
    request::expand_in_editor(input.into()).into()
}
