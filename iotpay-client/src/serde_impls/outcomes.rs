//! Outcomes and reasons, as their names in snake case.

use serde_core::de::{Error, Visitor};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::outcome::{PaymentOutcome, RefundOutcome};
use crate::rejection::RejectionReason;

macro_rules! as_name {
    ($ty:ident { $($variant:ident = $name:literal,)* }) => {
        impl Serialize for $ty {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $name,)*
                })
            }
        }

        impl<'de> Deserialize<'de> for $ty {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Name;

                impl Visitor<'_> for Name {
                    type Value = $ty;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("the name of a `", stringify!($ty), "`"))
                    }

                    fn visit_str<E: Error>(self, name: &str) -> Result<$ty, E> {
                        match name {
                            $($name => Ok($ty::$variant),)*
                            _ => Err(E::unknown_variant(name, &[$($name),*])),
                        }
                    }
                }

                deserializer.deserialize_str(Name)
            }
        }
    };
}

as_name!(PaymentOutcome { Pending = "pending", Success = "success", Failed = "failed", Unknown = "unknown", });
as_name!(RefundOutcome { Pending = "pending", Refunded = "refunded", Failed = "failed", Unknown = "unknown", });
as_name!(RejectionReason {
    NoSuchOrder = "no_such_order",
    ReferenceUsed = "reference_used",
    BadSignature = "bad_signature",
    InvalidField = "invalid_field",
    GatewayError = "gateway_error",
    Other = "other",
    Undocumented = "undocumented",
});
