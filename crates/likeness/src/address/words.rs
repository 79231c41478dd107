//! The words of an address that say what the next word is.

use std::sync::LazyLock;

use crate::syllable::Syllable;

/// What a word of an address begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The number of a door follows.
    Door,
    /// The number of a lane follows; how far inside it is.
    Lane(u8),
    /// The number of a plot of land follows.
    Plot,
    /// The number of the sheet that shows the plot follows.
    Sheet,
    /// The name of a street follows.
    Street,
    /// A hamlet or neighbourhood follows.
    Hamlet,
    /// A ward, commune, district, town or province follows.
    Unit,
    /// Nothing: it is a name or number itself.
    Name,
}

/// Words with what they begin, the longer ones before those that they begin with. Written as people write them: marks count
/// where the address has any.
const BEGINNINGS: &[(&[&str], Part)] = &[
    (&["tổ", "dân", "phố"], Part::Hamlet),
    (&["tổ", "dp"], Part::Hamlet),
    (&["tdp"], Part::Hamlet),
    (&["khu", "dân", "cư"], Part::Hamlet),
    (&["kdc"], Part::Hamlet),
    (&["khu", "phố"], Part::Hamlet),
    (&["kp"], Part::Hamlet),
    (&["khu"], Part::Hamlet),
    (&["khối"], Part::Hamlet),
    (&["khóm"], Part::Hamlet),
    (&["thôn"], Part::Hamlet),
    (&["xóm"], Part::Hamlet),
    (&["ấp"], Part::Hamlet),
    (&["bản"], Part::Hamlet),
    (&["buôn"], Part::Hamlet),
    (&["đội"], Part::Hamlet),
    (&["tổ"], Part::Hamlet),
    (&["thửa", "đất", "số"], Part::Plot),
    (&["thửa", "số"], Part::Plot),
    (&["thửa"], Part::Plot),
    (&["tờ", "bản", "đồ", "số"], Part::Sheet),
    (&["tờ", "bản", "đồ"], Part::Sheet),
    (&["tờ", "số"], Part::Sheet),
    (&["tờ"], Part::Sheet),
    (&["số", "nhà"], Part::Door),
    (&["nhà", "số"], Part::Door),
    (&["nhà"], Part::Door),
    (&["số"], Part::Door),
    (&["sn"], Part::Door),
    (&["s"], Part::Door),
    (&["ngõ", "số"], Part::Lane(0)),
    (&["ngõ"], Part::Lane(0)),
    (&["ng"], Part::Lane(0)),
    (&["kiệt"], Part::Lane(0)),
    (&["ngách"], Part::Lane(1)),
    (&["hẻm"], Part::Lane(2)),
    (&["đường"], Part::Street),
    (&["đ"], Part::Street),
    (&["phố"], Part::Street),
    (&["phường"], Part::Unit),
    (&["p"], Part::Unit),
    (&["xã"], Part::Unit),
    (&["thị", "trấn"], Part::Unit),
    (&["tt"], Part::Unit),
    (&["thị", "xã"], Part::Unit),
    (&["tx"], Part::Unit),
    (&["quận"], Part::Unit),
    (&["q"], Part::Unit),
    (&["huyện"], Part::Unit),
    (&["thành", "phố"], Part::Unit),
    (&["tp"], Part::Unit),
    (&["tỉnh"], Part::Unit),
];

/// The same, taken apart once.
static READ: LazyLock<Vec<(Vec<Syllable>, Part)>> = LazyLock::new(|| {
    let read = |words: &[&str]| {
        words
            .iter()
            .filter_map(|word| Syllable::read(word))
            .collect()
    };
    BEGINNINGS
        .iter()
        .map(|(words, part)| (read(words), *part))
        .collect()
});

/// One word of an address.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) syllable: Option<Syllable>,
    text: String,
}

impl Word {
    fn new(text: &str) -> Self {
        Self {
            syllable: Syllable::read(text),
            text: text.to_lowercase(),
        }
    }

    /// Returns its numbers, where it consists of such: `12`, `12a`, `12/3/5`, without leading zeros.
    pub(super) fn number(&self) -> Option<Vec<String>> {
        let parts: Vec<String> = self
            .text
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| part.trim_start_matches('0').to_owned())
            .collect();
        let is_number = |part: &String| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            (1..=6).contains(&digits) && part.chars().count() - digits <= 2
        };
        (!parts.is_empty() && parts.iter().all(is_number)).then_some(parts)
    }

    fn is(&self, beginning: &Syllable) -> bool {
        let alike = |word: &Syllable| {
            word.is_same(beginning) || (!word.is_marked() && word.folded == beginning.folded)
        };
        self.syllable.as_ref().is_some_and(alike)
    }
}

/// Splits a part of an address between commas into words; `P5` and `TDP.3` are two.
pub(super) fn words(segment: &str) -> Vec<Word> {
    let mut out = Vec::new();
    for piece in segment.split_inclusive(|letter: char| {
        letter.is_whitespace() || matches!(letter, '.' | '-' | '(' | ')' | ':')
    }) {
        let piece = piece.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.');
        let letters = piece.find(|letter: char| letter.is_ascii_digit());
        match letters.and_then(|at| piece.split_at_checked(at)) {
            Some((before, number)) if !before.is_empty() && !before.contains('/') => {
                out.extend([Word::new(before), Word::new(number)]);
            }
            _ if piece.chars().any(char::is_alphanumeric) => out.push(Word::new(piece)),
            _ => {}
        }
    }
    out
}

/// Tells what the words begin, and how many of them say so.
///
/// In a street's name only what is followed by something begins a new part: `đường liên xã`. Letters alone do so before a
/// number, or where a dot follows: `Q 1`, `P. Hoà Bình`.
pub(super) fn part_at(words: &[Word], in_street: bool, after_plot: bool) -> (Part, usize) {
    for (beginning, part) in READ.iter() {
        let length = beginning.len();
        let fits = words.len() >= length
            && words
                .iter()
                .zip(beginning)
                .all(|(word, beginning)| word.is(beginning));
        if !fits {
            continue;
        }
        let next = words.get(length);
        let number_follows = next.is_some_and(|next| next.number().is_some());
        let has_dot = words.first().is_some_and(|word| word.text.ends_with('.'));
        let is_letter = matches!(beginning.as_slice(), [one] if one.folded.len() == 1);
        let holds = match part {
            Part::Door | Part::Lane(_) | Part::Plot | Part::Sheet => number_follows,
            _ if is_letter => number_follows || (has_dot && next.is_some()),
            _ => !in_street || next.is_some(),
        };
        if !holds {
            continue;
        }
        // Without marks `tờ` reads as `tổ`; after a plot it is the plot's sheet.
        let is_sheet = after_plot && matches!(beginning.as_slice(), [one] if one.folded == "to");
        return (if is_sheet { Part::Sheet } else { *part }, length);
    }
    (Part::Name, 1)
}
