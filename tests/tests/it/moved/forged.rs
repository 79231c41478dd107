//! Whoever carries a record to another area can neither change what others said nor give the record away by carrying it.

use super::{SECRET, Ward, area};
use client_core::{DocId, Home, Kind, Notebook};
use proto::{Bundle, DeviceId, Excerpt, PackHash, Role, RoleSet, SpaceId, UnixMillis};
use records::{Author, Draft, RecordChange, packed};
use rusqlite::Connection;
use seal::{DeviceSecret, PackDraft, SpaceKey};
use serde_json::json;
use testkit::TestRng;
use tests::tables::writable;
use tests::{PIN, household, ids, key_of};

/// The database of a device whose program was manipulated.
struct Manipulated {
    connection: Connection,
    secret: DeviceSecret,
}

impl Manipulated {
    fn open(home: &Home) -> Manipulated {
        let connection = writable(home, &key_of(home));
        let secret: Vec<u8> = connection
            .query_row(
                "SELECT value FROM doc_meta WHERE key = 'device_secret'",
                [],
                |row| row.get(0),
            )
            .expect("a secret");
        let secret = DeviceSecret::from_bytes(&secret.try_into().expect("64 bytes"));
        Manipulated { connection, secret }
    }

    /// Returns the number, id and key of the space that holds a record.
    fn space_of(&self, record: DocId) -> (i64, SpaceId, SpaceKey) {
        let sql = "SELECT s.n, s.id, k.key FROM doc_record r JOIN doc_space s ON s.n = r.space
                   JOIN doc_space_key k ON k.space = s.n WHERE r.id = ?1 ORDER BY k.epoch DESC";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (n, id, key) = self
            .connection
            .query_row(sql, [record.0], read)
            .expect("a space");
        (n, SpaceId(id), SpaceKey::from_bytes(key))
    }

    /// Takes a record out of the packs that hold it, as its authors signed them.
    fn take_out(&self, record: DocId, author: &proto::DeviceKeys) -> Vec<Excerpt> {
        let (_, _, key) = self.space_of(record);
        let sql = "SELECT DISTINCT p.bytes FROM doc_record r JOIN doc_change c ON c.record = r.n
                   JOIN doc_pack p ON p.n = c.pack WHERE r.id = ?1";
        let mut statement = self.connection.prepare(sql).expect("a query");
        let packs = statement.query_map([record.0], |row| row.get::<_, Vec<u8>>(0));
        let mut taken = Vec::new();
        for bytes in packs.expect("packs") {
            let pack = seal::parse_pack(bytes.expect("bytes")).expect("a pack");
            let pack = pack.verify(author).expect("of this author");
            let opened = seal::open(&pack, &key).expect("opened");
            let moves = |_: &proto::Origin, id: &DocId| *id == record;
            taken.extend(seal::take_out(&pack, &opened, moves).expect("taken out"));
        }
        taken
    }

