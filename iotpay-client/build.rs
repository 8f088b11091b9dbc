//! Generates the typed API from the spec.

fn main() {
    iotpay_gen::build_script::client_spec();
}
