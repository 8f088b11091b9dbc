//! Objects in objects and arrays in responses: decoded, stored and sent by the sandbox.

use iotpay_client::incoming::{DecodeErrorKind, Fields, FromFields as _};
use iotpay_client::request;
use private_endpoints::card::{ListStores, ListStoresResponse, ListStoresStoresItem};

use crate::sandbox;

const RESPONSE: &str = r#"{"stores":[{"storeNo":"S1","tills":[{"tillNo":1,"tags":["a","b"]},{"tillNo":2}],
    "address":{"city":"Toronto","geo":{"at":["1","2"]}}},{"storeNo":"S2","tills":[],"address":{"city":"Laval"}}],
    "pages":[1,2]}"#;

fn decoded(json: &str) -> Result<ListStoresResponse, iotpay_client::incoming::DecodeError> {
    ListStoresResponse::from_fields(&Fields::from_json(json).unwrap())
}

#[test]
fn decodes_arrays_of_objects() {
    let response = decoded(RESPONSE).unwrap();
    let [first, second] = response.stores.as_slice() else { panic!("two stores") };
    assert_eq!(first.tills[0].tags.as_deref(), Some(["a".to_owned(), "b".to_owned()].as_slice()));
    assert_eq!((first.tills[1].till_no, &first.tills[1].tags), (2, &None));
    assert_eq!(first.address.geo.as_ref().unwrap().at.as_ref().unwrap().len(), 2);
    assert_eq!((second.store_no.as_str(), second.tills.len(), &second.address.geo), ("S2", 0, &None));
    assert_eq!(response.pages, [1, 2]);
}

#[test]
fn an_error_names_the_item() {
    for (from, to, path, kind) in [
        ("\"tillNo\":2", "\"tillNo\":\"x\"", "stores[0].tills[1].tillNo", DecodeErrorKind::NotAnInteger),
        ("\"city\":\"Laval\"", "\"city\":\"\"", "stores[1].address.city", DecodeErrorKind::Missing),
        ("[1,2]}", "[1,null]}", "pages[1]", DecodeErrorKind::Missing),
        ("\"tills\":[]", "\"tills\":{}", "stores[1].tills", DecodeErrorKind::NotAnArray),
    ] {
        let error = decoded(&RESPONSE.replace(from, to)).unwrap_err();
        assert_eq!((error.field.as_str(), error.kind), (path, kind));
        assert!(error.to_string().contains(path), "{error}");
    }
}

#[test]
fn nested_responses_can_be_stored() {
    let response = decoded(RESPONSE).unwrap();
    let stored = serde_json::to_string(&response).unwrap();
    assert_eq!(stored, RESPONSE.replace("\n    ", ""));
    assert_eq!(serde_json::from_str::<ListStoresResponse>(&stored).unwrap(), response);
}

#[tokio::test]
async fn sandbox_responds_with_nested_samples() {
    let (gateway, _) = sandbox::start().await;
    let client = sandbox::card_client(&gateway);
    let response = client.send(&request!(ListStores { city: "Toronto" }).unwrap()).await.unwrap().into_inner();
    let [ListStoresStoresItem { store_no, tills, address, .. }] = response.stores.as_slice() else {
        panic!("one store, which repeats the city: {response:?}")
    };
    assert_eq!((store_no.as_str(), address.city.as_str()), ("S7", "Toronto"));
    assert_eq!(tills[0].till_no, 3);
    assert_eq!(response.pages.len(), 2);
}
