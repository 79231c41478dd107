//! Two spellings that may be of one person of a house.
//!
//! Within a house a name is enough: whoever was met there is one of few. Between houses it is not, so nothing here compares
//! people of different ones.

use crate::compare::Strength;
use crate::name::{NameLikeness, PersonName};

/// How two spellings of a name stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpellingLikeness {
    /// How sure it is that they are of one person.
    pub strength: Strength,
    likeness: NameLikeness,
}

impl SpellingLikeness {
    /// Compares two spellings that were met in one house; nothing where they are of two people, as sisters are, or are the
    /// same letter by letter.
    #[must_use]
    pub fn of(one: &str, other: &str) -> Option<Self> {
        if one == other {
            return None;
        }
        let (one, other) = (PersonName::read(one), PersonName::read(other));
        let are_full = one.is_full() && other.is_full();
        let (likeness, _) = one.compare(&other)?;
        let strength = match likeness {
            NameLikeness::Same
            | NameLikeness::Unmarked
            | NameLikeness::Abbreviated
            | NameLikeness::Reordered
            | NameLikeness::Respelt
                if are_full =>
            {
                Strength::Likely
            }
            NameLikeness::Same | NameLikeness::Unmarked | NameLikeness::Shortened => {
                Strength::Possible
            }
            NameLikeness::Remarked | NameLikeness::Mistyped if are_full => Strength::Possible,
            _ => return None,
        };
        Some(Self { strength, likeness })
    }

    /// Returns the stable code of what differs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self.likeness {
            NameLikeness::Unmarked => "without-marks",
            NameLikeness::Abbreviated => "abbreviated",
            NameLikeness::Reordered => "reordered",
            NameLikeness::Shortened => "shortened",
            NameLikeness::Respelt => "respelt",
            NameLikeness::Remarked => "other-marks",
            NameLikeness::Mistyped => "one-letter",
            _ => "other-form",
        }
    }

    /// Every code.
    pub const CODES: [&'static str; 8] = [
        "other-form",
        "without-marks",
        "abbreviated",
        "reordered",
        "shortened",
        "respelt",
        "other-marks",
        "one-letter",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_of_the_house_is_known_in_many_spellings() {
        let name = "Nguyễn Thị Hoà";
        for (other, strength, code) in [
            ("bà Nguyễn Thị Hòa", Strength::Likely, "other-form"),
            ("nguyen thi hoa", Strength::Likely, "without-marks"),
            ("Ng. T. Hoa", Strength::Likely, "abbreviated"),
            ("Hoà Nguyễn Thị", Strength::Likely, "reordered"),
            ("Nguyến Thị Hoà", Strength::Likely, "respelt"),
            ("bà Hoà", Strength::Possible, "shortened"),
            ("Nguyễn Thị Hoá", Strength::Possible, "other-marks"),
            ("Nguyễn Thị Hoaf", Strength::Possible, "one-letter"),
        ] {
            let found = SpellingLikeness::of(name, other).unwrap();
            assert_eq!((found.strength, found.code()), (strength, code), "{other}");
            assert_eq!(SpellingLikeness::of(other, name), Some(found), "{other}");
            assert!(SpellingLikeness::CODES.contains(&code));
        }
    }

    #[test]
    fn sisters_and_strangers_are_two_people() {
        for (one, other) in [
            ("Nguyễn Thị Hoà", "Nguyễn Thị Lan"),
            ("Nguyễn Thị Hoà", "Nguyễn Thị Hoàn"),
            ("Nguyễn Thị Hoà", "Trần Văn Nam"),
            ("anh Hải", "chị Hà"),
            ("Nguyễn Thị Hoà", "Nguyễn Thị Hoà"),
            ("", "Nguyễn Thị Hoà"),
        ] {
            assert_eq!(SpellingLikeness::of(one, other), None, "{one}, {other}");
        }
        let given = SpellingLikeness::of("bà Hoà", "chị Hòa").unwrap();
        assert_eq!(given.strength, Strength::Possible);
    }
}
