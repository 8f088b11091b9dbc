//! Decodes the body of a request.

use iotpay_client::incoming::Fields;
use iotpay_gen::model::BodyEncoding;

/// The JSON object of a request, without its encoding.
pub(crate) fn decode(body: &[u8], encoding: BodyEncoding) -> Option<Fields> {
    match encoding {
        BodyEncoding::Json => Fields::from_json(str::from_utf8(body).ok()?).ok(),
        BodyEncoding::ParamsForm => {
            let form = Fields::from_form(body).ok()?;
            Fields::from_json(form.get("params")?.text()).ok()
        }
    }
}
