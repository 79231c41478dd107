//! Why something is suspected, and whom.

/// Against whom a suspicion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspect {
    /// The relay, or whoever is between it and this device.
    Relay,
    /// The member whose device the suspicion names.
    Member,
    /// Nobody can tell: perhaps only something is missing.
    Unknown,
}

impl Suspect {
    /// Returns the stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Suspect::Relay => "relay",
            Suspect::Member => "member",
            Suspect::Unknown => "unknown",
        }
    }
}

/// Why something is suspected. Each has a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuspicionReason {
    /// A pack whose author did not sign it, or whom the ledger does not know: changed on its way, or made up.
    Unsigned,
    /// A signed pack without a key here, or that does not open, or that says what cannot be read.
    Unreadable,
    /// A pack that puts words into another's mouth.
    Forged,
    /// A derived pack that does not hold in full what it stands for.
    Incomplete,
    /// A second pack of one author under one number.
    Forked,
    /// A pack that names another pack before it than the one of its author that is known.
    BrokenChain,
    /// Packs that the relay has, as it says itself, and left out of its answers.
    Withheld,
    /// Packs that the relay signed to have made durable, and does not have.
    Unkept,
    /// Packs that their author's later packs tell of, and that neither the relay nor this device has.
    Missing,
    /// A second history of a ledger, signed by a member.
    LedgerForked,
    /// A ledger entry that does not follow from those before, or that nobody signed who may.
    LedgerRefused,
}

impl SuspicionReason {
    /// All of them.
    pub const ALL: [SuspicionReason; 11] = [
        SuspicionReason::Unsigned,
        SuspicionReason::Unreadable,
        SuspicionReason::Forged,
        SuspicionReason::Incomplete,
        SuspicionReason::Forked,
        SuspicionReason::BrokenChain,
        SuspicionReason::Withheld,
        SuspicionReason::Unkept,
        SuspicionReason::Missing,
        SuspicionReason::LedgerForked,
        SuspicionReason::LedgerRefused,
    ];

    /// Returns the stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            SuspicionReason::Unsigned => "unsigned",
            SuspicionReason::Unreadable => "unreadable",
            SuspicionReason::Forged => "forged",
            SuspicionReason::Incomplete => "incomplete",
            SuspicionReason::Forked => "forked",
            SuspicionReason::BrokenChain => "broken-chain",
            SuspicionReason::Withheld => "withheld",
            SuspicionReason::Unkept => "unkept",
            SuspicionReason::Missing => "missing",
            SuspicionReason::LedgerForked => "ledger-forked",
            SuspicionReason::LedgerRefused => "ledger-refused",
        }
    }

    /// Returns the reason of a stable word.
    pub(crate) fn from_word(word: &str) -> Option<SuspicionReason> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// Tells against whom it is.
    pub fn suspect(self) -> Suspect {
        match self {
            SuspicionReason::Unsigned
            | SuspicionReason::Withheld
            | SuspicionReason::Unkept
            | SuspicionReason::LedgerRefused => Suspect::Relay,
            SuspicionReason::Forged
            | SuspicionReason::Incomplete
            | SuspicionReason::Forked
            | SuspicionReason::BrokenChain
            | SuspicionReason::LedgerForked => Suspect::Member,
            SuspicionReason::Unreadable | SuspicionReason::Missing => Suspect::Unknown,
        }
    }

    /// Tells whether it is about an entry of a ledger, and not about packs.
    pub fn is_of_ledger(self) -> bool {
        matches!(
            self,
            SuspicionReason::LedgerForked | SuspicionReason::LedgerRefused
        )
    }
}
