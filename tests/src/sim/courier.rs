//! Steps of couriers: files that go from any device to any other, late, again, in any order, or cut short.

use crate::sim::device::Device;
use crate::sim::{Sim, versions};
use crate::tables::rows;
use client_core::{ClientError, CourierImport, CourierOptions};
use proto::{COURIER_LINE, CourierItem, SpaceId};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// So many files lie around at most.
const MOST_FILES: usize = 8;

/// A file that lies around.
pub struct File {
    bytes: Vec<u8>,
    /// What whoever takes it in is to suspect, where somebody lied.
    lie: Option<Lie>,
}

/// A lie in a file.
#[derive(Debug, Clone, Copy)]
pub enum Lie {
    /// A pack that its author did not sign so.
    Pack,
    /// An entry that may not follow, for this place of the ledger of an area.
    Entry(SpaceId, u64),
}

/// The parts of a set, as they are written.
pub(super) type Shelf = Rc<RefCell<Vec<Vec<u8>>>>;

/// One file of a set.
struct Part(Shelf, usize);

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut()[self.1].extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins the next file of a set.
pub(super) fn part(shelf: &Shelf) -> io::Result<Box<dyn Write>> {
    let mut parts = shelf.borrow_mut();
    parts.push(Vec::new());
    Ok(Box::new(Part(Rc::clone(shelf), parts.len() - 1)))
}

/// Somebody writes a set of files.
pub fn export(sim: &mut Sim) {
    let who = sim.anybody();
    let shelf = Shelf::default();
    let options = CourierOptions {
        unsent_only: sim.rng.chance(50),
        part_bytes: sim.rng.chance(50).then(|| 500 + sim.rng.below(8_000)),
        ..CourierOptions::default()
    };
    let shelf_of_parts = Rc::clone(&shelf);
    let mut open = move |_: u32| part(&shelf_of_parts);
    sim.act(who, |notebook| notebook.courier_export(&options, &mut open));
    // What was written before the power failed is a file as well.
    let written = shelf.borrow_mut().drain(..).collect::<Vec<_>>();
    let is_older = sim.versions.is_behind(&sim.devices[who]);
    let written = written.into_iter().map(|bytes| File {
        bytes: if is_older {
            versions::file_of_older(&bytes)
        } else {
            bytes
        },
        lie: None,
    });
    sim.files.extend(written);
    while sim.files.len() > MOST_FILES {
        let at = sim.rng.index(sim.files.len());
        sim.files.swap_remove(at);
    }
}

/// Somebody writes a file of some items by other means than the program's.
pub(super) fn put(sim: &mut Sim, items: &[CourierItem], lie: Option<Lie>) {
    let closing = CourierItem::Closing { more: false };
    let items = items.iter().chain([&closing]);
    let items: Vec<u8> = items.flat_map(CourierItem::to_framed_bytes).collect();
    let bytes = [COURIER_LINE, &items].concat();
    sim.files.push(File { bytes, lie });
}

/// Whoever takes in a lie, and can know it for one, suspects it.
fn is_noticed(device: &Device, report: &CourierImport, lie: Lie) {
    let reasons = match lie {
        // Of a space that it is not in it carries the file on.
        Lie::Pack if report.set_aside == 0 => return,
        Lie::Pack => "'unsigned'",
        Lie::Entry(space, place) => {
            let space = space.to_string().replace('-', "");
            let sql = format!(
                "SELECT l.position FROM doc_ledger l JOIN doc_space s ON s.n = l.space WHERE s.id = X'{space}'"
            );
            let length = rows(&device.tables(), &sql).len() as u64;
            if report.entries_waiting == 0 || length < place {
                return;
            }
            "'ledger-refused', 'ledger-forked'"
        }
    };
    let sql = format!("SELECT n FROM doc_suspicion WHERE reason IN ({reasons})");
    let noticed = rows(&device.tables(), &sql);
    assert!(
        !noticed.is_empty(),
        "{} does not notice {lie:?}",
        device.name
    );
}

/// Somebody takes in a file, or a part of it, or the same twice.
pub fn import(sim: &mut Sim) {
    if sim.files.is_empty() {
        return;
    }
    let who = sim.anybody();
    let which = sim.rng.index(sim.files.len());
    let mut file = sim.files[which].bytes.clone();
    let mut lie = sim.files[which].lie;
    if sim.versions.is_behind(&sim.devices[who]) {
        file = sim.versions.file_for_older(&file);
    }
    if sim.rng.chance(25) {
        file.truncate(sim.rng.index(file.len() + 1));
        lie = None;
    }
    for _ in 0..=usize::from(sim.rng.chance(20)) {
        let imported = sim.act(who, |notebook| {
            match notebook.courier_import(&mut file.as_slice(), &mut |_| {}) {
                // Cut within its first line.
                Err(ClientError::CourierUnreadable(_)) => Ok(None),
                report => report.map(Some),
            }
        });
        if let (Some(Some(report)), Some(lie)) = (&imported, lie) {
            is_noticed(&sim.devices[who], report, lie);
        }
        sim.note(match imported {
            Some(Some(report)) => format!("packs {} entries {}", report.packs, report.entries),
            _ => "nothing".to_owned(),
        });
    }
}
