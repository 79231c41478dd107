//! Automerge is the judge: same keys, same visible values, same winners, same heads.

use std::collections::BTreeMap;

use automerge::transaction::Transactable;
use automerge::{
    ActorId, AutoCommit, Automerge, Change, ObjId, ROOT, ReadDoc, ScalarValue, Value as AmValue,
};
use proptest::prelude::*;
use proto::DocId;
use records::{
    Document, Draft, FieldEdit, Kind, OpId, RecordChange, Scalar, Statement, StatementKind, Value,
    anyone,
};

use crate::samples;

/// What happens on one of the devices.
#[derive(Clone, Debug)]
enum Step {
    /// Edits of this program.
    Edit {
        device: usize,
        edits: Vec<FieldEdit>,
    },
    /// A change written by Automerge itself.
    Foreign {
        device: usize,
        writes: Vec<(String, Option<ScalarValue>)>,
    },
    /// One device takes what another has.
    Take { from: usize, to: usize },
}

const DEVICES: usize = 3;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("An".to_owned()),
        Just("Bình".to_owned()),
        "[a-zà-ỹ ]{1,12}[a-z]"
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    let kind = prop_oneof![
        Just(StatementKind::Fact),
        Just(StatementKind::Assessment),
        Just(StatementKind::Hearsay)
    ];
    (kind, text(), proptest::option::of(text()), any::<bool>()).prop_map(
        |(kind, text, source, sensitive)| Statement {
            kind,
            text,
            source,
            sensitive,
        },
    )
}

fn edit() -> impl Strategy<Value = FieldEdit> {
    let codes = proptest::sample::subsequence(vec!["listen", "inform", "support"], 1..=3)
        .prop_shuffle()
        .prop_map(|codes| Value::Codes(codes.into_iter().map(str::to_owned).collect()));
    prop_oneof![
        text().prop_map(|t| FieldEdit::set("met", Value::Texts(vec![t]))),
        proptest::collection::vec(text(), 0..4)
            .prop_map(|t| FieldEdit::set("met", Value::Texts(t))),
        text().prop_map(|t| FieldEdit::add("met", Value::Text(t))),
        text().prop_map(|t| FieldEdit::remove("met", Value::Text(t))),
        Just(FieldEdit::clear("met")),
        codes.prop_map(|c| FieldEdit::set("purposes", c)),
        text().prop_map(|t| FieldEdit::add("topics", Value::Text(t))),
        proptest::collection::vec(statement(), 0..3)
            .prop_map(|s| FieldEdit::set("notes", Value::Statements(s))),
        statement().prop_map(|s| FieldEdit::add("notes", Value::Statements(vec![s]))),
        (0i64..200).prop_map(|n| FieldEdit::set("minutes", Value::Integer(n))),
        Just(FieldEdit::clear("minutes")),
        (0u32..400_000)
            .prop_map(|n| FieldEdit::set("accuracy_m", Value::Decimal(f64::from(n) / 8.0))),
    ]
}

fn scalar() -> impl Strategy<Value = ScalarValue> {
    prop_oneof![
        Just(ScalarValue::Null),
        any::<bool>().prop_map(ScalarValue::Boolean),
        any::<i64>().prop_map(ScalarValue::Int),
        any::<u64>().prop_map(ScalarValue::Uint),
        any::<i64>().prop_map(ScalarValue::Timestamp),
        (-1e9..1e9).prop_map(ScalarValue::F64),
        "\\PC{0,20}".prop_map(|t| ScalarValue::Str(t.into())),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(ScalarValue::Bytes),
    ]
}

fn foreign_key() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("met/00".to_owned()),
        Just("minutes".to_owned()),
        Just("later".to_owned()),
        Just("+x".to_owned()),
        Just("purposes/listen".to_owned()),
        "[a-zđ]{1,3}"
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..DEVICES, proptest::collection::vec(edit(), 1..4)).prop_map(|(device, edits)| Step::Edit { device, edits }),
        2 => (0..DEVICES, proptest::collection::vec((foreign_key(), proptest::option::weighted(0.8, scalar())), 1..5))
            .prop_map(|(device, writes)| Step::Foreign { device, writes }),
        3 => (0..DEVICES, 0..DEVICES).prop_map(|(from, to)| Step::Take { from, to }),
    ]
}