    /// Lets a pack of excerpts wait to be pushed to the space that holds a record.
    fn carry(&self, excerpts: Vec<Excerpt>, beside: DocId) {
        let (n, space, key) = self.space_of(beside);
        let me = self.secret.id();
        let newest: Option<(u64, [u8; 32])> = self
            .connection
            .query_row(
                "SELECT number, hash FROM doc_pack WHERE space = ?1 AND author = ?2 ORDER BY number DESC LIMIT 1",
                (n, me.0),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .ok();
        let (last, previous) = newest.unwrap_or_default();
        let draft = PackDraft {
            space,
            key_epoch: self
                .connection
                .query_row(
                    "SELECT max(epoch) FROM doc_space_key WHERE space = ?1",
                    [n],
                    |row| row.get(0),
                )
                .expect("an epoch"),
            number: last + 1,
            previous: PackHash(previous),
            covers: Vec::new(),
            erases: Vec::new(),
            expires: None,
        };
        let bundle = Bundle {
            documents: Vec::new(),
            excerpts,
        };
        let random = &mut TestRng::new(9);
        let pack = seal::seal_pack(&draft, &bundle, &key, &self.secret, 3, random);
        let pack = pack.expect("sealed");
        self.connection
            .execute(
                "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, ?3, ?4, 0, ?5)",
                (n, me.0, draft.number, pack.hash.0, pack.bytes),
            )
            .expect("stored");
    }
}

/// Makes a change that records a household of an id, as a device would.
fn made_by(device: DeviceId, id: DocId, area: DocId, head: &str) -> RecordChange {
    let fields = json!({
        "id": id.to_string(), "area": area.to_string(), "code": "HB-1", "head": head,
    });
    let roles: RoleSet = Role::ALL.into_iter().collect();
    let at = UnixMillis(tests::MORNING + 1);
    let draft = Draft::from_json(Kind::Household, &fields).expect("a household");
    draft
        .into_change(Author {
            device,
            at,
            standing: roles.into(),
        })
        .expect("a change")
}

fn again(ward: &mut Ward, name: &'static str) {
    let opened = Notebook::open(&ward.unit.home(name), ward.unit.world("again"), PIN);
    ward.devices.insert(name, opened.expect("opened"));
}

#[test]
fn who_carries_a_household_cannot_change_what_others_said_of_it() {
    let mut ward = Ward::new(511);
    let house = ward.house;
    let beside = household(ward.get("chief"), "Tổ 2", "HB-9", "Lý Thị Mận");
    ward.settle();
    let (one, two) = (ward.get("Một").device(), area(ward.get("chief"), "Tổ 2"));
    let keys = *Manipulated::open(&ward.unit.home("Một")).secret.keys();
    drop(ward.devices.remove("chief"));

    let chief = Manipulated::open(&ward.unit.home("chief"));
    let mut excerpts = chief.take_out(house, &keys);
    let forged = made_by(one, house, two, "Kẻ Giả Mạo");
    for excerpt in &mut excerpts {
        excerpt.documents[0].changes[0].parts = packed(forged.bytes(), one);
    }
    chief.carry(excerpts, beside);
    drop(chief);
    again(&mut ward, "chief");
    for name in ["chief", "Hai", "Đội trưởng"] {
        ward.sync(&[name]);
    }
    assert_eq!(ids(ward.get("Hai"), Kind::Household), [beside]);
    for name in ["Hai", "Đội trưởng"] {
        assert_eq!(ward.get(name).status().unwrap().set_aside, 1, "{name}");
    }
    let seen = ward.get("Đội trưởng").get(house).unwrap();
    assert_eq!(seen.fields["head"], SECRET);
}

#[test]
fn a_household_is_not_in_an_area_because_somebody_carried_it_there() {
    let mut ward = Ward::new(512);
    let house = ward.house;
    let beside = household(ward.get("chief"), "Tổ 2", "HB-9", "Lý Thị Mận");
    ward.settle();
    let keys = *Manipulated::open(&ward.unit.home("Một")).secret.keys();
    drop(ward.devices.remove("chief"));
    let chief = Manipulated::open(&ward.unit.home("chief"));
    chief.carry(chief.take_out(house, &keys), beside);
    drop(chief);
    again(&mut ward, "chief");
    ward.settle();
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Một"]);
    ward.agree();
    // Should it move there, it is whole.
    ward.move_to("Đội trưởng", "Tổ 2");
    ward.settle();
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Hai"]);
    ward.agree();
}

#[test]
fn who_knows_the_id_of_a_household_elsewhere_has_no_say_over_it() {
    let mut ward = Ward::new(513);
    let house = ward.house;
    let beside = household(ward.get("Hai"), "Tổ 2", "HB-9", "Lý Thị Mận");
    ward.settle();
    let before = ward.get("chief").history(house).unwrap();
    let two = area(ward.get("Hai"), "Tổ 2");
    let device = ward.get("Hai").device();
    drop(ward.devices.remove("Hai"));
    let manipulated = Manipulated::open(&ward.unit.home("Hai"));
    let (space, ..) = manipulated.space_of(beside);
    let change = made_by(device, house, two, "Kẻ Giả Mạo");
    manipulated
        .connection
        .execute(
            "INSERT INTO doc_record (id, kind, space) VALUES (?1, ?2, ?3)",
            (house.0, Kind::Household.code(), space),
        )
        .expect("stored");
    manipulated
        .connection
        .execute(
            "INSERT INTO doc_change (record, pack, bytes) VALUES (last_insert_rowid(), NULL, ?1)",
            [change.bytes()],
        )
        .expect("stored");
    drop(manipulated);
    again(&mut ward, "Hai");
    ward.sync(&["Hai", "chief", "Đội trưởng", "Một", "chief", "Hai"]);
    for name in ["chief", "Đội trưởng", "Một"] {
        let device = ward.get(name);
        assert_eq!(device.history(house).unwrap(), before, "{name}");
        assert_eq!(device.get(house).unwrap().fields["head"], SECRET);
        assert!(device.conflicts().unwrap().is_empty());
        let home = ward.unit.home(name);
        let live = tests::tables::read_models(&home, &key_of(&home));
        ward.get(name).rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(live, tests::tables::read_models(&home, &key_of(&home)));
    }
    // Nothing of it was brought to the area of who tried.
    let seen = ward.get("Hai").get(house).unwrap();
    assert_eq!(seen.fields["head"], "Kẻ Giả Mạo");
    assert_eq!(ward.get("Hai").history(house).unwrap().len(), 1);
}
