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
    /// Changes roles, ends access, begins key epochs; in the unit's space founds areas.
    Administer = 8,
}

impl Duty {
    /// All duties.
    pub const ALL: [Duty; 4] = [Duty::Read, Duty::Write, Duty::Invite, Duty::Administer];

    /// Gives the stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Duty::Read => "read",
            Duty::Write => "write",
            Duty::Invite => "invite",
            Duty::Administer => "administer",
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

/// What one role has in one kind of space.
struct Row {
    role: Role,
    kind: SpaceKind,
    duties: DutySet,
}

const READ: DutySet = DutySet::of(&[Duty::Read]);
const READ_WRITE: DutySet = DutySet::of(&[Duty::Read, Duty::Write]);
const READ_WRITE_INVITE: DutySet = DutySet::of(&[Duty::Read, Duty::Write, Duty::Invite]);
const ALL: DutySet = DutySet::of(&Duty::ALL);

/// Every role in every kind of space; what is not here is not allowed.
const TABLE: &[Row] = &[
    Row {
        role: Role::Officer,
        kind: SpaceKind::Area,
        duties: READ_WRITE,
    },
    Row {
        role: Role::Supervisor,
        kind: SpaceKind::Area,
        duties: READ_WRITE_INVITE,
    },
    Row {
        role: Role::Commander,
        kind: SpaceKind::Area,
        duties: READ_WRITE_INVITE,
    },
    Row {
        role: Role::Administrator,
        kind: SpaceKind::Area,
        duties: ALL,
    },
    Row {
        role: Role::Auditor,
        kind: SpaceKind::Area,
        duties: READ,
    },
    Row {
        role: Role::Officer,
        kind: SpaceKind::Unit,
        duties: READ,
    },
    Row {
        role: Role::Supervisor,
        kind: SpaceKind::Unit,
        duties: READ_WRITE_INVITE,
    },
    Row {
        role: Role::Commander,
        kind: SpaceKind::Unit,
        duties: READ_WRITE_INVITE,
    },
    Row {
        role: Role::Administrator,
        kind: SpaceKind::Unit,
        duties: ALL,
    },
    Row {
        role: Role::Auditor,
        kind: SpaceKind::Unit,
        duties: READ,
    },
];

/// Which roles a role may give to others.
const GRANTS: &[(Role, &[Role])] = &[
    (Role::Supervisor, &[Role::Officer]),
    (Role::Commander, &[Role::Officer, Role::Supervisor]),
    (Role::Administrator, &Role::ALL),
];

/// Gives all that the roles together may do in this kind of space.
pub fn duties(roles: RoleSet, kind: SpaceKind) -> DutySet {
    let rows = TABLE
        .iter()
        .filter(|row| row.kind == kind && roles.contains(row.role));
    rows.fold(DutySet::default(), |all, row| all.union(row.duties))
}

/// Gives all roles that a member of these roles may give to others.
pub fn grants(roles: RoleSet) -> RoleSet {
    let rows = GRANTS.iter().filter(|(role, _)| roles.contains(*role));
    rows.flat_map(|(_, granted)| granted.iter().copied())
        .collect()
}
