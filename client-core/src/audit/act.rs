//! What is written down, and about which records.

use records::Kind;

/// An act that stands in a consultation log. The codes and names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Act {
    /// A record or its history was opened.
    Open = 1,
    /// Records were looked for by words.
    Search = 2,
    /// More records were listed within a while than a person reads on a screen.
    List = 3,
    /// Every record of a kind was written to a file, or whole records were handed to another program.
    Export = 4,
    /// A record was printed or shown to somebody. The command line has no printer: what it lays out as a page is an export.
    Print = 5,
    /// A record was linked with others of the same, and all are seen as one; the count says with how many.
    Merge = 6,
    /// A record was erased everywhere.
    Erase = 7,
    /// A record that was erased elsewhere is gone from this device.
    ErasedHere = 8,
    /// The notebook was opened with an unlock code.
    Unlock = 9,
    /// The unlock code of a device was read out.
    UnlockCode = 10,
    /// PINs were wrong before the right one came; the count says how many.
    WrongPins = 11,
    /// Consultation logs were read.
    Audit = 12,
    /// Records were compared to find those that are there twice; the count says how many pairs were shown.
    Compare = 13,
    /// A record that was made one with others was separated from them.
    Separate = 14,
}

impl Act {
    /// Every act, by its code.
    pub const ALL: [Act; 14] = [
        Act::Open,
        Act::Search,
        Act::List,
        Act::Export,
        Act::Print,
        Act::Merge,
        Act::Erase,
        Act::ErasedHere,
        Act::Unlock,
        Act::UnlockCode,
        Act::WrongPins,
        Act::Audit,
        Act::Compare,
        Act::Separate,
    ];

    /// Returns the code that lines carry.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Returns the act of a code, or nothing for one of a newer program.
    pub fn from_code(code: u8) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Act::Open => "open",
            Act::Search => "search",
            Act::List => "list",
            Act::Export => "export",
            Act::Print => "print",
            Act::Merge => "merge",
            Act::Erase => "erase",
            Act::ErasedHere => "erased-here",
            Act::Unlock => "unlock",
            Act::UnlockCode => "unlock-code",
            Act::WrongPins => "wrong-pins",
            Act::Audit => "audit",
            Act::Compare => "compare",
            Act::Separate => "separate",
        }
    }
}

/// Tells whether records of a kind are about residents, so that opening one is written down. The rest is the unit's
/// own directory.
pub(crate) fn is_about_people(kind: Kind) -> bool {
    match kind {
        Kind::Household
        | Kind::Establishment
        | Kind::Group
        | Kind::Visit
        | Kind::Meeting
        | Kind::FollowUp
        | Kind::Assessment
        | Kind::HandOut
        | Kind::Referral
        | Kind::Request => true,
        Kind::Unit
        | Kind::Area
        | Kind::Officer
        | Kind::Model
        | Kind::Survey
        | Kind::Training
        | Kind::Material
        | Kind::Report => false,
    }
}
