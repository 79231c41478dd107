//! Roles: what a member is, as one byte. What a role may do is `access`'s matter.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::ParseIdError;

/// One role; its number is its bit in a [`RoleSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// Visits households and writes in their areas.
    Officer = 1,
    /// Merges and reviews officers' work.
    Supervisor = 2,
    /// Leads the unit.
    Commander = 4,
    /// Looks after devices, invites and areas.
    Administrator = 8,
    /// Reads, and changes nothing.
    Auditor = 16,
}

impl Role {
    /// All roles, in the order of their bits.
    pub const ALL: [Role; 5] = [
        Role::Officer,
        Role::Supervisor,
        Role::Commander,
        Role::Administrator,
        Role::Auditor,
    ];

    /// Gives the bit.
    pub fn bit(self) -> u8 {
        self as u8
    }

    /// Gives the stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Officer => "officer",
            Role::Supervisor => "supervisor",
            Role::Commander => "commander",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let found = Role::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or(ParseIdError { kind: "Role" })
    }
}

/// A set of roles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RoleSet(u8);

impl RoleSet {
    /// No role.
    pub const EMPTY: RoleSet = RoleSet(0);

    /// Takes a byte of role bits; unknown bits give nothing.
    pub fn from_bits(bits: u8) -> Option<Self> {
        let known = Role::ALL.iter().fold(0, |bits, role| bits | role.bit());
        (bits & !known == 0).then_some(Self(bits))
    }

    /// Gives the bits.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Gives the set with one role more.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// Tells whether the role is in the set.
    pub fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Tells whether no role is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Gives the roles in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .into_iter()
            .filter(move |role| self.contains(*role))
    }
}

impl From<Role> for RoleSet {
    fn from(role: Role) -> Self {
        Self(role.bit())
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Display for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, role) in self.iter().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            f.write_str(role.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoleSet({self})")
    }
}

impl Wire for RoleSet {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bits = reader.u8()?;
        Self::from_bits(bits).ok_or(DecodeError::UnknownTag {
            what: "role",
            tag: u64::from(bits),
        })
    }
}
