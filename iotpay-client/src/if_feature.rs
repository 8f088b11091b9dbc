//! Items that other crates have only if this crate has a feature. Another crate cannot test the feature with `cfg`.

/// Expands to its input if the feature `transport` is enabled.
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

/// Expands to its input if the feature `blocking` is enabled.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_blocking {
    ($($items:tt)*) => { $($items)* };
}

/// Expands to nothing, since the feature `blocking` is disabled.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_blocking {
    ($($items:tt)*) => {};
}
