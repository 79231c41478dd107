//! People come and go: access that ends, areas and roles that change, second devices, and the recovery code.

mod carried;
mod left;
mod own;
mod read_only;
mod roles;

use client_core::{
    DocId, EscrowDecision, EscrowVerdict, EscrowedPack, FieldEdit, Home, Kind, MembershipPlan,
    Notebook, Role, SyncReport, Value,
};
use serde_json::json;
use tests::by_hand::{export, import};
use tests::play::shown;
use tests::tables::{cells, database, read_models, rows};
use tests::{PIN, Unit, fields, household, ids, key_of, world};

/// Words that occur nowhere but in records of the areas.
const WORDS: [&str; 3] = ["Quỳnh", "Khoai", "quynh"];

struct Ward {
    unit: Unit,
    chief: Notebook,
    supervisor: Notebook,
    officer: Notebook,
    house: DocId,
}

/// A unit of two areas: a chief, a supervisor, and an officer of the first area who has met the relay.
fn ward(seed: u64) -> Ward {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Quỳnh");
    household(&mut chief, "Tổ 2", "HB-2", "Trần Văn Khoai");
    let supervisor = unit.join(
        &mut chief,
        "Đội trưởng",
        Role::Supervisor,
        &["Tổ 1", "Tổ 2"],
    );
    let officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut ward = Ward {
        unit,
        chief,
        supervisor,
        officer,
        house,
    };
    visit(&mut ward.officer, house, "Khoai trước");
    for _ in 0..2 {
        ward.sync_all();
    }
    ward
}

impl Ward {
    fn sync_all(&mut self) {
        for device in [&mut self.officer, &mut self.chief, &mut self.supervisor] {
            self.unit.sync(device).expect("a sync");
        }
    }

    fn home(&self, name: &str) -> Home {
        self.unit.home(name)
    }

    /// Carries out a plan of the chief, and lets the relay know.
    fn decide(&mut self, plan: impl FnOnce(&mut Notebook) -> MembershipPlan) {
        let plan = plan(&mut self.chief);
        self.chief.carry_out(&plan).expect("carried out");
        self.unit.sync(&mut self.chief).expect("a sync");
    }

    fn revoke(&mut self, who: &str) {
        self.decide(|chief| chief.plan_revocation(who).expect("a plan"));
    }

    fn reassign(&mut self, from: Option<&str>, to: Option<&str>) {
        self.decide(|chief| chief.plan_assignment("Cúc", from, to).expect("a plan"));
    }
}

fn visit(device: &mut Notebook, house: DocId, need: &str) -> DocId {
    let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": [need] });
    device.create(Kind::Visit, fields(visit)).expect("a visit")
}

fn waiting(device: &mut Notebook) -> Vec<EscrowedPack> {
    let mut packs = device.escrow().expect("a list");
    packs.retain(|pack| pack.verdict == EscrowVerdict::Waits);
    packs
}

fn verdicts(device: &mut Notebook) -> Vec<(DocId, EscrowVerdict)> {
    let late = device.late_work().expect("a list");
    late.into_iter().map(|one| (one.id, one.verdict)).collect()
}

fn holds_words(home: &Home) -> Vec<String> {
    let hex = |word: &str| -> String { word.bytes().map(|byte| format!("{byte:02x}")).collect() };
    let cells = cells(home).into_iter();
    cells
        .filter(|cell| {
            WORDS.iter().any(|word| {
                let folded = word.to_lowercase().replace('ỳ', "y");
                [word.to_string(), folded]
                    .iter()
                    .any(|word| cell.contains(word.as_str()) || cell.contains(&hex(word)))
            })
        })
        .collect()
}

fn count(home: &Home, table: &str) -> i64 {
    let key = key_of(home);
    database(home, &key)
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .expect("a count")
}

