//! What each agreement weighs, in hundredths of a bit.
//!
//! The tables are counted, not thought up: `cargo run -p likeness --example weights` prints them from labelled registers of
//! a training seed. What a name says follows from how many people have it.

use records::Kind;

/// Hundredths of a bit: whole numbers, so that every machine adds up to the same.
pub type Bits = i32;

/// The number of ways in which two places agree.
pub const PLACES: usize = 27;

/// How far what two records are called agrees. What else they share means something else by that: of two households under one
/// name a common telephone says that they are one, of sisters' households it says little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// It is the same, whatever the spelling.
    Agrees,
    /// It may be misspelt, or only in part the same.
    Close,
    /// It is of kin, or of the same kind with another number.
    Kin,
    /// It is not the same, or not known.
    Differs,
}

/// What the agreements of each field weigh for records of one kind, the likest first as in the field's own enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// What has to be outweighed: most pairs that are compared at all are not of the same.
    pub doubt: Bits,
    /// Names of households' heads, without their rarity.
    pub name: [Bits; 10],
    /// Names of establishments or groups, without their rarity.
    pub title: [Bits; 6],
    /// All other fields, by how far what the records are called agrees.
    pub others: [FieldWeights; 4],
}

/// What the agreements of fields weigh beside what the records are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldWeights {
    /// Names of owners or leaders, without their rarity.
    pub person: [Bits; 10],
    /// Telephone numbers.
    pub phone: [Bits; 3],
    /// Where it is: address, position and area taken together, as [`Comparison::place`](crate::Comparison::place) numbers them. Whoever moves
    /// changes all three, and sisters next door share all but the number.
    pub place: [Bits; PLACES],
    /// An establishment's kind, a group's model: the same, another one.
    pub class: [Bits; 2],
    /// A group's households.
    pub members: [Bits; 3],
}

const HOUSEHOLDS: Weights = Weights {
    doubt: 760,
    name: [
        -1180, -620, -420, -1010, -540, -640, -1330, -810, -320, -140,
    ],
    title: [0, 0, 0, 0, 0, 0],
    others: [
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [1730, 1230, -430],
            place: [
                1480, 0, 0, 1540, 1140, 0, 0, 1110, 1310, 0, 0, 1190, 750, 0, 310, 750, 700, -100,
                80, 640, 1260, 0, 250, 1080, 200, 0, -310,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [780, 990, -450],
            place: [
                620, 0, 0, 750, 0, 0, 0, 0, 0, 0, 0, 0, 80, 0, 550, 310, 230, 370, 210, 390, 1060,
                0, 0, 850, 430, 0, -270,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [220, 0, -210],
            place: [
                -80, 0, 0, -10, 0, 0, 0, 0, 0, 0, 0, 0, -280, 480, 0, 110, -250, -190, 110, 270, 0,
                0, 0, 0, -230, 0, 0,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [740, 1190, -640],
            place: [
                620, 500, 30, 730, 1100, 0, 0, 0, 1240, 550, 0, 1060, 310, 130, -200, 360, -50,
                -460, -580, -150, 620, 390, 80, 170, -720, 0, 1030,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
    ],
};

const ESTABLISHMENTS: Weights = Weights {
    doubt: 330,
    name: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    title: [-640, -1530, -480, -200, -140, -560],
    others: [
        FieldWeights {
            person: [-490, 30, 30, -160, -600, -590, -440, -480, -130, -570],
            phone: [1570, 1060, -980],
            place: [
                1520, 0, 0, 1580, 1030, 0, 0, 1080, 1180, 0, 0, 1230, 770, 0, 330, 380, 1060, 200,
                -200, 280, 0, 0, 0, 0, 290, 0, -1070,
            ],
            class: [140, -1000],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-1050, -640, -480, -650, -370, -300, -1190, -540, -60, -490],
            phone: [860, 740, -770],
            place: [
                830, 0, 0, 820, 570, 0, 0, 660, 660, 0, 0, 690, 0, 0, 180, 60, 570, 180, -370,
                -190, 0, 0, 0, 0, 20, 0, -850,
            ],
            class: [140, -790],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-1300, -810, 0, -740, 0, 0, -1110, 0, 0, -160],
            phone: [340, 0, -150],
            place: [
                60, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -120, 10, 0, 0, 0, 0, -180,
                0, -400,
            ],
            class: [10, -10],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-1390, -860, -610, -1070, -350, -620, -1070, -440, 450, -60],
            phone: [350, 0, -220],
            place: [
                -10, 0, 740, 230, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 490, 480, 280, 240, -110, -170, 0,
                0, 0, 0, -170, 0, -430,
            ],
            class: [120, -190],
            members: [0, 0, 0],
        },
    ],
};

const GROUPS: Weights = Weights {
    doubt: 380,
    name: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    title: [-970, 0, -1000, -1000, -700, -170],
    others: [
        FieldWeights {
            person: [-830, -890, -930, -1000, -840, -1020, 0, -1060, 0, -180],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 630, 0, 0,
                -760,
            ],
            class: [0, 0],
            members: [600, 0, -790],
        },
        FieldWeights {
            person: [-1140, -1190, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 210, 0, 0, 0,
            ],
            class: [70, 0],
            members: [110, 0, 0],
        },
        FieldWeights {
            person: [-1310, -880, 0, -1090, 0, -650, -1070, 0, 350, -220],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -360, 0, 0,
                -370,
            ],
            class: [10, -10],
            members: [-10, 0, -90],
        },
        FieldWeights {
            person: [-1260, -680, -550, -1120, -380, -790, -1160, 0, 120, -230],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, -450,
            ],
            class: [690, -550],
            members: [80, 0, -440],
        },
    ],
};

