//! What a relay is started with: settings read into their types.

use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::settings::{Settings, Source};

/// Whether spaces may be founded on this relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Anybody who reaches the relay may found a space.
    Open,
    /// Only spaces that are known already are served.
    Closed,
}

/// Who may read the relay's measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAccess {
    /// Programs on the same machine.
    Loopback,
    /// Anybody who reaches the relay.
    Open,
    /// Nobody.
    Off,
}

/// Certificate and key for TLS, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, the relay's own first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Seconds of a day.
const DAY: u64 = 24 * 60 * 60;
/// A century; more days than this mean the same.
const MOST_DAYS: u64 = 36_525;

/// How much of everything the relay spends on its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of packs that one space may hold, those in grace included.
    pub space_quota: u64,
    /// How long packs are kept after a derived one took their place.
    pub grace: Duration,
    /// Bytes of packs that one device may bring to a space after its access ended.
    pub escrow_bytes: u64,
    /// Connections at one time; further ones wait to be accepted.
    pub max_connections: usize,
    /// Sync requests at one time; further ones are told `busy`.
    pub max_requests: usize,
    /// Listeners to events at one time; further ones are told `busy`.
    pub max_events: usize,
    /// Bytes of packs in memory between arrival and disk.
    pub upload_memory: usize,
    /// How long a peer may neither send nor take anything in the middle of a request.
    pub stall: Duration,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// How long requests under way may take to end after the relay was told to stop.
    pub shutdown: Duration,
}

/// All that a relay is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the relay's data; made if it is not there.
    pub data: PathBuf,
    /// The address to listen on; port 0 takes a free one.
    pub listen: String,
    /// TLS, or plain HTTP.
    pub tls: Option<TlsFiles>,
    /// A file that gets the address once the relay listens.
    pub ready_file: Option<PathBuf>,
    /// Who may found spaces.
    pub admission: Admission,
    /// Who may read measurements.
    pub metrics: MetricsAccess,
    /// What is logged, as `tracing` filters say it.
    pub log: String,
    /// Limits.
    pub limits: Limits,
    /// How many spaces' ledgers and heads stay in memory.
    pub cached_spaces: usize,
    /// Threads that read packs from disk.
    pub readers: usize,
    /// The data was put back from a backup: a new epoch begins.
    pub restored: bool,
}

/// Why settings make no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A setting that must be given is not.
    #[error("{name} is missing")]
    Missing {
        /// The setting.
        name: &'static str,
    },
    /// A value that its setting cannot have.
    #[error("{place} cannot be {value:?}: {expected} is expected")]
    Value {
        /// The setting, as spelled where it was given.
        place: String,
        /// The value.
        value: String,
        /// What would do.
        expected: &'static str,
    },
    /// One of two settings that belong together is missing.
    #[error("tls-cert and tls-key belong together")]
    HalfTls,
}

impl Config {
    /// Gives the configuration of a relay that keeps `data` and listens on loopback, with all defaults.
    pub fn for_data(data: impl Into<PathBuf>) -> Result<Self, ConfigError> {
        let mut settings = Settings::defaults();
        let data: PathBuf = data.into();
        settings.set("listen", "127.0.0.1:0".into(), Source::Default);
        settings.set("data", String::from("."), Source::Default);
        Ok(Self {
            data,
            ..Self::from_settings(&settings)?
        })
    }

    /// Reads settings into their types.
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let get = Values { settings };
        let path = |name| settings.get(name).map(|(value, _)| PathBuf::from(value));
        let tls = match (path("tls-cert"), path("tls-key")) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            _ => return Err(ConfigError::HalfTls),
        };
        Ok(Self {
            data: path("data").ok_or(ConfigError::Missing { name: "data" })?,
            listen: get.listen()?,
            tls,
            ready_file: path("ready-file"),
            admission: get.choice(
                "admission",
                "open or closed",
                &[("open", Admission::Open), ("closed", Admission::Closed)],
            )?,
            metrics: get.choice(
                "metrics",
                "loopback, open or off",
                &[
                    ("loopback", MetricsAccess::Loopback),
                    ("open", MetricsAccess::Open),
                    ("off", MetricsAccess::Off),
                ],
            )?,
            log: get.text("log")?.0.to_owned(),
            limits: get.limits()?,
            cached_spaces: get.at_least_one("cached-spaces")?,
            readers: get.at_least_one("readers")?,
            restored: false,
        })
    }
}

