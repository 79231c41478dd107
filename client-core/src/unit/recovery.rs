//! The recovery code: a member on paper that lets people in again when every administrator's device is gone.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{meta, spaces};
use crate::unit::membership::MembershipPlan;
use access::{Intent, Ledger};
use proto::{DeviceId, OfficerId, RecoveryCode, Role, RoleSet, SpaceId, SpaceKind};
use seal::{DeviceSecret, RecoverySecret};

impl Notebook {
    /// Makes a recovery code, and ends the one before it. It is valid on the relay with the next sync, and is shown nowhere
    /// again: whoever has it can do everything in the unit.
    ///
    /// Fails with `relay-not-met`, `role-lacks-duty` or `access-ended`.
    pub fn new_recovery_code(&mut self) -> Result<String, ClientError> {
        let relay = self.relay()?;
        self.within_unit()?;
        let unit = self.unit_space()?.id;
        let audit: Option<[u8; 16]> = meta::get(&self.connection, meta::AUDIT_SPACE)?;
        let secret = RecoverySecret::generate(&mut self.world.random);
        let code = RecoveryCode {
            relay_url: relay.url,
            relay: relay.id.ok_or(ClientError::RelayNotMet)?,
            unit,
            audit: audit.map_or(SpaceId::ZERO, SpaceId),
            secret: *secret.as_bytes(),
        };
        let earlier = self.paper_devices()?;
        let mut plan = MembershipPlan::default();
        for space in self.own_spaces()? {
            let admit = Intent::Admit {
                keys: *secret.device().keys(),
                officer: OfficerId::NOBODY,
                roles: administrators_roles(),
                resumes: 0,
            };
            let paper = secret.device().id();
            self.plan_admission(&mut plan, &space, paper, admit)?;
            for device in &earlier {
                self.plan_membership(&mut plan, &space, *device, None)?;
            }
        }
        self.carry_out(&plan)?;
        Ok(code.to_string())
    }

    /// Tells whether the unit has a recovery code.
    pub fn has_recovery_code(&mut self) -> Result<bool, ClientError> {
        Ok(!self.paper_devices()?.is_empty())
    }

    fn paper_devices(&mut self) -> Result<Vec<DeviceId>, ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        Ok(papers(ledger))
    }

    /// Makes this fresh notebook the device that lay on paper.
    pub(crate) fn rise_from(
        &mut self,
        code: &RecoveryCode,
        secret: DeviceSecret,
    ) -> Result<(), ClientError> {
        let transaction = self.connection.transaction()?;
        meta::set(
            &transaction,
            meta::DEVICE_SECRET,
            secret.to_bytes().as_slice(),
        )?;
        meta::set(&transaction, meta::RELAY_URL, code.relay_url.as_str())?;
        meta::set(&transaction, meta::RELAY_ID, code.relay.0)?;
        meta::set(&transaction, meta::UNIT_SPACE, code.unit.0)?;
        spaces::insert(&transaction, code.unit, SpaceKind::Unit)?;
        if code.audit != SpaceId::ZERO {
            meta::set(&transaction, meta::AUDIT_SPACE, code.audit.0)?;
            spaces::insert(&transaction, code.audit, SpaceKind::Audit)?;
        }
        transaction.commit()?;
        (self.device, self.secret) = (secret.id(), secret);
        Ok(())
    }
}

/// Reads a recovery code. Fails with `recovery-malformed`.
pub(crate) fn read_recovery(text: &str) -> Result<(RecoveryCode, DeviceSecret), ClientError> {
    let code: RecoveryCode = text
        .trim()
        .parse()
        .map_err(|_| ClientError::RecoveryMalformed)?;
    let secret = RecoverySecret::from_bytes(code.secret).device();
    Ok((code, secret))
}

fn papers(ledger: &Ledger) -> Vec<DeviceId> {
    let papers = ledger.members();
    let papers = papers.filter(|(_, member)| member.is_paper() && member.is_active());
    papers.map(|(id, _)| *id).collect()
}

fn administrators_roles() -> RoleSet {
    [Role::Commander, Role::Administrator].into_iter().collect()
}
