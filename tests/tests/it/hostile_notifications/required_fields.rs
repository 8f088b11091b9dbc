//! Missing and invalid fields of genuine notifications.

use iotpay_client::incoming::DecodeErrorKind;
use iotpay_client::notification::ReceivedNotification;

use super::{at, card, card_fields, query_of, unreadable, wallet, wallet_fields};
use crate::support::KEY;
use crate::support::signing::{signed, to_json, with};

#[test]
fn fields_needed_for_booking_are_required() {
    for name in ["payOrderId", "mchOrderNo", "amount", "status"] {
        let mut fields = wallet_fields();
        fields.remove(name);
        assert_eq!(unreadable(wallet(&query_of(&fields))), at(name, DecodeErrorKind::Missing));
        assert_eq!(unreadable(wallet(&query_of(&with(&fields, name, "")))), at(name, DecodeErrorKind::Missing));
        let mut fields = card_fields();
        fields.remove(name);
        assert_eq!(unreadable(card(to_json(&signed(fields, KEY)))), at(name, DecodeErrorKind::Missing));
    }
    // These fields are not needed to book an order, and similar gateways do not send all of them.
    for name in ["mchId", "currency", "channelId"] {
        let mut fields = wallet_fields();
        fields.remove(name);
        assert!(matches!(wallet(&query_of(&fields)), Ok(ReceivedNotification::Server(_))), "{name}");
    }
    for amount in ["x", "28.65", "1e3", " 1", "0x1", "99999999999999999999", "٣", "+1", "007", "-0", "1.0"] {
        let result = wallet(&query_of(&with(&wallet_fields(), "amount", amount)));
        assert_eq!(unreadable(result), at("amount", DecodeErrorKind::NotAnInteger), "{amount}");
    }
    for amount in ["-1", "2147483648", "9223372036854775807"] {
        let result = wallet(&query_of(&with(&wallet_fields(), "amount", amount)));
        assert_eq!(unreadable(result), at("amount", DecodeErrorKind::UnexpectedValue), "{amount}");
    }
    let unknown = wallet(&query_of(&with(&wallet_fields(), "status", "7")));
    let Ok(ReceivedNotification::Undetermined(unknown)) = unknown else {
        panic!("expected an undetermined notification")
    };
    assert!(!unknown.status.outcome().is_paid() && !unknown.status.outcome().is_final());
}
