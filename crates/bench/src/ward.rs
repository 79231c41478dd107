//! The stage: a relay, a commander whose notebook holds the ward, and devices that join.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cli::transport::{HttpTransport, TransportOptions};
use client_core::{ClientError, Home, Notebook, World};
use serde_json::Value;
use testkit::process::{Programs, Relay, Sotay};
use testkit::{Kind, Register, Size};

use crate::failure::Failure;
use crate::options::Options;

/// The PIN of every notebook.
pub(crate) const PIN: &str = "135790";

/// A relay and a commander.
pub(crate) struct Ward {
    pub(crate) programs: Programs,
    pub(crate) relay: Relay,
    /// The register with the unit's own ids.
    pub(crate) register: Register,
    /// How long each import took, process included, in seconds.
    pub(crate) imports: Vec<f64>,
    commander: Sotay,
    folder: PathBuf,
    joined: usize,
}

/// A notebook that has joined and how that went.
pub(crate) struct Joined {
    /// Its home.
    pub(crate) home: PathBuf,
    /// The whole time, from the code to the last document, in seconds.
    pub(crate) seconds: f64,
    /// Each moment at which documents had been merged: seconds and how many.
    pub(crate) timeline: Vec<(f64, u64)>,
}

impl Ward {
    /// Founds a unit and imports the ward, as often as runs are wanted, each time on a new home; the last one counts.
    pub(crate) fn found(options: &Options) -> Result<Self, Failure> {
        let programs = programs()?;
        let relay = Relay::start(&programs, &options.work.join("relay"))?;
        let generated = Register::generate(&Size::ward(), options.seed);
        let mut imports = Vec::new();
        let mut last = None;
        for run in 0..options.runs {
            let commander = Sotay::new(
                &programs,
                &options.work.join(format!("commander-{run}")),
                PIN,
            );
            let register = settle(&commander, &relay, &generated)?;
            imports.push(import(
                &commander,
                &register,
                &options.work.join("registers"),
            )?);
            last = Some((commander, register));
        }
        let (commander, register) =
            last.ok_or_else(|| Failure::unexpected("no run was asked for"))?;
        let began = Instant::now();
        commander.json(&["sync"])?;
        eprintln!(
            "the ward is on the relay after {:.1} s",
            began.elapsed().as_secs_f64()
        );
        Ok(Self {
            programs,
            relay,
            register,
            imports,
            commander,
            folder: options.work.clone(),
            joined: 0,
        })
    }

    /// Invites a supervisor for all areas and lets its device join over `url`, as an app would.
    pub(crate) fn join(&mut self, url: &str) -> Result<Joined, Failure> {
        let code = self.invite()?;
        let home = self.folder.join(format!("device-{}", self.joined));
        let began = Instant::now();
        let mut notebook = Notebook::join(&Home::at(&home), World::native(), PIN, &code)?;
        let mut transport = transport(url)?;
        let mut timeline = Vec::new();
        notebook.sync(&mut transport, &mut |progress| {
            timeline.push((began.elapsed().as_secs_f64(), progress.documents_changed));
        })?;
        Ok(Joined {
            home,
            seconds: began.elapsed().as_secs_f64(),
            timeline,
        })
    }

    /// Makes an invite code, which the relay knows.
    pub(crate) fn invite(&mut self) -> Result<String, Failure> {
        self.joined += 1;
        let officer = format!("Giám sát {}", self.joined);
        let invitation =
            self.commander
                .json(&["invite", "--role", "supervisor", "--officer", &officer])?;
        Ok(text(&invitation, "code"))
    }

    /// Names a folder for a home that this program fills itself.
    pub(crate) fn join_folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns a device's command line.
    pub(crate) fn device(&self, home: &Path) -> Sotay {
        Sotay::new(&self.programs, home, PIN)
    }
}

/// Connects to a relay as the command line does.
pub(crate) fn transport(url: &str) -> Result<HttpTransport, Failure> {
    let relay = url
        .parse()
        .map_err(|_| Failure::unexpected(format!("{url} is no address of a relay")))?;
    Ok(HttpTransport::open(&TransportOptions::to(relay))?)
}

/// Opens a notebook with its PIN.
pub(crate) fn open(home: &Path, world: World) -> Result<Notebook, ClientError> {
    Notebook::open(&Home::at(home), world, PIN)
}

/// Founds the unit, and gives the register the ids of the unit's areas.
pub(crate) fn settle(
    commander: &Sotay,
    relay: &Relay,
    generated: &Register,
) -> Result<Register, Failure> {
    let mut register = generated.clone();
    let url = relay.url();
    let names: Vec<String> = register
        .areas
        .iter()
        .map(|area| text(area, "name"))
        .collect();
    let mut arguments = vec![
        "init",
        "--relay",
        &url,
        "--unit",
        "Phường đo",
        "--officer",
        "Chỉ huy đo",
    ];
    for name in &names {
        arguments.extend(["--area", name]);
    }
    commander.json(&arguments)?;
    let listed = commander.json(&["area", "list"])?;
    let listed = listed.as_array().cloned().unwrap_or_default();
    let own: BTreeMap<String, String> = listed
        .iter()
        .map(|area| (text(area, "name"), text(area, "id")))
        .collect();
    let ids = register
        .areas
        .iter()
        .filter_map(|area| Some((text(area, "id"), own.get(&text(area, "name"))?.clone())));
    let ids: BTreeMap<String, String> = ids.collect();
    if ids.len() != names.len() {
        return Err(Failure::unexpected(
            "the unit does not have the areas that it was founded with",
        ));
    }
    register.replace_ids(&ids);
    Ok(register)
}

pub(crate) fn import(
    commander: &Sotay,
    register: &Register,
    folder: &Path,
) -> Result<f64, Failure> {
    let files = register.write(folder)?;
    let registers = files
        .iter()
        .zip(Kind::ALL)
        .filter(|(_, kind)| *kind != Kind::Areas)
        .map(|(file, _)| file.display().to_string());
    let arguments: Vec<String> = std::iter::once("import".to_owned())
        .chain(registers)
        .collect();
    let began = Instant::now();
    commander.json(&arguments)?;
    let seconds = began.elapsed().as_secs_f64();
    let documents = commander.json(&["status"])?;
    let visits = documents
        .pointer("/documents/visit")
        .or_else(|| documents.pointer("/documents/visits"));
    if visits.and_then(Value::as_u64) != Some(register.visits.len() as u64) {
        return Err(Failure::unexpected(format!(
            "after the import the notebook holds {documents}"
        )));
    }
    Ok(seconds)
}

/// Finds the programs that were built beside this one.
pub(crate) fn programs() -> Result<Programs, Failure> {
    let program = std::env::current_exe()?;
    Ok(Programs::at(program.parent().unwrap_or(Path::new("."))))
}

/// Reads a text field; empty if it is not there.
pub(crate) fn text(row: &Value, field: &str) -> String {
    row.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