/// Reads single settings.
struct Values<'a> {
    settings: &'a Settings,
}

impl Values<'_> {
    fn text(&self, name: &'static str) -> Result<(&str, &Source), ConfigError> {
        self.settings.get(name).ok_or(ConfigError::Missing { name })
    }

    fn number<T: FromStr>(&self, name: &'static str) -> Result<T, ConfigError> {
        let (value, source) = self.text(name)?;
        let plain = value.replace('_', "");
        plain
            .parse()
            .map_err(|_| refuse(name, value, source, "a whole number"))
    }

    fn at_least_one(&self, name: &'static str) -> Result<usize, ConfigError> {
        let (value, source) = self.text(name)?;
        let number: usize = self.number(name)?;
        if number == 0 {
            return Err(refuse(name, value, source, "a number from 1"));
        }
        Ok(number)
    }

    fn seconds(&self, name: &'static str) -> Result<Duration, ConfigError> {
        self.at_least_one(name)
            .map(|seconds| Duration::from_secs(seconds as u64))
    }

    fn choice<T: Copy>(
        &self,
        name: &'static str,
        expected: &'static str,
        choices: &[(&str, T)],
    ) -> Result<T, ConfigError> {
        let (value, source) = self.text(name)?;
        let found = choices.iter().find(|(word, _)| *word == value);
        found
            .map(|(_, choice)| *choice)
            .ok_or_else(|| refuse(name, value, source, expected))
    }

    fn listen(&self) -> Result<String, ConfigError> {
        let (value, source) = self.text("listen")?;
        let resolves = value
            .to_socket_addrs()
            .is_ok_and(|mut found| found.next().is_some());
        if !resolves {
            return Err(refuse(
                "listen",
                value,
                source,
                "an address and a port, as 0.0.0.0:8440,",
            ));
        }
        Ok(value.to_owned())
    }

    fn limits(&self) -> Result<Limits, ConfigError> {
        Ok(Limits {
            space_quota: self.number("space-quota")?,
            grace: Duration::from_secs(DAY * self.number::<u64>("grace-days")?.min(MOST_DAYS)),
            escrow_bytes: self.number("escrow-bytes")?,
            max_connections: self.at_least_one("max-connections")?,
            max_requests: self.at_least_one("max-requests")?,
            max_events: self.number("max-events")?,
            // Less could never hold the largest pack.
            upload_memory: self.number::<usize>("upload-memory")?.max(8 << 20),
            stall: self.seconds("stall-seconds")?,
            idle: self.seconds("idle-seconds")?,
            shutdown: self.seconds("shutdown-seconds")?,
        })
    }
}

fn refuse(name: &str, value: &str, source: &Source, expected: &'static str) -> ConfigError {
    ConfigError::Value {
        place: source.spell(name),
        value: value.to_owned(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Result<Config, ConfigError> {
        let mut settings = Settings::defaults();
        settings.set("data", "d".into(), Source::Flag);
        settings.set(name, value.into(), Source::Environment);
        Config::from_settings(&settings)
    }

    #[test]
    fn the_defaults_make_a_configuration_once_the_folder_is_known() {
        let missing = Config::from_settings(&Settings::defaults()).unwrap_err();
        assert!(matches!(missing, ConfigError::Missing { name: "data" }));
        let config = with("log", "info").unwrap();
        assert_eq!(config.admission, Admission::Open);
        assert_eq!(config.limits.stall, Duration::from_secs(60));
    }

    #[test]
    fn a_bad_value_is_named_as_it_was_given() {
        let error = with("readers", "many").unwrap_err().to_string();
        assert!(
            error.starts_with("SOTAY_RELAY_READERS cannot be \"many\""),
            "{error}"
        );
        assert!(with("listen", "nowhere").is_err());
        assert!(with("cached-spaces", "0").is_err());
        assert!(matches!(
            with("tls-cert", "x").unwrap_err(),
            ConfigError::HalfTls
        ));
    }
}
