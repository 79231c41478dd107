//! Why something is refused.

use proto::{Actor, Code, DeviceId, DocId, InviteId, RoleSet};

use crate::duty::Duty;

/// Why an entry or a wish is refused. Each has a stable [`Refusal::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The signature does not fit the signer's key.
    #[error("the signature does not fit its signer")]
    BadSignature,
    /// The signer is not in the ledger.
    #[error("{actor:?} is no member of this space")]
    NotAMember {
        /// Who it is.
        actor: Actor,
    },
    /// The signer's access has ended.
    #[error("the access of device {device} has ended")]
    AccessEnded {
        /// The device.
        device: DeviceId,
    },
    /// No role of the signer has the duty.
    #[error("no role of the signer has the duty to {duty}")]
    RoleLacksDuty {
        /// What was needed.
        duty: Duty,
    },
    /// The signer's roles may not give these roles.
    #[error("the signer's roles may not give the roles {roles}")]
    RoleNotGrantable {
        /// The roles that were to be given.
        roles: RoleSet,
    },
    /// The entry does not follow the ledger's last one.
    #[error("the ledger has {length} entries, which this entry does not follow")]
    StaleHead {
        /// The ledger's length.
        length: u64,
    },
    /// The entry belongs to another space.
    #[error("the entry belongs to another space")]
    UnknownSpace,
    /// The entry breaks a rule of form.
    #[error("the entry breaks a rule: {rule}")]
    BadEntry {
        /// The rule.
        rule: &'static str,
    },
    /// The invite is not in the ledger.
    #[error("invite {invite} is unknown")]
    InviteUnknown {
        /// The invite.
        invite: InviteId,
    },
    /// The invite has been taken up.
    #[error("invite {invite} has been used")]
    InviteUsed {
        /// The invite.
        invite: InviteId,
    },
    /// The invite's time is over.
    #[error("invite {invite} has expired")]
    InviteExpired {
        /// The invite.
        invite: InviteId,
    },
    /// The invite was withdrawn.
    #[error("invite {invite} was withdrawn")]
    InviteCancelled {
        /// The invite.
        invite: InviteId,
    },
    /// The device or invite is in the ledger already.
    #[error("the device or invite is in the ledger already")]
    AlreadyKnown,
    /// The device is not in the ledger.
    #[error("device {device} is unknown")]
    UnknownDevice {
        /// The device.
        device: DeviceId,
    },
    /// No administrator would be left.
    #[error("the space would be left without an administrator")]
    LastAdministrator,
    /// The entry's space keys are not those that it must bring.
    #[error("the entry does not bring exactly the space keys that it must")]
    WrongKeys,
    /// The device has no such pack in escrow, or it was judged.
    #[error("no pack {number} of device {device} waits for a verdict")]
    EscrowUnknown {
        /// The pack's author.
        device: DeviceId,
        /// The pack's number.
        number: u64,
    },
    /// The document is erased already.
    #[error("document {document} is erased already")]
    AlreadyErased {
        /// The document.
        document: DocId,
    },
    /// The document is not erased.
    #[error("document {document} is not erased")]
    NotErased {
        /// The document.
        document: DocId,
    },
    /// The space has no such key epoch, or it is not the current one.
    #[error("key epoch {epoch} is not in use")]
    UnknownEpoch {
        /// The epoch.
        epoch: u32,
    },
}

impl Refusal {
    /// Gives the stable code.
    pub fn code(&self) -> Code {
        match self {
            Refusal::BadSignature => Code::BadSignature,
            Refusal::NotAMember { .. } => Code::NotAMember,
            Refusal::AccessEnded { .. } => Code::AccessEnded,
            Refusal::RoleLacksDuty { .. } | Refusal::RoleNotGrantable { .. } => Code::RoleLacksDuty,
            Refusal::StaleHead { .. } => Code::StaleHead,
            Refusal::UnknownSpace => Code::UnknownSpace,
            Refusal::BadEntry { .. } => Code::BadEntry,
            Refusal::InviteUnknown { .. } => Code::InviteUnknown,
            Refusal::InviteUsed { .. } => Code::InviteUsed,
            Refusal::InviteExpired { .. } => Code::InviteExpired,
            Refusal::InviteCancelled { .. } => Code::InviteCancelled,
            Refusal::AlreadyKnown => Code::AlreadyKnown,
            Refusal::UnknownDevice { .. } => Code::UnknownDevice,
            Refusal::LastAdministrator => Code::LastAdministrator,
            Refusal::WrongKeys => Code::WrongKeys,
            Refusal::EscrowUnknown { .. } => Code::EscrowUnknown,
            Refusal::AlreadyErased { .. } => Code::AlreadyErased,
            Refusal::NotErased { .. } => Code::NotErased,
            Refusal::UnknownEpoch { .. } => Code::UnknownEpoch,
        }
    }
}
