//! What is wrong with a record, in a form that carries no text from it.

use std::fmt;

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    /// The line is not a JSON object.
    NotAnObject,
    /// A field that the kind needs is absent, null or blank.
    MissingField,
    /// A value has another type than the field holds.
    WrongType,
    /// A text is not a UUID.
    BadId,
    /// A code is not one of those allowed.
    UnknownChoice,
    /// A text is longer than its limit.
    TooLong,
    /// A list holds more items than its limit.
    TooManyItems,
    /// A number is outside its range.
    OutOfRange,
    /// A set holds the same item twice.
    Repeated,
    /// An item of a list is blank.
    BlankItem,
    /// A text is not a day as `2026-01-31`.
    BadDate,
    /// A text is not an instant as in RFC 3339.
    BadInstant,
    /// A text is not a year, quarter, month or week.
    BadPeriod,
    /// A text is not a telephone number.
    BadPhone,
    /// A text is not a space's id.
    BadSpace,
    /// One half of a position is absent.
    HalfPosition,
    /// A visit does not say whom it was to.
    MissingWhom,
    /// The field's name is one of what is never recorded.
    NeverRecorded,
    /// The kind has no such field.
    UnknownField,
    /// The edit does not fit the field.
    EditDoesNotFit,
    /// The value chosen is no longer there to choose.
    NothingToKeep,
    /// A document referred to is not there; found by whoever holds the documents.
    UnknownReference,
    /// The document is of another kind than the record.
    OtherKind,
    /// The document's first change has not arrived.
    IncompleteDocument,
    /// The whole record is larger than its limit.
    RecordTooLarge,
    /// The writer has none of the roles from which the value counts.
    NoAuthority,
    /// The writer is of the other one of two units that share the space.
    OtherUnit,
    /// A state does not come after the one before.
    StateStep,
    /// What is dropped says why.
    MissingReason,
}

impl ProblemCode {
    /// Every code.
    pub const ALL: [Self; 29] = [
        Self::NotAnObject,
        Self::MissingField,
        Self::WrongType,
        Self::BadId,
        Self::UnknownChoice,
        Self::TooLong,
        Self::TooManyItems,
        Self::OutOfRange,
        Self::Repeated,
        Self::BlankItem,
        Self::BadDate,
        Self::BadInstant,
        Self::BadPeriod,
        Self::BadPhone,
        Self::BadSpace,
        Self::HalfPosition,
        Self::MissingWhom,
        Self::NeverRecorded,
        Self::UnknownField,
        Self::EditDoesNotFit,
        Self::NothingToKeep,
        Self::UnknownReference,
        Self::OtherKind,
        Self::IncompleteDocument,
        Self::RecordTooLarge,
        Self::NoAuthority,
        Self::OtherUnit,
        Self::StateStep,
        Self::MissingReason,
    ];

    /// Gives the stable code; the Fluent message is `problem-` and this.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnObject => "not-an-object",
            Self::MissingField => "missing-field",
            Self::WrongType => "wrong-type",
            Self::BadId => "bad-id",
            Self::UnknownChoice => "unknown-choice",
            Self::TooLong => "too-long",
            Self::TooManyItems => "too-many-items",
            Self::OutOfRange => "out-of-range",
            Self::Repeated => "repeated",
            Self::BlankItem => "blank-item",
            Self::BadDate => "bad-date",
            Self::BadInstant => "bad-instant",
            Self::BadPeriod => "bad-period",
            Self::BadPhone => "bad-phone",
            Self::BadSpace => "bad-space",
            Self::HalfPosition => "half-position",
            Self::MissingWhom => "missing-whom",
            Self::NeverRecorded => "never-recorded",
            Self::UnknownField => "unknown-field",
            Self::EditDoesNotFit => "edit-does-not-fit",
            Self::NothingToKeep => "nothing-to-keep",
            Self::UnknownReference => "unknown-reference",
            Self::OtherKind => "other-kind",
            Self::IncompleteDocument => "incomplete-document",
            Self::RecordTooLarge => "record-too-large",
            Self::NoAuthority => "no-authority",
            Self::OtherUnit => "other-unit",
            Self::StateStep => "state-step",
            Self::MissingReason => "missing-reason",
        }
    }

    /// Names the arguments that come with the code, besides `field`.
    #[must_use]
    pub const fn args(self) -> &'static [&'static str] {
        match self {
            Self::WrongType => &["expected"],
            Self::UnknownChoice => &["allowed"],
            Self::TooLong | Self::TooManyItems | Self::RecordTooLarge => &["limit"],
            Self::OutOfRange => &["min", "max"],
            Self::NoAuthority => &["roles"],
            Self::StateStep => &["from", "to"],
            _ => &[],
        }
    }
}

/// One thing wrong with a record. It names the field and the limit, never what was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// The field, by its interchange name; empty for the record as a whole.
    pub field: String,
    /// What the message needs besides: limits, the codes allowed.
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// Makes a problem of a field.
    pub fn new(code: ProblemCode, field: impl Into<String>) -> Self {
        Self {
            code,
            field: clipped(field.into()),
            args: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Lists every code with the names of its arguments, besides `field`.
    #[must_use]
    pub fn codes() -> Vec<(&'static str, &'static [&'static str])> {
        ProblemCode::ALL
            .iter()
            .map(|code| (code.as_str(), code.args()))
            .collect()
    }
}

/// Keeps a foreign field's name short and printable: it comes from a file that nobody has checked.
fn clipped(name: String) -> String {
    const LONGEST: usize = 64;
    if name.len() <= LONGEST && !name.chars().any(char::is_control) {
        return name;
    }
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST / 2)
        .chain("…".chars())
        .collect()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        if !self.field.is_empty() {
            write!(f, " ({})", self.field)?;
        }
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
