//! Two records field by field, and what it amounts to.

use std::cmp::Ordering;

use crate::address::AddressLikeness;
use crate::form::{Called, NormalForm};
use crate::name::NameLikeness;
use crate::phone::{self, PhoneLikeness};
use crate::position::{self, Nearness};
use crate::reason::Reason;
use crate::title::TitleLikeness;
use crate::weights::{Bits, Naming, Weights, at};

/// How two records agree, field by field. What one of them lacks says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Names of households' heads, and how rare what they share is.
    pub name: Option<(NameLikeness, Bits)>,
    /// Names of establishments or groups, and how rare what they share is.
    pub title: Option<(TitleLikeness, Bits)>,
    /// Names of owners or leaders, and how rare what they share is.
    pub person: Option<(NameLikeness, Bits)>,
    /// Telephone numbers.
    pub phone: Option<PhoneLikeness>,
    /// Addresses.
    pub address: Option<AddressLikeness>,
    /// The distance in metres.
    pub metres: Option<u32>,
    /// Whether an establishment's kind or a group's model is the same.
    pub same_class: Option<bool>,
    /// How many households both groups have, and how many the smaller one has.
    pub common_members: Option<(u32, u32)>,
    /// Whether both are in the same area.
    pub same_area: bool,
}

/// How sure it is that two records are of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Somebody should look.
    Possible,
    /// Hardly anything else explains it.
    Likely,
}

impl Strength {
    /// Returns the stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
        }
    }
}

/// What a comparison amounts to. It is about two records, made when somebody asks, and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// What speaks for it, then what speaks against it.
    pub reasons: Vec<Reason>,
    /// How sure it is.
    pub strength: Strength,
    /// How far it is beyond doubt, to put the surest first.
    pub(crate) beyond: Bits,
}

impl Likeness {
    /// Orders by how sure it is.
    #[must_use]
    pub fn cmp_sureness(&self, other: &Self) -> Ordering {
        self.beyond.cmp(&other.beyond)
    }
}

/// So far beyond doubt nobody needs to think long: eight to one again and again.
const LIKELY: Bits = 500;

impl NormalForm {
    /// Compares two records of one kind field by field; of two kinds nothing agrees.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Comparison {
        if self.kind != other.kind {
            return Comparison::default();
        }
        let (mut name, mut title) = (None, None);
        match (&self.called, &other.called) {
            (Called::Person(one), Called::Person(other)) => name = one.compare(other),
            (Called::Thing(one), Called::Thing(other)) => title = one.compare(other),
            _ => {}
        }
        let classes = [&self.class, &other.class];
        let members = [&self.members, &other.members];
        Comparison {
            name,
            title,
            person: self.person.compare(&other.person),
            phone: phone::compare(&self.phone, &other.phone),
            address: self.address.compare(&other.address),
            metres: self
                .position
                .zip(other.position)
                .map(|(one, other)| one.metres_to(other)),
            same_class: (!classes.iter().any(|class| class.is_empty()))
                .then(|| self.class == other.class),
            common_members: (!members.iter().any(|members| members.is_empty()))
                .then(|| self.common_members(other)),
            same_area: self.area == other.area,
        }
    }

    fn common_members(&self, other: &Self) -> (u32, u32) {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let is_common = |member: &&proto::DocId| other.members.binary_search(member).is_ok();
        let common = self.members.iter().filter(is_common).count();
        let smaller = self.members.len().min(other.members.len());
        (count(common), count(smaller))
    }

    /// Says whether two records may be of the same, and why; nothing where that is unlikely.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        let weights = Weights::of(self.kind)?;
        let comparison = self.compare(other);
        let beyond = comparison.weight(weights) - weights.doubt;
        (beyond >= 0).then(|| Likeness {
            reasons: comparison.reasons(),
            strength: if beyond >= LIKELY {
                Strength::Likely
            } else {
                Strength::Possible
            },
            beyond,
        })
    }
}

