//! Requests that take the channel as a value.

use std::collections::BTreeSet;

use iotpay_client::incoming::{Fields, FromResponse};
use iotpay_client::protocol::{Protocol, Request, encode};
use iotpay_client::signing::StringToSign;
use iotpay_client::spec::Family as _;
use iotpay_client::value::ValueError;
use iotpay_client::{ValidationError, general, request};
use iotpay_gen::model::{ChannelMember, ChannelRules, PageRequest, Type};

use crate::canary::{Content, Pair, VisitChannelRule, VisitPageRequest, every_type};
use crate::support::credentials;

/// The string to sign and the body of a request.
fn sent<R: Request>(request: &R) -> (String, String) {
    let credentials = credentials();
    let explained = StringToSign::for_request(request, &credentials.account(), R::Family::SPEC.signing);
    let body = encode(request, &credentials, R::Family::SPEC).body;
    (explained.to_masked_string(), body.as_str().to_owned())
}

#[derive(Default)]
struct Compared(BTreeSet<(&'static str, &'static str)>);

impl VisitPageRequest for Compared {
    fn same<P, C>(&mut self, pair: Pair<P, C>)
    where
        P: Request<Family = C::Family, Response: From<C::Response> + Content>,
        C: Request<Response: TryFrom<P::Response, Error: std::fmt::Debug> + Content>,
    {
        let Pair { name, channel, response, of_page, own } = pair;
        let of_page = of_page.unwrap_or_else(|invalid| panic!("{name} on {channel}: {invalid}"));
        let own = own.unwrap_or_else(|invalid| panic!("{channel}: {invalid}"));
        of_page.validate().unwrap_or_else(|invalid| panic!("{name} on {channel}: {invalid}"));
        assert_eq!(sent(&of_page), sent(&own), "{name} on {channel}");
        // The response is decoded as that of the channel, and converted in both directions.
        let fields = Fields::from_json(response).unwrap();
        let decoded = of_page.decode(&fields).unwrap_or_else(|error| panic!("{name} on {channel}: {error}"));
        let of_channel = own.decode(&fields).unwrap();
        assert_eq!(decoded, P::Response::from(of_channel.clone()), "{name} on {channel}");
        assert_eq!(C::Response::try_from(decoded.clone()).unwrap(), of_channel);
        // It is stored with its channel.
        let stored = serde_json::to_value(&decoded).unwrap();
        assert_eq!(stored.as_object().unwrap().keys().collect::<Vec<_>>(), [channel]);
        assert_eq!(stored[channel], serde_json::to_value(&of_channel).unwrap());
        self.0.insert((name, channel));
    }
}

#[test]
fn a_page_request_is_sent_like_the_request_of_its_channel() {
    let mut compared = Compared::default();
    every_type::every_page_request(&mut compared);
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    let endpoints = model.pages.iter().flat_map(|page| &page.endpoints);
    for endpoint in endpoints.clone() {
        let is_expected = endpoint.operations.len() > 1 && !endpoint.is_overview;
        assert_eq!(
            endpoint.page_request().is_some(),
            is_expected,
            "{}: {:?}",
            endpoint.about,
            endpoint.no_page_request()
        );
    }
    let count: usize = endpoints.filter_map(|endpoint| Some(endpoint.page_request()?.channels.len())).sum();
    assert_eq!(compared.0.len(), count, "every channel is compared");
}

#[derive(Default)]
struct Violations(usize);

impl VisitChannelRule for Violations {
    fn violation<R: Request>(
        &mut self,
        name: &'static str,
        channel: &'static str,
        field: &'static str,
        error: &'static str,
        request: Result<R, ValidationError>,
    ) {
        let request = request.unwrap_or_else(|invalid| panic!("{name} on {channel}: {invalid}"));
        let invalid = request.validate().expect_err(error);
        let found: Vec<_> = invalid.violations().iter().map(|it| (it.field, it.error.to_string())).collect();
        assert_eq!(found, [(field, error.to_owned())], "{name} on {channel}");
        assert!(invalid.to_string().contains(R::endpoint().page.title), "{invalid}");
        // The client does not send it.
        let protocol = Protocol::<R::Family>::new(credentials());
        assert_eq!(protocol.prepare(&request).map(|_| ()), Err(invalid));
        self.0 += 1;
    }
}

