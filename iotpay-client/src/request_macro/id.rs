//! Values that can be passed for an IOTPay id.

use super::into_field::FromText;
use crate::value::{OrderId, RefundId, ValueError};

/// A value that can be passed for an IOTPay id of type `Id`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{Id}`",
    label = "not an id of this type",
    note = "use the id of a response or a notification, or `{Id}::new` for an id stored as text"
)]
pub trait IntoId<Id> {
    /// Returns the validated value of the field.
    fn into_id<T: FromText>(self) -> Result<T, ValueError>;
}

/// A value that can be passed for an optional IOTPay id of type `Id`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field of type `{Id}`",
    label = "not an id of this type",
    note = "pass the id, or an `Option` of it"
)]
pub trait IntoOptionalId<Id> {
    /// Returns the validated value of the field, if any.
    fn into_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<Id, V: IntoId<Id>> IntoOptionalId<Id> for Option<V> {
    fn into_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError> {
        self.map(V::into_id).transpose()
    }
}

macro_rules! ids {
    ($($input:ty as $id:ident),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoId<$id> for $input {
                fn into_id<T: FromText>(self) -> Result<T, ValueError> {
                    T::from_text(self.as_str())
                }
            }

            #[diagnostic::do_not_recommend]
            impl IntoOptionalId<$id> for $input {
                fn into_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError> {
                    T::from_text(self.as_str()).map(Some)
                }
            }
        )*
    };
}

ids!(OrderId as OrderId, &OrderId as OrderId, RefundId as RefundId, &RefundId as RefundId);

#[diagnostic::do_not_recommend]
impl<Id: IntoId<Id>> IntoId<Id> for Result<Id, ValueError> {
    fn into_id<T: FromText>(self) -> Result<T, ValueError> {
        self?.into_id()
    }
}

#[diagnostic::do_not_recommend]
impl<Id: IntoId<Id>> IntoOptionalId<Id> for Result<Id, ValueError> {
    fn into_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError> {
        self?.into_id().map(Some)
    }
}
