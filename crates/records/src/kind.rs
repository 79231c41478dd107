//! The kinds of document.

use std::fmt;
use std::str::FromStr;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A unit of the police, in a tree of any depth.
    Unit,
    /// Where an officer works: a hamlet or neighbourhood.
    Area,
    /// A person who works for a unit.
    Officer,
    /// The people who live at one address.
    Household,
    /// A business, school, project or agency.
    Establishment,
    /// A self-governing group or club.
    Group,
    /// An officer's visit.
    Visit,
    /// A group's meeting.
    Meeting,
    /// Something to be done, owned by someone.
    FollowUp,
    /// The type that groups follow.
    Model,
    /// What a reviewer found of a group in a period.
    Assessment,
    /// An area's baseline in a period.
    Survey,
    /// A training of officers.
    Training,
    /// A leaflet, booklet or poster, printed in copies.
    Material,
    /// Copies of a material, given to somebody.
    HandOut,
    /// A unit's counts in a period, with what it says of them; sent to the unit above.
    Report,
    /// What one unit asks of another.
    Referral,
    /// What a resident asks for under the law on personal data.
    Request,
}

impl Kind {
    /// Every kind, in the order in which references point: a kind only refers to earlier ones, or to itself.
    pub const ALL: [Self; 18] = [
        Self::Unit,
        Self::Area,
        Self::Officer,
        Self::Household,
        Self::Establishment,
        Self::Group,
        Self::Visit,
        Self::Meeting,
        Self::FollowUp,
        Self::Model,
        Self::Assessment,
        Self::Survey,
        Self::Training,
        Self::Material,
        Self::Report,
        Self::Referral,
        Self::HandOut,
        Self::Request,
    ];

    /// Gives the code under which databases store the kind; it never changes.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Unit => 1,
            Self::Area => 2,
            Self::Officer => 3,
            Self::Household => 4,
            Self::Establishment => 5,
            Self::Group => 6,
            Self::Visit => 7,
            Self::Meeting => 8,
            Self::FollowUp => 9,
            Self::Model => 10,
            Self::Assessment => 11,
            Self::Survey => 12,
            Self::Training => 13,
            Self::Material => 14,
            Self::HandOut => 17,
            Self::Report => 15,
            Self::Referral => 16,
            Self::Request => 18,
        }
    }

    /// Finds the kind of a stored code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Gives the kind's name in documents: `household`, `follow_up`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Area => "area",
            Self::Officer => "officer",
            Self::Household => "household",
            Self::Establishment => "establishment",
            Self::Group => "group",
            Self::Visit => "visit",
            Self::Meeting => "meeting",
            Self::FollowUp => "follow_up",
            Self::Model => "model",
            Self::Assessment => "assessment",
            Self::Survey => "survey",
            Self::Training => "training",
            Self::Material => "material",
            Self::HandOut => "hand_out",
            Self::Report => "report",
            Self::Referral => "referral",
            Self::Request => "request",
        }
    }

    /// Gives the stem of the kind's interchange file: `households`, `follow_ups`.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Unit => "units",
            Self::Area => "areas",
            Self::Officer => "officers",
            Self::Household => "households",
            Self::Establishment => "establishments",
            Self::Group => "groups",
            Self::Visit => "visits",
            Self::Meeting => "meetings",
            Self::FollowUp => "follow_ups",
            Self::Model => "models",
            Self::Assessment => "assessments",
            Self::Survey => "surveys",
            Self::Training => "trainings",
            Self::Material => "materials",
            Self::HandOut => "hand_outs",
            Self::Report => "reports",
            Self::Referral => "referrals",
            Self::Request => "requests",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of record")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Accepts the name, the file stem, and either with hyphens as typed on a command line.
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let matches = |name: &str| {
            name.len() == text.len()
                && name
                    .bytes()
                    .zip(text.bytes())
                    .all(|(a, b)| a == b || (a == b'_' && b == b'-'))
        };
        Self::ALL
            .into_iter()
            .find(|kind| matches(kind.name()) || matches(kind.plural()))
            .ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name_its_file_and_its_command() {
        assert_eq!("follow-up".parse(), Ok(Kind::FollowUp));
        assert_eq!("follow_ups".parse(), Ok(Kind::FollowUp));
        assert_eq!("person".parse::<Kind>(), Err(UnknownKind));
        for kind in Kind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert_eq!(kind.plural().parse(), Ok(kind));
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert!(Kind::ALL.is_sorted_by_key(|kind| kind.code()));
    }
}
