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
    doubt: 590,
    name: [-1120, -580, -370, -850, -510, -490, -1290, 70, -260, -140],
    title: [0, 0, 0, 0, 0, 0],
    others: [
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [1730, 1230, -430],
            place: [
                1480, 0, 0, 1540, 1130, 0, 0, 1110, 1310, 0, 0, 1190, 750, 0, 320, 750, 700, -100,
                90, 650, 1260, 0, 250, 1080, 220, 0, -310,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [940, 990, -440],
            place: [
                740, 0, 0, 810, 0, 0, 0, 0, 0, 0, 0, 0, 180, 0, 550, 370, 310, 460, 220, 430, 1060,
                0, 0, 850, 620, 0, -270,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [230, 0, -260],
            place: [
                -20, 0, 0, -20, 0, 0, 0, 0, 0, 0, 0, 0, -300, 480, 0, 80, -250, -200, 100, 230, 0,
                0, 0, 0, -240, 0, 0,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [740, 1190, -640],
            place: [
                620, 500, 20, 730, 1100, 0, 0, 0, 1240, 550, 0, 1060, 310, 130, -200, 360, -50,
                -470, -580, -150, 620, 390, 80, 170, -720, 0, 1030,
            ],
            class: [0, 0],
            members: [0, 0, 0],
        },
    ],
};

const ESTABLISHMENTS: Weights = Weights {
    doubt: 680,
    name: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    title: [-630, -1530, -570, -320, -140, -790],
    others: [
        FieldWeights {
            person: [-440, 20, -30, -50, -550, -30, -80, 40, -100, -540],
            phone: [1570, 1090, -1000],
            place: [
                1520, 0, 0, 1580, 1040, 0, 0, 1080, 1170, 0, 0, 1230, 750, 0, 360, 360, 1060, 180,
                -220, 270, 0, 0, 0, 0, 270, 0, -1080,
            ],
            class: [140, -1010],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-920, -560, -330, -390, -300, -220, -1130, -260, -20, -550],
            phone: [930, 780, -680],
            place: [
                890, 0, 0, 890, 0, 0, 0, 770, 770, 0, 0, 650, 0, 0, 260, 210, 650, 330, -220, -90,
                0, 0, 0, 0, 180, 0, -770,
            ],
            class: [140, -700],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-1260, -810, 0, -740, 0, 0, -1070, 0, 0, -160],
            phone: [340, 0, -150],
            place: [
                60, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -120, 10, 0, 0, 0, 0, -180,
                0, -400,
            ],
            class: [10, -10],
            members: [0, 0, 0],
        },
        FieldWeights {
            person: [-1280, -770, -490, -850, -440, -520, -980, 0, 490, -170],
            phone: [260, 0, -150],
            place: [
                10, 0, 760, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 510, 500, 300, 260, -90, -150, 0, 0,
                0, 0, -150, 0, -410,
            ],
            class: [50, -40],
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
            person: [-680, -720, -790, -820, -800, -880, 0, -970, 0, -180],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 630, 0, 0,
                -760,
            ],
            class: [0, 0],
            members: [600, 0, -790],
        },
        FieldWeights {
            person: [-990, -990, 0, 0, 0, 0, 0, 0, 0, 0],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 210, 0, 0, 0,
            ],
            class: [70, 0],
            members: [110, 0, 0],
        },
        FieldWeights {
            person: [-1250, -830, 0, -940, 0, -650, -940, 0, 350, -220],
            phone: [0, 0, 0],
            place: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -360, 0, 0,
                -370,
            ],
            class: [10, -10],
            members: [-10, 0, -90],
        },
        FieldWeights {
            person: [-1210, -580, -490, -940, -380, -590, -1110, 0, 120, -230],
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
