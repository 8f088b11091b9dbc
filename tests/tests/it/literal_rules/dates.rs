//! Dates.

use iotpay_client::value::{CompactForm, DashedForm, DateText, DateTimeText, IsoForm, Rfc3339Form, SlashedForm};

use super::{ROUNDS, Tally, rules};
use crate::support::random::Random;

fn date(literal: &str, tally: &mut Tally) {
    macro_rules! compare {
        ($($form:ident $client:ident),*) => {$(
            if !rules::Form::$form.date_time().contains('T') {
                compare!(@date $form $client);
            }
            let here = rules::date_time(literal, rules::Form::$form, 480);
            let there = DateTimeText::<$client, 480>::new(literal);
            if let (Ok(here), Ok(there)) = (&here, &there) {
                assert_eq!(*here, (there.unix_seconds(), there.offset_minutes()), "{literal}");
                assert_eq!(rules::with_short_offset(literal), there.as_str());
            }
            tally.add(literal, here.map(drop), there.map(drop));
        )*};
        (@date Iso $client:ident) => {};
        (@date Rfc3339 $client:ident) => {};
        (@date $form:ident $client:ident) => {
            let (here, there) = (rules::date(literal, rules::Form::$form), DateText::<$client>::new(literal));
            if let (Ok(here), Ok(there)) = (&here, &there) {
                assert_eq!((*here, literal), (there.unix_days(), there.as_str()));
            }
            tally.add(literal, here.map(drop), there.map(drop));
        };
    }
    compare!(Dashed DashedForm, Slashed SlashedForm, Compact CompactForm, Iso IsoForm, Rfc3339 Rfc3339Form);
}

#[test]
fn compares_dates() {
    let genuine = [
        "2026-03-10",
        "2024/02/29",
        "20251231",
        "2026-03-10 09:30:00",
        "2026/03/10 23:59:59",
        "20260310093000",
        "2026-03-10T09:30:00",
        "2026-03-10T09:30:00Z",
        "2026-03-10T09:30:00+08:00",
        "2026-03-10T09:30:00-00:00",
    ];
    let mut random = Random::new(0xDA7E_0F0F_DA7E_0F0F);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS {
        let literal = random.pick(&genuine);
        date(literal, &mut tally);
        date(&random.change(literal, "0123456789-/:+TZ ٣茶"), &mut tally);
    }
    tally.assert_has_enough_of_both();
}
