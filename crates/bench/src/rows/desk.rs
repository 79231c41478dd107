//! The first page of every list of the supervisor's desk, on a ward and on a district.

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use client_core::{
    ClientError, ConflictQuery, CoverageOf, CoverageQuery, DayPlanQuery, DuplicateQuery, Founding,
    Home, ImportFile, ImportOptions, Kind, Narrowing, Notebook, PresenceQuery, PresenceRule, Query,
    Role, UnitRules, World,
};
use serde_json::json;
use testkit::{Register, Size};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, PIN};

/// Rows of a first page.
const PAGE: u32 = 50;
/// How often each list is asked for in a run; the first time nothing of it is in memory.
const ASKED: usize = 20;
/// Households of the district.
const HOUSEHOLDS: usize = 70_000;
/// Visits of the district: a year of them would take longer to import than all rows take to measure. The lists read what
/// there is of households; of visits they read a page, or some weeks.
const VISITS: usize = 100_000;

/// Measures both.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    if options.wants(Row::Desk) {
        let size = Size::ward();
        measure_on(Row::Desk, &size, 50.0, options, report)?;
    }
    if options.wants(Row::District) {
        let size = Size {
            visits: VISITS,
            meetings: 5_000,
            follow_ups: 20_000,
            ..Size::district(HOUSEHOLDS)
        };
        measure_on(Row::District, &size, 200.0, options, report)?;
    }
    Ok(())
}

fn measure_on(
    row: Row,
    size: &Size,
    reach: f64,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let home = options.work.join(row.name());
    fill(&home, size, options.seed)?;
    for list in lists(row) {
        let (mut middle, mut worst) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            let mut notebook = ward::open(&home, World::native())?;
            let mut millis = Vec::with_capacity(ASKED);
            for _ in 0..ASKED {
                let began = Instant::now();
                let rows = (list.ask)(&mut notebook)?;
                millis.push(began.elapsed().as_secs_f64() * 1e3);
                if rows < list.least {
                    let told = format!("{} has {rows} rows", list.name);
                    return Err(Failure::unexpected(told));
                }
            }
            middle.push(percentile(&millis, 50));
            worst.push(percentile(&millis, 99));
        }
        let (p50, p99) = (format!("{}, p50", list.name), format!("{}, p99", list.name));
        report.add(Figure::new(row, p50, "ms", Reach::Told, middle));
        report.add(Figure::new(row, p99, "ms", Reach::AtMost(reach), worst));
    }
    Ok(())
}

/// Founds a unit and imports the whole register.
fn fill(home: &Path, size: &Size, seed: u64) -> Result<(), Failure> {
    let mut register = Register::generate(size, seed);
    // At the end of some visits it is said when the next one is due.
    for visit in register.visits.iter_mut().step_by(10) {
        if let Some(fields) = visit.as_object_mut() {
            fields.insert("next_visit_due".to_owned(), json!("2026-11-20"));
        }
    }
    let founding = Founding {
        relay_url: "http://127.0.0.1:1".to_owned(),
        unit: "Đơn vị đo".to_owned(),
        officer: "Chỉ huy đo".to_owned(),
        areas: Vec::new(),
    };
    let began = Instant::now();
    let mut notebook = Notebook::found(&Home::at(home), World::native(), PIN, &founding)?;
    for kind in testkit::Kind::ALL {
        let file = ImportFile {
            name: format!("{}.jsonl", kind.file_stem()),
            reader: Box::new(Cursor::new(register.lines(kind))),
        };
        notebook.import(vec![file], ImportOptions::default(), &mut |_| {})?;
    }
    // All visits count for presence, which is more than a unit asks for.
    notebook.set_rules(&UnitRules {
        norm_households: 300,
        presence: PresenceRule {
            roles: Role::ALL.into_iter().collect(),
            ..PresenceRule::default()
        },
    })?;
    eprintln!(
        "{} documents are there after {:.1} s",
        size.documents(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Asks for a list, and tells how many rows it has.
type Asking = dyn Fn(&mut Notebook) -> Result<usize, ClientError>;

/// A list, how it is asked for, and the least rows that it has here.
struct List {
    name: String,
    least: usize,
    ask: Box<Asking>,
}

impl List {
    fn new(
        name: impl Into<String>,
        least: usize,
        ask: impl Fn(&mut Notebook) -> Result<usize, ClientError> + 'static,
    ) -> List {
        List {
            name: name.into(),
            least,
            ask: Box::new(ask),
        }
    }
}

fn first_page() -> Narrowing {
    Narrowing {
        limit: Some(PAGE),
        ..Narrowing::default()
    }
}

fn lists(row: Row) -> Vec<List> {
    let mut lists: Vec<List> = Kind::ALL.into_iter().map(of_kind).collect();
    lists.push(List::new("conflicts", 0, |notebook| {
        let query = ConflictQuery {
            narrowing: first_page(),
            ..ConflictQuery::default()
        };
        Ok(notebook.list_conflicts(&query)?.rows.len())
    }));
    // A district's take seconds, and have a row of their own.
    if row == Row::Desk {
        lists.push(List::new("duplicates", 0, |notebook| {
            let query = DuplicateQuery {
                narrowing: first_page(),
                ..DuplicateQuery::of(Kind::Household)
            };
            Ok(notebook.duplicates(&query)?.pairs.len())
        }));
    }
    let coverage = |of| {
        move |notebook: &mut Notebook| {
            let narrowing = first_page();
            Ok(notebook
                .coverage(&CoverageQuery { of, narrowing })?
                .rows
                .len())
        }
    };
    let not_visited = coverage(CoverageOf::NotVisitedFor(90));
    lists.push(List::new("coverage", 50, not_visited));
    lists.push(List::new(
        "coverage due",
        1,
        coverage(CoverageOf::DueWithin(7)),
    ));
    lists.push(List::new("coverage of an area", 1, |notebook| {
        let area = notebook.list(&Query::of(Kind::Area))?.rows;
        let query = CoverageQuery {
            of: CoverageOf::NotVisitedFor(0),
            narrowing: Narrowing {
                area: area.first().map(|area| area.id),
                ..first_page()
            },
        };
        Ok(notebook.coverage(&query)?.rows.len())
    }));
    lists.push(List::new("coverage summary", 8, |notebook| {
        Ok(notebook
            .coverage_summary(90, &Narrowing::default())?
            .areas
            .len())
    }));
    lists.push(List::new("load", 8, |notebook| {
        Ok(notebook.load(&first_page())?.rows.len())
    }));
    lists.push(List::new("plan of a day", 10, |notebook| {
        Ok(notebook.plan_day(&DayPlanQuery::default())?.stops.len())
    }));
    lists.push(List::new("presence in four weeks", 8, |notebook| {
        let query = PresenceQuery {
            narrowing: first_page(),
            weeks: None,
        };
        Ok(notebook.presence(&query)?.rows.len())
    }));
    lists
}

fn of_kind(kind: Kind) -> List {
    List::new(kind.plural(), 0, move |notebook| {
        Ok(notebook.list(&Query::of(kind))?.rows.len())
    })
}
