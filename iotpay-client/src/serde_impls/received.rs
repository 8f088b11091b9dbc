//! Received messages and the values in them.

use serde_core::de::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::values::{REDACTED, from_text};
use crate::incoming::{Passthrough, RawJson, Response, Unrecognized};
use crate::notification::{Undetermined, Verified};

impl Serialize for Unrecognized {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Unrecognized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, |text| Ok(Self::__received(text)))
    }
}

/// Serializes `[secret]`, since the JSON text may contain secrets. To store it, use [`as_str`](RawJson::as_str).
impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

/// Accepts text. As in a received message, an object or an array inside the text is that JSON; any other text is a JSON
/// string.
impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, |text| Ok(Self::from_text(text)))
    }
}

/// Serializes the typed members, whose secrets are `[secret]`. To store the JSON text, use
/// [`as_json`](Passthrough::as_json).
impl<T: Serialize> Serialize for Passthrough<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

/// Deserializes the typed members. The JSON text is then that of these members, in which secrets are `[secret]`: do not
/// forward it.
impl<'de, T: Deserialize<'de> + Serialize> Deserialize<'de> for Passthrough<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = T::deserialize(deserializer)?;
        let json = serde_json::to_string(&members).map_err(D::Error::custom)?;
        Ok(Self::from_members(members, json))
    }
}

/// Serializes the typed content. `Response` has no `Deserialize`: stored text does not prove that the gateway sent it.
/// Deserialize the content instead.
impl<T: Serialize> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

/// Serializes the typed content. `Verified` has no `Deserialize`: only [`NotificationReceiver::receive`] verifies a
/// signature. Deserialize the content instead.
///
/// [`NotificationReceiver::receive`]: crate::NotificationReceiver::receive
impl<N: Serialize> Serialize for Verified<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        N::serialize(self, serializer)
    }
}

/// Serializes the typed content. `Undetermined` has no `Deserialize`, for the same reason as [`Verified`].
impl<N: Serialize> Serialize for Undetermined<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        N::serialize(self, serializer)
    }
}
