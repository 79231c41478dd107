//! The lists whose first page is measured.

use client_core::{
    AssessmentQuery, ClientError, ConflictQuery, CoverageOf, CoverageQuery, DayPlanQuery,
    DuplicateQuery, FollowUpQuery, GroupQuery, Kind, Narrowing, Notebook, PresenceQuery, Query,
    RecognitionQuery, RequestQuery,
};

use super::fill::YEAR;
use crate::figure::Row;

/// Rows of a first page.
const PAGE: u32 = 50;

/// Asks for a list, and tells how many rows it has.
type Asking = dyn Fn(&mut Notebook) -> Result<usize, ClientError>;

/// A list, how it is asked for, and the least rows that it has here.
pub(super) struct List {
    pub(super) name: String,
    pub(super) least: usize,
    pub(super) ask: Box<Asking>,
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

/// Returns the lists that are measured on the ward or on the district.
pub(super) fn of(row: Row) -> Vec<List> {
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
    lists.extend(work_that_waits());
    lists.extend(coverage());
    lists.extend(community());
    lists
}

/// What waits for a supervisor.
fn work_that_waits() -> [List; 4] {
    [
        List::new("reviews", 50, |notebook| {
            Ok(notebook.reviews(&first_page())?.rows.len())
        }),
        List::new("times of reviews", 0, |notebook| {
            Ok(notebook.review_times(&Narrowing::default())?.officers.len())
        }),
        List::new("open follow-ups", 50, |notebook| {
            let query = FollowUpQuery {
                narrowing: first_page(),
                ..FollowUpQuery::default()
            };
            Ok(notebook.open_follow_ups(&query)?.rows.len())
        }),
        List::new("requests of residents", 1, |notebook| {
            let query = RequestQuery {
                narrowing: first_page(),
                ..RequestQuery::default()
            };
            Ok(notebook.requests(&query)?.rows.len())
        }),
    ]
}

/// Who is visited, by whom, and when.
fn coverage() -> Vec<List> {
    let mut lists = Vec::new();
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

/// Groups, institutions, trainings and materials.
fn community() -> [List; 6] {
    [
        List::new("register of groups", 8, |notebook| {
            let register = notebook.group_register(&GroupQuery::default())?;
            Ok(register.areas.len())
        }),
        List::new("groups that drift", 1, |notebook| {
            let query = GroupQuery {
                narrowing: first_page(),
                unassessed_in: "2026-Q4".parse().ok(),
                ..GroupQuery::default()
            };
            Ok(notebook.list_groups(&query)?.rows.len())
        }),
        List::new("assessments of groups", 1, |notebook| {
            let query = AssessmentQuery {
                narrowing: first_page(),
                ..AssessmentQuery::default()
            };
            Ok(notebook.list_assessments(&query)?.rows.len())
        }),
        List::new("recognitions of a year", 1, |notebook| {
            let query = RecognitionQuery {
                narrowing: first_page(),
                ..RecognitionQuery::default()
            };
            Ok(notebook.recognitions(YEAR, &query)?.rows.len())
        }),
        List::new("summary of trainings", 1, |notebook| {
            let summary = notebook.training_summary(&Narrowing::default())?;
            Ok(summary.topics.len())
        }),
        List::new("summary of materials", 1, |notebook| {
            let summary = notebook.material_summary(&Narrowing::default())?;
            Ok(summary.materials.len())
        }),
    ]
}

fn of_kind(kind: Kind) -> List {
    List::new(kind.plural(), 0, move |notebook| {
        Ok(notebook.list(&Query::of(kind))?.rows.len())
    })
}