/// The devices, each with the changes that it holds.
struct World {
    id: DocId,
    held: Vec<Vec<RecordChange>>,
    clock: i64,
}

impl World {
    fn new(is_made_twice: bool) -> Self {
        let draft = Draft::from_json(Kind::Visit, &samples::visit()).unwrap();
        let id = draft.id();
        let first = draft.clone().into_change(samples::author(1, 10)).unwrap();
        let second = draft.into_change(samples::author(2, 11)).unwrap();
        let other = if is_made_twice { second } else { first.clone() };
        Self {
            id,
            held: vec![vec![first.clone()], vec![other], vec![first]],
            clock: 100,
        }
    }

    fn take_step(&mut self, step: &Step) {
        self.clock += 1;
        match step {
            Step::Edit { device, edits } => self.edit(*device, edits),
            Step::Foreign { device, writes } => self.foreign(*device, writes),
            Step::Take { from, to } => {
                let taken = self.held[*from].clone();
                for change in taken {
                    if !self.held[*to].contains(&change) {
                        self.held[*to].push(change);
                    }
                }
            }
        }
    }

    fn edit(&mut self, device: usize, edits: &[FieldEdit]) {
        let document = Document::from_changes(self.id, &self.held[device], anyone);
        let author = samples::author(u8::try_from(device).unwrap() + 1, self.clock);
        let token = u32::try_from(self.clock).unwrap().to_be_bytes();
        if let Ok(Some(change)) = document.edit(edits, author, token) {
            let read = RecordChange::parse(change.bytes()).expect("our own change");
            assert_eq!(read, change);
            self.held[device].push(change);
        }
    }

    fn foreign(&mut self, device: usize, writes: &[(String, Option<ScalarValue>)]) {
        let mut doc =
            AutoCommit::new().with_actor(ActorId::from([u8::try_from(device).unwrap() + 1; 16]));
        doc.apply_changes(self.held[device].iter().map(change_of))
            .unwrap();
        for (key, value) in writes {
            match value {
                Some(value) => doc.put(ROOT, key.as_str(), value.clone()).unwrap(),
                None => doc.delete(ROOT, key.as_str()).unwrap(),
            }
        }
        let Some(change) = doc.get_last_local_change() else {
            return;
        };
        if change.is_empty() {
            return;
        }
        assert!(RecordChange::parse(change.raw_bytes()).is_ok());
        let compressed = change.clone().bytes().into_owned();
        if compressed != change.raw_bytes() {
            assert!(
                RecordChange::parse(&compressed).is_err(),
                "compressed chunks are refused"
            );
        }
        let change = RecordChange::parse(change.raw_bytes()).unwrap();
        if !self.held[device].contains(&change) {
            self.held[device].push(change);
        }
    }
}

fn change_of(change: &RecordChange) -> Change {
    let read = Change::from_bytes(change.bytes().to_vec()).expect("Automerge reads every change");
    assert_eq!(read.hash().0, change.hash().0);
    read
}

fn scalar_of(value: &ScalarValue) -> Scalar {
    match value {
        ScalarValue::Null => Scalar::Null,
        ScalarValue::Boolean(is) => Scalar::Bool(*is),
        ScalarValue::Int(n) => Scalar::Int(*n),
        ScalarValue::Uint(n) => Scalar::Uint(*n),
        ScalarValue::F64(n) => Scalar::F64(*n),
        ScalarValue::Str(text) => Scalar::Str(text.to_string()),
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes.clone()),
        ScalarValue::Timestamp(n) => Scalar::Timestamp(*n),
        other => panic!("unexpected {other:?}"),
    }
}

type Seen = BTreeMap<String, Vec<(OpId, Scalar)>>;

