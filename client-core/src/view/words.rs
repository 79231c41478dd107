//! What a search asks for, and whether a text has it.

use records::fold;

/// Words beyond these add nothing to a search and would cost time.
const MOST_WORDS: usize = 12;

/// What a search asks for: every word must occur, the last one may be a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    whole: Vec<String>,
    beginning: String,
}

impl Words {
    /// Reads what a person typed. Words are runs of letters and digits; returns nothing when there are none.
    pub(crate) fn of(text: &str) -> Option<Words> {
        let folded = fold(text);
        let mut whole: Vec<String> = words_of(&folded)
            .take(MOST_WORDS)
            .map(str::to_owned)
            .collect();
        let beginning = whole.pop()?;
        Some(Words { whole, beginning })
    }

    /// Makes an FTS5 expression. Anything but a single word inside quotes would make a phrase, and positions are not kept.
    pub(crate) fn expression(&self) -> String {
        let mut expression = String::new();
        for word in &self.whole {
            expression.push_str(&format!("\"{word}\" "));
        }
        expression.push_str(&format!("\"{}\" *", self.beginning));
        expression
    }

    /// Tells whether all of them occur in a record's folded texts, as the index would.
    pub(crate) fn occur_in(&self, texts: &[&str]) -> bool {
        let mut words = texts.iter().flat_map(|text| words_of(text));
        let has_whole = |wanted: &String| {
            let mut words = texts.iter().flat_map(|text| words_of(text));
            words.any(|word| word == wanted)
        };
        words.any(|word| word.starts_with(&self.beginning)) && self.whole.iter().all(has_whole)
    }
}

fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}
