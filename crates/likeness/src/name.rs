//! Names of people, and how alike two of them are.

use std::sync::LazyLock;

use crate::syllable::{Syllable, syllables};
use crate::usual::{GIVEN_NAME, is_family_name, is_usual, rarity_of_family, rarity_of_middle};
use crate::weights::Bits;

/// A person's name: family, middle and given name, without forms of address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PersonName {
    syllables: Vec<Syllable>,
    is_marked: bool,
}

/// How alike two names are, the likest first. Of several differences the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameLikeness {
    /// The same.
    Same,
    /// The same, but one of them was written without marks.
    Unmarked,
    /// The same, as far as abbreviations tell.
    Abbreviated,
    /// The same syllables in another order.
    Reordered,
    /// One leaves out what the other has in the middle or before the given name.
    Shortened,
    /// One syllable before the given name has other marks, or another letter. Sisters and brothers do not differ there.
    Respelt,
    /// The given name has the same letters with other marks: `Hùng` and `Hưng`.
    Remarked,
    /// One letter of the given name differs.
    Mistyped,
    /// The same family and middle name with another given name, as sisters and brothers have.
    Kin,
    /// Different.
    Different,
}

/// Forms of address before a name. Of a name without marks the first ones are taken for such as well; the last ones would
/// read as a family name (`Chu`).
const FORMS_OF_ADDRESS: &[&str] = &[
    "ông", "bà", "anh", "chị", "cô", "bác", "cụ", "em", "thầy", "cậu", "mợ", "thím", "dì", "cháu",
];
const ONLY_WITH_MARKS: &[&str] = &["chú"];

/// The same, taken apart once: each with whether it counts without marks.
static READ: LazyLock<Vec<(Syllable, bool)>> = LazyLock::new(|| {
    let read = |forms: &[&str], unmarked| -> Vec<(Syllable, bool)> {
        let forms = forms.iter().filter_map(|form| Syllable::read(form));
        forms.map(|form| (form, unmarked)).collect()
    };
    [read(FORMS_OF_ADDRESS, true), read(ONLY_WITH_MARKS, false)].concat()
});

/// No name says more: of two people with a rare name one may well be named after the other.
const RAREST: Bits = 1_100;

