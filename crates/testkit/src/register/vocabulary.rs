//! The words that fill a pattern's open places, read once from `words.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static LISTS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, words)| (name, words.split('|').collect()))
        .collect()
});

/// Returns the words for an open place of this name; none for a name nobody knows.
pub(super) fn words(name: &str) -> &'static [&'static str] {
    LISTS.get(name).map_or(&[], Vec::as_slice)
}
