//! Rows that are members of an object or an array above them.

use std::collections::HashSet;

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::depth::Depth;
use crate::saved_page::model::row::{Entry, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;

/// A row that others may be indented below.
struct Holder {
    indent: u32,
    name: Option<String>,
    kind: Kind,
}

enum Kind {
    Object,
    /// A text or a number.
    Value,
    /// A row that could not be read, such as a list.
    Unread,
}

/// Adds the name of the object above to the names of indented rows.
pub(crate) fn resolve(entries: &mut [Entry]) {
    name_members_of_arrays(entries);
    let depths: Vec<Depth> = entries.iter().map(depth).collect();
    let Some(least) = depths.iter().map(|depth| depth.indent).min() else { return };
    if depths.iter().all(|depth| depth.indent == least && !depth.is_signed) {
        return;
    }
    let mut above: Vec<Holder> = Vec::new();
    for (entry, depth) in entries.iter_mut().zip(depths) {
        while above.last().is_some_and(|holder| holder.indent >= depth.indent) {
            above.pop();
        }
        if depth.indent > least || depth.is_signed {
            put_below(entry, above.last());
        }
        let (name, kind) = match entry {
            Entry::Row(row) if row.is_array() => (Some(format!("{}[]", row.name)), Kind::Object),
            Entry::Row(row) => (Some(row.name.clone()), if row.is_object() { Kind::Object } else { Kind::Value }),
            Entry::Unreadable(unread) => (unread.name.clone(), Kind::Unread),
        };
        above.push(Holder { indent: depth.indent, name, kind });
    }
}

fn depth(entry: &Entry) -> Depth {
    match entry {
        Entry::Row(row) => row.depth,
        Entry::Unreadable(unread) => unread.depth,
    }
}

fn put_below(entry: &mut Entry, holder: Option<&Holder>) {
    let object = holder.and_then(|holder| holder.name.clone());
    let Entry::Row(row) = entry else {
        if let (Entry::Unreadable(unread), Some(object)) = (entry, object) {
            unread.name = unread.name.take().map(|name| member(&object, &name));
        }
        return;
    };
    let name = row.name.clone();
    match holder.map(|holder| &holder.kind) {
        Some(Kind::Unread) => {
            let reason = UnreadableReason::BelowUnreadableRow(object);
            *entry =
                Entry::Unreadable(UnreadableRow { name: Some(name), ..UnreadableRow::new(row.as_written(), reason) });
        }
        kind => {
            let is_member = matches!(kind, Some(Kind::Object));
            if let (true, Some(object)) = (is_member, &object) {
                row.name = member(object, &name);
            }
            row.mark_ambiguous(Ambiguity::Nested { name, below: object, is_member });
        }
    }
}

/// Writes the members of arrays like the spec: `items[].price` for `items.price`, if `items` is an array.
fn name_members_of_arrays(entries: &mut [Entry]) {
    let rows = entries.iter().filter_map(|entry| match entry {
        Entry::Row(row) if row.is_array() => Some(row.name.trim_end_matches("[]").to_owned()),
        Entry::Row(_) | Entry::Unreadable(_) => None,
    });
    let arrays: HashSet<String> = rows.collect();
    if arrays.is_empty() {
        return;
    }
    for entry in entries {
        let Entry::Row(row) = entry else { continue };
        let mut name = String::new();
        // The row of the array itself has no `[]`.
        let mut parts = row.name.trim_end_matches("[]").split('.').peekable();
        while let Some(part) = parts.next() {
            name.push_str(part);
            if parts.peek().is_some() {
                let items = if arrays.contains(&name) && !part.ends_with("[]") { "[]." } else { "." };
                name.push_str(items);
            }
        }
        row.name = name;
    }
}

fn member(object: &str, name: &str) -> String {
    if name.strip_prefix(object).is_some_and(|rest| rest.starts_with('.')) {
        return name.to_owned();
    }
    format!("{object}.{name}")
}
