//! What of a log a device holds, told by the log's layout.

use proto::{Cursor, LayoutRow, PackSet};

/// Returns the cursor of a device that holds these packs: the neighbouring rows, the most of them by size, of which it
/// lacks nothing. So it gets what it lacks and hardly anything again, though it never met this log.
pub fn cursor_of(rows: &[LayoutRow], held: &PackSet) -> Cursor {
    let (mut best, mut best_size) = (Cursor::default(), 0);
    let (mut run, mut size) = (Cursor::default(), 0);
    for row in rows {
        if row.covers.iter().all(|cover| held.contains_run(cover)) {
            run.high = row.place;
            size += row.size;
            if size > best_size {
                (best, best_size) = (run, size);
            }
        } else {
            (run.low, size) = (row.place, 0);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::{Cover, DeviceId};

    fn row(place: u64, first: u64, last: u64, size: u64) -> LayoutRow {
        let author = DeviceId([1; 16]);
        let covers = vec![Cover {
            author,
            first,
            last,
        }];
        LayoutRow {
            place,
            size,
            covers,
        }
    }

    fn held(numbers: &[u64]) -> PackSet {
        let mut set = PackSet::new();
        numbers
            .iter()
            .for_each(|number| set.insert(DeviceId([1; 16]), *number));
        set
    }

    #[test]
    fn the_largest_piece_without_a_gap_is_what_the_cursor_tells() {
        let rows = [row(4, 1, 4, 400), row(5, 5, 5, 100), row(6, 6, 6, 100)];
        let cursor = |high, low| Cursor { high, low };
        assert_eq!(cursor_of(&rows, &held(&[1, 2, 3, 4, 5, 6])), cursor(6, 0));
        assert_eq!(cursor_of(&rows, &held(&[1, 2, 3, 4, 5])), cursor(5, 0));
        assert_eq!(cursor_of(&rows, &held(&[1, 2, 3, 5, 6])), cursor(6, 4));
        assert_eq!(cursor_of(&rows, &held(&[1, 2, 3, 4, 6])), cursor(4, 0));
        assert_eq!(cursor_of(&rows, &held(&[])), Cursor::default());
        assert_eq!(cursor_of(&[], &held(&[1])), Cursor::default());
    }
}
