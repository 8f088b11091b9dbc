//! The fields of notifications, before they are signed.

use super::MCH_ID;
use super::signing::{Map, map};

/// Returns the required fields of a paid order of the wallet families; all values are text.
pub fn payment() -> Map {
    map([
        ("payOrderId", "P1".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("currency", "CAD".into()),
        ("amount", "2865".into()),
        ("status", "2".into()),
    ])
}

/// Returns a paid card order without `payType`, the field that distinguishes payments from refunds.
pub fn card_without_pay_type() -> Map {
    map([
        ("payOrderId", "PC1".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("currency", "CAD".into()),
        ("amount", 1500.into()),
        ("status", 2.into()),
    ])
}
