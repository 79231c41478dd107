//! What can go wrong, said so that a person knows what to do next.
//!
//! `ClientError` names things by id and carries no text of a record. Its `code` is stable; its message
//! comes from the message files under the same code, in Vietnamese and English.

use crate::messages::{self, Language};
use records::Problem;
use std::collections::BTreeMap;

/// What kind of failure it is, which is also the exit code of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitClass {
    /// The call or its input was wrong (2).
    WrongUse,
    /// The relay refused (3).
    Refused,
    /// The relay could not be reached; nothing is lost (4).
    NoNetwork,
    /// The notebook is locked or the PIN is wrong (5).
    Locked,
    /// Anything else (1).
    Other,
}

impl ExitClass {
    /// Returns the exit code of a command that ends this way.
    pub fn exit_code(self) -> u8 {
        match self {
            ExitClass::Other => 1,
            ExitClass::WrongUse => 2,
            ExitClass::Refused => 3,
            ExitClass::NoNetwork => 4,
            ExitClass::Locked => 5,
        }
    }
}

/// Reports what the notebook could not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The home has no notebook yet.
    #[error("home-missing")]
    HomeMissing,
    /// The home already has a notebook.
    #[error("home-exists")]
    HomeExists,
    /// Another process works on this home.
    #[error("home-in-use")]
    HomeInUse,
    /// The home cannot be written.
    #[error("home-read-only")]
    HomeReadOnly,
    /// The disk is full.
    #[error("disk-full")]
    DiskFull,
    /// A file of the home could not be read or written.
    #[error("home-unreadable: {0}")]
    Files(#[source] std::io::Error),
    /// The PIN is wrong.
    #[error("wrong-pin")]
    WrongPin,
    /// After several wrong PINs the next one has to wait.
    #[error("pin-delayed: {seconds} s")]
    PinDelayed {
        /// For how long.
        seconds: i64,
    },
    /// Too many PINs were wrong; only an unlock code opens the notebook.
    #[error("device-locked")]
    DeviceLocked,
    /// The text is no unlock code.
    #[error("unlock-code-malformed")]
    UnlockCodeMalformed,
    /// The unlock code is another device's, or was used.
    #[error("unlock-code-wrong")]
    UnlockCodeWrong,
    /// The device has not sent its unlock code to this one.
    #[error("unlock-code-missing")]
    UnlockCodeMissing,
    /// The device did not meet the relay for as long as the unit allows.
    #[error("lease-ended")]
    LeaseEnded,
    /// The PIN is too short or too simple.
    #[error("pin-too-weak")]
    PinTooWeak,
    /// The database is truncated, damaged or not of this home; it was left as it is.
    #[error("database-damaged")]
    DatabaseDamaged,
    /// The database was written by a newer program.
    #[error("database-newer: version {found}, known {known}")]
    DatabaseNewer {
        /// Version found in the file.
        found: i64,
        /// Newest version that this program knows.
        known: i64,
    },
    /// SQLite failed in another way.
    #[error("database-failed: {0}")]
    Database(#[source] rusqlite::Error),
    /// The record does not exist on this device.
    #[error("record-not-found")]
    RecordNotFound {
        /// What was looked for, an id or code as given by the caller; not logged.
        reference: String,
    },
    /// The record was erased, everywhere and for good.
    #[error("record-erased")]
    RecordErased,
    /// The unit, its areas and officers are not erased: everything else refers to them.
    #[error("not-erasable")]
    NotErasable,
    /// Records of the kind do not get too old.
    #[error("kind-does-not-age")]
    KindDoesNotAge,
    /// The late work is of this device's own officer.
    #[error("escrow-own")]
    EscrowOwn,
    /// More than one record answers to a reference.
    #[error("reference-ambiguous: {count} records")]
    ReferenceAmbiguous {
        /// What was looked for.
        reference: String,
        /// How many answer to it.
        count: usize,
    },
    /// The record's fields are not valid.
    #[error("record-invalid: {} problems", .0.len())]
    RecordInvalid(Vec<Problem>),
    /// The area is unknown, or this device is not in its space.
    #[error("area-unknown")]
    AreaUnknown,
    /// Nothing is in conflict there (any more).
    #[error("conflict-not-found")]
    ConflictNotFound,
    /// Another value has come since the settlement was planned, or somebody else settled the conflict.
    #[error("conflict-changed")]
    ConflictChanged,
    /// A third value cannot be written into an item of a list by itself.
    #[error("conflict-of-item")]
    ConflictOfItem,
    /// An edit would move the record to another area.
    #[error("other-area")]
    OtherArea,
    /// The record is in another area now, and this device is not in that.
    #[error("record-moved")]
    RecordMoved,
    /// Only households, only establishments or only groups are linked with each other.
    #[error("link-other-kind")]
    LinkOtherKind,
    /// A record would follow itself, or one that leads follows another one already.
    #[error("link-circle")]
    LinkCircle,
    /// A record is linked to one that is not on this device.
    #[error("link-elsewhere")]
    LinkElsewhere,
    /// A record follows no other one.
    #[error("not-linked")]
    NotLinked,
    /// A name is written nowhere in a household.
    #[error("spelling-unknown")]
    SpellingUnknown,
    /// Whoever moves a record must be able to write in both areas.
    #[error("move-needs-both-areas")]
    MoveNeedsBothAreas,
    /// The record has been in areas that this device is not in, or cannot read: there it would not be erased.
    #[error("erase-needs-all-areas")]
    EraseNeedsAllAreas,
    /// A file to import has bad lines, and nothing of it was taken.
    #[error("import-refused: {} lines", .0.len())]
    ImportRefused(Vec<crate::register::BadLine>),
    /// The kind of records in a file could not be told from its name.
    #[error("import-kind-unknown")]
    ImportKindUnknown {
        /// Name of the file.
        file: String,
    },
    /// The file to import could not be read.
    #[error("import-unreadable: {source}")]
    ImportUnreadable {
        /// Name of the file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is no courier file, or cannot be read.
    #[error("courier-unreadable: {0}")]
    CourierUnreadable(#[source] std::io::Error),
    /// What is exported could not be written.
    #[error("export-unwritable: {0}")]
    ExportUnwritable(#[source] std::io::Error),
    /// This kind of record has no positions.
    #[error("export-without-position")]
    ExportWithoutPosition,
    /// This device's role does not allow it.
    #[error("role-lacks-duty")]
    RoleLacksDuty,
    /// What was heard in confidence is asked for without a reason.
    #[error("why-missing")]
    WhyMissing,
    /// A stated reason is too long.
    #[error("why-too-long")]
    WhyTooLong,
    /// A visit is returned without saying why.
    #[error("note-missing")]
    NoteMissing,
    /// The visit has no need or statement with that number.
    #[error("need-unknown")]
    NeedUnknown,
    /// What a plan was made from has changed since.
    #[error("plan-changed")]
    PlanChanged,
    /// A record cannot be merged into itself.
    #[error("merge-into-itself")]
    MergeIntoItself,
    /// A group was merged or dissolved before, or a model merged or stopped.
    #[error("already-ended")]
    AlreadyEnded,
    /// The area has a survey of the period.
    #[error("survey-exists")]
    SurveyExists,
    /// A survey in this state cannot be changed that way.
    #[error("survey-state")]
    SurveyState,
    /// A visit in this state cannot be changed that way.
    #[error("visit-state")]
    VisitState,
    /// The invite code is damaged or not a code.
    #[error("invite-malformed")]
    InviteMalformed,
    /// The code is no other unit's code, or is damaged.
    #[error("liaison-malformed")]
    LiaisonMalformed,
    /// The other unit is on another relay.
    #[error("liaison-other-relay")]
    LiaisonOtherRelay,
    /// No liaison that this device is in answers to the name.
    #[error("liaison-unknown")]
    LiaisonUnknown,
    /// It was not asked of this unit.
    #[error("referral-not-ours")]
    ReferralNotOurs,
    /// The two units have a liaison already, or the code is this unit's own.
    #[error("liaison-exists")]
    LiaisonExists,
    /// The invite has expired by this device's clock.
    #[error("invite-expired")]
    InviteExpired,
    /// The recovery code is damaged or not a code.
    #[error("recovery-malformed")]
    RecoveryMalformed,
    /// No device with access answers to the reference.
    #[error("device-unknown")]
    DeviceUnknown,
    /// The relay is not known yet, so no invite can name it.
    #[error("relay-not-met")]
    RelayNotMet,
    /// This device was not admitted yet and has nothing to do before it is.
    #[error("not-joined-yet")]
    NotJoinedYet,
    /// The relay at the address is another one than this unit's.
    #[error("wrong-relay")]
    WrongRelay,
    /// The relay refused a request or a part of it.
    #[error("relay refused: {code}")]
    Refused {
        /// The relay's stable code.
        code: String,
    },
    /// The relay's answer could not be understood or did not verify.
    #[error("answer-malformed: {reason}")]
    AnswerMalformed {
        /// What about it; no personal data.
        reason: &'static str,
    },
    /// The relay could not be reached, or the link was cut.
    #[error("no-network: {0}")]
    NoNetwork(#[source] crate::relay::TransportError),
    /// Something inside did not hold; a bug.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl ClientError {
    /// Returns the stable code, which message files and scripts go by.
    pub fn code(&self) -> &str {
        match self {
            ClientError::HomeMissing => "home-missing",
            ClientError::HomeExists => "home-exists",
            ClientError::HomeInUse => "home-in-use",
            ClientError::HomeReadOnly => "home-read-only",
            ClientError::DiskFull => "disk-full",
            ClientError::Files(_) => "home-unreadable",
            ClientError::WrongPin => "wrong-pin",
            ClientError::PinDelayed { .. } => "pin-delayed",
            ClientError::DeviceLocked => "device-locked",
            ClientError::UnlockCodeMalformed => "unlock-code-malformed",
            ClientError::UnlockCodeWrong => "unlock-code-wrong",
            ClientError::UnlockCodeMissing => "unlock-code-missing",
            ClientError::LeaseEnded => "lease-ended",
            ClientError::PinTooWeak => "pin-too-weak",
            ClientError::DatabaseDamaged => "database-damaged",
            ClientError::DatabaseNewer { .. } => "database-newer",
            ClientError::Database(_) => "database-failed",
            ClientError::RecordNotFound { .. } => "record-not-found",
            ClientError::RecordErased => "record-erased",
            ClientError::NotErasable => "not-erasable",
            ClientError::EscrowOwn => "escrow-own",
            ClientError::KindDoesNotAge => "kind-does-not-age",
            ClientError::ReferenceAmbiguous { .. } => "reference-ambiguous",
            ClientError::RecordInvalid(_) => "record-invalid",
            ClientError::AreaUnknown => "area-unknown",
            ClientError::ConflictNotFound => "conflict-not-found",
            ClientError::ConflictChanged => "conflict-changed",
            ClientError::ConflictOfItem => "conflict-of-item",
            ClientError::OtherArea => "other-area",
            ClientError::RecordMoved => "record-moved",
            ClientError::LinkOtherKind => "link-other-kind",
            ClientError::LinkCircle => "link-circle",
            ClientError::LinkElsewhere => "link-elsewhere",
            ClientError::NotLinked => "not-linked",
            ClientError::SpellingUnknown => "spelling-unknown",
            ClientError::MoveNeedsBothAreas => "move-needs-both-areas",
            ClientError::EraseNeedsAllAreas => "erase-needs-all-areas",
            ClientError::ImportRefused(_) => "import-refused",
            ClientError::ImportKindUnknown { .. } => "import-kind-unknown",
            ClientError::ImportUnreadable { .. } => "import-unreadable",
            ClientError::CourierUnreadable(_) => "courier-unreadable",
            ClientError::ExportUnwritable(_) => "export-unwritable",
            ClientError::ExportWithoutPosition => "export-without-position",
            ClientError::RoleLacksDuty => "role-lacks-duty",
            ClientError::WhyMissing => "why-missing",
            ClientError::NoteMissing => "note-missing",
            ClientError::NeedUnknown => "need-unknown",
            ClientError::WhyTooLong => "why-too-long",
            ClientError::PlanChanged => "plan-changed",
            ClientError::MergeIntoItself => "merge-into-itself",
            ClientError::AlreadyEnded => "already-ended",
            ClientError::SurveyExists => "survey-exists",
            ClientError::SurveyState => "survey-state",
            ClientError::VisitState => "visit-state",
            ClientError::InviteMalformed => "invite-malformed",
            ClientError::LiaisonMalformed => "liaison-malformed",
            ClientError::LiaisonOtherRelay => "liaison-other-relay",
            ClientError::LiaisonExists => "liaison-exists",
            ClientError::LiaisonUnknown => "liaison-unknown",
            ClientError::ReferralNotOurs => "referral-not-ours",
            ClientError::InviteExpired => "invite-expired",
            ClientError::RecoveryMalformed => "recovery-malformed",
            ClientError::DeviceUnknown => "device-unknown",
            ClientError::RelayNotMet => "relay-not-met",
            ClientError::NotJoinedYet => "not-joined-yet",
            ClientError::WrongRelay => "wrong-relay",
            ClientError::Refused { code } => code,
            ClientError::AnswerMalformed { .. } => "answer-malformed",
            ClientError::NoNetwork(_) => "no-network",
            ClientError::Internal(_) => "internal",
        }
    }

    /// Lists every code that this crate gives by itself (a relay's codes are in proto's spec).
    pub fn all_codes() -> &'static [&'static str] {
        &[
            "home-missing",
            "home-exists",
            "home-in-use",
            "home-read-only",
            "disk-full",
            "home-unreadable",
            "wrong-pin",
            "pin-delayed",
            "device-locked",
            "unlock-code-malformed",
            "unlock-code-wrong",
            "unlock-code-missing",
            "lease-ended",
            "pin-too-weak",
            "database-damaged",
            "database-newer",
            "database-failed",
            "record-not-found",
            "record-erased",
            "record-moved",
            "link-other-kind",
            "link-circle",
            "link-elsewhere",
            "not-linked",
            "spelling-unknown",
            "move-needs-both-areas",
            "erase-needs-all-areas",
            "not-erasable",
            "escrow-own",
            "kind-does-not-age",
            "reference-ambiguous",
            "record-invalid",
            "area-unknown",
            "conflict-not-found",
            "conflict-changed",
            "conflict-of-item",
            "other-area",
            "import-refused",
            "import-kind-unknown",
            "import-unreadable",
            "courier-unreadable",
            "export-unwritable",
            "export-without-position",
            "role-lacks-duty",
            "why-missing",
            "note-missing",
            "need-unknown",
            "why-too-long",
            "plan-changed",
            "merge-into-itself",
            "already-ended",
            "survey-exists",
            "survey-state",
            "visit-state",
            "liaison-malformed",
            "liaison-other-relay",
            "liaison-unknown",
            "liaison-exists",
            "referral-not-ours",
            "invite-malformed",
            "liaison-exists",
            "liaison-malformed",
            "liaison-other-relay",
            "liaison-unknown",
            "referral-not-ours",
            "invite-expired",
            "recovery-malformed",
            "device-unknown",
            "relay-not-met",
            "not-joined-yet",
            "wrong-relay",
            "answer-malformed",
            "no-network",
            "internal",
        ]
    }

    /// Tells what kind of failure it is.
    pub fn exit_class(&self) -> ExitClass {
        match self {
            ClientError::WrongPin
            | ClientError::PinDelayed { .. }
            | ClientError::DeviceLocked
            | ClientError::UnlockCodeWrong
            | ClientError::LeaseEnded
            | ClientError::HomeInUse => ExitClass::Locked,
            ClientError::WrongRelay | ClientError::Refused { .. } | ClientError::NotJoinedYet => {
                ExitClass::Refused
            }
            ClientError::NoNetwork(_) => ExitClass::NoNetwork,
            ClientError::HomeExists
            | ClientError::HomeMissing
            | ClientError::PinTooWeak
            | ClientError::UnlockCodeMalformed
            | ClientError::UnlockCodeMissing
            | ClientError::RecordNotFound { .. }
            | ClientError::RecordErased
            | ClientError::NotErasable
            | ClientError::KindDoesNotAge
            | ClientError::ReferenceAmbiguous { .. }
            | ClientError::RecordInvalid(_)
            | ClientError::AreaUnknown
            | ClientError::ConflictNotFound
            | ClientError::ConflictOfItem
            | ClientError::OtherArea
            | ClientError::RecordMoved
            | ClientError::LinkOtherKind
            | ClientError::LinkCircle
            | ClientError::NotLinked
            | ClientError::SpellingUnknown
            | ClientError::ImportRefused(_)
            | ClientError::ImportKindUnknown { .. }
            | ClientError::ImportUnreadable { .. }
            | ClientError::CourierUnreadable(_)
            | ClientError::ExportWithoutPosition
            | ClientError::WhyMissing
            | ClientError::NoteMissing
            | ClientError::NeedUnknown
            | ClientError::WhyTooLong
            | ClientError::MergeIntoItself
            | ClientError::AlreadyEnded
            | ClientError::SurveyExists
            | ClientError::SurveyState
            | ClientError::VisitState
            | ClientError::InviteMalformed
            | ClientError::LiaisonMalformed
            | ClientError::LiaisonOtherRelay
            | ClientError::LiaisonExists
            | ClientError::LiaisonUnknown
            | ClientError::ReferralNotOurs
            | ClientError::RecoveryMalformed
            | ClientError::DeviceUnknown
            | ClientError::InviteExpired => ExitClass::WrongUse,
            _ => ExitClass::Other,
        }
    }

    /// Returns what happened and what to do next, in the person's language.
    pub fn message(&self, language: Language) -> String {
        let mut arguments = BTreeMap::new();
        match self {
            ClientError::RecordNotFound { reference } => {
                arguments.insert("reference", reference.clone());
            }
            ClientError::ReferenceAmbiguous { reference, count } => {
                arguments.insert("reference", reference.clone());
                arguments.insert("count", count.to_string());
            }
            ClientError::RecordInvalid(problems) => {
                arguments.insert("problems", messages::problems(language, problems));
            }
            ClientError::ImportRefused(lines) => {
                arguments.insert("lines", messages::bad_lines(language, lines));
                arguments.insert("count", lines.len().to_string());
            }
            ClientError::ImportKindUnknown { file } => {
                arguments.insert("file", file.clone());
            }
            ClientError::ImportUnreadable { file, source } => {
                arguments.insert("file", file.clone());
                arguments.insert("reason", source.to_string());
            }
            ClientError::Files(source)
            | ClientError::CourierUnreadable(source)
            | ClientError::ExportUnwritable(source) => {
                arguments.insert("reason", source.to_string());
            }
            ClientError::PinDelayed { seconds } => {
                arguments.insert("seconds", seconds.to_string());
            }
            ClientError::DatabaseNewer { found, known } => {
                arguments.insert("found", found.to_string());
                arguments.insert("known", known.to_string());
            }
            _ => {}
        }
        messages::error(language, self.code(), &arguments)
    }
}

impl From<rusqlite::Error> for ClientError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => ClientError::DiskFull,
            // The index of the write-ahead log could not grow.
            Some(ErrorCode::SystemIoFailure)
                if matches!(extended(&error), Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)) =>
            {
                ClientError::DiskFull
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                ClientError::HomeReadOnly
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                ClientError::DatabaseDamaged
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ClientError::HomeInUse,
            _ => ClientError::Database(error),
        }
    }
}

fn extended(error: &rusqlite::Error) -> Option<std::ffi::c_int> {
    error.sqlite_error().map(|error| error.extended_code)
}

impl From<std::io::Error> for ClientError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                ClientError::DiskFull
            }
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                ClientError::HomeReadOnly
            }
            _ => ClientError::Files(error),
        }
    }
}
