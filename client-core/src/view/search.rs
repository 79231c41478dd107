//! Full-text search over folded text.

use crate::error::ClientError;
use proto::{DocId, UnixMillis};
use records::{Kind, fold};
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

/// Words beyond these add nothing to a search and would cost time.
const MOST_WORDS: usize = 12;

/// Makes an FTS5 expression: every word must occur, the last one may be a beginning.
///
/// Words are runs of letters and digits: anything else inside quotes would make a phrase of several words, and
/// positions are not kept. Returns nothing when the text has no words.
pub(crate) fn expression(text: &str) -> Option<String> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect();
    let (last, first) = words.split_last()?;
    let mut expression = String::new();
    for word in first {
        expression.push_str(&format!("\"{word}\" "));
    }
    expression.push_str(&format!("\"{last}\" *"));
    Some(expression)
}

/// Finds records by words: those named so first, then those that mention it; newest first within each.
pub(crate) fn search(
    connection: &Connection,
    text: &str,
    limit: usize,
) -> Result<Vec<Hit>, ClientError> {
    let Some(expression) = expression(text) else {
        return Ok(Vec::new());
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut hits = matching(connection, &format!("title : ({expression})"), limit)?;
    let missing = limit - i64::try_from(hits.len()).unwrap_or(limit);
    if missing > 0 {
        let more = matching(connection, &expression, limit)?;
        let fresh: Vec<Hit> = more
            .into_iter()
            .filter(|hit| hits.iter().all(|known| known.id != hit.id))
            .collect();
        hits.extend(fresh);
        hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(hits)
}

/// By row number, which FTS5 gives without sorting: ranking every match of a common word would read them all.
pub(crate) const MATCHING: &str = "SELECT d.id, r.kind, r.title, r.subtitle, r.at
     FROM (SELECT rowid FROM rm_search WHERE rm_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2) s
     JOIN rm_record r ON r.n = s.rowid & 4294967295
         JOIN doc_record d ON d.n = r.n
     ORDER BY s.rowid DESC";

fn matching(
    connection: &Connection,
    expression: &str,
    limit: i64,
) -> Result<Vec<Hit>, ClientError> {
    let mut statement = connection.prepare_cached(MATCHING)?;
    let mut rows = statement.query((expression, limit))?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(kind) = Kind::from_code(row.get(1)?) else {
            continue;
        };
        hits.push(Hit {
            id: DocId(row.get(0)?),
            kind,
            title: row.get(2)?,
            subtitle: row.get(3)?,
            at: row.get::<_, Option<i64>>(4)?.map(UnixMillis),
        });
    }
    Ok(hits)
}
