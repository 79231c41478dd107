//! Names of establishments and groups: what they are, what they are called, their number.

use crate::syllable::{Syllable, syllables};
use crate::weights::Bits;

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    /// What it is: `cong ty tnhh`, `to lien gia tu quan`.
    form: String,
    /// What tells it from others of its form.
    own: Vec<Syllable>,
    numbers: Vec<String>,
    is_marked: bool,
}

/// How alike two names are, the likest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TitleLikeness {
    /// The same, abbreviated or not.
    Same,
    /// The same own name, and what it is reads otherwise: `Quán hát Hoa` and `Karaoke Hoa`.
    OtherForm,
    /// One syllable has other marks or another letter.
    Respelt,
    /// One leaves out part of the other's own name.
    Partial,
    /// The same but for the number: `Tổ liên gia 3` and `Tổ liên gia 4`.
    OtherNumber,
    /// Different.
    Different,
}

/// Usual abbreviations.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("cti", "cong ti"),
    ("ct", "cong ti"),
    ("mtv", "mot thanh vien"),
    ("cp", "co phan"),
    ("dntn", "doanh nghiep tu nhan"),
    ("htx", "hop tac xa"),
    ("dv", "dich vu"),
    ("nh", "nha hang"),
    ("ks", "khach san"),
    ("ch", "cua hang"),
    ("cf", "ca phe"),
    ("cafe", "ca phe"),
    ("clb", "cau lac bo"),
    ("tdp", "to dan pho"),
    ("tlg", "to lien gia"),
    ("tq", "tu quan"),
    ("pccc", "phong chai chua chai"),
    ("antt", "an ninh trat tu"),
];

/// What names begin with, the longer before what it begins with.
const FORMS: &[&str] = &[
    "cong ti tnhh mot thanh vien",
    "cong ti co phan",
    "cong ti tnhh",
    "cong ti",
    "doanh nghiep tu nhan",
    "doanh nghiep",
    "hop tac xa",
    "karaoke gia dinh",
    "karaoke",
    "quan hat",
    "quan com",
    "quan nhau",
    "quan an",
    "quan",
    "nha hang",
    "nha nghi",
    "nha tro",
    "nha xuong",
    "khach san",
    "bun bo",
    "chao luon",
    "hai san",
    "ca phe",
    "pho",
    "dich vu cam do",
    "tiem cam do",
    "cam do",
    "cua hang ga",
    "dai li ga",
    "cua hang",
    "dai li",
    "cong trinh",
    "khu dan cu",
    "tram xu li nuoc",
    "to lien gia tu quan",
    "to lien gia",
    "to tu quan",
    "to nong cot khong ma tui",
    "to nong cot",
    "to phong chai chua chai",
    "nhom camera an ninh",
    "camera an ninh",
    "cau lac bo phap luat",
    "cau lac bo",
    "nhom",
    "to",
    "doi",
];

/// How rare a syllable of an own name is, a number, and all of them together at most.
const OF_A_SYLLABLE: Bits = 550;
const OF_A_NUMBER: Bits = 400;
const OF_A_NAME: Bits = 1_300;

impl Title {
    /// Reads a name.
    pub(crate) fn read(text: &str) -> Self {
        let mut own: Vec<Syllable> = Vec::new();
        let mut numbers = Vec::new();
        for syllable in syllables(text) {
            if syllable.folded.bytes().all(|byte| byte.is_ascii_digit()) {
                numbers.push(syllable.folded.trim_start_matches('0').to_owned());
                // `Tổ 3` is `Tổ số 3`.
                if own.last().is_some_and(|last| last.folded == "so") {
                    own.pop();
                }
                continue;
            }
            let long = ABBREVIATIONS
                .iter()
                .find(|(short, _)| *short == syllable.folded)
                .map(|(_, long)| *long);
            match long {
                Some(long) => {
                    own.extend(long.split(' ').filter_map(Syllable::read));
                }
                None => own.push(syllable),
            }
        }
        let is_marked = own.iter().any(Syllable::is_marked);
        let length = form_length(&own);
        let rest = own.split_off(length);
        let form: Vec<&str> = own.iter().map(|part| part.folded.as_str()).collect();
        Self {
            form: form.join(" "),
            own: rest,
            numbers,
            is_marked,
        }
    }

    /// Returns what tells it from others, without marks and whatever its order; nothing where it has no name of its own.
    pub(crate) fn key(&self) -> Option<String> {
        let mut own: Vec<&str> = self.own.iter().map(|part| part.folded.as_str()).collect();
        own.sort_unstable();
        own.extend(self.numbers.iter().map(String::as_str));
        (!own.is_empty()).then(|| own.join(" "))
    }

