//! One visit of a day is erased: what moves, beside the pack that held it.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

use client_core::{CourierOptions, DocId, EraseReason, Kind, Notebook, Role};
use proto::{COURIER_LINE, CourierItem, CourierReader};
use serde_json::Value;
use testkit::{Link, LinkSpeed, Register, Size};

use super::day::visit_fields;
use super::unit::{Unit, area};
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::transport;

/// An officer's day.
const VISITS: usize = 30;

/// Measures.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let mut unit = Unit::found(&options.work.join("erase"), 1)?;
    let mut officer = unit.join(Role::Officer, vec![area(0)])?;
    let (mut packs, mut moved, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..options.runs {
        let visits = day(&mut officer, options.seed + run as u64)?;
        let pack = largest_waiting(&mut officer)? as f64 / 1e3;
        officer.sync(&mut transport(&unit.relay.url())?, &mut |_| {})?;
        unit.chief
            .sync(&mut transport(&unit.relay.url())?, &mut |_| {})?;
        let visit = visits.get(VISITS / 2).copied();
        let visit = visit.ok_or_else(|| Failure::unexpected("a day without visits"))?;
        let plan = unit.chief.plan_erasure(&[visit])?;
        unit.chief.erase(&plan, EraseReason::Request)?;
        let link = Link::open(unit.relay.address(), LinkSpeed::LOOPBACK)?;
        unit.chief.sync(&mut transport(&link.url())?, &mut |_| {})?;
        if unit.chief.status()?.unsent_ledger > 0 {
            return Err(Failure::unexpected("the relay knows of no erasure"));
        }
        let stats = link.stats();
        let both = (stats.up + stats.down) as f64 / 1e3;
        packs.push(pack);
        moved.push(both);
        ratios.push(both / pack);
        officer.sync(&mut transport(&unit.relay.url())?, &mut |_| {})?;
    }
    let figure = |what, unit, reach, runs| Figure::new(Row::Erase, what, unit, reach, runs);
    report.add(figure("the pack that held it", "KB", Reach::Told, packs));
    report.add(figure("both ways", "KB", Reach::Told, moved));
    report.add(figure("times the pack", "", Reach::AtMost(1.0), ratios));
    Ok(())
}

/// Records a day of visits at one household; returns them.
fn day(officer: &mut Notebook, seed: u64) -> Result<Vec<DocId>, Failure> {
    let size = Size {
        visits: VISITS,
        ..Size::ward()
    };
    let generated = Register::generate(&size, seed);
    let place = generated.households.first();
    let place = place.ok_or_else(|| Failure::unexpected("a ward without households"))?;
    let mut fields = place.as_object().cloned().unwrap_or_default();
    fields.remove("id");
    let here = officer.find(Some(Kind::Area), &area(0))?;
    fields.insert("area".to_owned(), Value::from(here.to_string()));
    let household = officer.create(Kind::Household, fields)?;
    let mut place = place.clone();
    if let Some(id) = place.get_mut("id") {
        *id = Value::from(household.to_string());
    }
    let mut visits = Vec::new();
    for visit in &generated.visits {
        visits.push(officer.create(Kind::Visit, visit_fields(visit, &place))?);
    }
    Ok(visits)
}

/// A file in memory.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns the size of the largest pack that a device has sealed and not brought: that of its records, not of its log.
fn largest_waiting(device: &mut Notebook) -> Result<usize, Failure> {
    let page = Page::default();
    let written = page.clone();
    let options = CourierOptions {
        unsent_only: true,
        ..CourierOptions::default()
    };
    device.courier_export(&options, &mut |_| Ok(Box::new(written.clone())))?;
    let bytes = page.0.borrow();
    let mut reader = CourierReader::new();
    reader.push(bytes.get(COURIER_LINE.len()..).unwrap_or_default());
    let mut largest = 0;
    while let Ok(Some(item)) = reader.next() {
        if let CourierItem::Pack { pack } = item {
            largest = largest.max(pack.len());
        }
    }
    Ok(largest)
}
