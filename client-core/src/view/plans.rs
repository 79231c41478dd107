//! The plans of the queries that a person waits for: each goes by an index, and lists of events need no sorting.

use super::assessments::ASSESSMENTS;
use super::copies::{HANDED_OUT, PRINTED};
use super::groups::GROUPS;
use super::links::FOLLOWERS;
use super::list::{FOLLOWING, Looked, Query, statement};
use super::recognitions::RECOGNITIONS;
use super::referrals;
use super::search::{MATCHING, SHOWN};
use super::{coverage, covered};
use crate::duplicates::MET;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::{Connection, StatementStatus};

fn plan(sql: &str) -> String {
    let connection = Connection::open_in_memory().unwrap();
    crate::database::migrate(&connection).unwrap();
    crate::database::recreate_read_models(&connection).unwrap();
    let mut explained = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let steps = explained.raw_query().mapped(|row| row.get::<_, String>(3));
    steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

fn plan_of(query: &Query, space: Option<i64>) -> String {
    let looked = Looked {
        parents: query.parent.into_iter().collect(),
        ..Looked::default()
    };
    plan(&statement(query, space, &looked).0)
}

fn goes_by(plan: &str, index: &str) {
    assert!(
        plan.contains(&format!("USING INDEX {index}"))
            || plan.contains(&format!("USING COVERING INDEX {index}")),
        "{plan}"
    );
    assert!(!plan.contains("SCAN rm_record"), "{plan}");
}

#[test]
fn lists_of_events_come_in_the_order_of_their_index() {
    let all = Query::of(Kind::Visit);
    let id = Some(DocId([7; 16]));
    let since = Query {
        from: Some(UnixMillis(0)),
        until: Some(UnixMillis(1)),
        ..all.clone()
    };
    for (query, space, index) in [
        (all.clone(), None, "rm_record_kind"),
        (since, None, "rm_record_kind"),
        (all.clone(), Some(1), "rm_record_space"),
        (
            Query {
                officer: id,
                ..all.clone()
            },
            None,
            "rm_record_officer",
        ),
        (
            Query {
                parent: id,
                ..all.clone()
            },
            None,
            "rm_record_parent",
        ),
        (
            Query {
                kind: Kind::Meeting,
                ..all.clone()
            },
            None,
            "rm_record_kind",
        ),
    ] {
        let plan = plan_of(&query, space);
        goes_by(&plan, index);
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn lists_of_registers_go_by_an_index_of_their_kind() {
    for kind in [
        Kind::Household,
        Kind::Establishment,
        Kind::Group,
        Kind::Area,
        Kind::Officer,
        Kind::Model,
        Kind::Material,
    ] {
        let plan = plan_of(&Query::of(kind), None);
        assert!(
            plan.contains("SEARCH rm_record USING") && !plan.contains("SCAN rm_record"),
            "{kind:?}: {plan}"
        );
    }
}

#[test]
fn the_register_of_groups_looks_up_meetings_and_assessments_by_their_index() {
    let plan_of_groups = plan(GROUPS);
    goes_by(&plan_of_groups, "rm_record_parent");
    assert!(!plan_of_groups.contains("TEMP B-TREE"), "{plan_of_groups}");
    goes_by(&plan(ASSESSMENTS), "rm_record_kind");
    goes_by(&plan(RECOGNITIONS), "rm_recognition_year");
    goes_by(&plan(HANDED_OUT), "rm_record_kind");
    for sql in [GROUPS, ASSESSMENTS, RECOGNITIONS, PRINTED, HANDED_OUT] {
        let plan = plan(sql);
        assert!(
            plan.contains("SEARCH r USING") && !plan.contains("SCAN r"),
            "{plan}"
        );
    }
}

#[test]
fn a_search_reads_the_words_first_and_each_hit_by_its_number() {
    let found = plan(MATCHING);
    assert!(
        found.contains("SCAN rm_search VIRTUAL TABLE INDEX"),
        "{found}"
    );
    assert!(!found.contains("TEMP B-TREE"), "{found}");
    let shown = plan(SHOWN);
    assert!(
        shown.contains("SEARCH r USING INTEGER PRIMARY KEY"),
        "{shown}"
    );
    assert!(
        shown.contains("SEARCH d USING INTEGER PRIMARY KEY"),
        "{shown}"
    );
}

#[test]
fn what_is_asked_at_each_sync_reads_neither_all_changes_nor_all_packs() {
    for sql in [
        crate::store::changes::UNSENT,
        crate::store::packs::ANY_UNFITTING,
        crate::store::aside::SET_ASIDE,
    ] {
        let plan = plan(sql);
        for step in plan.lines().filter(|step| step.contains("SCAN")) {
            assert!(
                step.contains("USING") || step.contains("subquery"),
                "{plan}"
            );
        }
    }
}

#[test]
fn changes_are_counted_by_pages_and_not_one_by_one() {
    let connection = Connection::open_in_memory().unwrap();
    crate::database::migrate(&connection).unwrap();
    let sql = crate::store::comparing::CARRIED;
    let mut explained = connection.prepare(&format!("EXPLAIN {sql}")).unwrap();
    let steps = explained.raw_query().mapped(|row| row.get::<_, String>(1));
    let steps: Vec<String> = steps.map(Result::unwrap).collect();
    // The one loop is over the few that no pack carries.
    assert!(steps.iter().any(|step| step == "Count"), "{steps:?}");
    assert_eq!(steps.iter().filter(|step| *step == "Next").count(), 1);
    goes_by(&plan(sql), "doc_change_unsealed");
}

#[test]
fn a_statement_that_asks_for_a_kind_is_planned_once_for_all_kinds() {
    let connection = Connection::open_in_memory().unwrap();
    crate::database::prepare(&connection, &[7; 32]).unwrap();
    let mut statement = connection.prepare(coverage::FOLLOW_UPS).unwrap();
    for kind in [Kind::FollowUp, Kind::Visit, Kind::FollowUp] {
        let found = statement.exists((kind.code(), DocId([7; 16]).as_bytes()));
        assert!(!found.unwrap());
    }
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

#[test]
fn the_queue_of_reviews_is_read_in_its_order_from_one_index() {
    let page = plan(&super::reviews::paged());
    goes_by(&page, "rm_record_waits");
    assert!(!page.contains("TEMP B-TREE"), "{page}");
    let count = plan(&super::reviews::counted());
    assert!(
        count.contains("USING COVERING INDEX rm_record_waits"),
        "{count}"
    );
}

#[test]
fn what_is_still_to_be_done_is_read_from_one_index() {
    for sql in [super::follow_ups::paged(), super::follow_ups::counted()] {
        let plan = plan(&sql);
        assert!(plan.contains("COVERING INDEX rm_record_todo"), "{plan}");
    }
}

#[test]
fn times_of_waiting_are_read_from_their_end_on() {
    let plan = plan(super::reviews::WAITED);
    assert!(
        plan.contains("SEARCH t USING COVERING INDEX rm_review_until (until>? AND until<?)"),
        "{plan}"
    );
}

#[test]
fn a_list_by_words_reads_only_what_matches() {
    let query = Query {
        text: Some("nguyen hoa".to_owned()),
        ..Query::of(Kind::Household)
    };
    let plan = plan_of(&query, None);
    assert!(!plan.contains("SCAN rm_record"), "{plan}");
    assert!(plan.contains("rm_search VIRTUAL TABLE INDEX"), "{plan}");
}

#[test]
fn a_list_asks_of_each_row_by_its_number_whether_another_record_stands_for_it() {
    for kind in [Kind::Household, Kind::Establishment, Kind::Group] {
        let plan = plan_of(&Query::of(kind), None);
        assert!(
            plan.contains("USING ROWID SEARCH ON TABLE rm_follower FOR IN-OPERATOR"),
            "{kind:?}: {plan}"
        );
    }
    let visits = plan_of(&Query::of(Kind::Visit), None);
    assert!(!visits.contains("rm_follower"), "{visits}");
    let following = plan(&format!("SELECT count(*) FROM {FOLLOWING} WHERE kind = 4"));
    assert!(
        following.contains("SCAN rm_follower")
            && following.contains("SEARCH rm_record USING INTEGER PRIMARY KEY"),
        "{following}"
    );
    let followers = plan(FOLLOWERS);
    assert!(
        followers.contains("USING COVERING INDEX rm_follower_leader"),
        "{followers}"
    );
}

#[test]
fn who_was_met_in_one_household_is_found_by_its_visits() {
    let plan = plan(&format!("{MET} AND v.parent = ?3 ORDER BY v.at, v.n"));
    assert!(plan.contains("USING INDEX rm_record_parent"), "{plan}");
    assert!(!plan.contains("SCAN"), "{plan}");
}

#[test]
fn what_belongs_to_linked_records_is_found_by_each_of_them() {
    let query = Query::of(Kind::Visit);
    let looked = Looked {
        parents: vec![DocId([7; 16]), DocId([8; 16])],
        ..Looked::default()
    };
    goes_by(
        &plan(&statement(&query, None, &looked).0),
        "rm_record_parent",
    );
}

#[test]
fn follow_ups_of_a_household_are_found_by_its_visits_and_not_among_all() {
    for sql in [super::follow_ups::OF_HOUSEHOLD, super::links::OF_VISITS] {
        let plan = plan(sql);
        let by_parent = "SEARCH f USING COVERING INDEX rm_record_parent (kind=? AND parent=?)";
        assert!(plan.contains(by_parent), "{plan}");
        assert!(
            plan.contains("SEARCH v USING COVERING INDEX rm_record_parent (kind=? AND parent=?)"),
            "{plan}"
        );
    }
}

#[test]
fn visits_of_a_period_are_counted_by_their_time_and_without_sorting() {
    let plan = plan(super::counting::VISITS);
    goes_by(&plan, "rm_record_kind");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    let after = "SEARCH a USING COVERING INDEX rm_record_parent (kind=? AND parent=?)";
    assert!(plan.contains(after), "{plan}");
}

#[test]
fn what_few_records_are_linked_by_is_read_from_those_few() {
    for (sql, few) in [
        (super::links::LED, "SCAN f"),
        (
            super::groups::MERGED,
            "USING COVERING INDEX rm_group_merged",
        ),
    ] {
        let plan = plan(sql);
        assert!(plan.lines().next().unwrap().contains(few), "{plan}");
        let others = plan.lines().skip(1);
        assert!(
            others.into_iter().all(|step| step.contains("PRIMARY KEY")),
            "{plan}"
        );
    }
}

#[test]
fn visits_of_an_officer_in_a_time_are_found_by_the_officer_and_the_time() {
    let plan = plan(super::presence::BY_OFFICER);
    let narrow = "rm_record_officer (kind=? AND officer=? AND at>? AND at<?)";
    assert!(plan.contains(narrow), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn coverage_reads_one_small_table_and_one_area_by_its_index() {
    use covered::{Filter, Order};
    let everywhere = Filter::default();
    let of_an_area = Filter {
        spaces: Some([1].into()),
        ..Filter::default()
    };
    for order in [Order::ByNeed, Order::ByDue, Order::ForToday] {
        let plan = plan(&covered::statement(&everywhere, order).0);
        assert!(plan.starts_with("SCAN rm_coverage\n"), "{plan}");
        assert!(!plan.contains("rm_record"), "{plan}");
        let of_an_area = self::plan(&covered::statement(&of_an_area, order).0);
        goes_by(&of_an_area, "rm_coverage_space");
    }
}

#[test]
fn open_follow_ups_are_counted_from_an_index_that_has_no_others() {
    let plan = plan(covered::OPEN_TALLIES);
    assert!(plan.contains("COVERING INDEX rm_record_todo"), "{plan}");
}

#[test]
fn what_a_visit_changes_of_coverage_is_looked_up_by_keys() {
    for sql in [coverage::LAST_VISIT, coverage::OWED] {
        goes_by(&plan(sql), "rm_record_parent");
    }
    let last = plan(coverage::LAST_VISIT);
    assert!(!last.contains("TEMP B-TREE"), "{last}");
}

#[test]
fn referrals_are_read_by_their_kind_and_what_they_came_from_by_its_number() {
    let id = Some(DocId([7; 16]));
    let all = referrals::Filter::default;
    for (filter, index) in [
        (all(), "rm_record_kind"),
        (
            referrals::Filter {
                space: Some(1),
                ..all()
            },
            "rm_record_space",
        ),
        (
            referrals::Filter {
                follow_up: id,
                ..all()
            },
            "rm_record_parent",
        ),
        (
            referrals::Filter {
                households: Vec::from_iter(id),
                ..all()
            },
            "rm_record_kind",
        ),
    ] {
        let plan = plan(&referrals::statement(&filter).0);
        let by = |how: &str| plan.contains(&format!("SEARCH m USING {how} {index}"));
        assert!(by("INDEX") || by("COVERING INDEX"), "{plan}");
        assert!(
            !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
            "{plan}"
        );
    }
    let answered = plan(referrals::ANSWERED);
    assert!(!answered.contains("SCAN"), "{answered}");
}
