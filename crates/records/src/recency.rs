//! In which order documents are packed, so that whoever joins sees useful lists within seconds.

use std::cmp::Reverse;
use std::collections::HashMap;

use proto::DocId;

use crate::row::Row;

/// Orders documents newest first. What a document refers to comes before it: the newest visits come with their
/// households, areas and officers.
///
/// A document counts as new as the newest that refers to it by a field of one id. Sets do not count (a
/// group's meeting would draw in all its households). Documents that nothing dates come last.
#[must_use]
pub fn newest_first<'r>(rows: impl IntoIterator<Item = (DocId, &'r Row)>) -> Vec<DocId> {
    let mut rows: Vec<(DocId, &Row)> = rows.into_iter().collect();
    // A kind refers only to kinds of smaller codes, but for what stands above or took the place of one of its own: so one
    // pass from the last kind to the first carries times all the way.
    rows.sort_unstable_by_key(|(id, row)| (Reverse(row.kind.code()), *id));
    let mut newest: HashMap<DocId, i64> = HashMap::with_capacity(rows.len());
    for (id, row) in &rows {
        let own = row.at.map_or(i64::MIN, |at| at.0);
        let time = *newest
            .entry(*id)
            .and_modify(|time| *time = own.max(*time))
            .or_insert(own);
        for reference in &row.refs {
            newest
                .entry(*reference)
                .and_modify(|other| *other = time.max(*other))
                .or_insert(time);
        }
    }
    rows.sort_by_cached_key(|(id, row)| {
        (
            Reverse(newest.get(id).copied().unwrap_or(i64::MIN)),
            row.kind.code(),
            *id,
        )
    });
    rows.into_iter().map(|(id, _)| id).collect()
}
