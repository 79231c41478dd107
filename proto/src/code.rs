//! Why something was refused: one stable code, a byte on the wire and a word for people and scripts.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::ParseIdError;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $tag:literal, $word:literal;)*) => {
        /// A stable code of refusal. A relay sends only the codes of the request's version.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $($(#[$doc])* $name = $tag,)*
        }

        impl Code {
            /// All codes, in the order of their tags.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// Gives the stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $word,)* }
            }

            /// Gives the byte on the wire.
            pub fn tag(self) -> u8 {
                self as u8
            }

            /// Finds the code of a byte.
            pub fn from_tag(tag: u8) -> Option<Self> {
                match tag { $($tag => Some(Code::$name),)* _ => None }
            }
        }
    };
}

codes! {
    /// The request cannot be read.
    BadRequest = 1, "bad-request";
    /// A size passes what this relay takes.
    TooLarge = 2, "too-large";
    /// The request was written for another relay.
    WrongRelay = 3, "wrong-relay";
    /// The request's time is too far from the relay's.
    ClockSkew = 4, "clock-skew";
    /// A signature does not fit its signer's key.
    BadSignature = 5, "bad-signature";
    /// The signer is no member of the space.
    NotAMember = 6, "not-a-member";
    /// The relay has too much to do; the same request may be sent again later.
    Busy = 7, "busy";
    /// The relay does not speak this version.
    UnsupportedVersion = 8, "unsupported-version";
    /// The relay failed; nothing unacknowledged was kept.
    RelayFailed = 9, "relay-failed";
    /// The relay takes no new units.
    RelayClosed = 10, "relay-closed";

    /// No such space is known here.
    UnknownSpace = 20, "unknown-space";
    /// No role of the signer has the duty that this needs.
    RoleLacksDuty = 21, "role-lacks-duty";
    /// The signer's access has ended.
    AccessEnded = 22, "access-ended";
    /// The ledger has moved on; the missing entries are in the answer.
    StaleHead = 23, "stale-head";
    /// The entry breaks a rule of the ledger.
    BadEntry = 24, "bad-entry";
    /// No such invite was ever made.
    InviteUnknown = 25, "invite-unknown";
    /// The invite has been used.
    InviteUsed = 26, "invite-used";
    /// The invite's time is over.
    InviteExpired = 27, "invite-expired";
    /// The invite was withdrawn.
    InviteCancelled = 28, "invite-cancelled";
    /// The device or invite is in the ledger already.
    AlreadyKnown = 29, "already-known";
    /// No such device is in the ledger.
    UnknownDevice = 30, "unknown-device";
    /// The space would be left without an administrator.
    LastAdministrator = 31, "last-administrator";
    /// A space key is missing, superfluous or of a wrong epoch.
    WrongKeys = 32, "wrong-keys";
    /// No such pack waits for a verdict.
    EscrowUnknown = 33, "escrow-unknown";
    /// A document is erased already.
    AlreadyErased = 34, "already-erased";

    /// The pack cannot be read.
    BadPack = 40, "bad-pack";
    /// The pack's bytes do not have the announced hash.
    WrongHash = 41, "wrong-hash";
    /// The author has another pack of this number.
    Fork = 42, "fork";
    /// Packs of this author before this one are missing.
    Gap = 43, "gap";
    /// The pack does not follow the author's previous pack.
    BrokenChain = 44, "broken-chain";
    /// The pack is sealed under an epoch that the space does not have.
    UnknownEpoch = 45, "unknown-epoch";
    /// The pack's own time to live is over.
    PackExpired = 46, "pack-expired";
    /// The space holds as much as this relay keeps for one.
    SpaceFull = 47, "space-full";
    /// The pack's covers do not fit the packs that the relay has.
    StaleLayout = 48, "stale-layout";
    /// The pack leaves out a document that the ledger has not erased.
    NotErased = 49, "not-erased";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
        found.ok_or(ParseIdError { kind: "Code" })
    }
}

impl Wire for Code {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.tag());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let tag = reader.u8()?;
        Self::from_tag(tag).ok_or(DecodeError::UnknownTag {
            what: "code",
            tag: u64::from(tag),
        })
    }
}