fn seen_by_automerge(doc: &Automerge) -> Seen {
    let mut seen = Seen::new();
    for key in doc.keys(ROOT) {
        let mut values: Vec<(OpId, Scalar)> = doc
            .get_all(ROOT, key.as_str())
            .unwrap()
            .into_iter()
            .map(entry)
            .collect();
        let winner = entry(doc.get(ROOT, key.as_str()).unwrap().unwrap());
        values.sort_by_key(|(id, _)| *id);
        assert_eq!(values.last(), Some(&winner), "the greatest id wins");
        seen.insert(key, values);
    }
    seen
}

fn entry((value, id): (AmValue<'_>, ObjId)) -> (OpId, Scalar) {
    let ObjId::Id(counter, actor, _) = id else {
        panic!("no id")
    };
    let device = proto::DeviceId::from_bytes(actor.to_bytes()).unwrap();
    (
        OpId { counter, device },
        scalar_of(value.as_scalar().unwrap()),
    )
}

fn check(id: DocId, changes: &[RecordChange]) {
    let document = Document::from_changes(id, changes, anyone);
    let mut judge = Automerge::new();
    judge.apply_changes(changes.iter().map(change_of)).unwrap();
    let ours: Seen = document
        .raw()
        .map(|(key, entries)| {
            (
                key.to_owned(),
                entries
                    .into_iter()
                    .map(|(id, value)| (id, value.clone()))
                    .collect(),
            )
        })
        .collect();
    assert_eq!(ours, seen_by_automerge(&judge));
    let heads: Vec<[u8; 32]> = judge.get_heads().into_iter().map(|hash| hash.0).collect();
    assert_eq!(
        document
            .heads()
            .iter()
            .map(|hash| hash.0)
            .collect::<Vec<_>>(),
        heads
    );
    if document.changes_pending() == 0 {
        // Saving writes all changes anew from their operations: the hashes only hold if ours are canonical.
        let loaded = Automerge::load(&judge.save()).expect("a saved document loads");
        assert_eq!(loaded.get_heads(), judge.get_heads());
        assert_eq!(seen_by_automerge(&loaded), ours);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn random_offline_histories_read_as_automerge_reads_them(
        is_made_twice in any::<bool>(),
        steps in proptest::collection::vec(step(), 1..24),
        shuffle in any::<u64>(),
        missing in any::<prop::sample::Index>(),
    ) {
        let mut world = World::new(is_made_twice);
        for step in &steps {
            world.take_step(step);
        }
        for device in 0..DEVICES {
            check(world.id, &world.held[device]);
        }
        // All meet, in another order.
        let mut all: Vec<RecordChange> = Vec::new();
        for change in world.held.iter().flatten() {
            if !all.contains(change) {
                all.push(change.clone());
            }
        }
        let straight = Document::from_changes(world.id, &all, anyone);
        all.sort_by_key(|change| {
            let hash = change.hash().0;
            u64::from_le_bytes(hash[..8].try_into().unwrap()) ^ shuffle
        });
        check(world.id, &all);
        let mut shuffled = Document::from_changes(world.id, &all, anyone);
        prop_assert_eq!(&straight, &shuffled);
        // One is lost on the way: what depends on it waits, the rest reads as Automerge reads it.
        let gone = all.remove(missing.index(all.len()));
        check(world.id, &all);
        all.push(gone);
        shuffled = Document::from_changes(world.id, &all, anyone);
        prop_assert_eq!(&straight, &shuffled);
    }

    #[test]
    fn no_written_text_is_lost_while_nobody_who_saw_it_wrote_over_it(
        texts in proptest::collection::vec(text(), 2..5),
    ) {
        let world = World::new(false);
        let document = Document::from_changes(world.id, &world.held[0], anyone);
        let mut all = world.held[0].clone();
        for (device, text) in (1..).zip(&texts) {
            let edit = [FieldEdit::set("needs", Value::Texts(vec![text.clone()]))];
            all.extend(document.edit(&edit, samples::author(device, 5), [device; 4]).unwrap());
        }
        let merged = Document::from_changes(world.id, &all, anyone);
        for text in &texts {
            let shown = merged.get("needs") == Some(Value::Texts(vec![text.clone()]));
            let in_conflict = merged.conflicts().iter().flat_map(|c| &c.values).any(|v| v.value == text.as_str());
            prop_assert!(shown || in_conflict);
        }
    }
}
