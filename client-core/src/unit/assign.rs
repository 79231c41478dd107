//! Roles and areas of an officer who stays in the unit.

use crate::error::ClientError;
use crate::liaison::part_in_liaisons;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::store::spaces::Space;
use crate::unit::membership::{MembershipPlan, looks_after_all_areas};
use crate::view;
use proto::{DeviceId, DocId, Role, RoleSet, SpaceKind};
use records::{FieldEdit, Kind, Value};

impl Notebook {
    /// Plans to give an officer other roles, in all spaces. Whoever becomes more than an officer joins all areas; whoever
    /// becomes an officer keeps the areas that its record names.
    ///
    /// Fails with `record-not-found`, `reference-ambiguous`, `device-unknown`.
    pub fn plan_roles(
        &mut self,
        officer: &str,
        roles: &[Role],
    ) -> Result<MembershipPlan, ClientError> {
        let (officer, devices) = self.officer_meant(officer)?;
        let wanted: RoleSet = roles.iter().copied().collect();
        let assigned = self.areas_of(officer)?;
        let mut plan = self.plan_for(Some(officer))?;
        for space in self.own_spaces()? {
            let roles = match self.kind_of(&space)? {
                SpaceKind::Unit | SpaceKind::Audit => Some(wanted),
                SpaceKind::Area => (looks_after_all_areas(wanted)
                    || self.is_among(&space, &assigned)?)
                .then_some(wanted),
                SpaceKind::Liaison => {
                    Some(part_in_liaisons(wanted)).filter(|roles| !roles.is_empty())
                }
            };
            for device in &devices {
                self.plan_membership(&mut plan, &space, *device, roles)?;
            }
        }
        if let Some(first) = roles.first() {
            let role = Value::text(first.as_str());
            self.plan_edit(&mut plan, FieldEdit::set("role", role));
        }
        Ok(plan)
    }

    /// Plans to take an officer from one area to another, or only to add or to take away one. Other areas stay as they are.
    ///
    /// Fails with `record-not-found`, `reference-ambiguous`, `device-unknown`, `area-unknown`.
    pub fn plan_assignment(
        &mut self,
        officer: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<MembershipPlan, ClientError> {
        let (officer, devices) = self.officer_meant(officer)?;
        let mut plan = self.plan_for(Some(officer))?;
        // The new area first: a device that is cut off in between has too much for an hour, not too little.
        for (area, joins) in [(to, true), (from, false)] {
            let Some(area) = area else { continue };
            let (area, space) = self.area_meant(area)?;
            for device in &devices {
                let roles = joins.then_some(self.roles_in_unit(*device)?);
                self.plan_membership(&mut plan, &space, *device, roles)?;
            }
            let value = Value::References(vec![area]);
            let edit = match joins {
                true => FieldEdit::add("areas", value),
                false => FieldEdit::remove("areas", value),
            };
            self.plan_edit(&mut plan, edit);
        }
        Ok(plan)
    }

    fn officer_meant(&mut self, reference: &str) -> Result<(DocId, Vec<DeviceId>), ClientError> {
        match self.devices_meant(reference)? {
            (Some(officer), devices) if !devices.is_empty() => Ok((officer, devices)),
            _ => Err(ClientError::DeviceUnknown),
        }
    }

    fn area_meant(&mut self, name: &str) -> Result<(DocId, Space), ClientError> {
        let area =
            view::find::find(&self.connection, Some(Kind::Area), name).map_err(
                |error| match error {
                    ClientError::RecordNotFound { .. } => ClientError::AreaUnknown,
                    other => other,
                },
            )?;
        let space = self.space_of_area(area)?.ok_or(ClientError::AreaUnknown)?;
        Ok((area, space))
    }

    /// Returns the areas that an officer's record names.
    pub(crate) fn areas_of(&self, officer: DocId) -> Result<Vec<DocId>, ClientError> {
        let Some(row) = changes::record(&self.connection, officer)? else {
            return Ok(Vec::new());
        };
        match moving::document(&self.connection, row.n)?.get("areas") {
            Some(Value::References(areas)) => Ok(areas),
            _ => Ok(Vec::new()),
        }
    }

    fn is_among(&mut self, space: &Space, areas: &[DocId]) -> Result<bool, ClientError> {
        for area in areas {
            if self.area_space(*area)? == Some(space.n) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn kind_of(&mut self, space: &Space) -> Result<SpaceKind, ClientError> {
        let ledger = self.ledger(space)?.ok_or(ClientError::NotJoinedYet)?;
        Ok(ledger.kind())
    }

    fn roles_in_unit(&mut self, device: DeviceId) -> Result<RoleSet, ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger_as_decided(&unit)?;
        let member = ledger.member(&device).ok_or(ClientError::DeviceUnknown)?;
        Ok(member.roles)
    }
}
