//! Invalid attributes and types.

use iotpay_client::signing::Signed;
use iotpay_client::value::Text;

#[derive(Signed)]
enum NotAStruct {
    A,
}

#[derive(Signed)]
union NotAStructEither {
    a: u32,
}

#[derive(Signed)]
struct WithoutNames(Text<30>);

#[derive(Signed)]
#[signed(acount(mch_id = "mchId"))]
struct Misspelt {
    #[signed(rename = "x")]
    a: Text<30>,
}

#[derive(Signed)]
#[signed(account(mch_id = "mchId"), fixed("channelId" = "X"))]
struct Repeated {
    mch_id: Text<30>,
    #[signed("channelId")]
    channel: Text<30>,
    sign: Text<32>,
}

fn main() {}
