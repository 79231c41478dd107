//! A unit of a chief and whoever is invited, with a relay of its own.

use std::path::{Path, PathBuf};

use client_core::{Founding, Home, InviteRequest, Notebook, Role, World};
use testkit::process::Relay;

use crate::failure::Failure;
use crate::ward::{PIN, programs, text, transport};

/// Names an area.
pub(super) fn area(number: usize) -> String {
    format!("Tổ {}", number + 1)
}

/// A unit with its relay.
pub(super) struct Unit {
    pub(super) relay: Relay,
    pub(super) chief: Notebook,
    folder: PathBuf,
    joined: usize,
}

impl Unit {
    /// Founds a unit of so many areas.
    pub(super) fn found(folder: &Path, areas: usize) -> Result<Self, Failure> {
        let relay = Relay::start(&programs()?, &folder.join("relay"))?;
        let founding = Founding {
            relay_url: relay.url(),
            unit: "Phường đo".to_owned(),
            officer: "Chỉ huy đo".to_owned(),
            areas: (0..areas).map(area).collect(),
        };
        let home = Home::at(folder.join("chief"));
        let mut chief = Notebook::found(&home, World::native(), PIN, &founding)?;
        let description = transport(&relay.url())?.describe()?;
        let description: serde_json::Value = serde_json::from_str(&description).unwrap_or_default();
        let id = text(&description, "relay");
        let id = id
            .parse()
            .map_err(|_| Failure::unexpected("no relay's key"))?;
        chief.learn_relay(id)?;
        chief.sync(&mut transport(&relay.url())?, &mut |_| {})?;
        Ok(Self {
            relay,
            chief,
            folder: folder.to_owned(),
            joined: 0,
        })
    }

    /// Lets another officer's device in.
    pub(super) fn join(&mut self, role: Role, areas: Vec<String>) -> Result<Notebook, Failure> {
        self.joined += 1;
        let request = InviteRequest {
            role,
            officer: format!("Cán bộ {}", self.joined),
            areas,
        };
        let mut near = transport(&self.relay.url())?;
        let code = self.chief.invite(&request)?.code;
        self.chief.sync(&mut near, &mut |_| {})?;
        let home = Home::at(self.folder.join(format!("device-{}", self.joined)));
        let mut device = Notebook::join(&home, World::native(), PIN, &code)?;
        device.sync(&mut near, &mut |_| {})?;
        self.chief.sync(&mut near, &mut |_| {})?;
        Ok(device)
    }
}
