//! Follow-ups made and ended by several people at once, over a real relay.

use client_core::{DocId, FollowUpStep, Kind, Notebook, Role, SettlingChoice, TakeUp};
use serde_json::json;
use tests::{Unit, fields, household, ids};

struct Team {
    unit: Unit,
    officer: Notebook,
    chief: Notebook,
    house: DocId,
    visit: DocId,
}

impl Team {
    fn new(seed: u64) -> Team {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&["Tổ 1"]);
        let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
        let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": ["Đèn đường", "Việc làm"] });
        let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
        let mut team = Team {
            unit,
            officer,
            chief,
            house,
            visit,
        };
        team.meet();
        team
    }

    fn meet(&mut self) {
        for _ in 0..2 {
            self.unit.sync(&mut self.officer).unwrap();
            self.unit.sync(&mut self.chief).unwrap();
        }
    }
}

fn take_up(device: &mut Notebook, visit: DocId, need: u32, due: &str) -> Vec<DocId> {
    let asked = TakeUp {
        needs: vec![need],
        ..TakeUp::default()
    };
    let plan = device.plan_take_up(visit, &asked).unwrap();
    let officer = plan.officer;
    let taken = device.make_follow_ups(&plan, officer, Some(due));
    taken.unwrap().made
}

fn finish(device: &mut Notebook, id: DocId, outcome: &str) {
    let step = FollowUpStep::Finish {
        outcome: outcome.to_owned(),
    };
    device.follow_up_step(id, &step).unwrap();
}

#[test]
fn a_need_taken_up_by_two_people_offline_is_one_follow_up() {
    let mut team = Team::new(41);
    let visit = team.visit;
    let one = take_up(&mut team.officer, visit, 1, "2026-11-25");
    let other = take_up(&mut team.chief, visit, 1, "2026-11-25");
    assert_eq!(one, other);
    team.meet();
    for device in [&mut team.officer, &mut team.chief] {
        assert_eq!(ids(device, Kind::FollowUp), one);
        assert!(device.conflicts().unwrap().is_empty());
    }
    // What they say differently of it is in conflict, and nothing else.
    let one = take_up(&mut team.officer, visit, 2, "2026-11-25");
    take_up(&mut team.chief, visit, 2, "2026-12-01");
    team.meet();
    let conflicts = team.chief.conflicts().unwrap();
    let fields: Vec<_> = conflicts
        .iter()
        .map(|conflict| (conflict.document, conflict.field.as_str()))
        .collect();
    assert_eq!(fields, [(one[0], "due")]);
    let settled = team
        .chief
        .plan_settlement(one[0], "due", SettlingChoice::Take(0));
    team.chief.settle(&settled.unwrap()).unwrap();
    team.meet();
    assert!(team.officer.conflicts().unwrap().is_empty());
}

#[test]
fn done_by_one_and_dropped_by_another_is_a_conflict_until_somebody_chooses() {
    let mut team = Team::new(42);
    let visit = team.visit;
    let id = take_up(&mut team.officer, visit, 1, "2026-11-25")[0];
    team.meet();
    finish(&mut team.officer, id, "Đã thay bóng");
    let dropped = FollowUpStep::Drop {
        reason: "Không thuộc địa bàn".to_owned(),
    };
    team.chief.follow_up_step(id, &dropped).unwrap();
    team.meet();
    let fields: Vec<_> = team.officer.conflicts().unwrap();
    let fields: Vec<&str> = fields
        .iter()
        .map(|conflict| conflict.field.as_str())
        .collect();
    assert_eq!(fields, ["outcome", "state"]);
    finish(&mut team.officer, id, "Đã thay bóng");
    team.meet();
    assert!(team.chief.conflicts().unwrap().is_empty());
    let (house, chief, officer) = (team.house, &mut team.chief, &mut team.officer);
    let brief = chief.brief(house).unwrap();
    assert_eq!(brief.settled[0].outcome.as_deref(), Some("Đã thay bóng"));
    assert_eq!(officer.brief(house).unwrap(), brief);
}