/// All replicas show the same, and what each shows follows from what it holds.
fn agree(devices: &mut [(&mut Notebook, Home)]) {
    let mut all = Vec::new();
    for (device, home) in devices.iter_mut() {
        let key = key_of(home);
        let live = read_models(home, &key);
        device.rebuild(&mut |_, _| {}).expect("rebuilt");
        assert_eq!(live, read_models(home, &key), "rebuilt from the same truth");
        all.push(shown(device));
    }
    for other in &all[1..] {
        assert_eq!(all[0], *other);
    }
}

#[test]
fn late_work_waits_readable_is_accepted_by_record_and_its_author_stays() {
    let mut ward = ward(1);
    let one = visit(&mut ward.officer, ward.house, "Khoai một");
    let two = visit(&mut ward.officer, ward.house, "Khoai hai");
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.officer).unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    assert_eq!(
        ids(&mut ward.supervisor, Kind::Visit).len(),
        1,
        "nothing counts yet"
    );

    let packs = waiting(&mut ward.supervisor);
    assert_eq!(packs.len(), 1);
    let pack = &packs[0];
    assert_eq!(pack.officer_name.as_deref(), Some("Cúc"));
    assert_eq!(pack.area.as_deref(), Some("Tổ 1"));
    assert_eq!(pack.device, ward.officer.device());
    for document in &pack.documents {
        assert!(document.title.is_some() && document.kind.is_some());
        assert_eq!(document.counts, None);
        let said = format!("{:?}", document.lines);
        assert!(
            document.kind != Some(Kind::Visit) || said.contains("Khoai"),
            "{said}"
        );
    }
    let has = |id: DocId| pack.documents.iter().any(|document| document.id == id);
    assert!(has(one) && has(two));

    // The officer's device: safe, so it is gone, and it says what waits.
    assert!(ward.officer.status().unwrap().access_ended);
    assert!(
        verdicts(&mut ward.officer)
            .iter()
            .all(|(_, verdict)| *verdict == EscrowVerdict::Waits)
    );
    assert!(verdicts(&mut ward.officer).iter().any(|(id, _)| *id == one));

    let accept = EscrowDecision::AcceptOnly(vec![one]);
    ward.supervisor.judge_escrow(&pack.pack, &accept).unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    ward.sync_all();
    for device in [&mut ward.supervisor, &mut ward.chief] {
        let seen = ids(device, Kind::Visit);
        assert!(seen.contains(&one) && !seen.contains(&two));
        let history = device.history(one).unwrap();
        assert_eq!(history[0].officer_name.as_deref(), Some("Cúc"));
        assert!(waiting(device).is_empty());
        let judged = device.escrow().unwrap();
        assert_eq!(judged[0].verdict, EscrowVerdict::AcceptedInPart);
        let rejected = judged[0]
            .documents
            .iter()
            .find(|document| document.id == two)
            .unwrap();
        assert_eq!(
            rejected.counts,
            Some(false),
            "it stays readable as rejected"
        );
        assert!(format!("{:?}", rejected.lines).contains("Khoai hai"));
    }
    let told = verdicts(&mut ward.officer);
    assert!(told.contains(&(one, EscrowVerdict::Accepted)), "{told:?}");
    assert!(told.contains(&(two, EscrowVerdict::Rejected)), "{told:?}");
    let (supervisor, chief) = (ward.home("Đội trưởng"), ward.home("chief"));
    agree(&mut [(&mut ward.supervisor, supervisor), (&mut ward.chief, chief)]);
    // Whoever comes later sees the same.
    let mut later = ward
        .unit
        .join(&mut ward.chief, "Sau", Role::Supervisor, &["Tổ 1", "Tổ 2"]);
    ward.sync_all();
    ward.unit.sync(&mut later).unwrap();
    let home = ward.home("Sau");
    let chief = ward.home("chief");
    agree(&mut [(&mut ward.chief, chief), (&mut later, home)]);
}

