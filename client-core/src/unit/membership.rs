//! Who is in which space: plans that say what they would change, and their carrying out.
//!
//! One officer's devices join and leave spaces together. A plan is a list of ledger actions and at most one edit of the
//! officer's record; it becomes true on the relay with the next sync.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{holdings, ledgers, spaces};
use crate::view;
use access::{DraftError, Intent, Ledger};
use proto::{DeviceId, DocId, Role, RoleSet, SpaceKind};
use records::{FieldEdit, Kind};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What becomes of a device in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembershipChange {
    /// It becomes a member.
    Joins(RoleSet),
    /// It stays, with other roles.
    Becomes(RoleSet),
    /// Its access ends, and those who stay get a new key.
    Leaves,
}

/// One change of a plan.
#[derive(Debug, Clone)]
pub struct MembershipStep {
    /// The device.
    pub device: DeviceId,
    /// What the space holds.
    pub kind: SpaceKind,
    /// The area's name, or that of the unit with which it is shared; none for the unit's own spaces.
    pub area: Option<String>,
    /// What becomes of the device there.
    pub change: MembershipChange,
    space: i64,
    intent: Intent,
}

/// What would be changed.
#[derive(Debug, Clone, Default)]
pub struct MembershipPlan {
    /// The officer whose devices it is about; none for a recovery code.
    pub officer: Option<DocId>,
    /// The officer's name, where the record is here.
    pub officer_name: Option<String>,
    /// The changes, space by space.
    pub steps: Vec<MembershipStep>,
    edits: Vec<FieldEdit>,
}

impl Notebook {
    /// Fails as [`Notebook::carry_out`] would, and does nothing else.
    pub fn rehearse(&mut self, plan: &MembershipPlan) -> Result<(), ClientError> {
        self.try_on_ledgers(&plan.steps)
    }

    /// Makes a plan true. The relay and the other devices hear of it with the next sync.
    ///
    /// Fails with what the ledgers would refuse: `role-lacks-duty`, `last-administrator`; then nothing is done.
    pub fn carry_out(&mut self, plan: &MembershipPlan) -> Result<(), ClientError> {
        self.try_on_ledgers(&plan.steps)?;
        self.in_one_transaction(|notebook| {
            for step in &plan.steps {
                let waiting = Waiting::Intent(step.intent.clone()).to_bytes();
                ledgers::add_intent(&notebook.connection, step.space, &waiting)?;
            }
            match plan.officer {
                // An officer's device asks for the areas that the record names, so the two belong together.
                Some(officer) if !plan.edits.is_empty() => {
                    notebook.edit(officer, &plan.edits).map(drop)
                }
                _ => Ok(()),
            }
        })
    }

