//! Items that other crates have only if this crate has the feature `transport`.

/// Expands to its input if the feature `transport` is enabled. Another crate cannot test this feature with `cfg`.
#[cfg(feature = "transport")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_transport {
    ($($items:tt)*) => { $($items)* };
}

/// Expands to nothing, since the feature `transport` is disabled.
#[cfg(not(feature = "transport"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_transport {
    ($($items:tt)*) => {};
}
