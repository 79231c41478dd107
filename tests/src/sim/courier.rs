//! Steps of couriers: files that go from any device to any other, late, again, in any order, or cut short.

use crate::sim::Sim;
use client_core::{ClientError, CourierOptions};
use proto::{COURIER_LINE, CourierItem};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// So many files lie around at most.
const MOST_FILES: usize = 8;

/// The parts of a set, as they are written.
type Shelf = Rc<RefCell<Vec<Vec<u8>>>>;

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
    let mut open = move |_: u32| -> io::Result<Box<dyn Write>> {
        let mut parts = shelf_of_parts.borrow_mut();
        parts.push(Vec::new());
        let part = Part(Rc::clone(&shelf_of_parts), parts.len() - 1);
        Ok(Box::new(part))
    };
    sim.act(who, |notebook| notebook.courier_export(&options, &mut open));
    // What was written before the power failed is a file as well.
    sim.files.extend(shelf.borrow_mut().drain(..));
    while sim.files.len() > MOST_FILES {
        let at = sim.rng.index(sim.files.len());
        sim.files.swap_remove(at);
    }
}

/// Somebody who lies writes a file with a single item.
pub(super) fn put(sim: &mut Sim, item: CourierItem) {
    let closing = CourierItem::Closing { more: false };
    let items = [item.to_framed_bytes(), closing.to_framed_bytes()].concat();
    sim.files.push([COURIER_LINE, &items].concat());
}

/// Somebody takes in a file, or a part of it, or the same twice.
pub fn import(sim: &mut Sim) {
    if sim.files.is_empty() {
        return;
    }
    let who = sim.anybody();
    let which = sim.rng.index(sim.files.len());
    let mut file = sim.files[which].clone();
    if sim.rng.chance(25) {
        file.truncate(sim.rng.index(file.len() + 1));
    }
    for _ in 0..=usize::from(sim.rng.chance(20)) {
        let imported = sim.act(who, |notebook| {
            match notebook.courier_import(&mut file.as_slice(), &mut |_| {}) {
                // Cut within its first line.
                Err(ClientError::CourierUnreadable(_)) => Ok(None),
                report => report.map(Some),
            }
        });
        sim.note(match imported {
            Some(Some(report)) => format!("packs {} entries {}", report.packs, report.entries),
            _ => "nothing".to_owned(),
        });
    }
}
