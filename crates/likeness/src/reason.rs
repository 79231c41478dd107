//! Why two records may be of the same, and what speaks against it.

use crate::address::AddressLikeness;
use crate::name::NameLikeness;
use crate::phone::PhoneLikeness;
use crate::position::Nearness;
use crate::title::TitleLikeness;

/// What one field says. The codes are stable; the words for them stand in message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The names of two households' heads.
    Name(NameLikeness),
    /// The names of two establishments or groups.
    Title(TitleLikeness),
    /// The names of owners or leaders.
    Person(NameLikeness),
    /// The telephone numbers.
    Phone(PhoneLikeness),
    /// The addresses.
    Address(AddressLikeness),
    /// The positions.
    Distance {
        /// How near they are.
        nearness: Nearness,
        /// How far apart, in metres.
        metres: u32,
    },
    /// An establishment's kind or a group's model.
    Class {
        /// Whether it is the same.
        is_same: bool,
    },
    /// Households that are in both groups.
    Members {
        /// How many.
        common: u32,
    },
    /// The areas.
    Area {
        /// Whether it is the same.
        is_same: bool,
    },
}

impl Reason {
    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name(name) => name_code(*name),
            Self::Title(title) => match title {
                TitleLikeness::Same => "same-title",
                TitleLikeness::OtherForm => "title-other-form",
                TitleLikeness::Respelt => "title-respelt",
                TitleLikeness::Partial => "title-partial",
                TitleLikeness::OtherNumber => "title-other-number",
                TitleLikeness::Different => "other-title",
            },
            Self::Person(name) => person_code(*name),
            Self::Phone(phone) => match phone {
                PhoneLikeness::Same => "same-phone",
                PhoneLikeness::Misdialled => "phone-one-digit",
                PhoneLikeness::Different => "other-phone",
            },
            Self::Address(address) => match address {
                AddressLikeness::Same => "same-address",
                AddressLikeness::Respelt => "address-respelt",
                AddressLikeness::Partial => "address-partial",
                AddressLikeness::SameStreet => "same-street",
                AddressLikeness::Different => "other-address",
            },
            Self::Distance { nearness, .. } => match nearness {
                Nearness::Here => "same-place",
                Nearness::Near => "near",
                Nearness::Around => "around",
                Nearness::Far => "far",
            },
            Self::Class { is_same: true } => "same-class",
            Self::Class { is_same: false } => "other-class",
            Self::Members { common: 0 } => "no-common-members",
            Self::Members { .. } => "common-members",
            Self::Area { is_same: true } => "same-area",
            Self::Area { is_same: false } => "other-area",
        }
    }

    /// Whether it speaks for the records being of the same.
    #[must_use]
    pub fn supports(&self) -> bool {
        match self {
            Self::Name(name) | Self::Person(name) => *name <= NameLikeness::Mistyped,
            Self::Title(title) => *title <= TitleLikeness::Partial,
            Self::Phone(phone) => *phone <= PhoneLikeness::Misdialled,
            Self::Address(address) => *address <= AddressLikeness::Partial,
            Self::Distance { nearness, .. } => *nearness <= Nearness::Near,
            Self::Class { is_same } | Self::Area { is_same } => *is_same,
            Self::Members { common } => *common > 0,
        }
    }

    /// Returns the number that belongs to it: metres, or members.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Distance { metres, .. } => Some(*metres),
            Self::Members { common } if *common > 0 => Some(*common),
            _ => None,
        }
    }

    /// Every code.
    pub const CODES: [&'static str; 43] = [
        "same-name",
        "same-name-without-marks",
        "name-abbreviated",
        "name-reordered",
        "name-shortened",
        "name-respelt",
        "name-other-marks",
        "name-one-letter",
        "name-of-kin",
        "other-name",
        "same-title",
        "title-other-form",
        "title-respelt",
        "title-partial",
        "title-other-number",
        "other-title",
        "same-person",
        "same-person-without-marks",
        "person-abbreviated",
        "person-reordered",
        "person-shortened",
        "person-respelt",
        "person-other-marks",
        "person-one-letter",
        "other-person",
        "same-phone",
        "phone-one-digit",
        "other-phone",
        "same-address",
        "address-respelt",
        "address-partial",
        "same-street",
        "other-address",
        "same-place",
        "near",
        "around",
        "far",
        "same-class",
        "other-class",
        "common-members",
        "no-common-members",
        "same-area",
        "other-area",
    ];
}

fn name_code(name: NameLikeness) -> &'static str {
    match name {
        NameLikeness::Same => "same-name",
        NameLikeness::Unmarked => "same-name-without-marks",
        NameLikeness::Abbreviated => "name-abbreviated",
        NameLikeness::Reordered => "name-reordered",
        NameLikeness::Shortened => "name-shortened",
        NameLikeness::Respelt => "name-respelt",
        NameLikeness::Remarked => "name-other-marks",
        NameLikeness::Mistyped => "name-one-letter",
        NameLikeness::Kin => "name-of-kin",
        NameLikeness::Different => "other-name",
    }
}

fn person_code(name: NameLikeness) -> &'static str {
    match name {
        NameLikeness::Same => "same-person",
        NameLikeness::Unmarked => "same-person-without-marks",
        NameLikeness::Abbreviated => "person-abbreviated",
        NameLikeness::Reordered => "person-reordered",
        NameLikeness::Shortened => "person-shortened",
        NameLikeness::Respelt => "person-respelt",
        NameLikeness::Remarked => "person-other-marks",
        NameLikeness::Mistyped => "person-one-letter",
        NameLikeness::Kin | NameLikeness::Different => "other-person",
    }
}