#[test]
fn what_nobody_knew_of_when_its_author_was_let_in_again_counts_and_is_no_late_work() {
    let mut ward = ward(31);
    ward.reassign(Some("Tổ 1"), None);
    let late = visit(&mut ward.officer, ward.house, "Khoai một");
    import(&mut ward.chief, &export(&mut ward.officer));
    let more = FieldEdit::add("needs", Value::Texts(vec!["Khoai hai".to_owned()]));
    ward.officer.edit(late, &[more]).unwrap();
    ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!(verdicts(&mut ward.officer).len(), 2);
    // The chief has the first pack, and does not know of the second.
    ward.reassign(None, Some("Tổ 1"));
    for _ in 0..2 {
        ward.sync_all();
    }
    let told = verdicts(&mut ward.officer);
    assert_eq!(told, [(late, EscrowVerdict::Waits)]);
    for device in [&mut ward.chief, &mut ward.supervisor] {
        let waits = waiting(device);
        assert_eq!(waits.len(), 1);
        assert_eq!(waits[0].documents[0].id, late);
    }
}

#[test]
fn a_device_whose_access_ended_keeps_no_word_and_no_key_and_takes_nothing() {
    let mut ward = ward(2);
    visit(&mut ward.officer, ward.house, "Khoai một");
    ward.officer.search("Quỳnh", 5).unwrap();
    ward.officer.because("Quỳnh hỏi").unwrap();
    ward.officer.get(ward.house).unwrap();
    let home = ward.home("Cúc");
    assert!(!holds_words(&home).is_empty());
    ward.revoke("Cúc");
    assert_eq!(
        ids(&mut ward.officer, Kind::Household).len(),
        1,
        "away, it cannot know"
    );
    ward.unit.sync(&mut ward.officer).unwrap();

    assert_eq!(holds_words(&home), Vec::<String>::new());
    for table in [
        "doc_space_key",
        "doc_record",
        "doc_change",
        "rm_record",
        "rm_conflict",
    ] {
        assert_eq!(count(&home, table), 0, "{table}");
    }
    assert_eq!(ward.officer.status().unwrap().unsent, 0);
    let area = json!({ "area": "Tổ 1", "code": "HB-9", "head": "Ai đó" });
    let refused = ward
        .officer
        .create(Kind::Household, fields(area))
        .unwrap_err();
    assert_eq!(refused.code(), "access-ended");
    // It syncs on without complaint, and stays as it is.
    for _ in 0..2 {
        ward.unit.sync(&mut ward.officer).unwrap();
    }
    assert_eq!(holds_words(&home), Vec::<String>::new());
    drop(ward.officer);
    let mut opened = Notebook::open(&home, world(&ward.unit.clock, 77), PIN).unwrap();
    assert!(opened.status().unwrap().access_ended);
    // Of what came too late the day and the area stay, by which its author knows it again.
    let late = opened.late_work().unwrap();
    assert!(late[0].at.is_some() && late[0].area.as_deref() == Some("Tổ 1"));
}

#[test]
fn all_of_a_pack_is_accepted_or_rejected_and_a_verdict_may_come_before_the_pack() {
    for (seed, decision, counts) in [
        (3, EscrowDecision::Accept, true),
        (4, EscrowDecision::Reject, false),
    ] {
        let mut ward = ward(seed);
        let late = visit(&mut ward.officer, ward.house, "Khoai một");
        ward.revoke("Cúc");
        ward.unit.sync(&mut ward.officer).unwrap();
        ward.unit.sync(&mut ward.supervisor).unwrap();
        let pack = waiting(&mut ward.supervisor)[0].pack.clone();
        ward.supervisor.judge_escrow(&pack, &decision).unwrap();
        let again = ward.supervisor.judge_escrow(&pack, &EscrowDecision::Accept);
        assert_eq!(again.unwrap_err().code(), "escrow-unknown");
        ward.unit.sync(&mut ward.supervisor).unwrap();
        // The chief has neither: entries come before packs in an answer.
        ward.unit.sync(&mut ward.chief).unwrap();
        for device in [&mut ward.supervisor, &mut ward.chief] {
            assert_eq!(ids(device, Kind::Visit).contains(&late), counts);
        }
        let unknown = ward
            .chief
            .judge_escrow(&pack, &EscrowDecision::Accept)
            .unwrap_err();
        assert_eq!(unknown.code(), "escrow-unknown");
        let (supervisor, chief) = (ward.home("Đội trưởng"), ward.home("chief"));
        agree(&mut [(&mut ward.supervisor, supervisor), (&mut ward.chief, chief)]);
    }
}

