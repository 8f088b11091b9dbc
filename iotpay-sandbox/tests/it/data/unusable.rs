//! Files that cannot be used are reported.

use super::*;

#[tokio::test]
async fn unusable_files_are_explained() {
    let file = TemporaryFile::new("unusable");
    let path = file.path().display().to_string();
    let builder = || Gateway::builder(merchant()).data(file.path());

    let gateway = builder().start().await.unwrap();
    assert_eq!(
        fail(builder()).await.to_string(),
        format!("{path} is in use by another process; stop it, or use another file")
    );
    client(&gateway, MCH_ID, KEY).send(&order("a", "http://127.0.0.1:9/")).await.unwrap();
    gateway.shut_down().await.unwrap();

    let other = Merchant::new("10000777", LOGIN_NAME, KEY).unwrap();
    let error = fail(Gateway::builder(other.clone()).data(file.path())).await;
    assert_eq!(
        error.to_string(),
        format!(
            "{path} does not fit this sandbox: it contains items of the merchants `{MCH_ID}`; add the merchants, or use another \
             file"
        )
    );
    // With both merchants, it fits.
    builder().merchant(other).start().await.unwrap().shut_down().await.unwrap();

    let mut model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    "renamed".clone_into(&mut model.families[0].name);
    let error = fail(builder().model(model)).await.to_string();
    assert!(error.contains("items of the families `general`; use the spec that has the families"), "{error}");

    std::fs::write(file.path(), "orders: []\n").unwrap();
    let error = fail(builder()).await.to_string();
    assert_eq!(error, format!("{path} is not a data file of a sandbox; use another file"));
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "orders: []\n");

    let folder = std::env::temp_dir();
    assert!(matches!(fail(Gateway::builder(merchant()).data(&folder)).await, DataError::OtherFile(_)));
    let missing = folder.join("iotpay-no-such-folder").join("file");
    let error = fail(Gateway::builder(merchant()).data(&missing)).await;
    assert!(error.to_string().starts_with("cannot use the data file "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

/// Whatever bytes are damaged: the sandbox starts with the same state, or reports an error.
#[tokio::test]
async fn damage_is_reported() {
    let file = TemporaryFile::new("damaged");
    let gateway = start(&file).await;
    for number in 0..40 {
        let order = order(&format!("damaged-{number}"), "http://127.0.0.1:9/");
        client(&gateway, MCH_ID, KEY).send(&order).await.unwrap();
    }
    let orders = gateway.orders();
    // As a crash leaves it, and as the end of the sandbox leaves it.
    let after_a_crash = std::fs::read(file.path()).unwrap();
    gateway.shut_down().await.unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    std::fs::write(file.path(), &after_a_crash).unwrap();
    let gateway = start(&file).await;
    assert_eq!(gateway.orders(), orders);
    gateway.shut_down().await.unwrap();
    for bytes in [after_a_crash, bytes] {
        damage(&file, &bytes, &orders).await;
    }
}

async fn damage(file: &TemporaryFile, bytes: &[u8], orders: &[Order]) {
    let mut random = fastrand::Rng::with_seed(1);
    let (mut reported, mut harmless) = (0, 0);
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    for round in 0..45 {
        let mut damaged = bytes.to_vec();
        match round % 3 {
            // Cut off.
            0 => damaged.truncate(random.usize(1..bytes.len())),
            // A byte of the header or of the whole file.
            part => {
                let at = random.usize(..if part == 1 { 400 } else { bytes.len() });
                damaged[at] ^= random.u8(1..);
            }
        }
        std::fs::write(file.path(), &damaged).unwrap();
        match Gateway::builder(merchant()).model(model.clone()).data(file.path()).start().await {
            Ok(gateway) => {
                assert_eq!(gateway.orders(), orders, "round {round}");
                harmless += 1;
                gateway.shut_down().await.unwrap();
            }
            Err(StartError::Data(DataError::Damaged { .. } | DataError::OtherFile(_) | DataError::Io(..))) => {
                reported += 1;
            }
            Err(other) => panic!("round {round}: {other:?}"),
        }
    }
    assert!(reported >= 15, "{reported} reported, {harmless} harmless");
}
