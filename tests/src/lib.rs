//! Cross-crate tests: real relay, real clients.
