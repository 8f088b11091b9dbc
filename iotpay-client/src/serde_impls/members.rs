//! Members of a message.

use serde_core::Deserialize;
use serde_core::de::value::UnitDeserializer;
use serde_core::de::{Error as _, IgnoredAny, MapAccess};

/// Members that are written even if they are empty.
pub mod required {
    use serde_core::Serialize;
    use serde_core::ser::SerializeMap;

    /// Returns the number of entries for this member.
    pub fn count<T>(_: &T) -> usize {
        1
    }

    /// Writes the member.
    pub fn write<M: SerializeMap, T: Serialize>(map: &mut M, name: &str, value: &T) -> Result<(), M::Error> {
        map.serialize_entry(name, value)
    }
}

/// Members that are omitted if they are `None`.
pub mod optional {
    use serde_core::Serialize;
    use serde_core::ser::SerializeMap;

    /// Returns the number of entries for this member.
    pub fn count<T>(value: &Option<T>) -> usize {
        usize::from(value.is_some())
    }

    /// Writes the member unless it is `None`.
    pub fn write<M: SerializeMap, T: Serialize>(map: &mut M, name: &str, value: &Option<T>) -> Result<(), M::Error> {
        value.as_ref().map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

/// Returns the name of the next member.
pub fn next_name<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<String>, A::Error> {
    map.next_key()
}

/// Reads the value of a member. `null` counts as absent.
pub fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: &'static str,
    member: &mut Option<T>,
) -> Result<(), A::Error> {
    if member.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *member = map.next_value()?;
    Ok(())
}

/// The error for the response of a page request without exactly one known channel.
pub fn unknown_channel<E: serde_core::de::Error>() -> E {
    E::custom("expected one entry whose key is a channel of the response")
}

/// Skips the value of an unknown member.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Returns a member. An absent one is `None` if its type is an `Option`, by any name.
pub fn take<'de, T: Deserialize<'de>, E: serde_core::de::Error>(name: &'static str, member: Option<T>) -> Result<T, E> {
    match member {
        Some(value) => Ok(value),
        None => T::deserialize(UnitDeserializer::<E>::new()).map_err(|_| E::missing_field(name)),
    }
}
