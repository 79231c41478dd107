//! Two branches of one phone's packs, and packs that stand for others, over relays that are put back: what reading the code found
//! and no history had played.

use crate::erasing::erase;
use client_core::{
    ClientError, DocId, EraseReason, FieldEdit, Kind, Notebook, Role, Safety, SyncReport, Value,
};
use tests::by_hand::{export, import};
use tests::{PIN, Unit, copy_files, household, ids};

/// So few requests a sync of so small a unit takes, whatever happened.
const FEW: u64 = 12;

/// A commander, a supervisor and an officer of one area with two households of the officer's.
struct Scene {
    unit: Unit,
    chief: Notebook,
    supervisor: Notebook,
    officer: Notebook,
    kept: DocId,
    gone: DocId,
}

impl Scene {
    fn new(seed: u64) -> Scene {
        let unit = Unit::new(seed);
        let areas = ["Tổ 1"];
        let mut chief = unit.found(&areas);
        let supervisor = unit.join(&mut chief, "Dung", Role::Supervisor, &areas);
        let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &areas);
        let kept = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        let gone = household(&mut officer, "Tổ 1", "HB-2", "Phạm Văn Đức");
        let mut scene = Scene {
            unit,
            chief,
            supervisor,
            officer,
            kept,
            gone,
        };
        scene.sync_all();
        scene
    }

    fn sync_all(&mut self) {
        for device in [&mut self.officer, &mut self.chief, &mut self.supervisor] {
            sync(&self.unit, device);
        }
    }

    /// Copies the officer's phone as it is.
    fn copied(&self) -> Notebook {
        let (home, copy) = (self.unit.home("Cúc"), self.unit.home("copy"));
        copy_files(home.folder(), copy.folder());
        Notebook::open(&copy, self.unit.world("copy"), PIN).unwrap()
    }

    /// Whoever has it shows every word of the household that is kept, and so does who joins now.
    fn all_show(mut self, texts: &[&str]) {
        let mut fresh = (self.unit).join(&mut self.chief, "Em", Role::Officer, &["Tổ 1"]);
        sync(&self.unit, &mut fresh);
        for device in [
            &mut fresh,
            &mut self.chief,
            &mut self.supervisor,
            &mut self.officer,
        ] {
            let history = device.history(self.kept).unwrap();
            let edits = history.iter().flat_map(|line| &line.edits);
            let said: Vec<_> = edits.filter_map(|edit| edit.after.clone()).collect();
            for text in texts {
                assert!(
                    said.contains(&(*text).into()),
                    "{text} is not among {said:?}"
                );
            }
        }
    }
}

fn sync(unit: &Unit, device: &mut Notebook) -> SyncReport {
    let report = unit.sync(device).unwrap();
    assert!(report.requests < FEW, "{report:?}");
    report
}

fn write(device: &mut Notebook, record: DocId, field: &str, text: &str) {
    let edit = [FieldEdit::set(field, Value::text(text))];
    device.edit(record, &edit).unwrap();
}

#[test]
fn a_file_with_what_replaced_an_erased_record_ends_no_sync_of_who_has_all_of_it() {
    let mut scene = Scene::new(701);
    erase(&mut scene.chief, scene.gone, EraseReason::Request);
    for _ in 0..2 {
        sync(&scene.unit, &mut scene.chief);
        scene.sync_all();
    }
    let file = export(&mut scene.chief);
    for device in [&mut scene.officer, &mut scene.supervisor] {
        import(device, &file);
        for _ in 0..2 {
            sync(&scene.unit, device);
        }
        assert_eq!(device.status().unwrap().unsent, 0);
        assert_eq!(ids(device, Kind::Household), [scene.kept]);
    }
    let quiet = sync(&scene.unit, &mut scene.officer);
    assert_eq!(quiet.requests, 1, "{quiet:?}");
}

#[test]
fn a_file_with_merged_packs_ends_no_sync_of_who_has_all_that_they_stand_for() {
    let mut scene = Scene::new(702);
    for day in 0..16 {
        write(
            &mut scene.officer,
            scene.kept,
            "note",
            &format!("ngày {day}"),
        );
        sync(&scene.unit, &mut scene.officer);
    }
    scene.sync_all();
    let mut late = scene
        .unit
        .join(&mut scene.chief, "Em", Role::Officer, &["Tổ 1"]);
    sync(&scene.unit, &mut late);
    let file = export(&mut late);
    for device in [&mut scene.officer, &mut scene.supervisor] {
        import(device, &file);
        for _ in 0..2 {
            sync(&scene.unit, device);
        }
        assert_eq!(device.status().unwrap().unsent, 0);
    }
    let quiet = sync(&scene.unit, &mut scene.officer);
    assert_eq!(quiet.requests, 1, "{quiet:?}");
}

