//! Keys of a record: two records that are of the same thing share at least one, and few others do.

use proto::DocId;
use records::Kind;

use crate::form::{Called, NormalForm};
use crate::name::PersonName;
use crate::usual::is_family_name;

/// A key as a number: a hash of what it stands for (FNV-1a). Two that happen to be equal cost one comparison.
pub type Key = u64;

/// What a key stands for.
enum Part<'a> {
    Phone(&'a str),
    Name(&'a [&'a str]),
    GivenInArea(&'a str, i64),
    Door(&'a str),
    FamilyInCell(&'a str, (i32, i32)),
    Title(&'a str),
    TitleInArea(&'a str, i64),
    Member(DocId),
}

impl NormalForm {
    /// Returns the keys, in order and each once.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::with_capacity(8 + self.members.len());
        let mut add = |part: Part<'_>| keys.push(key(self.kind, &part));
        if !self.phone.is_empty() {
            add(Part::Phone(&self.phone));
        }
        if let Some(door) = self.address.door() {
            add(Part::Door(&door));
        }
        match &self.called {
            Called::Person(name) => self.of_person(name, &mut add),
            Called::Thing(title) => {
                if let Some(title) = title.key() {
                    // Half the groups of a district are the third of their kind in their area.
                    let says_a_name = title.contains(char::is_alphabetic);
                    add(Part::TitleInArea(&title, self.area));
                    if says_a_name {
                        add(Part::Title(&title));
                    }
                }
                self.of_person(&self.person, &mut add);
            }
        }
        self.members
            .iter()
            .for_each(|member| add(Part::Member(*member)));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn of_person(&self, name: &PersonName, add: &mut dyn FnMut(Part<'_>)) {
        if name.is_full() {
            add(Part::Name(&name.sorted()));
        }
        if let Some(given) = name.given() {
            add(Part::GivenInArea(given, self.area));
        }
        let Some(first) = name.first() else {
            return;
        };
        if !is_family_name(first) {
            add(Part::GivenInArea(first, self.area));
        }
        if let Some(position) = self.position {
            add(Part::FamilyInCell(first, position.cell()));
        }
    }
}

fn key(kind: Kind, part: &Part<'_>) -> Key {
    let mut hash = Fnv::new();
    hash.byte(kind.code());
    match part {
        Part::Phone(phone) => hash.byte(1).text(phone),
        Part::Name(name) => name.iter().fold(hash.byte(2), |hash, part| hash.text(part)),
        Part::GivenInArea(given, area) => hash.byte(3).text(given).bytes(&area.to_le_bytes()),
        Part::Door(door) => hash.byte(4).text(door),
        Part::FamilyInCell(family, (row, column)) => hash
            .byte(5)
            .text(family)
            .bytes(&row.to_le_bytes())
            .bytes(&column.to_le_bytes()),
        Part::Title(title) => hash.byte(6).text(title),
        Part::TitleInArea(title, area) => hash.byte(7).text(title).bytes(&area.to_le_bytes()),
        Part::Member(member) => hash.byte(8).bytes(&member.0),
    };
    hash.0
}

/// Fowler, Noll and Vo's hash, FNV-1a with 64 bits.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn byte(&mut self, byte: u8) -> &mut Self {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        bytes.iter().fold(self, |hash, byte| hash.byte(*byte))
    }

    /// Takes a text and an end, so that `ab c` is not `a bc`.
    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes()).byte(0xff)
    }
}