    /// Signs the steps onto copies of the ledgers, so that what would be refused is refused before anything is done.
    fn try_on_ledgers(&mut self, steps: &[MembershipStep]) -> Result<(), ClientError> {
        let mut tried: BTreeMap<i64, Ledger> = BTreeMap::new();
        for step in steps {
            let ledger = match tried.entry(step.space) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let space = spaces::by_number(&self.connection, step.space)?;
                    new.insert(self.ledger_as_decided(&space)?)
                }
            };
            self.try_on_ledger(ledger, &step.intent)?;
        }
        Ok(())
    }

    /// Signs an intent onto a copy of a ledger. Fails with what the ledger would refuse.
    pub(crate) fn try_on_ledger(
        &mut self,
        ledger: &mut Ledger,
        intent: &Intent,
    ) -> Result<(), ClientError> {
        let time = self.now()?;
        let signed = intent
            .sign(ledger, &self.secret, time, &mut self.world.random)
            .map_err(refused)?;
        let extended = ledger.extend(&signed, None);
        extended.map_err(|refusal| refused(DraftError::Refused(refusal)))
    }

    /// Returns the ledger of a space with what this device has decided and the relay has not heard of: what is decided next
    /// builds on that.
    pub(crate) fn ledger_as_decided(&mut self, space: &Space) -> Result<Ledger, ClientError> {
        let time = self.now()?;
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        let mut ledger = ledger.clone();
        for (_, bytes) in ledgers::intents(&self.connection, space.n)? {
            let waiting = Waiting::from_bytes(&bytes)?;
            let Some(intent) = waiting.intent() else {
                continue;
            };
            let signed = intent.sign(&ledger, &self.secret, time, &mut self.world.random);
            if let Ok(signed) = signed {
                ledger
                    .extend(&signed, None)
                    .map_err(|_| ClientError::Internal("own entry does not follow"))?;
            }
            // What is refused here is dropped when it would be sent.
        }
        Ok(ledger)
    }

    /// Begins a plan about an officer.
    pub(crate) fn plan_for(&self, officer: Option<DocId>) -> Result<MembershipPlan, ClientError> {
        let officer_name = match officer {
            Some(id) => view::list::title(&self.connection, id)?,
            None => None,
        };
        Ok(MembershipPlan {
            officer,
            officer_name,
            ..MembershipPlan::default()
        })
    }

    /// Adds to a plan what a device's membership of a space shall become: these roles, or none at all. Nothing is added
    /// where it is so already.
    pub(crate) fn plan_membership(
        &mut self,
        plan: &mut MembershipPlan,
        space: &Space,
        device: DeviceId,
        wanted: Option<RoleSet>,
    ) -> Result<(), ClientError> {
        let unit = self.unit_space()?;
        let newest = holdings::newest(&self.connection, space.n, device)?;
        let in_unit = self.ledger_as_decided(&unit)?.member(&device).cloned();
        let ledger = self.ledger_as_decided(space)?;
        let kind = ledger.kind();
        let member = ledger.member(&device);
        let active = member.filter(|member| member.is_active());
        let (change, intent) = match (active, wanted) {
            (None, None) => return Ok(()),
            (Some(member), Some(roles)) if member.roles == roles => return Ok(()),
            (Some(_), Some(roles)) => (
                MembershipChange::Becomes(roles),
                Intent::Role { device, roles },
            ),
            (Some(_), None) => (
                MembershipChange::Leaves,
                Intent::Revoke {
                    device,
                    last: newest,
                },
            ),
            (None, Some(roles)) => {
                let Some(known) = member.or(in_unit.as_ref()) else {
                    return Err(ClientError::RecordNotFound {
                        reference: device.to_string(),
                    });
                };
                let intent = Intent::Admit {
                    keys: known.keys,
                    officer: known.officer,
                    roles,
                    resumes: if member.is_some() { newest } else { 0 },
                };
                (MembershipChange::Joins(roles), intent)
            }
        };
        let area = self.space_name(space.n)?;
        plan.steps.push(MembershipStep {
            device,
            kind,
            area,
            change,
            space: space.n,
            intent,
        });
        Ok(())
    }

    /// Returns the spaces in which this device is a member: of others, where its access has ended, it decides nothing.
    pub(crate) fn own_spaces(&mut self) -> Result<Vec<Space>, ClientError> {
        let device = self.device;
        let mut own = Vec::new();
        for space in spaces::all(&self.connection)? {
            let ledger = self.ledger(&space)?;
            if ledger.is_some_and(|ledger| ledger.active_member(&device).is_ok()) {
                own.push(space);
            }
        }
        Ok(own)
    }

    /// Adds to a plan that a device which no ledger knows joins a space.
    pub(crate) fn plan_admission(
        &mut self,
        plan: &mut MembershipPlan,
        space: &Space,
        device: DeviceId,
        intent: Intent,
    ) -> Result<(), ClientError> {
        let roles = match &intent {
            Intent::Admit { roles, .. } => *roles,
            _ => RoleSet::EMPTY,
        };
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        let kind = ledger.kind();
        plan.steps.push(MembershipStep {
            device,
            kind,
            area: self.space_name(space.n)?,
            change: MembershipChange::Joins(roles),
            space: space.n,
            intent,
        });
        Ok(())
    }

    /// Adds to a plan that an area joins or leaves the officer's record.
    pub(crate) fn plan_edit(&self, plan: &mut MembershipPlan, edit: FieldEdit) {
        plan.edits.push(edit);
    }

    /// Returns the name of the area whose space has a number, or of the unit with which it is shared; none for the unit's own
    /// spaces.
    pub(crate) fn space_name(&mut self, space: i64) -> Result<Option<String>, ClientError> {
        let areas = self.areas()?.iter();
        let Some(area) = areas
            .filter(|(_, n)| **n == space)
            .map(|(id, _)| *id)
            .next()
        else {
            let space = spaces::by_number(&self.connection, space)?;
            return self.name_of_linked(space.id);
        };
        view::list::title(&self.connection, area)
    }

    /// Finds the devices that a person means: one by its id or the beginning of it, or all of an officer.
    ///
    /// Fails with `record-not-found` or `reference-ambiguous`.
    pub(crate) fn devices_meant(
        &mut self,
        reference: &str,
    ) -> Result<(Option<DocId>, Vec<DeviceId>), ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger_as_decided(&unit)?;
        let typed = reference.trim().to_lowercase();
        let active = ledger.members().filter(|(_, member)| member.is_active());
        let active: Vec<(DeviceId, DocId, bool)> = active
            .map(|(id, member)| (*id, DocId(member.officer.0), member.is_paper()))
            .collect();
        if typed.len() >= SHORTEST_PREFIX && typed.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let begins = |id: &DeviceId| id.to_string().starts_with(&typed);
            let named: Vec<_> = active.iter().filter(|(id, ..)| begins(id)).collect();
            match named.as_slice() {
                [] => {}
                [(id, officer, is_paper)] => {
                    return Ok(((!is_paper).then_some(*officer), vec![*id]));
                }
                many => {
                    return Err(ClientError::ReferenceAmbiguous {
                        reference: reference.to_owned(),
                        count: many.len(),
                    });
                }
            }
        }
        let officer = view::find::find(&self.connection, Some(Kind::Officer), reference)?;
        let devices = active.iter().filter(|(_, whose, _)| *whose == officer);
        Ok((Some(officer), devices.map(|(id, ..)| *id).collect()))
    }
}

/// Fewer characters of a device's id would answer to too much.
const SHORTEST_PREFIX: usize = 6;

/// Tells whether whoever has these roles looks after all areas.
pub(crate) fn looks_after_all_areas(roles: RoleSet) -> bool {
    roles.iter().any(|role| role != Role::Officer)
}

fn refused(error: DraftError) -> ClientError {
    let code = match error {
        DraftError::Refused(refusal) => refusal.code(),
        DraftError::Keys(error) => error.code(),
    };
    match code {
        proto::Code::RoleLacksDuty => ClientError::RoleLacksDuty,
        code => ClientError::Refused {
            code: code.as_str().to_owned(),
        },
    }
}
