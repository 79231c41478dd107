//! What a byte scan looks for: words and numbers, in every form that a program may write them.

use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words and numbers to look for, in every form that a program may write them.
pub struct Needles {
    by_start: BTreeMap<[u8; 4], BTreeSet<Vec<u8>>>,
}

impl Needles {
    /// Takes texts and each of their words, as far as they do not occur by chance.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Needles {
        let mut needles = Needles {
            by_start: BTreeMap::new(),
        };
        for text in texts {
            needles.add(text);
            text.split(|letter: char| !letter.is_alphanumeric())
                .for_each(|word| needles.add(word));
        }
        needles
    }

    /// Takes a text that is told apart by its length or its letters.
    fn add(&mut self, text: &str) {
        // Shorter ones, and plain words of any language, occur by chance or in a log's own words.
        let telling = text.bytes().filter(u8::is_ascii_digit).count() >= 9 || !text.is_ascii();
        let plain = text.nfc().collect::<String>();
        if !telling || plain.chars().count() < 4 {
            return;
        }
        let folded: String = plain
            .to_lowercase()
            .nfd()
            .filter(|letter| !is_combining_mark(*letter))
            .collect();
        let folded = folded.replace('đ', "d");
        let mut forms = vec![
            plain.clone(),
            plain.to_lowercase(),
            plain.to_uppercase(),
            plain.nfd().collect(),
        ];
        if folded.len() >= 7 {
            forms.push(folded);
        }
        self.add_forms(forms);
    }

    /// Takes a text as it is, whatever it is: a PIN, a code, a short name.
    pub fn add_exactly(&mut self, text: &str) {
        assert!(text.len() >= 4, "{text} occurs by chance");
        self.add_forms(vec![text.nfc().collect(), text.nfd().collect()]);
    }

    fn add_forms(&mut self, forms: Vec<String>) {
        for form in forms {
            let wide: Vec<u16> = form.encode_utf16().collect();
            self.insert(form.into_bytes());
            self.insert(wide.iter().flat_map(|unit| unit.to_le_bytes()).collect());
            self.insert(wide.iter().flat_map(|unit| unit.to_be_bytes()).collect());
        }
    }

    fn insert(&mut self, needle: Vec<u8>) {
        let start = *needle.first_chunk().expect("four bytes");
        self.by_start.entry(start).or_default().insert(needle);
    }

    /// Counts the forms that are looked for.
    pub fn count(&self) -> usize {
        self.by_start.values().map(BTreeSet::len).sum()
    }

    /// Returns what occurs in the bytes.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, start) in bytes.windows(4).enumerate() {
            let Some(candidates) = start
                .first_chunk()
                .and_then(|start| self.by_start.get(start))
            else {
                continue;
            };
            let rest = &bytes[at..];
            let hits = candidates.iter().filter(|needle| rest.starts_with(needle));
            found.extend(hits.map(|needle| String::from_utf8_lossy(needle).into_owned()));
        }
        found
    }
}
