//! Every request, by the pages of the vendor: made of literals for all of its fields, which gives
//! the request itself; then of the required ones alone, as values that only the running program has.

// What is right is not warned of.
#![deny(deprecated, unused)]

use iotpay_client::{Account, Explanation, Invalid, Signed};

macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        mod requests {
            $(pub mod $page;)*
        }

        fn main() -> Result<(), Invalid> {
            $(requests::$page::run()?;)*
            Ok(())
        }
    };
}

// One program for all, since each has to be linked.
pages! {
    general_customer_scan_qr,
    general_merchant_scan_barcode,
    general_wechat_web_browser,
    general_wechat_mini_program,
    general_online_secure_payment,
    general_app_integrate,
    general_order_query,
    general_refund,
    general_pos_semi_integration,
    card_direct,
    card_embedded,
    card_purchase_with_token,
    card_purchase_with_wallet,
    card_query_card,
    card_query_transaction,
    card_refund,
    card_void,
    autodebit_contract,
    autodebit_create_order,
    autodebit_query,
    v2_credit_card_v2,
}

/// What is signed and sent.
pub fn fields(request: &dyn Signed) -> Vec<String> {
    let account = Account { mch_id: "10000701", login_name: "jack123" };
    let explained = Explanation::of_request(request, &account);
    explained.fields().iter().map(|(name, value)| format!("{name}={value}")).collect()
}
