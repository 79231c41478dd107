//! A role changes in the ledger and in the officer's record, and one of the two may be heard of first.

use super::ward;
use client_core::{Kind, Role};
use proto::Frame;
use tests::between::Between;
use tests::{ids, transport};

#[test]
fn who_hears_of_a_role_in_the_record_before_the_ledger_tells_it_gets_all_areas_all_the_same() {
    let mut ward = ward(12);
    ward.decide(|chief| chief.plan_roles("Cúc", &[Role::Supervisor]).unwrap());
    let without_ledgers = |frame| (!matches!(frame, Frame::Ledger { .. })).then_some(frame);
    let mut transport = Between::new(transport(&ward.unit.relay.url()), without_ledgers);
    ward.officer.sync(&mut transport, &mut |_| {}).unwrap();
    let own = ids(&mut ward.officer, Kind::Officer)
        .into_iter()
        .find(|id| ward.officer.get(*id).unwrap().fields["name"] == "Cúc");
    let record = ward.officer.get(own.unwrap()).unwrap();
    assert_eq!(record.fields["role"], "supervisor");
    assert_eq!(ward.officer.me().unwrap().areas.len(), 1);

    ward.sync_all();
    ward.sync_all();
    assert_eq!(ward.officer.me().unwrap().areas.len(), 2);
    assert_eq!(ids(&mut ward.officer, Kind::Household).len(), 2);
}
