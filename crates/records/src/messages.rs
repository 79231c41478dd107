//! The words of this crate for the screens, as Fluent messages; client-core formats them.
//!
//! | message | for |
//! |---|---|
//! | `problem-CODE` | a [`crate::Problem`]; arguments `field` (the field's label) and those of [`crate::Problem::codes`] |
//! | `expected-TYPE` | the argument `expected` of `problem-wrong-type` |
//! | `kind-KIND`, `kinds-KIND` | a kind, one and many |
//! | `field-KIND-FIELD`, else `field-FIELD` | a field's label |
//! | `choice-KIND-FIELD-CODE`, else `choice-FIELD-CODE`, else `choice-CODE` | a code's label |

use crate::Kind;

/// Vietnamese.
pub const MESSAGES_VI: &str = include_str!("../messages/vi.ftl");
/// English.
pub const MESSAGES_EN: &str = include_str!("../messages/en.ftl");

/// Names the messages that may hold a field's label, the first that exists counts.
#[must_use]
pub fn field_label_ids(kind: Kind, field: &str) -> [String; 2] {
    [
        format!("field-{}-{field}", kind.name()),
        format!("field-{field}"),
    ]
}

/// Names the messages that may hold a code's label, the first that exists counts.
#[must_use]
pub fn choice_label_ids(kind: Kind, field: &str, code: &str) -> [String; 3] {
    [
        format!("choice-{}-{field}-{code}", kind.name()),
        format!("choice-{field}-{code}"),
        format!("choice-{code}"),
    ]
}
