//! Full-text search over folded text.

use crate::error::ClientError;
use crate::view::fresh;
use crate::view::words::Words;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// A second line, where it has one.
    pub subtitle: Option<String>,
    /// Its natural time, where it has one.
    pub at: Option<UnixMillis>,
    /// The record of the same that leads it, where it follows one.
    pub follows: Option<DocId>,
}

/// Returns the row of `rm_search` for a record: its time in minutes, then its number.
///
/// FTS5 gives rows by number without sorting, so with time in the upper half the newest come first for nothing,
/// whatever the order of arrival. Records without a time (registers) stand before all events.
pub(crate) fn row_number(at: Option<UnixMillis>, n: i64) -> i64 {
    const MOST_MINUTES: i64 = (1 << 30) - 1;
    let minutes = at.map_or(MOST_MINUTES, |at| (at.0 / 60_000).clamp(0, MOST_MINUTES));
    minutes << 32 | (n & 0xffff_ffff)
}

/// Finds records by words: those named so first, then those that mention it; newest first within each.
pub(crate) fn search(
    connection: &Connection,
    text: &str,
    limit: usize,
) -> Result<Vec<Hit>, ClientError> {
    let Some(words) = Words::of(text) else {
        return Ok(Vec::new());
    };
    let mut hits = matching(connection, &words, true, limit)?;
    if hits.len() < limit {
        let more = matching(connection, &words, false, limit)?;
        let fresh: Vec<Hit> = more
            .into_iter()
            .filter(|hit| hits.iter().all(|known| known.id != hit.id))
            .collect();
        hits.extend(fresh);
        hits.truncate(limit);
    }
    Ok(hits)
}

/// By row number, which FTS5 gives without sorting: ranking every match of a common word would read them all.
pub(crate) const MATCHING: &str =
    "SELECT rowid FROM rm_search WHERE rm_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2";

/// What a hit shows, by its row number or its record's.
pub(crate) const SHOWN: &str = "SELECT d.id, r.kind, r.title, r.subtitle, r.at, l.id
     FROM rm_record r JOIN doc_record d ON d.n = r.n
     LEFT JOIN rm_follower f ON f.record = r.n LEFT JOIN doc_record l ON l.n = f.leader
     WHERE r.n = ?1 & 4294967295";

/// Returns a record as a search shows it, by its row number or its own; nothing where it is not listed.
pub(crate) fn hit(connection: &Connection, number: i64) -> Result<Option<Hit>, ClientError> {
    let mut statement = connection.prepare_cached(SHOWN)?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let Some(kind) = Kind::from_code(row.get(1)?) else {
        return Ok(None);
    };
    Ok(Some(Hit {
        id: DocId(row.get(0)?),
        kind,
        title: row.get(2)?,
        subtitle: row.get(3)?,
        at: row.get::<_, Option<i64>>(4)?.map(UnixMillis),
        follows: row.get::<_, Option<[u8; 16]>>(5)?.map(DocId),
    }))
}

fn matching(
    connection: &Connection,
    words: &Words,
    titles_only: bool,
    limit: usize,
) -> Result<Vec<Hit>, ClientError> {
    let expression = words.expression();
    let expression = match titles_only {
        true => format!("title : ({expression})"),
        false => expression,
    };
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(MATCHING)?;
    let indexed = statement.query_map((expression, most), |row| row.get(0))?;
    let mut numbers = indexed.collect::<Result<Vec<i64>, _>>()?;
    numbers.extend(fresh::matching(connection, words, titles_only)?);
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers.truncate(limit);
    let mut hits = Vec::new();
    for number in numbers {
        hits.extend(hit(connection, number)?);
    }
    Ok(hits)
}
