//! Checks that `serde_yaml`, an independent parser, reads every spec file in the same way.

use serde_yaml::Value;

use super::{Kind, Node, parse};
use crate::diagnostic::Sink;
use crate::embedded;

/// Returns the tree of a text without errors.
fn tree(id: usize, text: &str) -> Node {
    let mut sink = Sink::default();
    let tree = parse(id, text, &mut sink);
    assert_eq!(sink.finish().len(), 0, "{text}");
    tree.unwrap()
}

/// Describes the first difference between two trees, with the path to it.
fn difference(path: &str, ours: &Node, theirs: &Value) -> Option<String> {
    match (&ours.kind, theirs) {
        (Kind::Null, Value::Null) => None,
        (Kind::Scalar(text), Value::String(other)) => {
            (text != other).then(|| format!("{path}: {text:?} and {other:?}"))
        }
        // Scalars stay text in our tree. The same characters must mean the same value.
        (Kind::Scalar(text), Value::Bool(_) | Value::Number(_) | Value::Null) => {
            let read: Option<Value> = serde_yaml::from_str(text).ok();
            (read.as_ref() != Some(theirs)).then(|| format!("{path}: {text:?} and {theirs:?}"))
        }
        (Kind::List(ours), Value::Sequence(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.find_map(|(at, (ours, theirs))| difference(&format!("{path}[{at}]"), ours, theirs))
        }
        (Kind::Map(ours), Value::Mapping(theirs)) if ours.len() == theirs.len() => {
            ours.iter().zip(theirs).find_map(|((key, ours), (other, theirs))| {
                let path = format!("{path}.{}", key.value);
                // Keys such as `200` are numbers to serde_yaml.
                let key = Node { kind: Kind::Scalar(key.value.clone()), span: ours.span };
                difference(&path, &key, other).or_else(|| difference(&path, ours, theirs))
            })
        }
        (ours, theirs) => Some(format!("{path}: {ours:?} and {theirs:?}")),
    }
}

#[test]
fn every_spec_file_reads_the_same_with_serde_yaml() {
    let files = embedded();
    assert!(files.len() > 30, "{} files", files.len());
    for (id, file) in files.iter().enumerate() {
        let ours = tree(id, &file.text);
        let theirs = serde_yaml::from_str::<Value>(&file.text);
        assert!(theirs.is_ok(), "{}: {theirs:?}", file.name);
        assert_eq!(difference("", &ours, &theirs.unwrap()), None, "{}", file.name);
    }
}

#[test]
fn a_difference_is_found() {
    let text = "a: [x, 0725, true]\nb: {c: ~}\n";
    let ours = tree(0, text);
    let compared = |other: &str| difference("", &ours, &serde_yaml::from_str(other).unwrap());
    assert_eq!(compared(text), None);
    for other in [
        "a: [x, 0725, false]\nb: {c: ~}\n",
        "a: [x, 725, true]\nb: {c: ~}\n",
        "a: [x, 0725]\nb: {c: ~}\n",
        "a: [y, 0725, true]\nb: {c: ~}\n",
        "a: [x, 0725, true]\nb: {d: ~}\n",
        "a: [x, 0725, true]\nb: {c: 1}\n",
        "a: [x, 0725, true]\nb: []\n",
    ] {
        assert!(compared(other).is_some(), "{other}");
    }
}
