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

/// Measures both rows, day after day on one device.
pub(super) fn measure(
    ward: &Ward,
    home: &Path,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut days, mut idles) = (Vec::new(), Vec::new());
    // The device meets the relay once before: a first meeting is no ordinary day.
    cross(ward, home, LinkSpeed::LOOPBACK)?;
    for run in 0..options.runs {
        work(ward, home, run)?;
        days.push(cross(ward, home, LinkSpeed::SECOND_GENERATION)?);
        idles.push(cross(ward, home, LinkSpeed::SECOND_GENERATION)?);
    }
    if options.wants(Row::Day) {
        add(report, Row::Day, &days, (3.0, 12.0), Reach::AtMost(1.0));
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
    let both = each(|crossing| (crossing.stats.up + crossing.stats.down) as f64 / 1e3);
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
fn work(ward: &Ward, home: &Path, run: usize) -> Result<(), Failure> {
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
    let households = ward.register.households.iter().cycle().skip(run * VISITS);
    for (visit, household) in today.visits.iter().zip(households.clone()) {
        notebook.create(Kind::Visit, visit_fields(visit, household))?;
        hours.pass(PACE);
    }
    for household in households.take(EDITS) {
        let id = id_of(household)?;
        let note = format!(
            "{} Đã xác minh lại số nhân khẩu lần {run}.",
            text(household, "note")
        );
        notebook.edit(
            id,
            &[FieldEdit::set("note", Field::Text(note.trim().to_owned()))],
        )?;
        hours.pass(PACE);
    }
    for (meeting, group) in today.meetings.iter().zip(&ward.register.groups) {
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
