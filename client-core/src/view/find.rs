//! From what a person types (an id, the beginning of one, a code, a name) to one record.

use crate::error::ClientError;
use crate::view::{links, list};
use proto::DocId;
use records::Kind;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Fewer characters of an id would answer to too much.
const SHORTEST_PREFIX: usize = 4;

/// Finds the one record that a reference names.
///
/// Fails with `record-not-found` or `reference-ambiguous`.
pub(crate) fn find(
    connection: &Connection,
    kind: Option<Kind>,
    reference: &str,
) -> Result<DocId, ClientError> {
    let reference = reference.trim();
    let found = candidates(connection, kind, reference)?;
    match found.as_slice() {
        [] => Err(ClientError::RecordNotFound {
            reference: reference.to_owned(),
        }),
        [one] => Ok(*one),
        many => match one_of_the_same(connection, many)? {
            Some(leading) => Ok(leading),
            None => Err(ClientError::ReferenceAmbiguous {
                reference: reference.to_owned(),
                count: many.len(),
            }),
        },
    }
}

/// Returns the record that leads all of these; nothing where they are not linked with each other.
fn one_of_the_same(connection: &Connection, many: &[DocId]) -> Result<Option<DocId>, ClientError> {
    let mut leading = BTreeSet::new();
    for id in many {
        leading.extend(links::together(connection, *id)?.first().copied());
    }
    Ok(leading.pop_first().filter(|_| leading.is_empty()))
}

fn candidates(
    connection: &Connection,
    kind: Option<Kind>,
    reference: &str,
) -> Result<Vec<DocId>, ClientError> {
    if let Ok(id) = reference.parse::<DocId>() {
        return by_range(connection, kind, id.0, id.0);
    }
    let named = list::named(connection, kind, reference)?;
    if !named.is_empty() {
        return Ok(named);
    }
    match prefix_range(reference) {
        Some((from, to)) => by_range(connection, kind, from, to),
        None => Ok(Vec::new()),
    }
}

fn by_range(
    connection: &Connection,
    kind: Option<Kind>,
    from: [u8; 16],
    to: [u8; 16],
) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM doc_record d JOIN rm_record m ON m.n = d.n
         WHERE d.id BETWEEN ?1 AND ?2 AND (?3 IS NULL OR m.kind = ?3) LIMIT 20",
    )?;
    let rows = statement.query_map((from, to, kind.map(Kind::code)), |row| {
        Ok(DocId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the first and last id that begin with these hexadecimal digits.
fn prefix_range(prefix: &str) -> Option<([u8; 16], [u8; 16])> {
    let digits: String = prefix.chars().filter(|c| *c != '-').collect();
    if digits.len() < SHORTEST_PREFIX
        || digits.len() > 32
        || !digits.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return None;
    }
    let filled = |fill: &str| {
        let whole = format!("{digits}{}", fill.repeat(32 - digits.len()));
        u128::from_str_radix(&whole, 16).ok().map(u128::to_be_bytes)
    };
    Some((filled("0")?, filled("f")?))
}
