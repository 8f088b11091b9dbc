//! Purchase with Wallet.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_purchase_with_wallet()?;
    Ok(())
}

fn cc_purchase_with_wallet() -> Result<(), ValidationError> {
    let order: card::CcPurchaseWithWallet = request!(card::CcPurchaseWithWallet {
        mch_order_no: "m-1",
        amount: 2865,
        currency: Cad,
        wallet_type: ApplePay,
        wallet_data: "e30=",
        subject: "Green tea",
        body: "First flush, 250 g",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "currency=CAD",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "subject=Green tea",
        "walletData=e30=",
        "walletType=ApplePay",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let wallet_data = String::from("e30=");
    let order = request!(card::CcPurchaseWithWallet {
        mch_order_no,
        amount,
        currency: card::Currency::Cad,
        wallet_type: card::WalletType::ApplePay,
        wallet_data,
    })?;
    let sent = [
        "amount=2865",
        "currency=CAD",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "walletData=e30=",
        "walletType=ApplePay",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
