//! Who may do what: a table, and the two questions put to it.

use proto::{Role, RoleSet, SpaceKind};

/// Something that a member may do in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Duty {
    /// Gets the space's packs.
    Read = 1,
    /// Adds packs.
    Write = 2,
    /// Makes and withdraws invites, for the roles that its own role may grant.
    Invite = 4,
    /// Changes roles, ends access, begins key epochs; in the unit's space founds areas and sets the policy.
    Administer = 8,
    /// Erases documents.
    Erase = 16,
    /// Judges packs of devices whose access had ended, and merges packs into larger ones.
    Review = 32,
}

impl Duty {
    /// All duties.
    pub const ALL: [Duty; 6] = [
        Duty::Read,
        Duty::Write,
        Duty::Invite,
        Duty::Administer,
        Duty::Erase,
        Duty::Review,
    ];

    /// Gives the stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Duty::Read => "read",
            Duty::Write => "write",
            Duty::Invite => "invite",
            Duty::Administer => "administer",
            Duty::Erase => "erase",
            Duty::Review => "review",
        }
    }
}

impl std::fmt::Display for Duty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DutySet(u8);

impl DutySet {
    const fn of(duties: &[Duty]) -> Self {
        let (mut bits, mut rest) = (0, duties);
        while let [duty, others @ ..] = rest {
            bits |= *duty as u8;
            rest = others;
        }
        Self(bits)
    }

    /// Tells whether the duty is in the set.
    pub fn contains(self, duty: Duty) -> bool {
        self.0 & duty as u8 != 0
    }

    fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What one role has in each kind of space.
struct Row {
    role: Role,
    area: DutySet,
    unit: DutySet,
    audit: DutySet,
    liaison: DutySet,
}

const NONE: DutySet = DutySet(0);
const READ: DutySet = DutySet::of(&[Duty::Read]);
const WRITE: DutySet = DutySet::of(&[Duty::Write]);
const READ_WRITE: DutySet = DutySet::of(&[Duty::Read, Duty::Write]);
/// Whoever lets officers into areas lets them into the consultation log too, without reading it.
const WRITE_INVITE: DutySet = DutySet::of(&[Duty::Write, Duty::Invite]);
const REVIEW: DutySet = DutySet::of(&[Duty::Read, Duty::Write, Duty::Review]);
const SUPERVISE: DutySet = DutySet::of(&[Duty::Read, Duty::Write, Duty::Invite, Duty::Review]);
const COMMAND: DutySet = DutySet::of(&[
    Duty::Read,
    Duty::Write,
    Duty::Invite,
    Duty::Erase,
    Duty::Review,
]);
const ALL: DutySet = DutySet::of(&Duty::ALL);
/// Nobody takes anything out of the consultation log.
const KEEP_LOG: DutySet = DutySet::of(&[
    Duty::Read,
    Duty::Write,
    Duty::Invite,
    Duty::Administer,
    Duty::Review,
]);

/// Every role in every kind of space; what is not here is not allowed.
const TABLE: &[Row] = &[
    Row {
        role: Role::Officer,
        area: READ_WRITE,
        unit: READ,
        audit: WRITE,
        liaison: NONE,
    },
    Row {
        role: Role::Supervisor,
        area: SUPERVISE,
        unit: SUPERVISE,
        audit: WRITE_INVITE,
        liaison: REVIEW,
    },
    Row {
        role: Role::Commander,
        area: COMMAND,
        unit: COMMAND,
        audit: SUPERVISE,
        liaison: COMMAND,
    },
    Row {
        role: Role::Administrator,
        area: ALL,
        unit: ALL,
        audit: KEEP_LOG,
        liaison: ALL,
    },
    Row {
        role: Role::Auditor,
        area: READ,
        unit: READ,
        audit: READ_WRITE,
        liaison: NONE,
    },
];

impl Row {
    fn duties(&self, kind: SpaceKind) -> DutySet {
        match kind {
            SpaceKind::Area => self.area,
            SpaceKind::Unit => self.unit,
            SpaceKind::Audit => self.audit,
            SpaceKind::Liaison => self.liaison,
        }
    }
}

/// Which roles a role may give to others.
const GRANTS: &[(Role, &[Role])] = &[
    (Role::Supervisor, &[Role::Officer]),
    (Role::Commander, &[Role::Officer, Role::Supervisor]),
    (Role::Administrator, &Role::ALL),
];

/// Gives all that the roles together may do in this kind of space.
pub fn duties(roles: RoleSet, kind: SpaceKind) -> DutySet {
    let rows = TABLE.iter().filter(|row| roles.contains(row.role));
    rows.fold(DutySet::default(), |all, row| all.union(row.duties(kind)))
}

/// Gives all roles that a member of these roles may give to others.
pub fn grants(roles: RoleSet) -> RoleSet {
    let rows = GRANTS.iter().filter(|(role, _)| roles.contains(*role));
    rows.flat_map(|(_, granted)| granted.iter().copied())
        .collect()
}