/// As above, but nobody has what the merged packs stand for, and the relay has lost it all.
#[test]
fn merged_packs_that_came_in_a_file_go_to_a_relay_that_lost_everything() {
    let mut scene = Scene::new(703);
    let before = scene.unit.path("before");
    scene.unit.relay.back_up(&before);
    for day in 0..16 {
        write(
            &mut scene.officer,
            scene.kept,
            "note",
            &format!("ngày {day}"),
        );
        sync(&scene.unit, &mut scene.officer);
    }
    sync(&scene.unit, &mut scene.chief);
    let mut late = scene
        .unit
        .join(&mut scene.chief, "Em", Role::Officer, &["Tổ 1"]);
    sync(&scene.unit, &mut late);
    let file = export(&mut late);
    scene.unit.relay.restore(&before);
    import(&mut scene.supervisor, &file);
    for _ in 0..2 {
        sync(&scene.unit, &mut scene.supervisor);
    }
    assert_eq!(scene.supervisor.history(scene.kept).unwrap().len(), 17);
    let mut fresh = scene
        .unit
        .join(&mut scene.chief, "Hạnh", Role::Officer, &["Tổ 1"]);
    drop((late, scene.officer, scene.chief));
    sync(&scene.unit, &mut fresh);
    assert_eq!(fresh.history(scene.kept).unwrap().len(), 17);
}

/// What a copy of a phone wrote came by hand with an erased household in it, and a relay had taken it so. That relay was put back,
/// and the phone itself came first.
#[test]
fn what_a_phone_brought_is_read_before_a_replacement_takes_its_place_that_the_relay_had_in_an_earlier_life()
 {
    let mut scene = Scene::new(704);
    let mut other = scene.copied();
    write(&mut other, scene.kept, "note", "bản sao");
    write(&mut other, scene.gone, "note", "bản sao");
    erase(&mut scene.chief, scene.gone, EraseReason::Request);
    sync(&scene.unit, &mut scene.chief);
    let before = scene.unit.path("before");
    scene.unit.relay.back_up(&before);
    import(&mut scene.chief, &export(&mut other));
    sync(&scene.unit, &mut scene.chief);
    scene.unit.relay.restore(&before);
    write(&mut scene.officer, scene.kept, "address", "máy chính");
    sync(&scene.unit, &mut scene.officer);
    for _ in 0..2 {
        sync(&scene.unit, &mut scene.chief);
        scene.sync_all();
    }
    scene.all_show(&["bản sao", "máy chính"]);
}

/// A phone gave way to its copy. Then a relay in a new life got back what the phone had given up.
#[test]
fn a_phone_syncs_on_though_what_it_had_given_up_for_its_copy_came_back_to_a_relay() {
    let mut scene = Scene::new(705);
    let before = scene.unit.path("before");
    scene.unit.relay.back_up(&before);
    let mut other = scene.copied();
    write(&mut scene.officer, scene.kept, "address", "máy chính");
    let given_up = export(&mut scene.officer);
    write(&mut other, scene.kept, "note", "bản sao");
    sync(&scene.unit, &mut other);
    drop(other);
    sync(&scene.unit, &mut scene.officer);
    scene.unit.relay.restore(&before);
    import(&mut scene.supervisor, &given_up);
    sync(&scene.unit, &mut scene.supervisor);
    write(&mut scene.officer, scene.kept, "phone", "0912345678");
    for _ in 0..2 {
        sync(&scene.unit, &mut scene.officer);
        scene.sync_all();
    }
    scene.all_show(&["bản sao", "máy chính", "0912345678"]);
}

/// A copy's words came by hand and were brought in a colleague's pack. Then a relay in a new life got the copy's pack itself first.
#[test]
fn what_a_phone_said_is_brought_though_its_copys_pack_whose_words_were_brought_has_its_place_now() {
    let mut scene = Scene::new(706);
    let before = scene.unit.path("before");
    scene.unit.relay.back_up(&before);
    let mut other = scene.copied();
    write(&mut scene.officer, scene.kept, "address", "máy chính");
    sync(&scene.unit, &mut scene.officer);
    sync(&scene.unit, &mut scene.chief);
    let longer = "bản sao, và còn nhiều điều nữa đã ghi vào đó";
    write(&mut other, scene.kept, "note", longer);
    let file = export(&mut other);
    import(&mut scene.chief, &file);
    sync(&scene.unit, &mut scene.chief);
    scene.unit.relay.restore(&before);
    import(&mut scene.supervisor, &file);
    sync(&scene.unit, &mut scene.supervisor);
    for _ in 0..3 {
        sync(&scene.unit, &mut scene.chief);
    }
    let quiet = sync(&scene.unit, &mut scene.chief);
    assert_eq!((quiet.packs_pushed, quiet.requests), (0, 1), "{quiet:?}");
    let mut fresh = scene
        .unit
        .join(&mut scene.chief, "Hạnh", Role::Officer, &["Tổ 1"]);
    sync(&scene.unit, &mut fresh);
    let shown = fresh.get(scene.kept).unwrap();
    assert_eq!(shown.fields["address"], "máy chính");
    scene.sync_all();
    scene.all_show(&[longer, "máy chính"]);
}

