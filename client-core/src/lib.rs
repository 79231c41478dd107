//! The library of a field app: unlock, record, edit, query, sync.
