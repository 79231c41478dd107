//! The typed value of a field, and the limits it must keep.

mod check;
mod json;

use proto::DocId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) use check::{check, is_blank};
pub use json::from_text;
pub use json::to_json;
pub(crate) use json::{from_json, id_text, parse_id};

/// How sure a statement is; never mixed in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// Seen or verified.
    Fact,
    /// The officer's own judgement.
    Assessment,
    /// Heard from someone.
    Hearsay,
}

impl StatementKind {
    /// Gives the code in documents and interchange files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Assessment => "assessment",
            Self::Hearsay => "hearsay",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        [Self::Fact, Self::Assessment, Self::Hearsay]
            .into_iter()
            .find(|kind| kind.as_str() == code)
    }
}

/// One statement of a visit or meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// How sure it is.
    pub kind: StatementKind,
    /// What was seen, judged or heard.
    pub text: String,
    /// Whence it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether it was heard in confidence, or is of a special category (health, family matters).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, a code, a telephone number, a day, an instant or a period.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Decimal(f64),
    /// Degrees of latitude or longitude, in millionths.
    Microdegrees(i64),
    /// A document's id.
    Reference(DocId),
    /// A set of documents' ids.
    References(Vec<DocId>),
    /// A set of codes or years.
    Codes(Vec<String>),
    /// A whole number under each of some names.
    Counts(BTreeMap<String, i64>),
    /// Texts in order.
    Texts(Vec<String>),
    /// Statements in order.
    Statements(Vec<Statement>),
}

impl Value {
    /// Makes a latitude or longitude of degrees, rounded to a millionth.
    #[must_use]
    pub fn degrees(degrees: f64) -> Self {
        Self::Microdegrees(microdegrees(degrees))
    }

    /// Makes a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl From<DocId> for Value {
    fn from(id: DocId) -> Self {
        Self::Reference(id)
    }
}

/// Rounds degrees to millionths. Not a number becomes a value outside every range, so it is refused later.
pub(crate) fn microdegrees(degrees: f64) -> i64 {
    if degrees.is_finite() && degrees.abs() <= 1_000.0 {
        #[allow(clippy::cast_possible_truncation)]
        let rounded = (degrees * 1e6).round() as i64;
        rounded
    } else {
        i64::MAX
    }
}

/// Gives degrees of millionths: the double nearest to the decimal fraction, so that six decimals come back
/// as they were written.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn degrees(micro: i64) -> f64 {
    micro as f64 / 1e6
}

/// Reads an instant of RFC 3339 as milliseconds since 1970.
pub(crate) fn instant_millis(text: &str) -> Option<i64> {
    // jiff also accepts forms that RFC 3339 does not have (a zone in brackets, a bare `t`): the shape is
    // checked first, for other programs read these files too.
    let bytes = text.as_bytes();
    let plain = bytes.len() >= 20
        && bytes.len() <= 40
        && bytes.get(10) == Some(&b'T')
        && bytes
            .iter()
            .all(|b| b.is_ascii_digit() || b"-:.+TZ".contains(b));
    if !plain {
        return None;
    }
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_millisecond)
}

/// Reads a day as milliseconds since 1970 at its beginning in Viet Nam (UTC+7, without summer time).
pub(crate) fn date_millis(text: &str) -> Option<i64> {
    const OFFSET: i64 = 7 * 3_600_000;
    if !is_date(text) {
        return None;
    }
    let midnight = format!("{text}T00:00:00Z")
        .parse::<jiff::Timestamp>()
        .ok()?;
    Some(midnight.as_millisecond() - OFFSET)
}

pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && text.parse::<jiff::civil::Date>().is_ok()
}
