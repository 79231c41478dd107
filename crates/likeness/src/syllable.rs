//! Syllables of Vietnamese as different hands and keyboards write them.

use records::fold;
use unicode_normalization::UnicodeNormalization;

/// The five marks of tone: grave, acute, tilde, hook above, dot below. The other marks make other letters.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// One syllable, or a number between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Syllable {
    /// Without marks, in small letters.
    pub(crate) folded: String,
    /// With marks, of which the tone stands last: `hoà` and `hòa` are the same.
    marked: String,
    /// Whether it stands for a longer one: `Ng.`, `T`.
    pub(crate) is_abbreviated: bool,
}

impl Syllable {
    /// Reads one; nothing where no letter or digit is in it.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let folded = with_plain_ending(fold(word));
        if folded.is_empty() {
            return None;
        }
        let is_number = folded.bytes().any(|byte| byte.is_ascii_digit());
        let has_vowel = folded.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        let is_abbreviated =
            !is_number && (word.ends_with('.') || !has_vowel || folded.chars().count() == 1);
        Some(Self {
            marked: with_plain_ending(tone_last(word)),
            folded,
            is_abbreviated,
        })
    }

    /// Whether it carries any mark.
    pub(crate) fn is_marked(&self) -> bool {
        self.marked != self.folded
    }

    /// Whether it is the same syllable with the same marks.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.marked == other.marked
    }

    /// Whether one of the two is short for the other.
    pub(crate) fn is_short_for(&self, other: &Self) -> bool {
        let stands_for = |short: &Self, long: &Self| {
            short.is_abbreviated && long.folded.starts_with(short.folded.as_str())
        };
        stands_for(self, other) || stands_for(other, self)
    }

    /// Whether one letter was put in, left out, changed or swapped with the next, of two or more.
    pub(crate) fn is_mistyped(&self, other: &Self) -> bool {
        is_one_edit_apart(&self.folded, &other.folded)
    }
}

/// Reads the syllables of a text; dots end them, as in `P.Hoà` or `Ng.Văn`.
pub(crate) fn syllables(text: &str) -> impl Iterator<Item = Syllable> + '_ {
    text.split_inclusive(|letter: char| !letter.is_alphanumeric() && !is_mark(letter))
        .filter_map(|word| {
            let bare = word.trim_end_matches(|letter: char| {
                letter != '.' && !letter.is_alphanumeric() && !is_mark(letter)
            });
            Syllable::read(bare)
        })
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Moves the mark of tone to the end, whichever vowel it was put on.
fn tone_last(word: &str) -> String {
    let mut tone = None;
    let mut out = String::with_capacity(word.len() + 2);
    for part in word.nfd().flat_map(char::to_lowercase) {
        if TONES.contains(&part) {
            tone = Some(part);
        } else if part.is_alphanumeric() || is_mark(part) {
            out.push(part);
        }
    }
    out.extend(tone);
    out
}

/// Writes `Lý` as `Lí`, and `Quý` as `Quí`: both are in use. In `Thuý` the ending is another sound.
fn with_plain_ending(mut text: String) -> String {
    let tone = text.chars().next_back().filter(|last| TONES.contains(last));
    let letters = text.len() - tone.map_or(0, char::len_utf8);
    let Some(before) = text.get(..letters).and_then(|text| text.strip_suffix('y')) else {
        return text;
    };
    let follows_consonant = before.ends_with(|letter: char| {
        letter.is_alphabetic() && !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    });
    if follows_consonant || before == "qu" {
        text.replace_range(before.len()..=before.len(), "i");
    }
    text
}

/// Whether one letter more, less or other, or two neighbours swapped, makes one text the other. Of a single letter that
/// would be any other.
pub(crate) fn is_one_edit_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one == other || one.len().min(other.len()) < 2 || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same_before = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rests = one.get(same_before..).zip(other.get(same_before..));
    let Some((one, other)) = rests else {
        return false;
    };
    match (one, other) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a, b, rest @ ..], [c, d, other_rest @ ..]) => a == d && b == c && rest == other_rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(word: &str) -> Syllable {
        Syllable::read(word).unwrap()
    }

    #[test]
    fn a_tone_is_the_same_on_whichever_vowel_it_stands() {
        assert!(read("Hoà").is_same(&read("HÒA")));
        assert!(read("Thuỷ").is_same(&read("Thủy")));
        assert!(!read("Hoà").is_same(&read("Hoá")));
        assert!(!read("Hùng").is_same(&read("Hưng")));
    }

    #[test]
    fn an_ending_in_y_is_one_in_i_where_both_are_in_use() {
        assert!(read("Lý").is_same(&read("Lí")));
        assert!(read("Quý").is_same(&read("Quí")));
        assert!(read("Mỹ").is_same(&read("Mĩ")));
        assert!(!read("Thuý").is_same(&read("Thúi")));
        assert!(!read("Tây").is_same(&read("Tâi")));
    }

    #[test]
    fn what_has_no_vowel_or_a_dot_stands_for_something_longer() {
        assert!(read("Ng.").is_short_for(&read("Nguyễn")));
        assert!(read("T").is_short_for(&read("Thị")));
        assert!(!read("Tr.").is_short_for(&read("Thị")));
        assert!(!read("An").is_short_for(&read("Anh")));
    }

    #[test]
    fn one_letter_apart_is_mistyped() {
        assert!(read("Huong").is_mistyped(&read("Huonh")));
        assert!(
            read("Huong").is_mistyped(&read("Hung")) && read("Tuna").is_mistyped(&read("Tuan"))
        );
        assert!(!read("Hoa").is_mistyped(&read("Hoà")) && !read("Lan").is_mistyped(&read("Minh")));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_read(text in "\\PC{0,40}", other in "\\PC{0,8}") {
            let read: Vec<Syllable> = syllables(&text).collect();
            prop_assert!(read.iter().all(|syllable| syllable.is_same(syllable) && !syllable.is_mistyped(syllable)));
            prop_assert_eq!(is_one_edit_apart(&text, &other), is_one_edit_apart(&other, &text));
        }
    }
}
