//! What a device's database holds, read beside the notebook with the same key.

use client_core::Home;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;

/// The read models: everything that can be dropped and rebuilt.
const READ_MODELS: [(&str, &str); 16] = [
    ("rm_record", "SELECT * FROM rm_record ORDER BY n"),
    (
        "rm_conflict",
        "SELECT * FROM rm_conflict ORDER BY record, key, rank",
    ),
    ("rm_coverage", "SELECT * FROM rm_coverage ORDER BY record"),
    ("rm_moved", "SELECT * FROM rm_moved ORDER BY record"),
    ("rm_lived", "SELECT * FROM rm_lived ORDER BY record, area"),
    ("rm_profile", "SELECT * FROM rm_profile ORDER BY record"),
    (
        "rm_likeness",
        "SELECT * FROM rm_likeness ORDER BY key, record",
    ),
    ("rm_link", "SELECT * FROM rm_link ORDER BY record"),
    ("rm_follower", "SELECT * FROM rm_follower ORDER BY record"),
    (
        "rm_unlike",
        "SELECT * FROM rm_unlike ORDER BY record, other",
    ),
    (
        "rm_review",
        "SELECT * FROM rm_review ORDER BY record, number",
    ),
    (
        "rm_restricted",
        "SELECT * FROM rm_restricted ORDER BY record",
    ),
    ("rm_group", "SELECT * FROM rm_group ORDER BY record"),
    (
        "rm_recognition",
        "SELECT * FROM rm_recognition ORDER BY record, year",
    ),
    ("rm_copies", "SELECT * FROM rm_copies ORDER BY record"),
    // The index, and what it has yet to take over.
    (
        "rm_search",
        "SELECT rowid, title, body FROM rm_search UNION ALL SELECT number, title, body FROM rm_fresh ORDER BY 1",
    ),
];

/// Opens the encrypted database of a home for reading.
pub fn database(home: &Home, key: &[u8; 32]) -> Connection {
    open(home, key, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Opens the encrypted database of a home for writing, as a manipulated program would.
pub fn writable(home: &Home, key: &[u8; 32]) -> Connection {
    open(home, key, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// Changes the encrypted database of a home beside the notebook, which must not be open.
pub fn change(home: &Home, key: &[u8; 32], sql: &str) {
    let connection = open(home, key, OpenFlags::SQLITE_OPEN_READ_WRITE);
    connection.execute_batch(sql).expect("a change");
}

fn open(home: &Home, key: &[u8; 32], flags: OpenFlags) -> Connection {
    let path = home.folder().join("device.db");
    let connection = Connection::open_with_flags(path, flags).expect("a database");
    unlock(&connection, key);
    connection
}

/// Gives a connection the raw key of its database.
pub fn unlock(connection: &Connection, key: &[u8; 32]) {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .expect("the key is taken");
}

/// Reads all rows of a query, a text a row.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("a query");
    let width = statement.column_count();
    let mut found = statement.query([]).expect("rows");
    let mut out = Vec::new();
    while let Some(row) = found.next().expect("a row") {
        let cells: Vec<String> = (0..width)
            .map(|at| cell(row.get_ref(at).expect("a cell")))
            .collect();
        out.push(cells.join("|"));
    }
    out
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// Reads every cell of every table of a home, as text and as the text of bytes.
pub fn cells(home: &Home) -> Vec<String> {
    let connection = database(home, &crate::key_of(home));
    let tables = rows(
        &connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    );
    let mut cells = Vec::new();
    for table in tables {
        let all = rows(
            &connection,
            &format!("SELECT * FROM {}", table.replace('"', "")),
        );
        cells.extend(all.into_iter().map(|row| format!("{table}: {row}")));
    }
    cells
}

/// Reads every row of every read model.
pub fn read_models(home: &Home, key: &[u8; 32]) -> BTreeMap<&'static str, Vec<String>> {
    read_models_in(&database(home, key))
}

/// Reads every row of every read model of an open database.
pub fn read_models_in(connection: &Connection) -> BTreeMap<&'static str, Vec<String>> {
    READ_MODELS
        .iter()
        .map(|(name, sql)| (*name, rows(connection, sql)))
        .collect()
}

/// Reads every page of an encrypted database in clear, the free ones included.
pub fn pages(home: &Home, key: &[u8; 32]) -> Vec<u8> {
    let mut connection = database(home, key);
    rows(&connection, "SELECT count(*) FROM sqlite_master");
    let pages = connection.serialize("main").expect("the pages");
    pages.to_vec()
}
