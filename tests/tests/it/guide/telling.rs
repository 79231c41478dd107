//! What differs from run to run, and what stands for it in a guide.
//!
//! Ids, codes and the relay's address are drawn anew each time. In a guide they have others that follow from the command
//! which first showed them, so that they stay when the guide is written anew; what a reader types with them is turned back.

use std::collections::BTreeMap;
use testkit::TestRng;

/// The relay's address in a guide.
const ADDRESS: &str = "https://may-chu.example.vn";
/// How much of an id a list shows; two ids are the same if they agree in it.
const SHORT: usize = 13;

/// What stands for what.
#[derive(Debug)]
pub(crate) struct Telling {
    address: String,
    told: BTreeMap<String, String>,
    drawn: BTreeMap<String, String>,
    last: Option<String>,
}

impl Telling {
    /// Begins with nothing but the relay's address.
    pub(crate) fn of(address: String) -> Telling {
        Telling {
            address,
            told: BTreeMap::new(),
            drawn: BTreeMap::new(),
            last: None,
        }
    }

    /// Returns a word of a command as it has to be typed in this run. `$last` is the first id or code that the last command
    /// with one printed.
    pub(crate) fn typed(&self, word: &str) -> String {
        if word == "$last" {
            return self.last.clone().expect("an id or a code was printed");
        }
        let there = |told: &str| self.drawn.get(key(told)).cloned();
        let word = replaced(word, |token| {
            is_drawn(token).then(|| there(token)).flatten()
        });
        word.replace(ADDRESS, &self.address)
    }

    /// Returns a line of a command as a guide tells it: with the first id or code that was printed last in the place of `$last`.
    pub(crate) fn written(&self, typed: &str) -> String {
        let Some(last) = self.last.as_deref().filter(|_| typed.contains("$last")) else {
            return typed.to_owned();
        };
        let told = self.told.get(key(last)).expect("it was told");
        typed.replace("$last", &as_long(told, key(last)))
    }

    /// Returns what a command printed as a guide tells it.
    pub(crate) fn told(&mut self, command: &str, printed: &str) -> String {
        let mut draws = TestRng::new(0).fork(command);
        let mut first = None;
        // A table for spreadsheets begins with a mark that nobody sees.
        let printed = printed.trim_start_matches('\u{feff}');
        let printed = printed.replace(&self.address, ADDRESS);
        let told = replaced(&printed, |token| {
            if !is_drawn(token) {
                return None;
            }
            first.get_or_insert_with(|| token.to_owned());
            Some(self.tell(token, &mut draws))
        });
        self.last = first.or_else(|| self.last.take());
        told
    }

    fn tell(&mut self, token: &str, draws: &mut TestRng) -> String {
        let known = self.told.get(key(token)).cloned();
        let told = known.unwrap_or_else(|| {
            let mut told = drawn_anew(token, draws);
            while self.drawn.contains_key(key(&as_long(&told, token))) {
                told = drawn_anew(token, draws); // The same command was given before.
            }
            self.told.insert(key(token).to_owned(), told.clone());
            told
        });
        let told = as_long(&told, token);
        // What was typed as a short id is typed as the same short id, whole ids as whole ones.
        self.drawn
            .entry(key(&told).to_owned())
            .and_modify(|drawn| {
                if drawn.len() < token.len() {
                    *drawn = token.to_owned();
                }
            })
            .or_insert_with(|| token.to_owned());
        told
    }
}

fn is_code(token: &str) -> bool {
    let drawn = token.split_once("1-").map(|(_, drawn)| drawn);
    token.starts_with("SOTAY") && drawn.is_some_and(|drawn| drawn.len() >= SHORT)
}

/// Ids have at least as many hexadecimal digits as lists show of them, codes say what they are.
fn is_drawn(token: &str) -> bool {
    let digits = token.len() >= SHORT && token.is_ascii();
    let hexadecimal = |letter: char| letter == '-' || matches!(letter, '0'..='9' | 'a'..='f');
    let is_date = token.get(4..5) == Some("-");
    is_code(token) || (digits && !is_date && token.chars().all(hexadecimal))
}

fn key(token: &str) -> &str {
    match is_code(token) {
        true => token,
        false => token.get(..SHORT).unwrap_or(token),
    }
}

/// Draws a whole id, or a code that is cut where a person would stop to read.
fn drawn_anew(token: &str, draws: &mut TestRng) -> String {
    if !is_code(token) {
        return format!("{:016x}{:016x}", draws.bits(), draws.bits());
    }
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut letter = || char::from(LETTERS[draws.index(LETTERS.len())]);
    let groups: Vec<String> = (0..3).map(|_| (0..5).map(|_| letter()).collect()).collect();
    let kind = token.split('-').next().unwrap_or_default();
    format!("{kind}-{}-…", groups.join("-"))
}

/// Writes hexadecimal digits as another id is written; a code stays as it is.
fn as_long(digits: &str, token: &str) -> String {
    if is_code(token) {
        return digits.to_owned();
    }
    let mut digits = digits.chars();
    let place = |letter| match letter {
        '-' => '-',
        _ => digits.next().unwrap_or('0'),
    };
    token.chars().map(place).collect()
}

/// Puts something else in the place of words that consist of letters, digits and hyphens.
fn replaced(text: &str, mut other: impl FnMut(&str) -> Option<String>) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '…');
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|letter| is_part(letter) != is_part(first))
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        match is_part(first).then(|| other(token)).flatten() {
            Some(other) => out.push_str(&other),
            None => out.push_str(token),
        }
        rest = after;
    }
    out
}

/// Leaves out how many bytes something took, and how many packs and requests a sync sent: what is sealed is never the same
/// twice, and sizes decide what a supervisor's device merges.
pub(crate) fn without_sizes(line: &str) -> String {
    let is_unit = |word: &str| {
        let unit = word.trim_end_matches(|letter: char| !letter.is_ascii_alphabetic());
        matches!(unit, "B" | "KiB")
    };
    let words: Vec<&str> = line.split(' ').collect();
    let at = |place: Option<usize>| place.and_then(|place| words.get(place)).copied();
    let kept = words.iter().enumerate().map(|(place, word)| {
        let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
        let is_sent = matches!(
            (before, after),
            (Some("sent:"), _) | (Some("gửi"), Some("gói,"))
        );
        let is_asked = before == Some("requests:") || after == Some("lượt");
        match after {
            _ if is_sent || is_asked => "…",
            Some(next) if is_unit(next) => "…",
            _ if is_unit(word) => "B",
            _ => word,
        }
    });
    kept.collect::<Vec<_>>().join(" ")
}
