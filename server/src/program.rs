//! The program `sotay-relay`: reads its settings, runs a relay until it is told to stop; or does something with its data.

mod commands;
mod failure;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, ArgMatches, Command};

use self::failure::Failure;
use crate::config::{Config, ConfigError};
use crate::logging;
use crate::relay::Relay;
use crate::settings::{SETTINGS, Settings, Source};
use crate::words::Words;

/// Runs the program. It exits with 0 after an orderly stop or a command that found nothing wrong, 2 for wrong settings, 1
/// for anything else.
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
    let result = match matches.subcommand() {
        Some((name, of_command)) => {
            let data = || data_folder(&matches, of_command, lookup);
            commands::run(name, of_command, data, &words)
        }
        None => read_config(&matches, lookup).and_then(serve),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.explain(&words));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn command(words: &Words) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help(words.get("help-config"));
    let restored = Arg::new("restored")
        .long("restored")
        .action(ArgAction::SetTrue);
    let mut command = Command::new("sotay-relay")
        .help_template(words.get("help-template"))
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.get("about"))
        .after_help(StyledStr::from(words.get("usage-note")))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .override_usage("sotay-relay --data DIR [--listen ADDR] […]")
        .disable_help_subcommand(true)
        .arg(config)
        .arg(restored.help(words.get("help-restored")));
    for setting in SETTINGS {
        let help = words.get(&format!("help-{}", setting.name));
        let default = setting
            .default
            .map(|value| words.with("default", &[("value", value)]));
        let help = default.map_or(help.clone(), |default| format!("{help} [{default}]"));
        let flag = Arg::new(setting.name)
            .long(setting.name)
            .value_name(setting.value)
            .help(help);
        command = command.arg(flag);
    }
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version);
    let command = command
        .arg(help.help(words.get("help-help")))
        .arg(version.help(words.get("help-version")));
    commands::add_to(command, words)
}

fn read_settings(
    matches: &ArgMatches,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Settings, Failure> {
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
    Ok(settings)
}

fn read_config(
    matches: &ArgMatches,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Config, Failure> {
    let settings = read_settings(matches, lookup)?;
    let restored = matches.get_flag("restored");
    Ok(Config {
        restored,
        ..Config::from_settings(&settings)?
    })
}

/// Finds the data folder of a command: its own flag, else where the relay itself would find it.
fn data_folder(
    matches: &ArgMatches,
    of_command: &ArgMatches,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<PathBuf, Failure> {
    if let Some(data) = of_command.get_one::<OsString>("data") {
        return Ok(data.into());
    }
    let settings = read_settings(matches, lookup)?;
    let data = settings.get("data").map(|(value, _)| PathBuf::from(value));
    Ok(data.ok_or(ConfigError::Missing { name: "data" })?)
}

fn serve(config: Config) -> Result<ExitCode, Failure> {
    logging::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let relay = Relay::start(config).await?;
        let signal = signals.next().await;
        tracing::info!(signal, "stopping");
        relay.shutdown().await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_its_help_names_every_setting() {
        let words = Words::choose(|_| None);
        command(&words).debug_assert();
        let help = command(&words).render_long_help().to_string();
        for setting in SETTINGS {
            assert!(
                help.contains(&format!("--{}", setting.name)),
                "{}",
                setting.name
            );
        }
    }
}