/// Returns the number of violations, at least one for each rule of a channel.
fn violations_of(of_page: &PageRequest) -> usize {
    let of_field = |rules: &ChannelRules| {
        let ChannelRules { field, required_on, not_on, max_on, values_on, members_on, any_members_on: _ } = rules;
        let ty = &of_page.operation.request_field(field).unwrap().ty;
        // Each value that the channel does not accept.
        let other_values = |(_, accepted): &(String, Vec<usize>)| ty.choice().unwrap().values.len() - accepted.len();
        // An invalid type and a duplicate for each member, empty text, a missing member, and an unknown one.
        let of_members = |(_, members): &(String, Vec<ChannelMember>)| {
            let is_text = |it: &ChannelMember| {
                let fields = &ty.members().unwrap().fields;
                fields.iter().any(|field| field.wire == it.wire && !matches!(field.ty, Type::Integer(_)))
            };
            let of_member = |it: &ChannelMember| 2 + usize::from(is_text(it)) + usize::from(it.required);
            1 + members.iter().map(of_member).sum::<usize>()
        };
        required_on.len()
            + not_on.len()
            + max_on.len()
            + values_on.iter().map(other_values).sum::<usize>()
            + members_on.iter().map(of_members).sum::<usize>()
    };
    of_page.rules.iter().map(of_field).sum()
}

#[test]
fn each_rule_of_a_channel_is_checked() {
    let mut violations = Violations::default();
    every_type::every_channel_rule(&mut violations);
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    let of_page = model.pages.iter().flat_map(|page| &page.endpoints).filter_map(|endpoint| endpoint.page_request());
    assert_eq!(violations.0, of_page.map(violations_of).sum::<usize>(), "the rules of the model");
}

fn order(channel: &str, currency: &str, extra: bool) -> Result<general::CustomerScanQr, ValidationError> {
    let extra = extra.then(|| general::CustomerScanQrExtra::new(general::CustomerScanQrExtraMembers {}));
    request!(general::CustomerScanQr {
        channel,
        mch_order_no: "20160427210604000490",
        currency,
        amount: 2865,
        subject: "Green tea",
        body: "First flush, 250 g",
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        extra: extra.transpose()?.map(|extra| extra.with_product_id("tea-250")).transpose()?,
    })
}

#[test]
fn the_rules_of_the_channel_are_checked_when_the_request_is_built() {
    let errors = |result: Result<general::CustomerScanQr, ValidationError>| -> Vec<_> {
        result.unwrap_err().violations().iter().map(|it| (it.field, it.error)).collect()
    };
    assert_eq!(order("WX_NATIVE", "CNY", true).unwrap().channel, general::Channel::WxNative);
    assert_eq!(order("ALIPAY_QR", "CAD", false).unwrap().channel, general::Channel::AlipayQr);
    assert_eq!(errors(order("WX_NATIVE", "CNY", false)), [("extra", ValueError::RequiredOn { channel: "WX_NATIVE" })]);
    let known = &["CAD", "USD"];
    assert_eq!(
        errors(order("UPI_QR", "CNY", false)),
        [("currency", ValueError::UnknownValueOn { channel: "UPI_QR", known })]
    );
    // A channel of another page, and no channel at all.
    for channel in ["WX_APP", "wx_native", ""] {
        let found = errors(order(channel, "CNY", false));
        assert!(
            // A page may gain channels.
            matches!(found.as_slice(), [("channelId", ValueError::UnknownValue { known })]
                if known.starts_with(&["WX_NATIVE", "ALIPAY_QR", "UPI_QR"])),
            "{found:?}"
        );
    }
}

#[test]
fn all_violations_are_reported_together() {
    let subject = "x".repeat(65);
    let invalid = request!(general::CustomerScanQr {
        channel: general::Channel::WxNative,
        mch_order_no: "20160427210604000490",
        currency: Cad,
        amount: 2865,
        subject,
        body: "First flush, 250 g",
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
    })
    .unwrap_err();
    let page = "Customer Scan QR Code";
    let shown = invalid.to_string();
    assert!(shown.contains("`subject` has 65 characters; at most 64 are allowed"), "{shown}");
    assert!(shown.contains("`extra` is required on WX_NATIVE"), "{shown}");
    assert_eq!(shown.matches(page).count(), 2, "{shown}");
    // A literal channel is checked in the same way.
    let invalid = request!(general::AppIntegrate {
        channel: UpiApp,
        mch_order_no: "20160427210604000490",
        currency: Cad,
        amount: 2865,
        subject: "Green tea",
        body: "First flush, 250 g",
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        os_type: Ios,
        extra: Extra { app_id: "wx1" },
    })
    .unwrap_err();
    let found: Vec<_> = invalid.violations().iter().map(|it| (it.field, it.error)).collect();
    let channel = "UPI_APP";
    assert_eq!(
        found,
        [("osType", ValueError::NotAcceptedOn { channel }), ("extra", ValueError::NotAcceptedOn { channel })]
    );
}

/// The same request with the channel as a value, and that of the channel, each with this JSON object.
fn with_extra(json: &str) -> Result<general::CustomerScanQr, ValidationError> {
    let extra = general::CustomerScanQrExtra::from_json(json)?;
    let mut request = order("WX_NATIVE", "CAD", true)?;
    request.extra = Some(extra);
    request.validate().map(|()| request)
}

