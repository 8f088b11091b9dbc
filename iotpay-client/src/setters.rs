//! Methods that set a field of a constant.

/// Defines methods that set the field of the same name; with `=> Some`, to `Some` of the argument.
macro_rules! setters {
    ($($(#[$doc:meta])* $field:ident($argument:ident: $ty:ty) $(=> $some:path)?),+ $(,)?) => { $(
        $(#[$doc])*
        #[must_use]
        pub const fn $field(mut self, $argument: $ty) -> Self {
            self.$field = $crate::setters::setters!(@ $argument $(, $some)?);
            self
        }
    )+ };
    (@ $argument:ident) => { $argument };
    (@ $argument:ident, $some:path) => { $some($argument) };
}

pub(crate) use setters;
