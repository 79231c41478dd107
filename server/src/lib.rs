//! The blind relay.
//!
//! It stores, orders and hands out sealed packs, and lets a space's members only write and read it. It cannot
//! read a record: nothing here reaches Automerge or the records crate, and what is decided about packs and
//! ledgers is decided in `sync::relay`. Here are the sockets, the disk, the limits, and what an operator sees.
//!
//! Modules in reading order: [`settings`] and [`config`] (how it is started), [`storage`] (what it keeps),
//! `sync_handler` and its neighbours in [`http`] (what it answers), [`metrics`], and [`relay`], which puts
//! them together: [`Relay::start`] runs a whole relay in the caller's process, as the tests do.

pub mod config;
pub mod settings;

pub mod storage;

pub mod metrics;

pub use config::{Admission, Config, ConfigError, Limits, MetricsAccess, TlsFiles};
pub use settings::{Settings, SettingsError, Source};