/// Others merged what a copy of a phone had brought, and the relay is in a new life: the phone meets the merged pack before its own
/// is refused.
#[test]
fn a_phone_syncs_on_though_its_copys_words_come_to_it_in_a_merged_pack() {
    let mut scene = Scene::new(707);
    let mut other = scene.copied();
    for text in ["bản sao", "bản sao nữa"] {
        write(&mut other, scene.kept, "note", text);
        import(&mut scene.chief, &export(&mut other));
    }
    sync(&scene.unit, &mut scene.chief);
    for day in 0..16 {
        let text = format!("ngày {day}");
        write(&mut scene.supervisor, scene.gone, "note", &text);
        sync(&scene.unit, &mut scene.supervisor);
    }
    sync(&scene.unit, &mut scene.chief);
    let same = scene.unit.path("same");
    scene.unit.relay.back_up(&same);
    scene.unit.relay.restore(&same);
    write(&mut scene.officer, scene.kept, "address", "máy chính");
    for _ in 0..2 {
        scene.sync_all();
    }
    scene.all_show(&["bản sao nữa", "máy chính"]);
}

/// What the phone had said is in a merged pack, and a newcomer, who reads a log from its end, met later words of its copy before that.
#[test]
fn what_a_merged_pack_says_is_read_again_once_the_copys_words_that_contradicted_it_gave_way() {
    let mut scene = Scene::new(708);
    let mut other = scene.copied();
    write(&mut other, scene.kept, "note", "bản sao");
    export(&mut other);
    write(&mut other, scene.kept, "address", "bản sao");
    let file = export(&mut other);
    write(&mut scene.officer, scene.kept, "phone", "0900000001");
    sync(&scene.unit, &mut scene.officer);
    for day in 0..8 {
        let text = format!("ngày {day}");
        write(&mut scene.chief, scene.gone, "note", &text);
        sync(&scene.unit, &mut scene.chief);
    }
    import(&mut scene.supervisor, &file);
    let same = scene.unit.path("same");
    scene.unit.relay.back_up(&same);
    scene.unit.relay.restore(&same);
    for _ in 0..2 {
        sync(&scene.unit, &mut scene.supervisor);
    }
    let mut reader = (scene.unit).join(&mut scene.chief, "Em", Role::Auditor, &["Tổ 1"]);
    sync(&scene.unit, &mut reader);
    let said = |device: &mut Notebook| device.history(scene.kept).unwrap().len();
    sync(&scene.unit, &mut scene.chief);
    assert_eq!(said(&mut reader), said(&mut scene.chief));
    write(&mut scene.officer, scene.kept, "note", "máy chính");
    for _ in 0..2 {
        scene.sync_all();
    }
    sync(&scene.unit, &mut reader);
    let history = |device: &mut Notebook| device.history(scene.kept).unwrap();
    assert_eq!(history(&mut reader), history(&mut scene.chief));
}

/// A phone took in what its copy had written, and the relay had no room for it.
#[test]
fn what_a_full_relay_refuses_of_what_came_by_hand_is_told_and_comes_once_there_is_room() {
    let mut scene = Scene::new(709);
    let mut other = scene.copied();
    write(&mut other, scene.kept, "note", "bản sao");
    import(&mut scene.officer, &export(&mut other));
    write(&mut scene.officer, scene.kept, "address", "máy chính");
    scene.unit.relay.give_room(1);
    for _ in 0..2 {
        let refused = scene.unit.sync(&mut scene.officer).unwrap_err();
        assert!(
            matches!(&refused, ClientError::Refused { code } if code == "space-full"),
            "{refused}"
        );
    }
    scene.unit.relay.give_room(1 << 30);
    for _ in 0..2 {
        scene.sync_all();
    }
    scene.all_show(&["bản sao", "máy chính"]);
}

/// Whoever lost the phone would rely on a record that only a colleague's has.
#[test]
fn what_came_by_hand_is_not_called_safe_on_the_relay_before_it_is_there() {
    let mut scene = Scene::new(710);
    write(&mut scene.officer, scene.kept, "note", "đã gặp");
    import(&mut scene.chief, &export(&mut scene.officer));
    let safety = |device: &mut Notebook| device.get(scene.kept).unwrap().safety;
    assert_eq!(safety(&mut scene.chief), Safety::OnDevice);
    assert_eq!(scene.chief.status().unwrap().by_hand, 1);
    assert_eq!(scene.chief.status().unwrap().unsent, 0);
    sync(&scene.unit, &mut scene.chief);
    assert_eq!(safety(&mut scene.chief), Safety::OnRelay);
    assert_eq!(scene.chief.status().unwrap().by_hand, 0);
}