impl Comparison {
    /// Adds up what each field says, in hundredths of a bit: the logarithm of how much oftener it is found where two records
    /// are of the same than where they are not (Fellegi and Sunter, 1969).
    #[must_use]
    pub fn weight(&self, weights: &Weights) -> Bits {
        let beside = weights.beside(self.naming());
        let of = |found: Option<Bits>| found.unwrap_or(0);
        of(self
            .name
            .map(|(name, rarity)| at(&weights.name, name as usize) + rarity))
            + of(self
                .title
                .map(|(title, rarity)| at(&weights.title, title as usize) + rarity))
            + of(self
                .person
                .map(|(person, rarity)| at(&beside.person, person as usize) + rarity))
            + of(self.phone.map(|phone| at(&beside.phone, phone as usize)))
            + at(&beside.place, self.place())
            + of(self
                .same_class
                .map(|is_same| at(&beside.class, usize::from(!is_same))))
            + of(self
                .members()
                .map(|members| at(&beside.members, members as usize)))
    }

    /// Numbers how address, position and area agree: in one area the address, and within each likeness the position; in two
    /// areas whether the address, the position or neither agrees.
    #[must_use]
    pub fn place(&self) -> usize {
        const UNKNOWN: usize = 5;
        let is_here = self.nearness() == Some(Nearness::Here);
        let address = self.address.map_or(UNKNOWN, |address| address as usize);
        let nearness = match self.nearness() {
            Some(Nearness::Here) => 0,
            Some(Nearness::Near) => 1,
            Some(Nearness::Around | Nearness::Far) => 2,
            None => 3,
        };
        match (self.same_area, self.address) {
            (true, _) => address * 4 + nearness,
            (false, Some(address)) if address <= AddressLikeness::Partial => 24,
            (false, _) if is_here => 25,
            (false, _) => 26,
        }
    }

    /// Returns what speaks for it, then what speaks against it.
    fn reasons(&self) -> Vec<Reason> {
        let distance = |metres| Reason::Distance {
            nearness: position::compare(metres),
            metres,
        };
        let mut reasons: Vec<Reason> = [
            self.name.map(|(name, _)| Reason::Name(name)),
            self.title.map(|(title, _)| Reason::Title(title)),
            self.person.map(|(person, _)| Reason::Person(person)),
            self.phone.map(Reason::Phone),
            self.address.map(Reason::Address),
            self.metres.map(distance),
            self.common_members
                .map(|(common, _)| Reason::Members { common }),
            self.same_class.map(|is_same| Reason::Class { is_same }),
            Some(Reason::Area {
                is_same: self.same_area,
            }),
        ]
        .into_iter()
        .flatten()
        .collect();
        reasons.sort_by_key(|reason| !reason.supports());
        reasons
    }

    fn members(&self) -> Option<Members> {
        self.common_members
            .map(|(common, of)| Members::of(common, of))
    }
}

/// How far the members of two groups are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Members {
    /// More than half of the smaller group.
    Most,
    /// Some.
    Some,
    /// None.
    None,
}

impl Members {
    /// Names a share.
    #[must_use]
    pub fn of(common: u32, of: u32) -> Self {
        match common {
            0 => Self::None,
            common if common.saturating_mul(2) > of => Self::Most,
            _ => Self::Some,
        }
    }
}

impl Comparison {
    /// Returns how far what the records are called agrees.
    #[must_use]
    pub fn naming(&self) -> Naming {
        match (self.name, self.title) {
            (Some((name, _)), _) => match name {
                NameLikeness::Same
                | NameLikeness::Unmarked
                | NameLikeness::Abbreviated
                | NameLikeness::Reordered
                | NameLikeness::Shortened
                | NameLikeness::Respelt => Naming::Agrees,
                NameLikeness::Remarked | NameLikeness::Mistyped => Naming::Close,
                NameLikeness::Kin => Naming::Kin,
                NameLikeness::Different => Naming::Differs,
            },
            (None, Some((title, _))) => match title {
                TitleLikeness::Same | TitleLikeness::OtherForm => Naming::Agrees,
                TitleLikeness::Respelt | TitleLikeness::Partial => Naming::Close,
                TitleLikeness::OtherNumber => Naming::Kin,
                TitleLikeness::Different => Naming::Differs,
            },
            (None, None) => Naming::Differs,
        }
    }

    /// Returns how near the positions are.
    #[must_use]
    pub fn nearness(&self) -> Option<Nearness> {
        self.metres.map(position::compare)
    }
}