impl Weights {
    /// Returns those of a kind; nothing where records of that kind are not compared.
    #[must_use]
    pub fn of(kind: Kind) -> Option<&'static Self> {
        match kind {
            Kind::Household => Some(&HOUSEHOLDS),
            Kind::Establishment => Some(&ESTABLISHMENTS),
            Kind::Group => Some(&GROUPS),
            _ => None,
        }
    }
}

impl Weights {
    /// Returns what the other fields weigh.
    pub(crate) fn beside(&self, naming: Naming) -> &FieldWeights {
        let [agrees, close, kin, differs] = &self.others;
        match naming {
            Naming::Agrees => agrees,
            Naming::Close => close,
            Naming::Kin => kin,
            Naming::Differs => differs,
        }
    }
}

/// Reads a table.
pub(crate) fn at<const N: usize>(table: &[Bits; N], place: usize) -> Bits {
    table.get(place).copied().unwrap_or(0)
}

/// Family names without marks and how rare they are: minus the logarithm of their share of the population, in the order of
/// published counts.
const FAMILY_NAMES: &[(&str, Bits)] = &[
    ("nguyen", 170),
    ("tran", 320),
    ("le", 350),
    ("pham", 400),
    ("hoang", 460),
    ("vu", 420),
    ("vo", 420),
    ("phan", 500),
    ("huynh", 530),
    ("truong", 550),
    ("bui", 560),
    ("dang", 560),
    ("do", 560),
    ("ngo", 600),
    ("ho", 610),
    ("duong", 630),
    ("dinh", 640),
    ("doan", 680),
    ("lam", 700),
    ("mai", 700),
    ("trinh", 700),
    ("dao", 710),
    ("cao", 710),
    ("li", 740),
    ("ha", 740),
    ("luu", 770),
    ("luong", 770),
    ("thai", 770),
    ("ta", 800),
    ("phung", 800),
    ("to", 800),
];
const OTHER_FAMILY_NAME: Bits = 900;

/// The two middle names that most people have.
const OF_VAN_OR_THI: Bits = 180;
const OTHER_MIDDLE_NAME: Bits = 500;

/// Given names are many and none is common: about one in a hundred.
pub(crate) const GIVEN_NAME: Bits = 650;

pub(crate) fn is_family_name(folded: &str) -> bool {
    FAMILY_NAMES.iter().any(|(name, _)| *name == folded)
}

pub(crate) fn rarity_of_family(folded: &str) -> Bits {
    FAMILY_NAMES
        .iter()
        .find(|(name, _)| *name == folded)
        .map_or(OTHER_FAMILY_NAME, |(_, bits)| *bits)
}

pub(crate) fn rarity_of_middle(folded: &str) -> Bits {
    match folded {
        "van" | "thi" => OF_VAN_OR_THI,
        _ => OTHER_MIDDLE_NAME,
    }
}