impl PersonName {
    /// Reads a name; what stands in brackets is no part of it.
    pub(crate) fn read(text: &str) -> Self {
        let name = text.split(['(', '[']).next().unwrap_or_default();
        let mut syllables: Vec<Syllable> = syllables(name).collect();
        let is_marked = syllables.iter().any(Syllable::is_marked);
        let is_form_of_address = |first: &Syllable| {
            READ.iter().any(|(form, counts_unmarked)| {
                form.is_same(first)
                    || (!is_marked && *counts_unmarked && form.folded == first.folded)
            })
        };
        if syllables.len() > 1 && syllables.first().is_some_and(is_form_of_address) {
            syllables.remove(0);
        }
        Self {
            syllables,
            is_marked,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.syllables.is_empty()
    }

    /// Whether it says more than a given name.
    pub(crate) fn is_full(&self) -> bool {
        self.syllables.len() > 1
    }

    /// Returns the given name without marks.
    pub(crate) fn given(&self) -> Option<&str> {
        self.syllables.last().map(|last| last.folded.as_str())
    }

    /// Returns the first syllable without marks: the family name, or the given name where that was written first.
    pub(crate) fn first(&self) -> Option<&str> {
        self.syllables.first().map(expanded)
    }

    /// Returns all syllables without marks, in alphabetical order.
    pub(crate) fn sorted(&self) -> Vec<&str> {
        let mut sorted: Vec<&str> = self.syllables.iter().map(expanded).collect();
        sorted.sort_unstable();
        sorted
    }

    /// Compares two names. The second value says how rare what they share is: the bits that it would take to guess it.
    pub(crate) fn compare(&self, other: &Self) -> Option<(NameLikeness, Bits)> {
        if self.is_empty() || other.is_empty() {
            return None;
        }
        let (short, long) = if self.syllables.len() <= other.syllables.len() {
            (self, other)
        } else {
            (other, self)
        };
        let one_is_unmarked = !(self.is_marked && other.is_marked);
        let likeness = in_order(&short.syllables, &long.syllables, one_is_unmarked)
            .or_else(|| short.is_reordered(long).then_some(NameLikeness::Reordered))
            .or_else(|| {
                short
                    .is_shortened(long, one_is_unmarked)
                    .then_some(NameLikeness::Shortened)
            });
        Some(match likeness {
            // What is left out or abbreviated on one side is not shared.
            Some(likeness) => (likeness, short.rarity().min(long.rarity())),
            None if short.is_kin(long) => (NameLikeness::Kin, 0),
            None => (NameLikeness::Different, 0),
        })
    }

    fn is_reordered(&self, other: &Self) -> bool {
        let count = self.syllables.len();
        count == other.syllables.len()
            && (self.sorted() == other.sorted()
                || (1..count).any(|turn| {
                    let mut turned = other.syllables.clone();
                    turned.rotate_left(turn);
                    in_order(&self.syllables, &turned, true)
                        .is_some_and(|likeness| likeness <= NameLikeness::Abbreviated)
                }))
    }

    /// Whether the other one has syllables more before the given name, and after the family name if this one has one.
    fn is_shortened(&self, longer: &Self, one_is_unmarked: bool) -> bool {
        let (Some((given, before)), Some((other_given, other_before))) =
            (self.syllables.split_last(), longer.syllables.split_last())
        else {
            return false;
        };
        let alike = |a: &Syllable, b: &Syllable| {
            relation(a, b, one_is_unmarked)
                .is_some_and(|likeness| likeness <= NameLikeness::Abbreviated)
        };
        let family_agrees = match (before.first(), other_before.first()) {
            (Some(first), Some(family)) => alike(first, family) || !is_family_name(expanded(first)),
            _ => true,
        };
        let mut others = other_before.iter();
        self.syllables.len() < longer.syllables.len()
            && alike(given, other_given)
            && family_agrees
            && before
                .iter()
                .all(|part| others.any(|other| alike(part, other)))
    }

    fn is_kin(&self, other: &Self) -> bool {
        let parts = (self.syllables.split_last(), other.syllables.split_last());
        let (Some((given, before)), Some((other_given, other_before))) = parts else {
            return false;
        };
        before.len() > 1
            && given.folded != other_given.folded
            && in_order(before, other_before, true)
                .is_some_and(|likeness| likeness <= NameLikeness::Abbreviated)
    }

    /// Adds up how rare each syllable is.
    fn rarity(&self) -> Bits {
        const OF_AN_INITIAL: Bits = 250;
        let last = self.syllables.len().saturating_sub(1);
        let bits = |(place, syllable): (usize, &Syllable)| {
            let whole = match place {
                place if place == last => GIVEN_NAME,
                0 => rarity_of_family(&syllable.folded),
                _ => rarity_of_middle(&syllable.folded),
            };
            if syllable.is_abbreviated {
                whole.min(OF_AN_INITIAL)
            } else {
                whole
            }
        };
        let rarity: Bits = self.syllables.iter().enumerate().map(bits).sum();
        rarity.min(RAREST)
    }
}

/// Returns what a usual abbreviation stands for, so that both have the same keys.
fn expanded(syllable: &Syllable) -> &str {
    match syllable.folded.as_str() {
        "ng" | "ngx" if syllable.is_abbreviated => "nguyen",
        folded => folded,
    }
}

/// Compares syllable by syllable; nothing where they differ in more than one letter.
fn in_order(one: &[Syllable], other: &[Syllable], one_is_unmarked: bool) -> Option<NameLikeness> {
    if one.len() != other.len() {
        return None;
    }
    let mut greatest = NameLikeness::Same;
    let mut misspelt = 0;
    for (place, (a, b)) in one.iter().zip(other).enumerate() {
        let mut likeness = relation(a, b, one_is_unmarked)?;
        if likeness == NameLikeness::Mistyped && are_two_names(place, a, b) {
            return None;
        }
        if likeness >= NameLikeness::Remarked {
            misspelt += 1;
            if place + 1 < one.len() {
                likeness = NameLikeness::Respelt;
            }
        }
        greatest = greatest.max(likeness);
    }
    (misspelt <= 1).then_some(greatest)
}

/// Whether both are names that many have: `Võ` is not a slip of the pen for `Đỗ`, nor `Hải` for `Hà`.
fn are_two_names(place: usize, a: &Syllable, b: &Syllable) -> bool {
    let is_name = if place == 0 { is_family_name } else { is_usual };
    is_name(&a.folded) && is_name(&b.folded)
}

fn relation(a: &Syllable, b: &Syllable, one_is_unmarked: bool) -> Option<NameLikeness> {
    if a.is_same(b) {
        Some(NameLikeness::Same)
    } else if a.folded == b.folded && one_is_unmarked {
        Some(NameLikeness::Unmarked)
    } else if a.is_short_for(b) {
        Some(NameLikeness::Abbreviated)
    } else if a.folded == b.folded {
        Some(NameLikeness::Remarked)
    } else if a.is_mistyped(b) {
        Some(NameLikeness::Mistyped)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> NameLikeness {
        let (one, other) = (PersonName::read(one), PersonName::read(other));
        let (there, back) = (one.compare(&other), other.compare(&one));
        assert_eq!(there, back);
        there.unwrap().0
    }

    #[test]
    fn one_name_is_known_in_many_spellings() {
        let name = "Nguyễn Thị Hoà";
        for (other, expected) in [
            ("NGUYỄN THỊ HÒA", NameLikeness::Same),
            ("bà Nguyễn Thị Hoà (mẹ)", NameLikeness::Same),
            ("nguyen thi hoa", NameLikeness::Unmarked),
            ("Ng. Thị Hoà", NameLikeness::Abbreviated),
            ("Ng.T.Hoà", NameLikeness::Abbreviated),
            ("Ng T Hoa", NameLikeness::Abbreviated),
            ("Hoà Nguyễn Thị", NameLikeness::Reordered),
            ("Hoà, Ng. Thị", NameLikeness::Reordered),
            ("Nguyễn Hoà", NameLikeness::Shortened),
            ("bà Hoà", NameLikeness::Shortened),
            ("Nguyễn Thi Hoà", NameLikeness::Respelt),
            ("Nguyến Thị Hoà", NameLikeness::Respelt),
            ("Ngyễn Thị Hoà", NameLikeness::Respelt),
            ("Nguyễn Thị Hoá", NameLikeness::Remarked),
            ("Nguyễn Thị Hoaf", NameLikeness::Mistyped),
            ("Nguyễn Thị Hoàn", NameLikeness::Kin),
            ("Nguyễn Thị Lan", NameLikeness::Kin),
            ("Trần Thị Hoà", NameLikeness::Different),
            ("Nguyễn Văn Nam", NameLikeness::Different),
        ] {
            assert_eq!(likeness(name, other), expected, "{other}");
        }
    }

    #[test]
    fn a_family_name_is_no_form_of_address() {
        assert_eq!(likeness("Chu Văn An", "Chu Văn An"), NameLikeness::Same);
        assert_eq!(likeness("Chu Văn An", "Văn An"), NameLikeness::Shortened);
        assert_eq!(likeness("chú An", "An"), NameLikeness::Same);
        assert_eq!(
            likeness("Chi Võ Ngọc", "Võ Ngọc Chi"),
            NameLikeness::Reordered
        );
        assert_eq!(
            likeness("chi Vo Ngoc", "chị Võ Ngọc"),
            NameLikeness::Unmarked
        );
    }

    #[test]
    fn a_rare_name_says_more_than_a_common_one() {
        let rarity = |name: &str| {
            let name = PersonName::read(name);
            name.compare(&name).unwrap().1
        };
        assert!(rarity("Nguyễn Văn Nam") < rarity("Quách Khắc Nam"));
        assert!(rarity("Hoà") < rarity("Nguyễn Hoà"));
        assert!(rarity("Ng. V. N.") < rarity("Nguyễn Văn Nam"));
    }
}
