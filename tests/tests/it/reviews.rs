//! Visits between an officer and those who review them, over a real relay.

use client_core::{DocId, FieldEdit, Kind, Narrowing, Notebook, Query, Role, Value, Verdict};
use serde_json::json;
use std::time::Duration;
use tests::tables::read_models;
use tests::{Unit, fields, household, key_of};

const HOUR: Duration = Duration::from_secs(3600);

struct Team {
    unit: Unit,
    officer: Notebook,
    supervisor: Notebook,
    chief: Notebook,
    visit: DocId,
}

impl Team {
    /// An officer's visit as two people hold it who review.
    fn new(seed: u64) -> Team {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&["Tổ 1"]);
        let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
        let supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &["Tổ 1"]);
        let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": ["Đèn đường"] });
        let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
        unit.clock.advance(HOUR);
        officer.submit_visit(visit).unwrap();
        let mut team = Team {
            unit,
            officer,
            supervisor,
            chief,
            visit,
        };
        team.meet();
        team
    }

    fn meet(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.officer, &mut self.supervisor, &mut self.chief] {
                self.unit.sync(device).unwrap();
            }
        }
    }

    /// Lets an hour pass.
    fn later(&mut self) {
        self.unit.clock.advance(HOUR);
    }

    fn edit(&mut self, need: &str) {
        let need = Value::Texts(vec![need.to_owned()]);
        let edit = FieldEdit::add("needs", need);
        self.officer.edit(self.visit, &[edit]).unwrap();
    }

    /// Checks that all three devices hold the same, also after a rebuild; returns the queue and the visit's status.
    fn agreed(&mut self) -> (Vec<DocId>, String) {
        let mut seen = Vec::new();
        for (name, device) in [
            ("Cúc", &mut self.officer),
            ("Đội trưởng", &mut self.supervisor),
            ("chief", &mut self.chief),
        ] {
            let home = self.unit.home(name);
            let key = key_of(&home);
            let live = read_models(&home, &key);
            device.rebuild(&mut |_, _| {}).unwrap();
            assert_eq!(read_models(&home, &key), live);
            let queue = device.reviews(&Narrowing::default()).unwrap();
            let queue: Vec<_> = queue.rows.iter().map(|row| (row.id, row.since)).collect();
            let record = device.get(self.visit).unwrap();
            let status = record.fields["status"].as_str().unwrap().to_owned();
            let times = device.review_times(&Narrowing::default()).unwrap();
            seen.push((queue, status, record.reopened_at, times));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
        let (queue, status, ..) = seen.swap_remove(0);
        (queue.into_iter().map(|(id, _)| id).collect(), status)
    }
}

fn say(device: &mut Notebook, visit: DocId, verdict: Verdict) {
    let plan = device.plan_review(&[visit], verdict).unwrap();
    assert_eq!(device.review(&plan).unwrap().reviewed, [visit]);
}

fn back(note: &str) -> Verdict {
    Verdict::Return {
        note: note.to_owned(),
    }
}

#[test]
fn a_visit_goes_from_officer_to_supervisor_and_back_until_it_is_reviewed() {
    let mut team = Team::new(31);
    let visit = team.visit;
    assert_eq!(team.agreed(), (vec![visit], "submitted".to_owned()));
    assert_eq!(team.supervisor.status().unwrap().to_review, 1);
    assert_eq!(team.officer.status().unwrap().to_review, 0);
    let refused = team.officer.plan_review(&[visit], Verdict::Accept);
    assert_eq!(refused.unwrap_err().code(), "role-lacks-duty");

    // Returned without a network; the officer reads why after the next sync.
    team.later();
    say(&mut team.supervisor, visit, back("Ai hứa sửa đèn?"));
    team.meet();
    assert_eq!(team.agreed(), (vec![], "returned".to_owned()));
    assert_eq!(team.officer.status().unwrap().returned, 1);
    let returned = Query {
        status: Some("returned".to_owned()),
        ..Query::of(Kind::Visit)
    };
    let returned = team.officer.list(&returned).unwrap();
    assert_eq!(returned.rows[0].fields["review"], "Ai hứa sửa đèn?");

    team.later();
    team.edit("Tổ trưởng hứa sửa đèn trong tuần");
    team.officer.submit_visit(visit).unwrap();
    team.meet();
    assert_eq!(team.agreed(), (vec![visit], "submitted".to_owned()));
    team.later();
    say(&mut team.chief, visit, Verdict::Accept);
    team.meet();
    assert_eq!(team.agreed(), (vec![], "reviewed".to_owned()));

    // An edit brings it back, and a second review takes it out again.
    team.later();
    team.edit("Xin việc làm");
    team.meet();
    assert_eq!(team.agreed(), (vec![visit], "reviewed".to_owned()));
    team.later();
    say(&mut team.supervisor, visit, Verdict::Accept);
    team.meet();
    assert_eq!(team.agreed(), (vec![], "reviewed".to_owned()));
    let times = team.chief.review_times(&Narrowing::default()).unwrap();
    let hour = 3_600_000;
    assert_eq!(
        (times.total.answer.count, times.total.answer.longest_millis),
        (2, hour)
    );
    assert_eq!(
        (
            times.total.correction.count,
            times.total.whole.longest_millis
        ),
        (1, 3 * hour)
    );
    assert_eq!(times.officers[0].officer_name.as_deref(), Some("Cúc"));
}

#[test]
fn an_edit_made_offline_without_having_seen_the_review_opens_it_again() {
    let mut team = Team::new(32);
    team.later();
    team.edit("Xin việc làm");
    team.later();
    say(&mut team.supervisor, team.visit, Verdict::Accept);
    team.meet();
    assert_eq!(team.agreed(), (vec![team.visit], "reviewed".to_owned()));
    say(&mut team.supervisor, team.visit, Verdict::Accept);
    team.meet();
    assert_eq!(team.agreed(), (vec![], "reviewed".to_owned()));
}

#[test]
fn two_supervisors_who_accept_offline_converge_without_a_conflict() {
    let mut team = Team::new(33);
    say(&mut team.supervisor, team.visit, Verdict::Accept);
    team.later();
    say(&mut team.chief, team.visit, Verdict::Accept);
    team.meet();
    assert_eq!(team.agreed(), (vec![], "reviewed".to_owned()));
    assert!(team.officer.conflicts().unwrap().is_empty());
    assert_eq!(team.officer.history(team.visit).unwrap().len(), 4);
}

#[test]
fn a_supervisor_who_accepts_and_one_who_returns_are_in_conflict_until_one_decides() {
    let mut team = Team::new(34);
    say(&mut team.supervisor, team.visit, back("Ai hứa sửa đèn?"));
    team.later();
    say(&mut team.chief, team.visit, Verdict::Accept);
    team.meet();
    let (_, status) = team.agreed();
    assert!(["returned", "reviewed"].contains(&status.as_str()));
    let conflicts = team.officer.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field, "status");
    // The officer corrects it either way, and hands it in: that is what holds.
    team.edit("Tổ trưởng hứa sửa đèn");
    let submit = FieldEdit::set("status", Value::text("submitted"));
    team.officer.edit(team.visit, &[submit]).unwrap();
    team.meet();
    assert_eq!(team.agreed(), (vec![team.visit], "submitted".to_owned()));
    assert!(team.officer.conflicts().unwrap().is_empty());
}
