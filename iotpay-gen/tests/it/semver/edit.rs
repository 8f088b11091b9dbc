//! Random edits of the spec, of the kinds that a maintainer might make.

use iotpay_gen::source::SourceFile;

/// A xorshift random number generator by Marsaglia.
pub struct Random(u64);

impl Random {
    pub fn new(round: usize) -> Self {
        let mut random = Self(0x9E37_79B9_7F4A_7C15 ^ (u64::try_from(round).unwrap() << 17 | 1));
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

/// Words that can replace each other.
const WORDS: &[&[&str]] = &[
    &["required: y,", "required: n,", "required: y*,", "required: \"-\","],
    &["type: String(", "type: String(1", "type: String(9"],
    &["type: String,", "type: int,", "type: long,", "type: object,", "type: String(40),", "type: any,"],
    &["type: String(64),", "type: String,", "type: String(65),", "type: String(20),", "type: long,"],
    &["type: int,", "type: long,", "type: String(12),"],
    &["secret: last4", "secret: hidden", "secret: shown"],
    &["read_as: optional", "aliases: [another]", "read_as: optional, aliases: [another]", "type: String"],
    &["aliases: [payUrl]", "aliases: [payUrl, link]", "aliases: [link]"],
    &["[CAD, USD]", "[USD, CAD]", "[CAD]", "[CAD, USD, CNY]", "[CAD, CNY]"],
    &["outcome: failed", "outcome: pending", "outcome: success"],
    &["outcome_of: refund", "outcome_of: payment", "outcome_of: transaction"],
    &["kind: payment", "kind: refund"],
    &["identifies: order", "identifies: refund", "identifies: transaction", "format: text"],
    &["format: http-url ", "format: http-url-without-query ", "format: ip "],
    &["format: cents", "type: long"],
    &["format: cvv", "format: mmyy", "format: card-number", "secret: hidden", "format: base64"],
    &["idempotent: true", "idempotent: false"],
    &["effect: create_order", "effect: charge", "effect: refund_order", "effect: void_order", "effect: query_order"],
    &["reference: mchOrderNo", "reference: mchRefundNo", "reference: payOrderId", "reference: subject"],
    &["resolved_by: query_order", "resolved_by: query_refund"],
    &["fields: [sign, resCode]", "fields: [sign]", "fields: [resCode]"],
    &["policy: required", "policy: when-present", "policy: never"],
    &["body: params-form", "body: json"],
    &["body: form", "body: any", "body: json"],
    &["acknowledgement: success", "acknowledgement: ok"],
    &["seconds: 60", "seconds: 61"],
    &["      result: resCode\n", ""],
    &["      error_code: errCode\n", ""],
    &["      error_message: errCodeDes\n", ""],
    &["[SYSTEMERROR]", "[SYSTEMERROR, BUSY]", "[BUSY]"],
    &["forms: [omitted, raw, sorted]", "forms: [raw]", "forms: [sorted, raw]"],
    &["text: omitted", "text: signed"],
    &["confirmed: false", "confirmed: true"],
    &["source: docs-old", "source: third-party", "source: inferred", "source: sdk"],
    &["passthrough: true", "read_as: optional"],
    &["type_name: \"{channel}\"", "type_name: \"pay_{channel}\""],
    &["format: json-object", "format: text"],
    &["updated: unknown", "updated: 2026-05-01"],
    &["browser_marker: { field: backType, value: 1 }", "browser_marker: { field: backType, value: 2 }"],
    &["title: ", "title: New "],
    &["path: ", "path: new_", "path: /new"],
    &["description: ", "description: New "],
    &["about: ", "about: New "],
    &["note: ", "note: New "],
    &["name: ", "name: new", "name: new_"],
    &["value: ", "value: 1", "value: NEW_"],
    &["name: remarks,", "name: comment,"],
    &["require: [", "require: [remarks, ", "require: [device, ", "optional: [device, "],
    &["forbid: [", "forbid: [device, ", "forbid: [remarks, "],
    &["family: general", "family: card"],
    &["completeness: complete", "completeness: partial\n  missing: [a part]"],
    &["sample: ", "sample: 1"],
    &["base_url: https://", "base_url: https://new."],
    &["echoes: ", "aliases: [echoed], echoes: "],
    &["fixed: { type: apppay }", "fixed: { type: pay }", "fixed: { type: apppay, more: 1 }"],
    &["fields: [payOrderId, mchOrderNo]", "fields: [mchOrderNo, payOrderId]"],
    &["- { name: by, ", "- { name: number, "],
    &["family: general\n  updated", "family: general\n  deprecated: { note: use another }\n  updated"],
];

/// Makes one edit in one file and describes it; `None` if it would change nothing.
pub fn edit(random: &mut Random, files: &mut [SourceFile]) -> Option<String> {
    let at = random.below(files.len());
    let (name, text) = (files[at].name.to_string(), files[at].text.to_string());
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = random.below(lines.len());
    let (edited, what) = match random.below(10) {
        0 => (join(&lines[..line], "", &lines[line + 1..]), format!("without {}", lines[line].trim())),
        1 => {
            let next = lines.get(line + 1)?;
            let turned = format!("{next}{}", lines[line]);
            (join(&lines[..line], &turned, &lines[line + 2..]), format!("turned {}", lines[line].trim()))
        }
        2 => {
            let named = ["name: ", "value: ", "channel: "].iter().find(|key| lines[line].contains(**key))?;
            let more = lines[line].replacen(named, &format!("{named}more"), 1);
            let both = format!("{}{more}", lines[line]);
            (join(&lines[..line], &both, &lines[line + 1..]), format!("with {}", more.trim()))
        }
        3 => {
            let all: Vec<&str> = lines.iter().copied().filter(|it| it.contains("- { ")).collect();
            let copied = random.pick(&all)?;
            let both = format!("{}{copied}", lines[line]);
            (join(&lines[..line], &both, &lines[line + 1..]), format!("again {}", copied.trim()))
        }
        4 if name.contains("/shared/") => return None,
        4 => {
            let order = if random.below(2) == 0 { "0" } else { "1" };
            let to = name.replace(".yaml", "-new.yaml").replace('0', order);
            (text.clone(), format!("named {to}"))
        }
        _ => {
            let present: Vec<_> =
                WORDS.iter().filter(|group| group.iter().any(|it| !it.is_empty() && text.contains(it))).collect();
            let group = random.pick(&present)?;
            let from = group.iter().filter(|it| !it.is_empty() && text.contains(**it)).max_by_key(|it| it.len())?;
            let to = random.pick(group)?;
            let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
            let place = *random.pick(&places)?;
            let start = text[..place].matches('\n').count();
            let edited = format!("{}{to}{}", &text[..place], &text[place + from.len()..]);
            (edited, format!("line {}: {from} is {to}", start + 1))
        }
    };
    let new_name = what.strip_prefix("named ").unwrap_or(&name);
    if edited == text && new_name == name {
        return None;
    }
    files[at] = SourceFile::new(new_name, &edited);
    Some(format!("{name}: {what}"))
}

fn join(before: &[&str], middle: &str, after: &[&str]) -> String {
    format!("{}{middle}{}", before.concat(), after.concat())
}
