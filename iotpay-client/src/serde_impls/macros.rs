//! The macros that derived code invokes. They expand to nothing without the feature `serde`, so that a derive does not
//! need to know the features of the client.

/// Implements `Serialize` and `Deserialize` for a struct: a map with wire names.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_fields {
    ($name:ident { $($kind:ident $field:ident: $ty:ty = $wire:literal $(| $alias:literal)*,)* }) => {
        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let count = 0 $(+ $crate::__private::serde::$kind::count(&self.$field))*;
                #[allow(unused_mut)]
                let mut map = serializer.serialize_map(::core::option::Option::Some(count))?;
                $($crate::__private::serde::$kind::write(&mut map, $wire, &self.$field)?;)*
                $crate::__private::serde::SerializeMap::end(map)
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                struct __Members;

                impl<'de> $crate::__private::serde::Visitor<'de> for __Members {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(::core::concat!("a map with the fields of `", ::core::stringify!($name), "`"))
                    }

                    fn visit_map<A: $crate::__private::serde::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::core::result::Result<$name, A::Error> {
                        $(let mut $field: ::core::option::Option<$ty> = ::core::option::Option::None;)*
                        while let ::core::option::Option::Some(name) = $crate::__private::serde::next_name(&mut map)? {
                            match name.as_str() {
                                $($wire $(| $alias)* => {
                                    $crate::__private::serde::read(&mut map, $wire, &mut $field)?;
                                })*
                                _ => $crate::__private::serde::skip(&mut map)?,
                            }
                        }
                        ::core::result::Result::Ok($name {
                            $($field: $crate::__private::serde::take($wire, $field)?,)*
                        })
                    }
                }

                deserializer.deserialize_map(__Members)
            }
        }
    };
}

/// Expands to nothing.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_fields {
    ($($ignored:tt)*) => {};
}

/// Implements `Serialize` and `Deserialize` for an enum: its wire value as text.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_enum {
    ($kind:ident $name:ident) => {
        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::serde::$kind(deserializer)
            }
        }
    };
}

/// Expands to nothing.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_enum {
    ($($ignored:tt)*) => {};
}

/// Implements `Serialize` and `Deserialize` for the response of a page request: a map with one entry, whose key is the
/// channel.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_channels {
    ($name:ident { $($variant:ident: $ty:ty = $wire:literal,)* }) => {
        #[automatically_derived]
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(::core::option::Option::Some(1))?;
                match self {
                    $(Self::$variant(response) => {
                        $crate::__private::serde::SerializeMap::serialize_entry(&mut map, $wire, response)?;
                    })*
                }
                $crate::__private::serde::SerializeMap::end(map)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                struct __Channels;

                impl<'de> $crate::__private::serde::Visitor<'de> for __Channels {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(::core::concat!("a map with the channel of a `", ::core::stringify!($name), "`"))
                    }

                    fn visit_map<A: $crate::__private::serde::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::core::result::Result<$name, A::Error> {
                        let channel = $crate::__private::serde::next_name(&mut map)?;
                        let response = match channel.as_deref() {
                            $(::core::option::Option::Some($wire) => {
                                $name::$variant($crate::__private::serde::MapAccess::next_value::<$ty>(&mut map)?)
                            })*
                            _ => return ::core::result::Result::Err($crate::__private::serde::unknown_channel()),
                        };
                        match $crate::__private::serde::next_name(&mut map)? {
                            ::core::option::Option::None => ::core::result::Result::Ok(response),
                            ::core::option::Option::Some(_) => {
                                ::core::result::Result::Err($crate::__private::serde::unknown_channel())
                            }
                        }
                    }
                }

                deserializer.deserialize_map(__Channels)
            }
        }
    };
}

/// Expands to nothing.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_channels {
    ($($ignored:tt)*) => {};
}
