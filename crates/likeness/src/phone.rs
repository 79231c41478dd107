//! Telephone numbers as dialled.

/// Numbers of eleven digits that became numbers of ten in 2018, by how they began and begin (Ministry of Information and
/// Communications, plan of 2018-05-25).
const RENUMBERED: &[(&str, &str)] = &[
    ("0162", "032"),
    ("0163", "033"),
    ("0164", "034"),
    ("0165", "035"),
    ("0166", "036"),
    ("0167", "037"),
    ("0168", "038"),
    ("0169", "039"),
    ("0120", "070"),
    ("0121", "079"),
    ("0122", "077"),
    ("0126", "076"),
    ("0128", "078"),
    ("0123", "083"),
    ("0124", "084"),
    ("0125", "085"),
    ("0127", "081"),
    ("0129", "082"),
    ("0186", "056"),
    ("0188", "058"),
    ("0199", "059"),
];

/// Fewer digits are no number of its own: `113`, `115`.
const SHORTEST: usize = 6;

/// How alike two numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneLikeness {
    /// The same.
    Same,
    /// One digit differs, is missing, or is swapped with the next.
    Misdialled,
    /// Different.
    Different,
}

/// Returns the digits as dialled within the country; empty where there is no number.
pub(crate) fn dialled(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match digits
        .strip_prefix("0084")
        .or_else(|| digits.strip_prefix("84"))
    {
        Some(rest) if rest.len() >= 9 => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        _ => digits,
    };
    if national.len() < SHORTEST {
        return String::new();
    }
    let renumbered = RENUMBERED.iter().find_map(|(old, new)| {
        let rest = national.strip_prefix(old).filter(|rest| rest.len() == 7)?;
        Some(format!("{new}{rest}"))
    });
    renumbered.unwrap_or(national)
}

/// Compares two numbers as dialled; nothing where one is missing.
pub(crate) fn compare(one: &str, other: &str) -> Option<PhoneLikeness> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    Some(if one == other {
        PhoneLikeness::Same
    } else if crate::syllable::is_one_edit_apart(one, other) {
        PhoneLikeness::Misdialled
    } else {
        PhoneLikeness::Different
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_was_written_down() {
        for text in [
            "0912 345 678",
            "+84 912.345.678",
            "84912345678",
            "0084-912345678",
            "(091) 2345678",
            "+84 (0)912345678",
        ] {
            assert_eq!(dialled(text), "0912345678", "{text}");
        }
        assert_eq!(dialled("0168 345 6789"), "0383456789");
        assert_eq!(dialled("113"), "");
        assert_eq!(dialled(""), "");
    }

    #[test]
    fn a_wrong_digit_is_not_another_number() {
        let compare = |other| compare("0912345678", other);
        assert_eq!(compare("0912345678"), Some(PhoneLikeness::Same));
        assert_eq!(compare("0912345687"), Some(PhoneLikeness::Misdialled));
        assert_eq!(compare("0912345778"), Some(PhoneLikeness::Misdialled));
        assert_eq!(compare("0983111222"), Some(PhoneLikeness::Different));
        assert_eq!(compare(""), None);
    }
}
