mod fixture;
use fixture::Spec;
#[test]
fn probe() {
    for v in [
        "20160427210604000490",
        "123456789012345678901234567890123456789012345678901234567890",
        "0x1F",
        "0xZZ",
        "1_000",
        "0o17",
        "017",
        "1e400",
        ".inf",
        "-.INF",
        ".nan",
        "2024-01-01",
        "12:30:45",
        "1:30",
        "yes",
        "true",
        "True",
        "+5",
        "-0",
        "1.0",
        "00.5",
        "1e3",
        "=",
        "é",
        "\"\\x00\"",
        "0b12",
        "99999999999999999999999999999999999999999.5",
    ] {
        let s = Spec::real().edit(
            "spec/general/04-customer-scan-qr.yaml",
            "sample: test product, ",
            &format!("sample: {v}, "),
        );
        match iotpay_gen::load(&s.files) {
            Ok(m) => {
                let p = m.pages.iter().find(|p| p.module == "customer_scan_qr").unwrap();
                let f = p.endpoints[0].operations[0].request_field("subject").unwrap();
                println!("{v} -> {:?}", f.sample);
            }
            Err(e) => println!("{v} ERR {}", e.to_string().lines().next().unwrap()),
        }
    }
}
