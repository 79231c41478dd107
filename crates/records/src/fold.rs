//! Folding of Vietnamese for search: `nguyen thi hoa` finds `Nguyễn Thị Hoà`.
//!
//! Small letters, no marks, `đ` as `d`, everything that is neither letter nor digit as one space. Old and
//! new placing of tone marks (`hoà`, `hòa`) fold to the same.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for search.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Folds a text and appends it, after a space where something stands before it.
pub fn fold_into(text: &str, out: &mut String) {
    let mut gap = !out.is_empty();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            close_gap(&mut gap, out);
            out.push(letter.to_ascii_lowercase());
        } else if letter.is_ascii() {
            gap = gap || !out.is_empty();
        } else {
            fold_letter(letter, &mut gap, out);
        }
    }
}

fn close_gap(gap: &mut bool, out: &mut String) {
    if std::mem::take(gap) {
        out.push(' ');
    }
}

fn fold_letter(letter: char, gap: &mut bool, out: &mut String) {
    match looked_up(letter) {
        Some(plain) => {
            close_gap(gap, out);
            out.push(char::from(plain));
        }
        None if is_combining_mark(letter) => {}
        None => {
            for part in plain_letters(letter) {
                if part.is_alphanumeric() {
                    close_gap(gap, out);
                    out.push(part);
                } else {
                    *gap = *gap || !out.is_empty();
                }
            }
        }
    }
}

/// The slow and exact way, from which the table is made.
fn plain_letters(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfkd()
        .filter(|part| !is_combining_mark(*part))
        .flat_map(char::to_lowercase)
        .map(|part| match part {
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .filter(|part| !is_combining_mark(*part))
}

const LATIN: std::ops::Range<u32> = 0xC0..0x250;
const LATIN_ADDITIONAL: std::ops::Range<u32> = 0x1E00..0x1F00;

/// For each letter of the two blocks that hold Vietnamese: its plain ASCII letter, or 0 for the slow way.
static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    LATIN
        .chain(LATIN_ADDITIONAL)
        .map(|code| {
            let mut parts = char::from_u32(code).into_iter().flat_map(plain_letters);
            match (parts.next(), parts.next()) {
                (Some(part), None) if part.is_ascii_alphanumeric() => {
                    u8::try_from(part).unwrap_or(0)
                }
                _ => 0,
            }
        })
        .collect()
});

fn looked_up(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    let index = if LATIN.contains(&code) {
        code - LATIN.start
    } else if LATIN_ADDITIONAL.contains(&code) {
        code - LATIN_ADDITIONAL.start + (LATIN.end - LATIN.start)
    } else {
        return None;
    };
    TABLE
        .get(index as usize)
        .copied()
        .filter(|plain| *plain != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn vietnamese_folds_to_what_people_type_on_a_plain_keyboard() {
        assert_eq!(fold("Nguyễn Thị Hoà"), "nguyen thi hoa");
        assert_eq!(fold("Nguyễn Thị Hòa"), "nguyen thi hoa");
        assert_eq!(
            fold("  Đường  số 2/5, Tổ-dân phố ƯƠ!"),
            "duong so 2 5 to dan pho uo"
        );
        assert_eq!(fold("KL-00001"), "kl 00001");
        assert_eq!(fold(""), "");
        assert_eq!(fold("—!"), "");
    }

    #[test]
    fn composed_and_decomposed_spellings_fold_alike() {
        let text = "Phường Kỳ Lợi, ấp Đồng Tháp Mười";
        let decomposed: String = text.nfd().collect();
        assert_eq!(fold(text), fold(&decomposed));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_table_agrees_with_the_slow_way(letter in prop_oneof![0xC0u32..0x250, 0x1E00u32..0x1F00]) {
            let letter = char::from_u32(letter).unwrap();
            let slow: String = plain_letters(letter).filter(|part| part.is_alphanumeric()).collect();
            prop_assert_eq!(fold(&letter.to_string()), slow);
        }
    }
}
