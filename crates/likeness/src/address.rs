//! Addresses: the numbers that lead to a door, from the street inwards, and the street.

mod words;

use crate::syllable::{Syllable, is_one_edit_apart};
use words::{Part, Word, part_at, words};

/// An address, without the names of areas and units: those are known otherwise, or the same all over the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// From the street inwards: `số 5 ngách 3 ngõ 12` and `12/3/5` are both 12, 3, 5. Of a plot: its sheet, then its number.
    numbers: Vec<String>,
    is_plot: bool,
    street: Vec<Syllable>,
}

/// How alike two addresses are, the likest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressLikeness {
    /// The same numbers in the same street.
    Same,
    /// The same numbers, and the street is spelt otherwise.
    Respelt,
    /// One of them leaves out the number or the street, and what they share agrees.
    Partial,
    /// Other numbers in the same street.
    SameStreet,
    /// Different.
    Different,
}

impl Address {
    /// Reads an address as people write it.
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader::default();
        for segment in text.split([',', ';', '\n']) {
            reader.segment(&words(segment));
        }
        reader.finish()
    }

    /// Returns what tells this door from others, without marks; nothing where a number or the street is missing.
    pub(crate) fn door(&self) -> Option<String> {
        let street: Vec<&str> = self
            .street
            .iter()
            .map(|part| part.folded.as_str())
            .collect();
        let is_whole = !self.numbers.is_empty() && (self.is_plot || !street.is_empty());
        is_whole.then(|| format!("{} {}", self.numbers.join("/"), street.join(" ")))
    }

    /// Compares two addresses; nothing where one of them says nothing.
    pub(crate) fn compare(&self, other: &Self) -> Option<AddressLikeness> {
        if self.is_empty() || other.is_empty() {
            return None;
        }
        let numbers_agree = self.numbers == other.numbers && self.is_plot == other.is_plot;
        let lacks_number = self.numbers.is_empty() || other.numbers.is_empty();
        Some(match self.street_likeness(other) {
            Some(_) if lacks_number => AddressLikeness::Partial,
            Some(StreetLikeness::Same) if numbers_agree => AddressLikeness::Same,
            Some(StreetLikeness::Respelt) if numbers_agree => AddressLikeness::Respelt,
            Some(_) => AddressLikeness::SameStreet,
            None if numbers_agree && self.is_plot => AddressLikeness::Same,
            None if self.is_part_of_plot(other) => AddressLikeness::Partial,
            None if numbers_agree && self.lacks_street(other) => AddressLikeness::Partial,
            None => AddressLikeness::Different,
        })
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.street.is_empty()
    }

    /// Whether both are plots of one number and one of them leaves out the sheet.
    fn is_part_of_plot(&self, other: &Self) -> bool {
        self.is_plot
            && other.is_plot
            && self.numbers.last() == other.numbers.last()
            && self.numbers.len() != other.numbers.len()
    }

    fn lacks_street(&self, other: &Self) -> bool {
        self.street.is_empty() || other.street.is_empty()
    }

    fn street_likeness(&self, other: &Self) -> Option<StreetLikeness> {
        if self.street.is_empty() || self.street.len() != other.street.len() {
            return None;
        }
        let mut likeness = StreetLikeness::Same;
        for (a, b) in self.street.iter().zip(&other.street) {
            if a.folded == b.folded || a.is_short_for(b) {
                continue;
            }
            if likeness == StreetLikeness::Respelt || !is_one_edit_apart(&a.folded, &b.folded) {
                return None;
            }
            likeness = StreetLikeness::Respelt;
        }
        Some(likeness)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StreetLikeness {
    Same,
    Respelt,
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    /// Numbers of lanes with how far inside they are.
    lanes: Vec<(u8, String)>,
    doors: Vec<String>,
    plot: Option<String>,
    sheet: Option<String>,
    street: Vec<Syllable>,
}

impl Reader {
    fn segment(&mut self, words: &[Word]) {
        let mut at = 0;
        let street_before = self.street.len();
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let in_street = self.street.len() > street_before;
            let (part, length) = part_at(rest, in_street, self.plot.is_some());
            at += length;
            match part {
                Part::Street => {
                    at += self.name(words.get(at..).unwrap_or_default());
                }
                Part::Door | Part::Lane(_) | Part::Plot | Part::Sheet | Part::Hamlet => {
                    if let Some(number) = words.get(at).and_then(Word::number) {
                        at += 1;
                        self.number(part, number, words.get(at).is_some());
                    } else if part == Part::Hamlet {
                        at = self.end_of_name(words, at);
                    }
                }
                Part::Unit => at = self.end_of_name(words, at),
                Part::Name => match word.number() {
                    Some(number) if !in_street => self.number(Part::Door, number, true),
                    // A second street has no place in an address: `12 Lê Lợi, Hoà Bình` ends with the area's name.
                    _ if street_before == 0 => self.street.extend(word.syllable.clone()),
                    _ => {}
                },
            }
        }
    }

    /// Takes the words after `đường` or `phố`, up to the next part; returns how many.
    fn name(&mut self, words: &[Word]) -> usize {
        let mut taken = 0;
        while let Some(word) = words.get(taken) {
            let rest = words.get(taken..).unwrap_or_default();
            let (part, length) = part_at(rest, true, false);
            if taken > 0 && part != Part::Name && length < rest.len() {
                break;
            }
            self.street.extend(word.syllable.clone());
            taken += 1;
        }
        taken
    }

    /// Skips the name of a unit or hamlet: up to the end of the segment or the next part.
    fn end_of_name(&self, words: &[Word], from: usize) -> usize {
        let mut at = from + 1;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            if part_at(rest, true, false).0 != Part::Name {
                break;
            }
            at += 1;
        }
        at
    }

    fn number(&mut self, part: Part, number: Vec<String>, has_more: bool) {
        let last = || number.last().cloned();
        match part {
            Part::Door => self.doors = number,
            Part::Lane(depth) => self
                .lanes
                .extend(number.into_iter().map(|number| (depth, number))),
            Part::Plot => self.plot = last(),
            Part::Sheet => self.sheet = last(),
            // `xóm 12 Lê Lợi` leads off a street as a lane does; `Tổ dân phố 3` alone is the area.
            Part::Hamlet if has_more => self.lanes.extend(last().map(|number| (0, number))),
            Part::Hamlet | Part::Street | Part::Unit | Part::Name => {}
        }
    }

    fn finish(mut self) -> Address {
        if let Some(plot) = self.plot {
            return Address {
                numbers: self.sheet.into_iter().chain([plot]).collect(),
                is_plot: true,
                street: Vec::new(),
            };
        }
        self.lanes.sort_by_key(|(depth, _)| *depth);
        let lanes = self.lanes.into_iter().map(|(_, number)| number);
        Address {
            numbers: lanes.chain(self.doors).collect(),
            is_plot: false,
            street: self.street,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn likeness(one: &str, other: &str) -> Option<AddressLikeness> {
        let (one, other) = (Address::read(one), Address::read(other));
        assert_eq!(one.compare(&other), other.compare(&one));
        one.compare(&other)
    }

    #[test]
    fn one_door_is_known_in_many_ways_of_writing_it() {
        for (one, other) in [
            (
                "12 Lê Lợi, Tổ dân phố 3",
                "Số 12 đường Lê Lợi, TDP 3, P. Hoà Bình",
            ),
            (
                "12 Lê Lợi, Tổ dân phố 3",
                "so nha 12, duong Le Loi, to 3, phuong Hoa Binh, TP. Vinh",
            ),
            ("12/5 Nguyễn Trãi", "số 5 ngõ 12 Ng. Trãi"),
            ("12/5 Nguyễn Trãi", "Ngõ 12 Nguyễn Trãi, số nhà 5"),
            ("12/3/5 Quang Trung", "số 5 ngách 3 ngõ 12 phố Quang Trung"),
            ("12A Quang Trung P5 Q1", "12a Quang Trung, Phường 5, Quận 1"),
            (
                "thửa 12, tờ 5, Thôn Đông Hoà",
                "thửa đất số 12, tờ bản đồ số 5",
            ),
            ("xóm 34 Hàm Nghi, Xóm Bến", "xom 34 Ham Nghi"),
            ("7 Đường tỉnh 547, Tổ dân phố 1", "số 7 đường tỉnh 547"),
            ("7 đường liên xã, Thôn Tây Sơn", "Số 7, đường liên xã"),
            ("7 Quốc lộ 1 cũ", "so 7 quoc lo 1 cu, TDP1"),
        ] {
            assert_eq!(
                likeness(one, other),
                Some(AddressLikeness::Same),
                "{one} | {other}"
            );
        }
    }

    #[test]
    fn what_differs_is_told_from_what_is_missing() {
        let address = "12 Lê Lợi, Tổ dân phố 3";
        for (other, expected) in [
            ("12 Lê Lơii", Some(AddressLikeness::Respelt)),
            ("đường Lê Lợi", Some(AddressLikeness::Partial)),
            ("số 12, TDP 3", Some(AddressLikeness::Partial)),
            ("14 Lê Lợi", Some(AddressLikeness::SameStreet)),
            ("12/4 Lê Lợi", Some(AddressLikeness::SameStreet)),
            ("12 Quang Trung", Some(AddressLikeness::Different)),
            ("thửa 12, tờ 1", Some(AddressLikeness::Different)),
            ("Tổ dân phố 3", None),
            ("", None),
        ] {
            assert_eq!(likeness(address, other), expected, "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_address_is_too_strange_to_read(text in "\\PC{0,60}", words in "((số|ngõ|tổ|thửa|tờ|đường|P\\.|12/3|,|Lê) ?){0,12}") {
            for text in [text, words] {
                let address = Address::read(&text);
                let likeness = address.compare(&address);
                prop_assert!(likeness.is_none_or(|likeness| likeness <= AddressLikeness::Partial));
            }
        }
    }
}
