//! The blind relay.
//!
//! It stores, orders and hands out sealed packs, and lets a space's members only write and read it. It cannot
//! read a record: nothing here reaches Automerge or the records crate, and what is decided about packs and
//! ledgers is decided in `sync::relay`. Here are the sockets, the disk, the limits, and what an operator sees.
//!
//! Modules in reading order: [`settings`] and [`config`] (how it is started), [`storage`] (what it keeps),
//! `http` (what it answers), [`metrics`] and [`logging`] (what an operator sees), and [`relay`], which puts them
//! together: [`Relay::start`] runs a whole relay in the caller's process, as tests do; [`program`] is
//! `sotay-relay` around it; [`inline`] is a relay without sockets and threads, for simulations.

pub mod config;
pub mod settings;

pub mod storage;

mod app;
mod http;
mod keys;

pub mod logging;
pub mod metrics;
mod words;

pub mod inline;
pub mod program;
pub mod relay;

pub use app::{Clock, system_clock};
pub use config::{Admission, Config, ConfigError, Limits, MetricsAccess, TlsFiles};
pub use http::tls::TlsError;
pub use inline::InlineRelay;
pub use relay::{Handle, Relay, StartError};
pub use settings::{Settings, SettingsError, Source};
