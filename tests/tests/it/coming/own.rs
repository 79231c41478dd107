//! Who was let in again meets his own late work.

use super::{visit, waiting, ward};
use client_core::{EscrowDecision, Kind, Notebook};
use tests::ids;

#[test]
fn nobody_who_is_let_in_again_judges_his_own_late_work() {
    let mut ward = ward(36);
    let assign =
        |chief: &mut Notebook, from, to| chief.plan_assignment("Đội trưởng", from, to).unwrap();
    ward.decide(|chief| assign(chief, Some("Tổ 1"), None));
    let late = visit(&mut ward.supervisor, ward.house, "Khoai một");
    ward.unit.sync(&mut ward.supervisor).unwrap();
    assert_eq!(ward.supervisor.late_work().unwrap()[0].id, late);
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.decide(|chief| assign(chief, None, Some("Tổ 1")));
    for _ in 0..2 {
        ward.sync_all();
    }
    let own = waiting(&mut ward.supervisor).remove(0);
    assert!(own.is_own);
    let judged = ward
        .supervisor
        .judge_escrow(&own.pack, &EscrowDecision::Accept);
    assert_eq!(judged.unwrap_err().code(), "escrow-own");
    ward.chief
        .judge_escrow(&own.pack, &EscrowDecision::Accept)
        .unwrap();
    for _ in 0..2 {
        ward.sync_all();
    }
    assert!(waiting(&mut ward.supervisor).is_empty());
    assert!(ids(&mut ward.supervisor, Kind::Visit).contains(&late));
    let packs = ward.supervisor.escrow().unwrap();
    assert!(packs.iter().all(|pack| !pack.judged_by_author));
}
