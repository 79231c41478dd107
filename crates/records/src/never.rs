//! What is never recorded: the one list of names that no field may carry.
//!
//! Fields that this program does not know are kept and given back, so a file from elsewhere could
//! bring in what the law and this project's rules keep out. Such names are refused, in Vietnamese or
//! English, however they are spelt (case, marks, underscores). The list guards field names, not texts:
//! a machine that judged what people wrote would do more harm than it prevents.

use crate::fold::fold;

/// Names that are refused when they are the whole name, folded: within longer names they mean other things
/// (`fire_risk`, `party_wall`, `dao_duc`).
const WHOLE: &[&str] = &[
    "party",
    "race",
    "risk",
    "score",
    "threat",
    "suspicion",
    "dao",
    "dang",
    "nguy co",
    "rui ro",
    "doi tuong",
    "nghi van",
];

/// Words that make a name refused wherever they stand in it, folded.
const WITHIN: &[&str] = &[
    // Political opinion.
    "political",
    "politics",
    "party member",
    "party membership",
    "ideology",
    "chinh tri",
    "chinh kien",
    "quan diem",
    "dang phai",
    "dang vien",
    "tu tuong",
    // Religion and belief.
    "religion",
    "religious",
    "faith",
    "belief",
    "beliefs",
    "church",
    "denomination",
    "ton giao",
    "tin nguong",
    "giao phai",
    "theo dao",
    "dao phai",
    // Ethnicity.
    "ethnicity",
    "ethnic",
    "racial",
    "dan toc",
    "chung toc",
    "sac toc",
    // Taking part in assembly, and in unions as a form of it.
    "assembly",
    "demonstration",
    "demonstrations",
    "protest",
    "protests",
    "protester",
    "union membership",
    "bieu tinh",
    "tu tap",
    "tap trung dong nguoi",
    "khieu kien dong nguoi",
    "cong doan",
    // A score of a person.
    "risk score",
    "risk level",
    "risk rating",
    "threat score",
    "threat level",
    "danger level",
    "trust score",
    "social credit",
    "muc do nguy hiem",
    "muc do rui ro",
    "diem rui ro",
    "diem nguy co",
    "diem tin nhiem",
    // Orientation.
    "sexual orientation",
    "sexuality",
    "xu huong tinh duc",
];

/// Whether a field of this name would hold what is never recorded.
#[must_use]
pub fn is_never_recorded(name: &str) -> bool {
    let folded = fold(&split_camel_case(name));
    let padded = format!(" {folded} ");
    let joined = folded.replace(' ', "");
    if WHOLE.contains(&folded.as_str()) {
        return true;
    }
    WITHIN.iter().any(|word| {
        padded.contains(&format!(" {word} "))
            || (word.contains(' ') && joined.contains(&word.replace(' ', "")))
    })
}

/// Puts a space where a capital follows a small letter, so `riskScore` reads as two words.
fn split_camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for letter in name.chars() {
        if after_small && letter.is_uppercase() {
            out.push(' ');
        }
        after_small = letter.is_lowercase();
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_never_recorded_are_known_in_both_languages_however_spelt() {
        for name in [
            "religion",
            "Tôn giáo",
            "ton_giao",
            "tonGiao",
            "tongiao",
            "dân tộc",
            "DAN_TOC",
            "ethnicity",
            "riskScore",
            "risk_score",
            "political_opinion",
            "quan điểm",
            "head_religion",
            "biểu tình",
            "đạo",
            "risk",
        ] {
            assert!(is_never_recorded(name), "{name}");
        }
    }

    #[test]
    fn ordinary_names_are_not_refused() {
        for name in [
            "note",
            "embrace",
            "trace_id",
            "street",
            "party_wall",
            "đạo đức",
            "fire_risk",
            "colour",
            "x",
        ] {
            assert!(!is_never_recorded(name), "{name}");
        }
    }
}
