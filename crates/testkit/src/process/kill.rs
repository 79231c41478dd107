//! Killing a program at its N-th write point.
//!
//! The library that does it, `crates/killpoint`, is put in front of the C library of a program that is otherwise as it ships.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Programs;

/// When a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KillOrder {
    /// Never; its write points are only listed.
    Count,
    /// Before its N-th write point, counted from 1.
    Before(u64),
    /// In the N-th of its write points that write more than a byte, counted from 1, after half of the bytes.
    Torn(u64),
}

/// The write points of a program: its calls that change files in one folder.
#[derive(Clone, Debug)]
pub struct WritePoints {
    library: PathBuf,
    folder: PathBuf,
    order: PathBuf,
}

/// What a program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Its write points in their order, the one of its end included.
    pub points: Vec<String>,
    /// Whether it was killed at the last of them.
    pub killed: bool,
}

impl WritePoints {
    /// Whether programs of this system can be killed at a write point.
    pub const CAN_BE_KNOWN: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

    /// Watches over a folder, which need not be there yet; orders and lists are kept beside it.
    ///
    /// # Errors
    ///
    /// If the folder's parent is not there: links on the way to it have to be followed, as the kernel follows them.
    pub fn of(programs: &Programs, folder: &Path) -> io::Result<Self> {
        let no_folder = || io::Error::new(io::ErrorKind::InvalidInput, "no folder is named");
        let parent = folder.parent().ok_or_else(no_folder)?.canonicalize()?;
        let folder = parent.join(folder.file_name().ok_or_else(no_folder)?);
        Ok(Self {
            library: programs.killpoint(),
            order: folder.with_extension("order"),
            folder,
        })
    }

    /// Lets a program that is about to be started know of the orders. Without one it runs on.
    pub fn watch<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("LD_PRELOAD", &self.library)
            .env("KILLPOINT_BELOW", &self.folder)
            .env("KILLPOINT_ORDER", &self.order)
    }

    /// Gives an order; counting begins here. A program takes the first one that it sees, and no other.
    ///
    /// # Errors
    ///
    /// If the order cannot be written.
    pub fn give(&self, order: KillOrder) -> io::Result<()> {
        self.withdraw()?;
        let text = match order {
            KillOrder::Count => "count".to_owned(),
            KillOrder::Before(n) => format!("before {n}"),
            KillOrder::Torn(n) => format!("torn {n}"),
        };
        let beside = self.order.with_extension("order.part");
        fs::write(&beside, text)?;
        // Renamed, so that a running program never reads half an order.
        fs::rename(&beside, &self.order)
    }

    /// Takes the order back, and returns what came of it.
    ///
    /// # Errors
    ///
    /// If the files beside the folder cannot be read or removed.
    pub fn withdraw(&self) -> io::Result<Reached> {
        remove(&self.order)?;
        let list = self.order.with_extension("points");
        let text = match fs::read_to_string(&list) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        remove(&list)?;
        let mut points: Vec<String> = text.lines().map(str::to_owned).collect();
        let killed = points.last().is_some_and(|line| line == "killed");
        if killed {
            points.pop();
        }
        Ok(Reached { points, killed })
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
