//! The form in which a device stores an intent; it does not travel.

use proto::ledger::{Judgement, Policy};
use proto::{DecodeError, Reader, Wire, Writer, limits};

use super::Intent;

impl Wire for Intent {
    fn write(&self, writer: &mut Writer) {
        match self {
            Intent::Invite {
                keys,
                officer,
                roles,
                expires,
            } => {
                writer.u8(1);
                keys.write(writer);
                officer.write(writer);
                roles.write(writer);
                expires.write(writer);
            }
            Intent::CancelInvite { invite } => {
                writer.u8(2);
                invite.write(writer);
            }
            Intent::Role { device, roles } => {
                writer.u8(3);
                device.write(writer);
                roles.write(writer);
            }
            Intent::Revoke { device, last } => {
                writer.u8(4);
                device.write(writer);
                writer.varint(*last);
            }
            Intent::NewEpoch => writer.u8(5),
            Intent::Admit {
                keys,
                officer,
                roles,
                resumes,
            } => {
                writer.u8(6);
                keys.write(writer);
                officer.write(writer);
                roles.write(writer);
                writer.varint(*resumes);
            }
            Intent::Erase { reason, documents } => {
                writer.u8(7);
                reason.write(writer);
                writer.list(documents);
            }
            Intent::Verdict(judgement) => {
                writer.u8(8);
                judgement.write(writer);
            }
            Intent::Policy(policy) => {
                writer.u8(9);
                policy.write(writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(Intent::Invite {
                keys: Wire::read(reader)?,
                officer: Wire::read(reader)?,
                roles: Wire::read(reader)?,
                expires: Wire::read(reader)?,
            }),
            2 => Ok(Intent::CancelInvite {
                invite: Wire::read(reader)?,
            }),
            3 => Ok(Intent::Role {
                device: Wire::read(reader)?,
                roles: Wire::read(reader)?,
            }),
            4 => Ok(Intent::Revoke {
                device: Wire::read(reader)?,
                last: reader.varint()?,
            }),
            5 => Ok(Intent::NewEpoch),
            6 => Ok(Intent::Admit {
                keys: Wire::read(reader)?,
                officer: Wire::read(reader)?,
                roles: Wire::read(reader)?,
                resumes: reader.varint()?,
            }),
            7 => Ok(Intent::Erase {
                reason: Wire::read(reader)?,
                documents: reader.list(limits::ERASED_DOCUMENTS)?,
            }),
            8 => Judgement::read(reader).map(Intent::Verdict),
            9 => Policy::read(reader).map(Intent::Policy),
            tag => Err(DecodeError::UnknownTag {
                what: "intent",
                tag: u64::from(tag),
            }),
        }
    }
}
