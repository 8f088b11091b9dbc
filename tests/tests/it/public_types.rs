//! Every public type has the common traits, and values have their conversions. `build.rs` lists the types from the
//! public items of the client and from the golden code, so that a new type is covered: it fails this test until it has
//! all traits or is an exception.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::hash::Hash;
use std::str::FromStr;

use iotpay_client::incoming::Fields;
use iotpay_client::value::{
    Base64, CardNumber, Cvv, DashedForm, DateText, DateTimeText, DecimalText, ExpiryDate, HttpUrl, HttpUrlWithoutQuery,
    Id, Ip, JsonText, SecretText, Text, ValueError,
};
use iotpay_client::{Cents, Error, MerchantKey, OrderId, RefundId, Request as _, ValidationError, general, request};

/// A public type.
pub struct PublicType {
    name: &'static str,
    /// The traits that it does not have.
    missing: Vec<&'static str>,
    /// The traits that it must not have, because it contains a secret.
    forbidden: &'static [&'static str],
}

/// Defines a type with a constant: it is `true` if the argument has the trait. The constant of the implementation takes
/// precedence over that of `Absent`.
macro_rules! present {
    ($bound:path) => {
        pub struct Probe<T: ?Sized>(std::marker::PhantomData<T>);

        #[allow(dead_code)]
        pub trait Absent {
            const PRESENT: bool = false;
        }

        impl<T: ?Sized> Absent for Probe<T> {}

        impl<T: ?Sized + $bound> Probe<T> {
            #[allow(dead_code)]
            pub const PRESENT: bool = true;
        }
    };
}

