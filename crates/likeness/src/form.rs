//! What of a record is compared, as it was written and in its normal form.

use proto::DocId;
use records::{Document, Kind, Value};

use crate::address::Address;
use crate::name::PersonName;
use crate::phone;
use crate::position::Position;
use crate::title::Title;

/// What of a record is compared, as it was written. Whoever lacks something leaves it empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// A household, establishment or group.
    pub kind: Kind,
    /// A number that is the same for records of one area.
    pub area: i64,
    /// A household's head, an establishment's or group's name.
    pub name: String,
    /// An establishment's owner, a group's leader.
    pub person: String,
    /// The address.
    pub address: String,
    /// The telephone number.
    pub phone: String,
    /// An establishment's kind, a group's model.
    pub class: String,
    /// The position.
    pub position: Option<Position>,
    /// A group's households, in order.
    pub members: Vec<DocId>,
}

impl Profile {
    /// Whether records of a kind are compared.
    #[must_use]
    pub const fn is_of(kind: Kind) -> bool {
        matches!(kind, Kind::Household | Kind::Establishment | Kind::Group)
    }

    /// Takes what is compared out of a document; nothing where its kind is not compared, or where it is a group that has
    /// been merged or dissolved.
    #[must_use]
    pub fn of(document: &Document, area: i64) -> Option<Self> {
        let kind = document.kind()?;
        let text = |field: &str| match document.get(field) {
            Some(Value::Text(text)) => text,
            _ => String::new(),
        };
        let (name, person, class) = match kind {
            Kind::Household => ("head", "", ""),
            Kind::Establishment => ("name", "owner", "kind"),
            Kind::Group if is_over(&text("state")) => return None,
            Kind::Group => ("name", "leader", "model"),
            _ => return None,
        };
        let degrees = |field: &str| match document.get(field) {
            Some(Value::Microdegrees(micro)) => i32::try_from(micro).ok(),
            _ => None,
        };
        let position = degrees("lat").zip(degrees("lon"));
        let mut members = match document.get("members") {
            Some(Value::References(members)) => members,
            _ => Vec::new(),
        };
        members.sort_unstable();
        Some(Self {
            kind,
            area,
            name: text(name),
            person: text(person),
            address: text("address"),
            phone: text("phone"),
            class: text(class),
            position: position.map(|(lat, lon)| Position { lat, lon }),
            members,
        })
    }
}

fn is_over(state: &str) -> bool {
    matches!(state, "merged" | "dissolved")
}

/// What a record is called: a person's name, or that of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    Person(PersonName),
    Thing(Title),
}

/// A profile in its normal form, ready to be compared with many others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalForm {
    pub(crate) kind: Kind,
    pub(crate) area: i64,
    pub(crate) called: Called,
    pub(crate) person: PersonName,
    pub(crate) address: Address,
    pub(crate) phone: String,
    pub(crate) class: String,
    pub(crate) position: Option<Position>,
    pub(crate) members: Vec<DocId>,
}

impl From<Profile> for NormalForm {
    fn from(profile: Profile) -> Self {
        let called = match profile.kind {
            Kind::Household => Called::Person(PersonName::read(&profile.name)),
            _ => Called::Thing(Title::read(&profile.name)),
        };
        Self {
            kind: profile.kind,
            area: profile.area,
            called,
            person: PersonName::read(&profile.person),
            address: Address::read(&profile.address),
            phone: phone::dialled(&profile.phone),
            class: profile.class,
            position: profile.position,
            members: profile.members,
        }
    }
}
