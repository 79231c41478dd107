//! An officer's day, and a sync when nothing has changed.

use std::path::Path;
use std::time::Instant;

use client_core::{DocId, FieldEdit, FieldMap, Kind, Value as Field};
use serde_json::Value;
use testkit::{Link, LinkSpeed, LinkStats, Register, Size};

use super::clock::Hours;
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, Ward, text};

const VISITS: usize = 30;
const EDITS: usize = 12;
const MEETINGS: usize = 2;
/// From one record to the next, in milliseconds.
const PACE: i64 = 11 * 60_000 + 7_123;

/// One sync as the link saw it.
struct Crossing {
    seconds: f64,
    stats: LinkStats,
}

impl Crossing {
    /// Returns what crossed both ways.
    fn kilobytes(&self) -> f64 {
        (self.stats.up + self.stats.down) as f64 / 1e3
    }
}

/// Where a day is spent. The device holds the whole ward either way.
#[derive(Clone, Copy, PartialEq)]
enum Beat {
    /// In one area, as area officers do.
    OneArea,
    /// In all of them, a worst case: each area's space gets a pack of its own.
    AllAreas,
}

/// Measures both rows, day after day on one device.
pub(super) fn measure(
    ward: &Ward,
    home: &Path,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut days, mut everywhere, mut idles) = (Vec::new(), Vec::new(), Vec::new());
    // The device meets the relay once before: a first meeting is no ordinary day.
    cross(ward, home, LinkSpeed::LOOPBACK)?;
    for run in 0..options.runs {
        work(ward, home, run, Beat::OneArea)?;
        days.push(cross(ward, home, LinkSpeed::SECOND_GENERATION)?);
        idles.push(cross(ward, home, LinkSpeed::SECOND_GENERATION)?);
        work(ward, home, run, Beat::AllAreas)?;
        everywhere.push(cross(ward, home, LinkSpeed::SECOND_GENERATION)?);
    }
    if options.wants(Row::Day) {
        add(report, Row::Day, &days, (3.0, 12.0), Reach::AtMost(1.0));
        let seconds = everywhere.iter().map(|crossing| crossing.seconds).collect();
        let figure = Figure::new(Row::Day, "time, all eight areas", "s", Reach::Told, seconds);
        report.add(figure);
        let both = everywhere.iter().map(Crossing::kilobytes).collect();
        let figure = Figure::new(
            Row::Day,
            "both ways, all eight areas",
            "KB",
            Reach::Told,
            both,
        );
        report.add(figure);
    }
    if options.wants(Row::Idle) {
        add(report, Row::Idle, &idles, (1.4, 1.0), Reach::Told);
    }
    Ok(())
}

fn add(
    report: &mut Report,
    row: Row,
    crossings: &[Crossing],
    (seconds, kilobytes): (f64, f64),
    connections: Reach,
) {
    let each = |value: fn(&Crossing) -> f64| crossings.iter().map(value).collect::<Vec<_>>();
    report.add(Figure::new(
        row,
        "time",
        "s",
        Reach::AtMost(seconds),
        each(|crossing| crossing.seconds),
    ));
    let both = each(Crossing::kilobytes);
    report.add(Figure::new(
        row,
        "both ways",
        "KB",
        Reach::AtMost(kilobytes),
        both,
    ));
    report.add(Figure::new(
        row,
        "up",
        "KB",
        Reach::Told,
        each(|crossing| crossing.stats.up as f64 / 1e3),
    ));
    report.add(Figure::new(
        row,
        "connections",
        "",
        connections,
        each(|crossing| crossing.stats.connections as f64),
    ));
}

/// Syncs with the real command, from its start to its end, PIN included.
fn cross(ward: &Ward, home: &Path, speed: LinkSpeed) -> Result<Crossing, Failure> {
    let link = Link::open(ward.relay.address(), speed)?;
    let device = ward.device(home);
    let began = Instant::now();
    let report = device.json(&["sync", "--relay", &link.url()])?;
    let seconds = began.elapsed().as_secs_f64();
    if report.get("unsent").and_then(Value::as_u64) != Some(0) {
        return Err(Failure::unexpected(format!(
            "a sync left something unsent: {report}"
        )));
    }
    Ok(Crossing {
        seconds,
        stats: link.stats(),
    })
}

/// Records a day, each record by itself and minutes after the one before.
fn work(ward: &Ward, home: &Path, run: usize, beat: Beat) -> Result<(), Failure> {
    let today = Register::generate(
        &Size {
            visits: VISITS,
            meetings: MEETINGS,
            ..Size::ward()
        },
        1_000 + run as u64,
    );
    let hours = Hours::ago(9);
    let mut notebook = ward::open(home, hours.world())?;
    let area = ward.register.areas.iter().cycle().nth(run);
    let here =
        |row: &&Value| beat == Beat::AllAreas || row.get("area") == area.and_then(|a| a.get("id"));
    let households = ward.register.households.iter().filter(here).cycle();
    for (visit, household) in today.visits.iter().zip(households.clone()) {
        notebook.create(Kind::Visit, visit_fields(visit, household))?;
        hours.pass(PACE);
    }
    for household in households.take(EDITS) {
        let id = id_of(household)?;
        let note = format!(
            "{} Đã xác minh lại số nhân khẩu lần {}.",
            text(household, "note"),
            run * 2 + usize::from(beat == Beat::AllAreas)
        );
        notebook.edit(
            id,
            &[FieldEdit::set("note", Field::Text(note.trim().to_owned()))],
        )?;
        hours.pass(PACE);
    }
    let groups = ward.register.groups.iter().filter(here);
    for (meeting, group) in today.meetings.iter().zip(groups) {
        let mut fields = without(meeting, &["id", "group"]);
        fields.insert("group".to_owned(), Value::from(text(group, "id")));
        notebook.create(Kind::Meeting, fields)?;
    }
    Ok(())
}

/// Takes what was written about a visit, at a household of this ward.
pub(super) fn visit_fields(visit: &Value, household: &Value) -> FieldMap {
    let mut fields = without(
        visit,
        &["id", "household", "area", "officer", "started_at", "status"],
    );
    fields.insert("household".to_owned(), Value::from(text(household, "id")));
    fields.insert("met".to_owned(), Value::from(vec![text(household, "head")]));
    fields
}

fn without(row: &Value, left_out: &[&str]) -> FieldMap {
    let mut fields = row.as_object().cloned().unwrap_or_default();
    fields.retain(|field, _| !left_out.contains(&field.as_str()));
    fields
}

fn id_of(row: &Value) -> Result<DocId, Failure> {
    text(row, "id")
        .parse()
        .map_err(|_| Failure::unexpected("a generated id is no id"))
}
