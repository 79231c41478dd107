//! What a unit counts by: how many households fall to an officer, and how often who has to be in each area.
//!
//! They are fields of the unit's record, so they sync, are edited and have a history as all records do, and programs
//! that do not know them yet keep them. Only the word of those who review counts.

use crate::error::ClientError;
use crate::notebook::Notebook;
use proto::Role;
use records::{Document, FieldEdit, Value};

/// What the unit counts by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitRules {
    /// How many households fall to an officer; 0 is no norm.
    pub norm_households: u32,
    /// What counts as presence in an area.
    pub presence: PresenceRule,
}

/// How often somebody has to be in each area in a week, who, and on which visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRule {
    /// At least so many visits.
    pub visits: u32,
    /// Visits of officers with one of these roles.
    pub roles: Vec<Role>,
    /// Visits to these: `household`, `establishment`, `group`, `area`; to any where there are none.
    pub whom: Vec<String>,
    /// Visits with one of these purposes: `listen`, `inform`, `support`; with any where there are none.
    pub purposes: Vec<String>,
}

impl Default for PresenceRule {
    /// A commander goes down to each area at least once a week, to whomever and for whatever.
    fn default() -> PresenceRule {
        PresenceRule {
            visits: 1,
            roles: vec![Role::Commander],
            whom: Vec::new(),
            purposes: Vec::new(),
        }
    }
}

impl UnitRules {
    fn of(document: &Document) -> UnitRules {
        let number = |field: &str| match document.get(field) {
            Some(Value::Integer(number)) => u32::try_from(number).ok(),
            _ => None,
        };
        let codes = |field: &str| match document.get(field) {
            Some(Value::Codes(codes)) => codes,
            _ => Vec::new(),
        };
        let usual = PresenceRule::default();
        let roles: Vec<Role> = codes("presence_roles")
            .iter()
            .filter_map(|role| role.parse().ok())
            .collect();
        UnitRules {
            norm_households: number("norm_households").unwrap_or_default(),
            presence: PresenceRule {
                visits: number("presence_visits").unwrap_or(usual.visits),
                roles: if roles.is_empty() { usual.roles } else { roles },
                whom: codes("presence_whom"),
                purposes: codes("presence_purposes"),
            },
        }
    }

    fn fields(&self) -> [(&'static str, Value); 5] {
        let number = |number: u32| Value::Integer(i64::from(number));
        let rule = &self.presence;
        let roles = rule.roles.iter();
        let roles = roles.map(|role| role.as_str().to_owned()).collect();
        [
            ("norm_households", number(self.norm_households)),
            ("presence_visits", number(rule.visits)),
            ("presence_roles", Value::Codes(roles)),
            ("presence_whom", Value::Codes(rule.whom.clone())),
            ("presence_purposes", Value::Codes(rule.purposes.clone())),
        ]
    }
}

impl Notebook {
    /// Returns what the unit counts by.
    pub fn rules(&mut self) -> Result<UnitRules, ClientError> {
        Ok(match self.own_unit()? {
            Some((unit, _)) => {
                let row = self.row(unit)?;
                UnitRules::of(&self.document(unit, &row)?)
            }
            None => UnitRules::default(),
        })
    }

    /// Sets what the unit counts by; other devices learn it when they sync.
    ///
    /// Fails with `record-invalid` where a code or number is none of the field's, or this device's word does not count.
    pub fn set_rules(&mut self, rules: &UnitRules) -> Result<(), ClientError> {
        let (unit, _) = self.own_unit()?.ok_or(ClientError::NotJoinedYet)?;
        let known = self.rules()?.fields();
        let changed = rules.fields().into_iter().zip(known);
        let edits: Vec<FieldEdit> = changed
            .filter(|(wanted, known)| wanted != known)
            .map(|((field, value), _)| FieldEdit::set(field, value))
            .collect();
        if edits.is_empty() {
            return Ok(());
        }
        self.edit(unit, &edits).map(drop)
    }
}
