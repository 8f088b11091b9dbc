//! Seven mistakes in requests with the channel, and its currency in a request of another channel. Each function begins
//! with the expected error.

use iotpay_client::{general, request};

// missing field `return_url` in PIX_QR
pub fn missing_field() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        subject: "Green tea", body: "First flush", extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7",
    });
}

// unknown field `device` in PIX_QR
pub fn forbidden_field() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea", body: "First flush",
        extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7", device: "WEB",
    });
}

// `remarks` is always `pix` in this request; omit it
pub fn fixed_field() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea", body: "First flush",
        extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7", remarks: "a gift",
    });
}

// `currency` cannot be `Cad` in PIX_QR; it must be `Brl`
pub fn currency_of_other_channels() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Cad, amount: 2865, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea", body: "First flush",
        extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7",
    });
}

// `subject` has 42 characters; at most 40 are allowed
pub fn too_long() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea, first flush, from the highlands", body: "Tea",
        extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7",
    });
}

// missing member `tax_id` in `extra`
pub fn missing_member() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea", body: "First flush",
        extra: Extra {}, client_ip: "203.0.113.7",
    });
}

// `amount` is 0; at least 1 cent is required
pub fn no_amount() {
    let _ = request!(general::PixQr {
        mch_order_no: "m-1", currency: Brl, amount: 0, notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks", subject: "Green tea", body: "First flush",
        extra: Extra { tax_id: "12345678909" }, client_ip: "203.0.113.7",
    });
}

// `currency` cannot be `Brl` in ALIPAY_QR; it must be `Cad` or `Usd`
pub fn currency_of_the_channel_elsewhere() {
    let _ = request!(general::AlipayQr {
        mch_order_no: "m-1", currency: Brl, amount: 2865, notify_url: "https://shop.example/iotpay",
        subject: "Green tea", body: "First flush", client_ip: "203.0.113.7",
    });
}
