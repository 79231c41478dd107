//! Ids that follow from what a record is of: two people who begin it without knowing of each other make the same record, and
//! where they differ about it, its fields are in conflict.

use proto::DocId;
use sha2::{Digest, Sha256};

use crate::period::Period;

/// Gives the id of the follow-up of what was heard at a visit.
#[must_use]
pub fn follow_up_id(visit: DocId, what: &str) -> DocId {
    derived("sotay follow-up v1", visit, what.trim())
}

/// Gives the id of an area's survey of a period.
#[must_use]
pub fn survey_id(area: DocId, period: Period) -> DocId {
    derived("sotay survey v1", area, &period.to_string())
}

/// Makes an id of a record and a text, as a UUID that no other rule makes (version 8, RFC 9562).
fn derived(label: &str, of: DocId, text: &str) -> DocId {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    hasher.update(of.0);
    hasher.update(text.as_bytes());
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(hasher.finalize()) {
        *to = from;
    }
    DocId(
        uuid::Builder::from_custom_bytes(id)
            .into_uuid()
            .into_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_of_a_visit_have_one_follow_up_and_other_words_another() {
        let (one, other) = (DocId([1; 16]), DocId([2; 16]));
        let id = follow_up_id(one, "Sửa đèn đường");
        assert_eq!(follow_up_id(one, " Sửa đèn đường "), id);
        assert_ne!(follow_up_id(other, "Sửa đèn đường"), id);
        assert_ne!(follow_up_id(one, "Sửa đèn"), id);
        assert_eq!(id.to_string().chars().nth(14), Some('8'));
    }

    #[test]
    fn an_area_has_one_survey_of_a_period() {
        let (one, other) = (DocId([1; 16]), DocId([2; 16]));
        let period = |text: &str| text.parse::<Period>().unwrap();
        let id = survey_id(one, period("2026-Q3"));
        assert_eq!(survey_id(one, period("2026-Q3")), id);
        assert_ne!(survey_id(other, period("2026-Q3")), id);
        assert_ne!(survey_id(one, period("2026")), id);
    }
}