#[test]
fn who_had_merged_what_came_after_the_end_takes_it_out_again() {
    let mut ward = ward(5);
    // The chief does not know of this visit when the access ends; the supervisor does.
    let late = visit(&mut ward.officer, ward.house, "Khoai một");
    let edit = FieldEdit::set("phone", Value::text("0987654321"));
    ward.officer.edit(ward.house, &[edit]).unwrap();
    ward.unit.sync(&mut ward.officer).unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    assert!(ids(&mut ward.supervisor, Kind::Visit).contains(&late));
    assert_eq!(
        ward.supervisor.get(ward.house).unwrap().fields["phone"],
        "0987654321"
    );
    // The supervisor builds on it meanwhile.
    let edit = FieldEdit::set("note", Value::text("đã gọi"));
    ward.supervisor.edit(ward.house, &[edit]).unwrap();
    ward.revoke("Cúc");
    ward.sync_all();
    ward.sync_all();
    for device in [&mut ward.supervisor, &mut ward.chief] {
        assert!(!ids(device, Kind::Visit).contains(&late));
        assert_eq!(waiting(device).len(), 1);
        let house = device.get(ward.house).unwrap();
        assert_eq!(house.fields["phone"], "0912345678");
        assert_eq!(
            house.fields["note"], "đã gọi",
            "what follows late work stays"
        );
        assert!(house.unauthorised.is_empty());
    }
    let (supervisor, chief) = (ward.home("Đội trưởng"), ward.home("chief"));
    agree(&mut [(&mut ward.supervisor, supervisor), (&mut ward.chief, chief)]);
    let pack = waiting(&mut ward.chief)[0].pack.clone();
    ward.chief
        .judge_escrow(&pack, &EscrowDecision::Accept)
        .unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.sync_all();
    for device in [&mut ward.supervisor, &mut ward.chief] {
        assert!(ids(device, Kind::Visit).contains(&late));
        let house = device.get(ward.house).unwrap();
        assert_eq!(
            (&house.fields["phone"], &house.fields["note"]),
            (&json!("0987654321"), &json!("đã gọi"))
        );
    }
    let (supervisor, chief) = (ward.home("Đội trưởng"), ward.home("chief"));
    agree(&mut [(&mut ward.supervisor, supervisor), (&mut ward.chief, chief)]);
}

