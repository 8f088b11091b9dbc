//! The feature `serde`: messages, values and enumerations that can be stored and shown.

#[cfg(feature = "serde")]
mod enumeration;
mod macros;
#[cfg(feature = "serde")]
mod members;
#[cfg(feature = "serde")]
mod outcomes;
#[cfg(feature = "serde")]
mod received;
#[cfg(feature = "serde")]
mod values;

/// Items for the code of `#[field(serde)]` and `#[wire(serde)]`.
#[cfg(feature = "serde")]
#[allow(missing_docs)]
pub mod hidden {
    pub use serde_core::de::{MapAccess, Visitor};
    pub use serde_core::ser::SerializeMap;
    pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

    pub use super::enumeration::{closed, open};
    pub use super::members::{next_name, optional, read, required, skip, take, unknown_channel};
}
