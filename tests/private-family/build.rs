//! Generates the families and requests of `spec/`.

fn main() {
    iotpay_gen::build_script::private_endpoints("spec");
}