#[test]
fn an_officer_goes_to_another_area_and_back_and_downloads_only_that() {
    let mut ward = ward(6);
    let own = ids(&mut ward.officer, Kind::Visit);
    for number in 0..40 {
        household(
            &mut ward.chief,
            "Tổ 2",
            &format!("HB-2{number:02}"),
            "Khoai",
        );
        household(
            &mut ward.chief,
            "Tổ 1",
            &format!("HB-1{number:02}"),
            "Quỳnh",
        );
    }
    ward.sync_all();
    ward.sync_all();
    let unit_packs = "SELECT count(*) FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE s.kind = 1 AND length(p.bytes) > 0";
    let home = ward.home("Cúc");
    let before = rows(&database(&home, &key_of(&home)), unit_packs);

    // Recorded before the device hears of it.
    let last = visit(&mut ward.officer, ward.house, "Khoai cuối");
    ward.reassign(Some("Tổ 1"), Some("Tổ 2"));
    let there = ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!(
        ward.officer
            .me()
            .unwrap()
            .areas
            .into_keys()
            .collect::<Vec<_>>(),
        ["Tổ 2"]
    );
    assert_eq!(
        ids(&mut ward.officer, Kind::Household).len(),
        41,
        "the new area's history"
    );
    assert!(
        ids(&mut ward.officer, Kind::Visit).is_empty(),
        "the old area's has left"
    );
    assert!(!ward.officer.status().unwrap().access_ended);
    assert!(there.packs_pulled <= 4, "{} packs", there.packs_pulled);
    let after = rows(&database(&home, &key_of(&home)), unit_packs);
    assert!(after[0] >= before[0]);
    assert_eq!(verdicts(&mut ward.officer), [(last, EscrowVerdict::Waits)]);
    let old = ward
        .chief
        .find(Some(Kind::Area), "Tổ 1")
        .unwrap()
        .to_string();
    let late = json!({ "area": old, "code": "HB-9", "head": "Ai đó" });
    let refused = ward
        .officer
        .create(Kind::Household, fields(late))
        .unwrap_err();
    assert_eq!(refused.code(), "access-ended");
    assert_eq!(ward.unit.sync(&mut ward.officer).unwrap().packs_pulled, 0);

    // What came too late is accepted, and back there the officer has it all, its own work too.
    ward.unit.sync(&mut ward.supervisor).unwrap();
    let pack = waiting(&mut ward.supervisor)[0].pack.clone();
    ward.supervisor
        .judge_escrow(&pack, &EscrowDecision::Accept)
        .unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.reassign(Some("Tổ 2"), Some("Tổ 1"));
    let back: SyncReport = ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!(
        ward.officer
            .me()
            .unwrap()
            .areas
            .into_keys()
            .collect::<Vec<_>>(),
        ["Tổ 1"]
    );
    let visits = ids(&mut ward.officer, Kind::Visit);
    assert!(own.iter().all(|id| visits.contains(id)) && visits.contains(&last));
    assert_eq!(ids(&mut ward.officer, Kind::Household).len(), 41);
    let mut held = rows(
        &database(&home, &key_of(&home)),
        "SELECT count(*) FROM doc_pack WHERE length(bytes) > 0",
    );
    let held: u64 = held.remove(0).parse().unwrap();
    assert!(
        back.packs_pulled < held,
        "{} of {held} packs: nothing twice",
        back.packs_pulled
    );

    // And it works on there: its chain goes on, and others take it.
    let new = visit(&mut ward.officer, ward.house, "Khoai mới");
    ward.sync_all();
    ward.sync_all();
    assert!(ids(&mut ward.chief, Kind::Visit).contains(&new));
    assert!(waiting(&mut ward.chief).is_empty());
    let officer = shown(&mut ward.officer);
    let chief = shown(&mut ward.chief);
    for (id, record) in officer {
        assert_eq!(chief.get(&id), Some(&record));
    }
}

#[test]
fn an_officer_becomes_a_supervisor_and_an_officer_again() {
    let mut ward = ward(7);
    ward.decide(|chief| chief.plan_roles("Cúc", &[Role::Supervisor]).unwrap());
    ward.unit.sync(&mut ward.officer).unwrap();
    ward.sync_all();
    assert_eq!(ward.officer.me().unwrap().roles, ["supervisor"]);
    assert_eq!(ward.officer.me().unwrap().areas.len(), 2);
    assert_eq!(ids(&mut ward.officer, Kind::Household).len(), 2);
    let mut own = ids(&mut ward.chief, Kind::Officer).into_iter();
    let record = own
        .find(|id| ward.chief.get(*id).unwrap().fields["name"] == "Cúc")
        .unwrap();
    assert_eq!(
        ward.officer.get(record).unwrap().fields["role"],
        "supervisor"
    );

    ward.decide(|chief| chief.plan_roles("Cúc", &[Role::Officer]).unwrap());
    ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!(ward.officer.me().unwrap().roles, ["officer"]);
    assert_eq!(
        ward.officer
            .me()
            .unwrap()
            .areas
            .into_keys()
            .collect::<Vec<_>>(),
        ["Tổ 1"]
    );
    assert_eq!(ids(&mut ward.officer, Kind::Household), [ward.house]);
    let denied = ward
        .officer
        .plan_revocation("Đội trưởng")
        .map(|plan| ward.officer.carry_out(&plan));
    assert_eq!(denied.unwrap().unwrap_err().code(), "role-lacks-duty");
}

