//! Inviting an officer's device.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{ledgers, meta, spaces};
use crate::unit::found::object;
use crate::view;
use access::{Decision, Intent, Request, decide};
use proto::{Actor, DocId, InviteCode, InviteId, OfficerId, Role, RoleSet, UnixMillis};
use records::Kind;
use seal::InviteSecret;
use serde_json::json;

/// How long an invite can be taken up.
pub(crate) const LASTS_MILLIS: i64 = 7 * 24 * 3_600_000;

/// Whom to invite, to what.
#[derive(Debug, Clone)]
pub struct InviteRequest {
    /// The role that the device will have.
    pub role: Role,
    /// The officer: an id, or a name (of a known officer, or of a new one).
    pub officer: String,
    /// The areas, by name or id; none for all that this device may invite to.
    pub areas: Vec<String>,
}

/// An invite that was made.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// What the invited officer types or scans; whoever has it can join.
    pub code: String,
    /// The invite's id, which is no secret.
    pub invite: InviteId,
    /// The officer's record.
    pub officer: DocId,
    /// Until when it can be taken up.
    pub expires: UnixMillis,
}

impl Notebook {
    /// Makes an invite. It becomes valid on the relay with the next sync.
    ///
    /// Fails with `relay-not-met`, `role-lacks-duty`, `area-unknown`, or `reference-ambiguous` for the officer.
    pub fn invite(&mut self, request: &InviteRequest) -> Result<Invitation, ClientError> {
        let relay = self.relay()?;
        let relay_id = relay.id.ok_or(ClientError::RelayNotMet)?;
        let unit = self.unit_space()?;
        let roles = RoleSet::from(request.role);
        let areas = self.areas_to_open(&request.areas, roles)?;
        let others: Vec<Space> = areas
            .iter()
            .map(|(_, space)| *space)
            .chain(self.audit_space()?)
            .collect();
        for space in std::iter::once(&unit).chain(&others) {
            self.may_invite(space, roles)?;
        }
        let officer = self.officer_to_invite(request, &areas)?;
        let secret = InviteSecret::generate(&mut self.world.random);
        let expires = self.now()?.plus_millis(LASTS_MILLIS);
        let intent = Intent::Invite {
            keys: *secret.pair().keys(),
            officer: OfficerId(officer.0),
            roles,
            expires,
        };
        let waiting = Waiting::Intent(intent).to_bytes();
        let transaction = self.connection.transaction()?;
        for space in std::iter::once(&unit).chain(&others) {
            ledgers::add_intent(&transaction, space.n, &waiting)?;
        }
        transaction.commit()?;
        let code = InviteCode {
            relay_url: relay.url,
            relay: relay_id,
            unit: unit.id,
            areas: others.iter().map(|space| space.id).collect(),
            secret: *secret.as_bytes(),
            expires,
        };
        Ok(Invitation {
            code: code.to_string(),
            invite: secret.id(),
            officer,
            expires,
        })
    }

    /// Finds the spaces of the areas; without names, of every area that this device may invite to.
    fn areas_to_open(
        &mut self,
        names: &[String],
        roles: RoleSet,
    ) -> Result<Vec<(DocId, Space)>, ClientError> {
        let mut found = Vec::new();
        if names.is_empty() {
            for n in view::list::all_of(&self.connection, Kind::Area)? {
                let area = moving::document(&self.connection, n)?.id();
                if let Some(space) = self.space_of_area(area)?
                    && self.may_invite(&space, roles).is_ok()
                {
                    found.push((area, space));
                }
            }
        }
        for name in names {
            let area =
                view::find::find(&self.connection, Some(Kind::Area), name).map_err(|error| {
                    match error {
                        ClientError::RecordNotFound { .. } => ClientError::AreaUnknown,
                        other => other,
                    }
                })?;
            let space = self.space_of_area(area)?.ok_or(ClientError::AreaUnknown)?;
            self.may_invite(&space, roles)?;
            found.push((area, space));
        }
        Ok(found)
    }

    pub(crate) fn space_of_area(&mut self, area: DocId) -> Result<Option<Space>, ClientError> {
        let Some(n) = self.area_space(area)? else {
            return Ok(None);
        };
        spaces::by_number(&self.connection, n).map(Some)
    }

    fn may_invite(&mut self, space: &Space, roles: RoleSet) -> Result<(), ClientError> {
        let actor = Actor::Device(self.device);
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        match decide(ledger, actor, Request::Invite { roles }) {
            Decision::Allow => Ok(()),
            Decision::Refuse(_) => Err(ClientError::RoleLacksDuty),
        }
    }

    /// Finds the officer's record, or makes one for a name that is new.
    fn officer_to_invite(
        &mut self,
        request: &InviteRequest,
        areas: &[(DocId, Space)],
    ) -> Result<DocId, ClientError> {
        match view::find::find(&self.connection, Some(Kind::Officer), &request.officer) {
            Err(ClientError::RecordNotFound { .. }) => {
                let areas: Vec<String> = areas.iter().map(|(area, _)| area.to_string()).collect();
                let fields = json!({ "name": request.officer, "role": request.role.as_str(), "areas": areas });
                self.create(Kind::Officer, object(fields))
            }
            found => found,
        }
    }

    /// Withdraws an invite that was not taken up yet, with the next sync.
    ///
    /// Fails with `record-not-found`, or `role-lacks-duty` where another device made it and this one does not administer the unit.
    pub fn cancel_invite(&mut self, invite: InviteId) -> Result<(), ClientError> {
        let mut steps = Vec::new();
        for space in spaces::all(&self.connection)? {
            let ledger = self.ledger(&space)?;
            if ledger.is_some_and(|ledger| ledger.invite(&invite).is_some()) {
                steps.push((space, Intent::CancelInvite { invite }));
            }
        }
        if steps.is_empty() {
            return Err(ClientError::RecordNotFound {
                reference: invite.to_string(),
            });
        }
        for (space, intent) in &steps {
            let mut ledger = self.ledger_as_decided(space)?;
            self.try_on_ledger(&mut ledger, intent)?;
        }
        self.in_one_transaction(|notebook| {
            for (space, intent) in steps {
                let waiting = Waiting::Intent(intent).to_bytes();
                ledgers::add_intent(&notebook.connection, space.n, &waiting)?;
            }
            Ok(())
        })
    }

    /// Forgets that the relay's address was another one; the relay itself must be the same.
    pub fn move_relay(&mut self, url: &str) -> Result<(), ClientError> {
        meta::set(&self.connection, meta::RELAY_URL, url)
    }
}