#[test]
fn the_members_of_an_object_follow_the_rules_of_the_channel() {
    let errors = |json: &str| -> Vec<String> {
        let invalid = with_extra(json).expect_err(json);
        invalid.violations().iter().map(|it| format!("{} {}", it.field, it.error)).collect()
    };
    with_extra(r#"{ "productId" : "a" }"#).unwrap();
    with_extra(r#"{"product\u0049d":"a"}"#).unwrap();
    let own = |product_id: &str| {
        let members = general::WxNativeExtraMembers { product_id };
        let invalid = general::WxNativeExtra::new(members).expect_err(product_id);
        invalid.violations().iter().map(|it| format!("{} {}", it.field, it.error)).collect::<Vec<_>>()
    };
    // The channel's own type reports the same violations.
    for text in ["", " "] {
        assert_eq!(errors(&format!(r#"{{"productId":"{text}"}}"#)), own(text), "{text:?}");
    }
    // It cannot express these.
    for value in ["null", "[1]", "1", "{}", "true"] {
        let json = format!(r#"{{"productId":{value}}}"#);
        assert_eq!(errors(&json), ["extra has a member `productId` that is not text"], "{json}");
    }
    let twice = ["extra has the member `productId` already"];
    assert_eq!(errors(r#"{"productId":"a","productId":"b"}"#), twice);
    assert_eq!(errors(r#"{"productId":"a","product\u0049d":"b"}"#), twice);
    assert_eq!(errors(r#"{"productId":"\ud800"}"#), ["extra is not a JSON object"]);
}

#[test]
fn a_member_is_added_to_json_text_of_any_form() {
    let added = |json: &str| general::CustomerScanQrExtra::from_json(json).unwrap().with_product_id("tea");
    for (json, expected) in [
        ("{}", r#"{"productId":"tea"}"#),
        (" { } ", r#" {"productId":"tea"}"#),
        (r#"{"x":{"productId":1}}"#, r#"{"x":{"productId":1},"productId":"tea"}"#),
        ("{ \"x\": [1] }\n", r#"{ "x": [1],"productId":"tea"}"#),
    ] {
        let object = added(json).unwrap_or_else(|invalid| panic!("{json}: {invalid}"));
        assert_eq!(object.as_str(), expected);
        serde_json::from_str::<serde_json::Value>(object.as_str()).unwrap();
    }
    for json in [r#"{ "productId": "a" }"#, r#"{"a":1, "product\u0049d":"a"}"#] {
        let found: Vec<_> = added(json).expect_err(json).violations().iter().map(|it| (it.field, it.error)).collect();
        assert_eq!(found, [("extra", ValueError::DuplicateMember { member: "productId" })]);
    }
}

#[test]
fn the_response_depends_on_the_channel_of_the_request() {
    let fields = Fields::from_json(r#"{"payOrderId":"P1","codeUrl":"weixin://a","qr_code":"https://b"}"#).unwrap();
    let decode = |channel| order(channel, "CAD", channel == "WX_NATIVE").unwrap().decode(&fields).unwrap();
    assert!(
        matches!(decode("WX_NATIVE"), general::CustomerScanQrResponse::WxNative(it) if it.code_url == "weixin://a")
    );
    assert!(matches!(decode("UPI_QR"), general::CustomerScanQrResponse::UpiQr(it) if it.qr_code == "https://b"));
    let response = decode("ALIPAY_QR");
    assert_eq!(response.channel(), general::Channel::AlipayQr);
    assert_eq!(general::WxNativeResponse::try_from(response.clone()), Err(response));
    // Only a request that was changed after its validation has such a channel.
    let mut changed = order("UPI_QR", "CAD", false).unwrap();
    changed.channel = general::Channel::CcPax;
    let error = general::CustomerScanQrResponse::from_response(&changed, &fields).unwrap_err();
    assert_eq!(error.field, "channelId");
}

#[test]
fn a_stored_response_needs_its_channel() {
    for text in ["{}", r#"{"WX_APP":{}}"#, r#"{"WX_NATIVE":{"payOrderId":"P1","codeUrl":"x"},"UPI_QR":{}}"#, "[]"] {
        assert!(serde_json::from_str::<general::CustomerScanQrResponse>(text).is_err(), "{text}");
    }
    let text = r#"{"WX_NATIVE":{"payOrderId":"P1","codeUrl":"weixin://a"}}"#;
    let response: general::CustomerScanQrResponse = serde_json::from_str(text).unwrap();
    assert_eq!(response.channel(), general::Channel::WxNative);
    assert_eq!(serde_json::to_string(&response).unwrap(), text);
}