#[test]
fn two_devices_of_one_officer_converge_and_are_revoked_together_or_apart() {
    let mut ward = ward(8);
    let request = client_core::InviteRequest {
        role: Role::Officer,
        officer: "Cúc".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    let mut others = Vec::new();
    for name in ["Cúc hai", "Cúc ba"] {
        let code = ward.chief.invite(&request).unwrap().code;
        ward.unit.sync(&mut ward.chief).unwrap();
        let mut device =
            Notebook::join(&ward.home(name), ward.unit.world(name), PIN, &code).unwrap();
        ward.unit.sync(&mut device).unwrap();
        others.push(device);
    }
    let (mut third, mut second) = (others.pop().unwrap(), others.pop().unwrap());
    ward.unit.sync(&mut ward.chief).unwrap();
    assert_eq!(
        ids(&mut ward.chief, Kind::Officer).len(),
        3,
        "it is one officer"
    );
    let one = visit(&mut ward.officer, ward.house, "Khoai một");
    let two = visit(&mut second, ward.house, "Khoai hai");
    for _ in 0..2 {
        ward.unit.sync(&mut ward.officer).unwrap();
        ward.unit.sync(&mut second).unwrap();
    }
    assert_eq!(shown(&mut ward.officer), shown(&mut second));
    for id in [one, two] {
        assert_eq!(
            second.history(id).unwrap()[0].officer_name.as_deref(),
            Some("Cúc")
        );
    }
    ward.unit.sync(&mut ward.chief).unwrap();

    // One by its id, the rest by the officer's name.
    ward.revoke(&third.device().to_string()[..12]);
    ward.unit.sync(&mut third).unwrap();
    ward.unit.sync(&mut second).unwrap();
    assert!(third.status().unwrap().access_ended);
    assert!(!second.status().unwrap().access_ended);
    ward.revoke("Cúc");
    for device in [&mut ward.officer, &mut second] {
        ward.unit.sync(device).unwrap();
        assert!(device.status().unwrap().access_ended);
    }
    assert_eq!(
        ward.chief.plan_revocation("Cúc").unwrap_err().code(),
        "device-unknown"
    );
}

#[test]
fn an_old_key_opens_nothing_that_was_written_after_the_end() {
    let mut ward = ward(9);
    let home = ward.home("Cúc");
    let keys = |home: &Home| {
        rows(
            &database(home, &key_of(home)),
            "SELECT hex(s.id) || hex(k.key) FROM doc_space_key k JOIN doc_space s ON s.n = k.space",
        )
    };
    let old = keys(&home);
    assert_eq!(old.len(), 3, "the unit, its log and one area");
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.supervisor).unwrap();
    visit(&mut ward.supervisor, ward.house, "Khoai sau");
    ward.unit.sync(&mut ward.supervisor).unwrap();
    let epochs = rows(
        &database(&ward.home("Đội trưởng"), &key_of(&ward.home("Đội trưởng"))),
        "SELECT count(*) FROM doc_space_key GROUP BY space ORDER BY space",
    );
    // Three of the four spaces had to change their key: the officer was in those.
    assert_eq!(
        epochs.iter().filter(|count| *count == "2").count(),
        3,
        "{epochs:?}"
    );
    let sealed = rows(
        &database(&ward.home("Đội trưởng"), &key_of(&ward.home("Đội trưởng"))),
        "SELECT bytes FROM doc_pack WHERE state = 1 ORDER BY n DESC LIMIT 1",
    );
    let bytes: Vec<u8> = (0..sealed[0].len() / 2)
        .map(|at| u8::from_str_radix(&sealed[0][2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let pack = seal::parse_pack(bytes).unwrap();
    assert_eq!(pack.claimed_header().key_epoch, 2);
}

#[test]
fn when_every_administrators_device_is_gone_the_paper_restores_administration() {
    let mut ward = ward(10);
    let code = ward.chief.new_recovery_code().unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    // An area founded later admits the paper as well.
    ward.chief
        .create(Kind::Area, fields(json!({ "name": "Tổ 3" })))
        .unwrap();
    let third = household(&mut ward.chief, "Tổ 3", "HB-3", "Lê Thị Quỳnh");
    ward.unit.sync(&mut ward.chief).unwrap();
    let lost = ward.chief.device();
    let late = household(&mut ward.chief, "Tổ 3", "HB-4", "Lê Thị Khoai");

    let home = ward.home("paper");
    let mut paper = Notebook::recover(&home, ward.unit.world("paper"), PIN, &code).unwrap();
    ward.unit.sync(&mut paper).unwrap();
    let seen = ids(&mut paper, Kind::Household);
    assert!(seen.contains(&ward.house) && seen.contains(&third) && seen.len() == 3);
    assert!(
        paper
            .devices()
            .unwrap()
            .iter()
            .any(|device| device.me && device.paper)
    );

    let mut next = ward.unit.join(
        &mut paper,
        "Chỉ huy mới",
        Role::Administrator,
        &["Tổ 1", "Tổ 2", "Tổ 3"],
    );
    assert_eq!(ids(&mut next, Kind::Household).len(), 3);
    let plan = next.plan_revocation(&lost.to_string()).unwrap();
    next.carry_out(&plan).unwrap();
    ward.unit.sync(&mut next).unwrap();
    // The used paper ends with the new one.
    let fresh = next.new_recovery_code().unwrap();
    assert_ne!(fresh, code);
    ward.unit.sync(&mut next).unwrap();
    ward.unit.sync(&mut paper).unwrap();
    assert!(paper.status().unwrap().access_ended);
    assert_eq!(count(&home, "doc_space_key"), 0);
    let papers = next.devices().unwrap();
    assert_eq!(
        papers
            .iter()
            .filter(|device| device.paper && !device.ended)
            .count(),
        1
    );

    // The lost device turns up after all: its work waits, and it ends.
    ward.unit.sync(&mut ward.chief).unwrap();
    assert!(ward.chief.status().unwrap().access_ended);
    ward.unit.sync(&mut next).unwrap();
    assert!(!ids(&mut next, Kind::Household).contains(&late));
    assert!(
        waiting(&mut next)
            .iter()
            .any(|pack| pack.documents.iter().any(|document| document.id == late))
    );
    // The unit goes on.
    let officer = ward.unit.join(&mut next, "Mới", Role::Officer, &["Tổ 3"]);
    drop(officer);
    ward.unit.sync(&mut ward.officer).unwrap();
}

#[test]
fn who_is_promoted_and_revoked_before_the_next_sync_is_in_no_area() {
    let mut ward = ward(11);
    // The promotion brings the officer into the second area; the relay has heard of neither.
    let plan = ward.chief.plan_roles("Cúc", &[Role::Supervisor]).unwrap();
    ward.chief.carry_out(&plan).unwrap();
    let plan = ward.chief.plan_revocation("Cúc").unwrap();
    assert_eq!(plan.steps.len(), 4, "the unit, its log and both areas");
    ward.chief.carry_out(&plan).unwrap();
    let again = ward.chief.plan_revocation("Cúc").unwrap_err();
    assert_eq!(again.code(), "device-unknown");
    ward.sync_all();
    ward.unit.sync(&mut ward.officer).unwrap();
    assert!(ward.officer.status().unwrap().access_ended);
    assert!(ward.officer.me().unwrap().areas.is_empty());
    assert_eq!(count(&ward.home("Cúc"), "doc_space_key"), 0);
}
