//! A new device takes the whole ward.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use client_core::{Flow, Home, Kind, Notebook, Query, Transport, TransportError, World};
use testkit::{Link, LinkSpeed};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, Joined, PIN, Ward, text};

/// How many of the newest visits a new device should list within seconds.
const NEWEST: usize = 500;

/// Joins over a link that only counts; returns the last device's home.
pub(super) fn loopback(
    ward: &mut Ward,
    runs: usize,
    report: Option<&mut Report>,
) -> Result<PathBuf, Failure> {
    let mut seconds = Vec::new();
    let mut last = PathBuf::new();
    let (mut bytes, mut connections) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let link = Link::open(ward.relay.address(), LinkSpeed::LOOPBACK)?;
        let joined = ward.join(&link.url())?;
        is_whole(ward, &joined.home)?;
        seconds.push(joined.seconds);
        bytes.push((link.stats().up + link.stats().down) as f64 / 1e6);
        connections.push(link.stats().connections as f64);
        last = joined.home;
    }
    if let Some(report) = report {
        report.add(Figure::new(
            Row::Loopback,
            "time",
            "s",
            Reach::AtMost(2.0),
            seconds,
        ));
        report.add(Figure::new(
            Row::Loopback,
            "both ways",
            "MB",
            Reach::Told,
            bytes,
        ));
        report.add(Figure::new(
            Row::Loopback,
            "connections",
            "",
            Reach::Told,
            connections,
        ));
    }
    Ok(last)
}

/// Joins over a fair mobile link.
pub(super) fn over_3g(
    ward: &mut Ward,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let enough = documents_until_newest(ward)?;
    let (mut seconds, mut newest) = (Vec::new(), Vec::new());
    let (mut bytes, mut connections) = (Vec::new(), Vec::new());
    for _ in 0..options.runs.min(3) {
        let link = Link::open(ward.relay.address(), LinkSpeed::THIRD_GENERATION)?;
        let joined = ward.join(&link.url())?;
        is_whole(ward, &joined.home)?;
        newest.push(moment(&joined, enough));
        seconds.push(joined.seconds);
        bytes.push((link.stats().up + link.stats().down) as f64 / 1e6);
        connections.push(link.stats().connections as f64);
    }
    report.add(Figure::new(
        Row::Join,
        "time",
        "s",
        Reach::AtMost(16.0),
        seconds,
    ));
    report.add(Figure::new(
        Row::Join,
        "both ways",
        "MB",
        Reach::AtMost(1.8),
        bytes,
    ));
    report.add(Figure::new(
        Row::Join,
        "connections",
        "",
        Reach::Told,
        connections,
    ));
    report.add(Figure::new(
        Row::Join,
        "newest 500 visits listable",
        "s",
        Reach::AtMost(3.0),
        newest,
    ));
    report.add(Figure::new(
        Row::Join,
        "documents by then",
        "",
        Reach::Told,
        vec![enough as f64],
    ));
    Ok(())
}

fn moment(joined: &Joined, documents: u64) -> f64 {
    joined
        .timeline
        .iter()
        .find(|(_, merged)| *merged >= documents)
        .map_or(joined.seconds, |(seconds, _)| *seconds)
}

/// Finds how many documents a joining device has merged when its list of the newest 500 visits is the ward's own: it joins once
/// over a link that breaks after each pack, and looks. The relay's order is the same for every new device, so the count holds
/// for the timed runs too, where nobody looks.
fn documents_until_newest(ward: &mut Ward) -> Result<u64, Failure> {
    let newest: BTreeSet<String> = ward
        .register
        .visits
        .iter()
        .rev()
        .take(NEWEST)
        .map(|visit| text(visit, "id"))
        .collect();
    let code = ward.invite()?;
    let home = ward.join_folder("broken");
    let mut notebook = Notebook::join(&Home::at(&home), World::native(), PIN, &code)?;
    let full = Cell::new(false);
    let mut transport = Breaking {
        through: ward::transport(&ward.relay.url())?,
        full: &full,
    };
    let mut merged = 0;
    loop {
        let mut here = 0;
        full.set(false);
        let done = notebook.sync(&mut transport, &mut |progress| {
            here = progress.documents_changed;
            full.set(here > 0);
        });
        merged += here;
        if newest.is_subset(&listed(&mut notebook)?) {
            return Ok(merged);
        }
        if done.is_ok() || here == 0 {
            return Err(Failure::unexpected(
                "a joined device does not list the newest visits",
            ));
        }
    }
}

fn listed(notebook: &mut Notebook) -> Result<BTreeSet<String>, Failure> {
    let query = Query {
        // A few more: visits of one minute are in no particular order.
        limit: NEWEST as u32 + 20,
        ..Query::of(Kind::Visit)
    };
    Ok(notebook
        .list(&query)?
        .rows
        .iter()
        .map(|row| row.id.to_string())
        .collect())
}

/// A transport that breaks when it is told to.
struct Breaking<'a, T> {
    through: T,
    full: &'a Cell<bool>,
}

impl<T: Transport> Transport for Breaking<'_, T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let full = self.full;
        let carried = self.through.exchange(request, &mut |bytes| {
            let flow = take(bytes);
            if full.get() { Flow::Stop } else { flow }
        });
        if full.get() {
            return Err(TransportError::Unreachable("broken on purpose".to_owned()));
        }
        carried
    }
}

/// A join that left something out would be fast for the wrong reason.
fn is_whole(ward: &Ward, home: &Path) -> Result<(), Failure> {
    let mut notebook = ward::open(home, World::native())?;
    let kinds = [
        (Kind::Visit, &ward.register.visits),
        (Kind::Household, &ward.register.households),
        (Kind::FollowUp, &ward.register.follow_ups),
    ];
    for (kind, rows) in kinds {
        let here = notebook
            .list(&Query {
                limit: 1,
                ..Query::of(kind)
            })?
            .total;
        if here as usize != rows.len() {
            return Err(Failure::unexpected(format!(
                "a joined device holds {here} of {} {}",
                rows.len(),
                kind.plural()
            )));
        }
    }
    Ok(())
}
