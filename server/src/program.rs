//! The program `sotay-relay`: reads its settings, runs a relay until it is told to stop.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::config::{Config, ConfigError};
use crate::logging;
use crate::relay::{Relay, StartError};
use crate::settings::{SETTINGS, Settings, SettingsError, Source};
use crate::storage::StorageError;
use crate::words::Words;

/// Why the program ends before it ran.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Log(#[from] logging::BadFilter),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Close(#[from] StorageError),
    #[error("{0}")]
    System(#[from] std::io::Error),
}

/// Runs the program. It exits with 0 after an orderly stop, 2 for wrong settings, 1 for anything else.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let lookup = |name: &str| std::env::var(name).ok();
    let words = Words::choose(lookup);
    let matches = match command(&words).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // The help that was asked for, or what is wrong; if even that cannot be printed, the code remains.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    match read_config(&matches, lookup).and_then(serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&words, &failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn command(words: &Words) -> Command {
    let config = Arg::new("config").long("config").value_name("FILE").help(words.get("help-config"));
    let mut command = Command::new("sotay-relay")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.get("about"))
        .after_help(StyledStr::from(words.get("usage-note")))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(config);
    for setting in SETTINGS {
        let help = words.get(&format!("help-{}", setting.name));
        let default = setting.default.map(|value| words.with("default", "value", value));
        let help = default.map_or(help.clone(), |default| format!("{help} [{default}]"));
        let flag = Arg::new(setting.name).long(setting.name).value_name(setting.value).help(help);
        command = command.arg(flag);
    }
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help);
    let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
    command.arg(help.help(words.get("help-help"))).arg(version.help(words.get("help-version")))
}

fn read_config(
    matches: &ArgMatches,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Config, Failure> {
    let mut settings = Settings::defaults();
    let file = matches.get_one::<String>("config").cloned();
    if let Some(path) = file.or_else(|| lookup(&crate::settings::variable("config"))) {
        settings.read_file(&PathBuf::from(path))?;
    }
    settings.read_environment(lookup);
    for setting in SETTINGS {
        if let Some(value) = matches.get_one::<String>(setting.name) {
            settings.set(setting.name, value.clone(), Source::Flag);
        }
    }
    Ok(Config::from_settings(&settings)?)
}

fn serve(config: Config) -> Result<(), Failure> {
    logging::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let relay = Relay::start(config).await?;
        let signal = signals.next().await;
        tracing::info!(signal, "stopping");
        relay.shutdown().await?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// The signals that ask the relay to stop.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "terminate",
            _ = tokio::signal::ctrl_c() => "interrupt",
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        let _ = tokio::signal::ctrl_c().await;
        "interrupt"
    }
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Failure::Settings(_) | Failure::Config(_) | Failure::Log(_) => 2,
            Failure::Start(StartError::Tls(_)) => 2,
            Failure::Start(_) | Failure::Close(_) | Failure::System(_) => 1,
        }
    }

    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Failure::Config(ConfigError::Missing { name: "data" }) => "hint-data",
            Failure::Config(ConfigError::HalfTls) | Failure::Start(StartError::Tls(_)) => "hint-tls",
            Failure::Settings(_) | Failure::Config(_) | Failure::Log(_) => "hint-settings",
            Failure::Start(StartError::Listen { .. }) => "hint-listen",
            Failure::Start(StartError::Storage(error)) | Failure::Close(error) => match error {
                StorageError::InUse { .. } => "hint-storage-in-use",
                StorageError::Newer { .. } => "hint-storage-newer",
                StorageError::Full => "hint-storage-full",
                StorageError::ReadOnly => "hint-storage-read-only",
                StorageError::Damaged { .. } => "hint-storage-damaged",
                StorageError::Closed | StorageError::Failed(_) => return None,
            },
            Failure::Start(StartError::ReadyFile(_)) | Failure::System(_) => return None,
        })
    }
}

fn report(words: &Words, failure: &Failure) {
    eprintln!("{}", words.with("failed", "reason", &failure.to_string()));
    if let Some(hint) = failure.hint() {
        eprintln!("{}", words.get(hint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_its_help_names_every_setting() {
        let words = Words::choose(|_| None);
        command(&words).debug_assert();
        let help = command(&words).render_long_help().to_string();
        for setting in SETTINGS {
            assert!(help.contains(&format!("--{}", setting.name)), "{}", setting.name);
        }
    }
}
