//! The rows of a table that keep their order.

/// Returns the positions that keep their order, so that as few rows as possible count as moved.
pub(super) fn longest_rise(places: &[Option<usize>]) -> Vec<bool> {
    // For each length, the last position of the best increasing sequence so far; and the predecessor of each position.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (at, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = ends.partition_point(|end| places[*end].is_some_and(|end| end < *place));
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut keeps = vec![false; places.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        keeps[at] = true;
        next = before[at];
    }
    keeps
}

#[cfg(test)]
mod tests {
    use super::longest_rise;

    #[test]
    fn reports_one_moved_row() {
        assert_eq!(longest_rise(&[Some(3), Some(0), None, Some(1), Some(2)]), [false, true, false, true, true]);
    }
}