    /// Compares two names, and says how rare what they share is; nothing where one of them has no name of its own.
    pub(crate) fn compare(&self, other: &Self) -> Option<(TitleLikeness, Bits)> {
        let says_nothing = |title: &Self| title.own.is_empty() && title.numbers.is_empty();
        if says_nothing(self) || says_nothing(other) {
            return None;
        }
        let (short, long) = if self.own.len() <= other.own.len() {
            (self, other)
        } else {
            (other, self)
        };
        let own = short.own_likeness(long);
        let likeness = match own {
            None => TitleLikeness::Different,
            Some(_) if self.numbers != other.numbers => TitleLikeness::OtherNumber,
            Some(TitleLikeness::Same) if self.own.is_empty() && self.form != other.form => {
                TitleLikeness::Different
            }
            Some(TitleLikeness::Same) if self.form != other.form => TitleLikeness::OtherForm,
            Some(likeness) => likeness,
        };
        let rarity = match likeness {
            TitleLikeness::Different | TitleLikeness::OtherNumber => 0,
            _ => short.rarity(),
        };
        Some((likeness, rarity))
    }

    fn own_likeness(&self, longer: &Self) -> Option<TitleLikeness> {
        if self.own.len() < longer.own.len() {
            let mut others = longer.own.iter();
            let is_part = !self.own.is_empty()
                && self
                    .own
                    .iter()
                    .all(|part| others.any(|other| other.folded == part.folded));
            return is_part.then_some(TitleLikeness::Partial);
        }
        let one_is_unmarked = !(self.is_marked && longer.is_marked);
        let mut respelt = 0;
        for (a, b) in self.own.iter().zip(&longer.own) {
            let is_alike =
                a.is_same(b) || a.is_short_for(b) || (a.folded == b.folded && one_is_unmarked);
            if is_alike {
                continue;
            }
            if a.folded != b.folded && !a.is_mistyped(b) {
                return None;
            }
            respelt += 1;
        }
        match respelt {
            0 => Some(TitleLikeness::Same),
            1 => Some(TitleLikeness::Respelt),
            _ => None,
        }
    }

    fn rarity(&self) -> Bits {
        let syllables: Bits = self.own.iter().map(|_| OF_A_SYLLABLE).sum();
        let numbers: Bits = self.numbers.iter().map(|_| OF_A_NUMBER).sum();
        (syllables + numbers).min(OF_A_NAME)
    }
}

/// Counts the first syllables that say what it is.
fn form_length(syllables: &[Syllable]) -> usize {
    let fits = |form: &&&str| {
        let count = form.split(' ').count();
        syllables.len() >= count
            && form
                .split(' ')
                .zip(syllables)
                .all(|(word, syllable)| word == syllable.folded)
    };
    FORMS
        .iter()
        .filter(fits)
        .map(|form| form.split(' ').count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> Option<TitleLikeness> {
        let (one, other) = (Title::read(one), Title::read(other));
        assert_eq!(one.compare(&other), other.compare(&one));
        one.compare(&other).map(|(likeness, _)| likeness)
    }

    #[test]
    fn forms_and_abbreviations_are_no_part_of_a_name() {
        for (one, other, expected) in [
            (
                "Công ty TNHH Hoà Bình",
                "CTY TNHH HÒA BÌNH",
                TitleLikeness::Same,
            ),
            (
                "Công ty TNHH MTV Hoà Bình",
                "cong ty tnhh mot thanh vien hoa binh",
                TitleLikeness::Same,
            ),
            ("Karaoke Hoa", "Quán hát Hoa", TitleLikeness::OtherForm),
            (
                "Quán cơm Lan Anh",
                "Quán cơm Lan Ánh",
                TitleLikeness::Respelt,
            ),
            ("Quán cơm Lan Anh", "Lan", TitleLikeness::Partial),
            (
                "Tổ liên gia tự quản 3",
                "TLG tự quản số 03",
                TitleLikeness::Same,
            ),
            (
                "Tổ liên gia tự quản 3",
                "Tổ liên gia tự quản 4",
                TitleLikeness::OtherNumber,
            ),
            (
                "Tổ liên gia tự quản 3",
                "CLB pháp luật 3",
                TitleLikeness::Different,
            ),
            ("Phở Hoa 1", "Phở Hoa 2", TitleLikeness::OtherNumber),
            ("Phở Hoa", "Phở Minh", TitleLikeness::Different),
        ] {
            assert_eq!(likeness(one, other), Some(expected), "{one} | {other}");
        }
        assert_eq!(likeness("Karaoke", "Karaoke Hoa"), None);
    }
}