/// Defines a module for each trait.
macro_rules! probes {
    ($($module:ident: $bound:path),*) => {
        $(mod $module {
            present!($bound);
        })*

        const TRAITS: &[&str] = &[$(stringify!($bound)),*];

        macro_rules! missing_traits {
            ($ty:ty) => {{
                $(#[allow(unused_imports)] use $module::Absent as _;)*
                let present = [$(<$module::Probe<$ty>>::PRESENT),*];
                TRAITS.iter().zip(present).filter(|(_, present)| !present).map(|(name, _)| *name).collect()
            }};
        }
    };
}

probes! {
    send: Send, sync: Sync, clone: Clone, debug: std::fmt::Debug, partial_eq: PartialEq, eq: Eq, hash: std::hash::Hash
}

macro_rules! probe {
    ($name:expr, $ty:ty, $secret:ident) => {
        PublicType { name: $name, missing: missing_traits!($ty), forbidden: forbidden::$secret }
    };
}

/// The traits that a generated type must not have.
#[allow(non_upper_case_globals)]
mod forbidden {
    pub const none: &[&str] = &[];
    /// It contains a secret value, which compares in constant time and hashes nothing.
    pub const secret: &[&str] = &[];
    /// It contains a secret as plain text: a comparison would not take constant time.
    pub const plain_secret: &[&str] = &[PARTIAL_EQ, EQ, HASH];

    pub const CLONE: &str = "Clone";
    pub const PARTIAL_EQ: &str = "PartialEq";
    pub const EQ: &str = "Eq";
    pub const HASH: &str = "std::hash::Hash";
}

/// Code of `build.rs`.
#[allow(deprecated, elided_lifetimes_in_paths, clippy::too_many_lines, clippy::wildcard_imports)]
mod listed {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/public_types.rs"));
}

const CLONE_AND_COMPARISON: &[&str] = &[forbidden::CLONE, forbidden::PARTIAL_EQ, forbidden::EQ, forbidden::HASH];
const NOT_SYNC_OR_COMPARED: &[&str] =
    &["Sync", forbidden::CLONE, forbidden::PARTIAL_EQ, forbidden::EQ, forbidden::HASH];
const COMPARISON: &[&str] = forbidden::plain_secret;
const HASH: &[&str] = &[forbidden::HASH];

/// The hand-written types that do not have all traits, each with the reason.
const EXCEPTIONS: &[(&[&str], &[&str], &str)] = &[
    (&["ClientBuilder", "ConnectionsBuilder"], CLONE_AND_COMPARISON, "contains the builder of reqwest"),
    (
        &["JournalWithInbox", "MemoryInbox", "MemoryJournal", "Processor"],
        CLONE_AND_COMPARISON,
        "a store or a service, not a value",
    ),
    (&["ProcessedNotification"], COMPARISON, "may contain the error of a storage"),
    (&["MemoryTransaction"], NOT_SYNC_OR_COMPARED, "contains functions to call"),
    (&["SweepReport", "SweepResult", "SweptEntry"], COMPARISON, "contains the error of a storage"),
    (&["FieldsIter"], COMPARISON, "an iterator, not a value"),
    (&["States", "Sweep"], NOT_SYNC_OR_COMPARED, "contains a query in progress, or a callback"),
    (
        &["Client", "Clock", "Connections", "Exchange", "Merchant", "Merchants", "Protocol", "Signer"],
        COMPARISON,
        "a service or a process, not a value",
    ),
    (
        &[
            "Alarm",
            "BuildError",
            "Error",
            "InboxError",
            "JournalError",
            "NotJournaled",
            "OutcomeUnknown",
            "OutcomeUnknownCause",
            "ProcessingResult",
            "Resolution",
            "StillUnknownReason",
            "TransportError",
            "Unreachable",
        ],
        COMPARISON,
        "contains the error of a transport or of a storage",
    ),
    (&["CompletedOperation", "OperationResult", "ReceivedResponse"], COMPARISON, "refers to the error of a transport"),
    (&["TestErrors", "TestNotification"], COMPARISON, "makes values for tests"),
    (
        &["EncodedRequest", "FieldValue", "JsonObjectWriter", "NestedJson", "NestedWriter", "ZeroizingString"],
        HASH,
        "may contain a secret",
    ),
    (
        &["Credentials", "CredentialsBuilder", "EmbeddedForm", "NotificationReceiver", "RawRequest", "VerificationKey"],
        HASH,
        "contains a secret",
    ),
    (&["MerchantBuilder"], COMPARISON, "contains connections"),
    (&["Signature"], HASH, "proves the knowledge of the merchant key"),
];

#[test]
fn few_items_are_at_the_root() {
    let root = listed::ROOT;
    assert!(root.len() <= 46, "{} public items: move some into modules: {}", root.len(), root.join(", "));
    for name in ["Client", "Error", "general", "prelude", "request!"] {
        assert!(root.contains(&name), "{name} is not at the root: {}", root.join(", "));
    }
}

#[test]
fn one_module_is_hidden() {
    assert_eq!(listed::HIDDEN, ["__private"], "put items for generated code only into `__private`");
    assert_eq!(listed::EXPORTED_HIDDEN, [""; 0], "export items for generated code only from `__private`");
}

/// Only `doc(hidden)` hides an item, not a text with this word.
#[test]
fn hidden_items_are_recognized() {
    let found: Vec<_> = listed::HIDDEN_SAMPLES.iter().map(|(_, is_hidden)| *is_hidden).collect();
    assert_eq!(found, [true, true, false, false, false], "{:?}", listed::HIDDEN_SAMPLES);
}

/// An item has the path of its module. The root and the prelude export some of these items again.
#[test]
fn items_have_one_path() {
    // The blocking client has the same names as the other one.
    let known_modules = listed::MODULES.iter().filter(|(module, _)| *module != "::blocking");
    let (again, modules): (Vec<_>, Vec<_>) = known_modules.partition(|(module, _)| ["", "::prelude"].contains(module));
    let mut known = BTreeSet::new();
    let globs: Vec<_> = modules.iter().filter(|(_, name)| *name == "*").collect();
    assert_eq!(globs, [&("", ""); 0], "export items by name");
    let duplicate: Vec<_> = modules.iter().filter(|(_, name)| !known.insert(name)).collect();
    assert_eq!(duplicate, [&("", ""); 0], "items with two paths");
    let other: Vec<_> = again.iter().filter(|(_, name)| *name != "request" && !known.contains(&name)).collect();
    assert_eq!(other, [&("", ""); 0], "items without a module");
}

#[test]
fn hand_written_types_have_the_common_traits() {
    let types = listed::hand_written_types();
    assert!(types.len() > 70, "{}", types.len());
    for it in &types {
        let exception = EXCEPTIONS.iter().find(|(names, ..)| names.contains(&it.name));
        assert_eq!(it.missing, exception.map_or(&[][..], |(_, missing, _)| missing), "{}", it.name);
    }
    let names: BTreeSet<_> = types.iter().map(|it| it.name).collect();
    let excepted: BTreeSet<_> = EXCEPTIONS.iter().flat_map(|(names, ..)| *names).copied().collect();
    assert_eq!(excepted.difference(&names).collect::<Vec<_>>(), [&""; 0], "exceptions that are no public types");
}

#[test]
fn generated_types_have_the_common_traits() {
    let types = listed::generated_types();
    assert!(types.len() > 100, "{}", types.len());
    for it in &types {
        assert_eq!(it.missing, it.forbidden, "{}", it.name);
    }
    assert!(types.iter().any(|it| it.forbidden == COMPARISON));
}

/// Compiles for a type that is parsed from text.
fn is_parsed<T>()
where
    T: FromStr<Err = ValueError> + for<'a> TryFrom<&'a str, Error = ValueError>,
{
}

/// Compiles for an enumeration.
fn is_enumeration<T>()
where
    T: FromStr<Err = ValueError> + for<'a> TryFrom<&'a str, Error = ValueError> + AsRef<str> + Display,
{
}

/// Compiles for a text type that is not secret.
fn is_text<T>()
where
    T: Ord + Hash + Display + AsRef<str> + Into<String> + TryFrom<String, Error = ValueError>,
{
}

#[test]
fn texts_have_their_conversions() {
    macro_rules! check {
        ($($ty:ty: $text:literal),* $(,)?) => {
            $(
                is_text::<$ty>();
                is_parsed::<$ty>();
                let (value, text, owned): ($ty, &str, String) = ($text.parse().unwrap(), $text, $text.to_owned());
                assert_eq!(value, <$ty>::try_from(text.to_owned()).unwrap());
                assert_eq!(format!("{value} {value:>40}"), format!("{text} {text:>40}"));
                assert!(value == *text && value == text && value == owned);
                assert!(*text == value && text == value && owned == value);
                assert!(value != "x" && "x" != value);
                assert_eq!(<$ty as AsRef<str>>::as_ref(&value), text);
                assert_eq!(String::from(value), text);
                assert!(<$ty>::try_from("").is_err() && <$ty>::try_from(String::new()).is_err());
            )*
        };
    }
    check! {
        Text<30>: "Green tea",
        Id<30>: "m1",
        OrderId: "P1",
        RefundId: "RP1",
        HttpUrl<200>: "https://shop.example/r?a=1",
        HttpUrlWithoutQuery<200>: "https://shop.example/n",
        JsonText<64>: r#"{"a":1}"#,
        Ip<32>: "203.0.113.7",
    }
    listed::enumerations();
}

#[test]
fn secrets_have_no_conversion_to_text() {
    macro_rules! check_secrets {
        ($($ty:ty),*) => {
            $(
                is_parsed::<$ty>();
                let missing: Vec<_> = unwanted!($ty);
                assert_eq!(missing, [false; 4], stringify!($ty));
            )*
        };
    }
    mod unwanted {
        pub mod display {
            present!(std::fmt::Display);
        }
        pub mod ord {
            present!(PartialOrd);
        }
        pub mod as_ref {
            present!(AsRef<str>);
        }
        pub mod into {
            present!(Into<String>);
        }
    }
    macro_rules! unwanted {
        ($ty:ty) => {{
            #[allow(unused_imports)]
            use unwanted::{as_ref::Absent as _, display::Absent as _, into::Absent as _, ord::Absent as _};
            vec![
                <unwanted::display::Probe<$ty>>::PRESENT,
                <unwanted::ord::Probe<$ty>>::PRESENT,
                <unwanted::as_ref::Probe<$ty>>::PRESENT,
                <unwanted::into::Probe<$ty>>::PRESENT,
            ]
        }};
    }
    check_secrets!(Base64, CardNumber, Cvv, ExpiryDate, MerchantKey, SecretText, SecretText<19, 4>);
}

#[test]
fn amounts_compare_with_integers() {
    let cents = Cents::from_decimal("28.65").unwrap();
    macro_rules! check_integers {
        ($($integer:ty),*) => {
            $(
                let (same, more): ($integer, $integer) = (2865, 2866);
                assert!(cents == same && same == cents && cents < more && more > cents, stringify!($integer));
            )*
        };
    }
    check_integers!(u16, u32, u64, i16, i32, i64, i128);
}

#[test]
fn decimals_convert_and_compare() {
    is_parsed::<DecimalText<2>>();
    let decimal: DecimalText<2> = "28.65".parse().unwrap();
    assert_eq!(
        (decimal.as_ref(), String::from(decimal), format!("{decimal:>6}")),
        ("28.65", "28.65".to_owned(), " 28.65".to_owned())
    );
    macro_rules! check_integers {
        ($($integer:ty),*) => {
            $(
                let (less, more): ($integer, $integer) = (28, 29);
                assert!(decimal > less && less < decimal && decimal < more && decimal != less, stringify!($integer));
                assert!(DecimalText::<2>::try_from(less).unwrap() == less, stringify!($integer));
            )*
        };
    }
    check_integers!(u8, u16, u32, u64, i8, i16, i32, i64);
}

#[test]
fn dates_convert_and_compare() {
    is_parsed::<DateText<DashedForm>>();
    is_parsed::<DateTimeText<DashedForm, 480>>();
    let (date, moment): (DateText<DashedForm>, DateTimeText<DashedForm>) =
        ("2026-03-10".parse().unwrap(), "2026-03-10 09:30:00".parse().unwrap());
    assert_eq!(
        (date.as_ref(), String::from(date), format!("{date:>11}")),
        ("2026-03-10", "2026-03-10".to_owned(), " 2026-03-10".to_owned())
    );
    assert_eq!((moment.as_ref(), String::from(moment)), ("2026-03-10 09:30:00", "2026-03-10 09:30:00".to_owned()));
    assert!(date > DateText::from_ymd(2026, 3, 9).unwrap());
    assert!(moment > DateTimeText::from_unix_seconds(0).unwrap());
}

#[test]
fn a_request_does_not_accept_a_received_amount_of_0() {
    let fields = Fields::from_json(r#"{"amount":0}"#).unwrap();
    let zero: Cents = fields.read("amount", &[]).unwrap();
    assert_eq!(zero, 0);
    let order = OrderId::new("P1").unwrap();
    let refund = |amount: Cents| {
        request!(general::RefundOrder {
            pay_order_id: &order,
            mch_refund_no: "r1",
            refund_amount: amount,
            client_ip: "203.0.113.7"
        })
    };
    assert_eq!(refund(zero).unwrap_err().violations()[0].error, ValueError::Zero);
    let mut valid = refund(Cents::new(1).unwrap()).unwrap();
    assert!(valid.validate().is_ok());
    valid.refund_amount = zero;
    assert_eq!(valid.validate().unwrap_err().violations()[0].error, ValueError::Zero);
}

#[test]
fn errors_of_values_convert() {
    fn refund(total: &str, order: &str) -> Result<general::RefundOrder, Error> {
        let (amount, id) = (Cents::from_decimal(total)?, OrderId::new(order)?);
        Ok(request!(general::RefundOrder {
            pay_order_id: &id,
            mch_refund_no: "r1",
            refund_amount: amount,
            client_ip: "203.0.113.7"
        })?)
    }
    let shown = |total, order| refund(total, order).unwrap_err().to_string();
    assert!(refund("28.65", "P1").is_ok());
    assert_eq!(shown("28.655", "P1"), "nothing was sent: the value is not an amount such as 28.65");
    assert_eq!(shown("28.65", " "), "nothing was sent: the value is blank; at least 1 visible character is required");
    assert_eq!(ValidationError::from(ValueError::Zero).violations()[0].field, "");
}
