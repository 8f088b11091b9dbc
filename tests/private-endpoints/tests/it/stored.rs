//! The generated types have serde's traits, although this crate does not depend on serde.

use private_endpoints::general::QueryPointsResponse;

#[test]
fn private_responses_can_be_stored() {
    let stored = r#"{"points":7,"currency":"CAD"}"#;
    let response: QueryPointsResponse = serde_json::from_str(stored).unwrap();
    assert_eq!(response.points, 7);
    assert_eq!(serde_json::to_string(&response).unwrap(), stored);
}
