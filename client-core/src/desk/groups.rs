//! The register of groups: how many there are, by area and model, whom they reach, and which of them drift.

use crate::desk::areas::Narrowed;
use crate::desk::models::Models;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::groups::{self, Group, Leaders};
use crate::view::narrowing::Narrowing;
use crate::view::{assessments, list};
use proto::{DocId, UnixMillis};
use records::{Kind, Period};
use std::collections::{BTreeMap, BTreeSet};

/// Says which groups a register or list is of. Everything left out does not filter.
#[derive(Debug, Clone, Default)]
pub struct GroupQuery {
    /// Only those of an area, or of the areas that an officer has; meetings of the time are counted.
    pub narrowing: Narrowing,
    /// Only those of a model, and of models merged into it.
    pub model: Option<DocId>,
    /// Only those in a state.
    pub state: Option<String>,
    /// Only working groups that have not met since an instant.
    pub no_meeting_since: Option<UnixMillis>,
    /// Only working groups with fewer member households.
    pub fewer_members_than: Option<u64>,
    /// Only working groups that nobody assessed in a period.
    pub unassessed_in: Option<Period>,
}

/// How many groups there are, and whom they reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupCounts {
    /// Groups at work: neither merged into others nor dissolved.
    pub groups: u64,
    /// All groups by state.
    pub states: BTreeMap<String, u64>,
    /// Households that are members of groups at work; one in two groups counts once.
    pub member_households: u64,
    /// Households in the register. A model is not of a part of them, so there it is that of all areas.
    pub households: u64,
    /// Meetings in the time asked for.
    pub meetings: u64,
}

impl GroupCounts {
    /// Returns the share of households covered, in thousandths, rounded down; 0 where there are none.
    pub fn permille_covered(&self) -> u64 {
        (self.member_households * 1000)
            .checked_div(self.households)
            .unwrap_or(0)
    }
}

/// The register: the unit, its areas, and models in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRegister {
    /// All that the query lets through.
    pub total: GroupCounts,
    /// By area, in the order of their names.
    pub areas: Vec<AreaGroups>,
    /// By model, in the order of their names.
    pub models: Vec<ModelGroups>,
}

/// The groups of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaGroups {
    /// The area.
    pub area: DocId,
    /// What it is called.
    pub name: String,
    /// All its groups.
    pub counts: GroupCounts,
    /// By model.
    pub models: Vec<ModelGroups>,
}

/// The groups of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelGroups {
    /// The model; nothing where groups name one that is not in the unit's list, or none.
    pub model: Option<DocId>,
    /// What it is called, or what the groups write; empty where they name none.
    pub name: String,
    /// Its groups.
    pub counts: GroupCounts,
}

/// A page of groups, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPage {
    /// The groups of the page.
    pub rows: Vec<GroupRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A group in a list. Meetings of groups that were merged into it are among its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// The group.
    pub id: DocId,
    /// What it is called.
    pub name: String,
    /// Its area; nothing where this device is in none that holds it.
    pub area: Option<DocId>,
    /// The area's name.
    pub area_name: String,
    /// The model in the unit's list.
    pub model: Option<DocId>,
    /// The model's name, or what the group writes.
    pub model_name: String,
    /// Its state.
    pub state: String,
    /// Member households.
    pub members: u64,
    /// Meetings in the time asked for.
    pub meetings: u64,
    /// When it met last.
    pub last_meeting: Option<UnixMillis>,
    /// The group that it was merged into.
    pub merged_into: Option<DocId>,
    /// The groups that were merged into it, over any number of steps.
    pub absorbed: Vec<DocId>,
}

/// A group with what follows from the others.
struct Seen {
    group: Group,
    area: Option<DocId>,
    is_at_work: bool,
    model: Option<DocId>,
    leader: DocId,
    absorbed: BTreeSet<DocId>,
}

impl Notebook {
    /// Counts groups at every level: the unit, its areas, the models in each. Devices with the same documents count the same.
    pub fn group_register(&mut self, query: &GroupQuery) -> Result<GroupRegister, ClientError> {
        self.within_lease()?;
        let narrowed = self.narrowed_areas(query.narrowing.area, query.narrowing.officer)?;
        let models = Models::read(self)?;
        let seen = self.seen_groups(query, &narrowed, &models)?;
        let households = list::count_by_space(&self.connection, Kind::Household)?;
        let count_in = |space: i64| households.get(&space).copied().unwrap_or(0);
        let all_households: u64 = narrowed.spaces().map(count_in).sum();
        let mut areas = Vec::new();
        for area in &narrowed.areas {
            let of_area: Vec<&Seen> = seen
                .iter()
                .filter(|seen| seen.group.space == area.space)
                .collect();
            let households = count_in(area.space);
            areas.push(AreaGroups {
                area: area.id,
                name: area.name.clone(),
                counts: counts(&of_area, households),
                models: by_model(&of_area, &models, households),
            });
        }
        let all: Vec<&Seen> = seen.iter().collect();
        Ok(GroupRegister {
            total: counts(&all, all_households),
            areas,
            models: by_model(&all, &models, all_households),
        })
    }

    /// Lists groups, those that drift where the query asks for them.
    pub fn list_groups(&mut self, query: &GroupQuery) -> Result<GroupPage, ClientError> {
        self.within_lease()?;
        let narrowed = self.narrowed_areas(query.narrowing.area, query.narrowing.officer)?;
        let models = Models::read(self)?;
        let seen = self.seen_groups(query, &narrowed, &models)?;
        let rows = seen.into_iter().map(|seen| GroupRow {
            id: seen.group.id,
            area: seen.area,
            area_name: seen
                .area
                .and_then(|id| narrowed.name(id))
                .unwrap_or_default(),
            model: seen.model,
            model_name: models.name(seen.model, &seen.group.model),
            state: seen.group.state,
            members: seen.group.members.len() as u64,
            meetings: seen.group.meetings,
            last_meeting: seen.group.last_meeting,
            merged_into: seen.group.merged_into,
            absorbed: seen.absorbed.into_iter().collect(),
            name: seen.group.name,
        });
        let rows: Vec<_> = rows.collect();
        let total = rows.len() as u64;
        let rows: Vec<_> = query.narrowing.page(rows).collect();
        self.log_list(Kind::Group, rows.len())?;
        Ok(GroupPage { rows, total })
    }

    fn seen_groups(
        &mut self,
        query: &GroupQuery,
        narrowed: &Narrowed,
        models: &Models,
    ) -> Result<Vec<Seen>, ClientError> {
        let Narrowing { from, until, .. } = query.narrowing;
        let groups = groups::all(&self.connection, from, until, self.now()?)?;
        let leaders = groups::leaders(&self.connection)?;
        let assessed = match query.unassessed_in {
            Some(period) => assessments::groups_of(&self.connection, period)?,
            None => BTreeSet::new(),
        };
        let mut seen = with_absorbed(groups, &leaders);
        for seen in &mut seen {
            seen.area = narrowed.area_of(seen.group.space);
            seen.model = models.of(&seen.group.model);
        }
        seen.retain(|seen| {
            let group = &seen.group;
            let drifts = query.no_meeting_since.is_none_or(|since| {
                seen.is_at_work && group.last_meeting.is_none_or(|last| last < since)
            }) && query
                .fewer_members_than
                .is_none_or(|few| seen.is_at_work && (group.members.len() as u64) < few)
                && query
                    .unassessed_in
                    .is_none_or(|_| seen.is_at_work && !assessed.contains(&group.id));
            drifts
                && narrowed.lets_through(group.space)
                && query
                    .state
                    .as_ref()
                    .is_none_or(|state| *state == group.state)
                && query.model.is_none_or(|model| seen.model == Some(model))
        });
        Ok(seen)
    }
}

/// What the groups of a leader have that are merged into it, or are the same.
#[derive(Default)]
struct Absorbed {
    meetings: u64,
    last_meeting: Option<UnixMillis>,
    groups: BTreeSet<DocId>,
    /// Of those that are the same; a merged group's joined the leader's own.
    members: BTreeSet<DocId>,
}

/// Gives to leading groups the meetings of those that were merged into them.
fn with_absorbed(groups: Vec<Group>, leaders: &Leaders) -> Vec<Seen> {
    let mut of_absorbed: BTreeMap<DocId, Absorbed> = BTreeMap::new();
    for group in &groups {
        let leader = leaders.leader(group.id);
        if leader != group.id {
            let absorbed = of_absorbed.entry(leader).or_default();
            absorbed.meetings += group.meetings;
            absorbed.last_meeting = group.last_meeting.max(absorbed.last_meeting);
            absorbed.groups.insert(group.id);
            if group.follows {
                absorbed.members.extend(&group.members);
            }
        }
    }
    let seen = groups.into_iter().map(|mut group| {
        let absorbed = of_absorbed.remove(&group.id).unwrap_or_default();
        group.meetings += absorbed.meetings;
        group.last_meeting = absorbed.last_meeting.max(group.last_meeting);
        group.members.extend(absorbed.members);
        let leader = leaders.leader(group.id);
        // Of two that were merged into each other one leads and is at work, whatever its state says.
        let leads_a_circle = group.merged_into.is_some() && group.state == "merged";
        Seen {
            is_at_work: leader == group.id && (is_at_work(&group.state) || leads_a_circle),
            area: None,
            model: None,
            leader,
            absorbed: absorbed.groups,
            group,
        }
    });
    seen.collect()
}

/// Tells whether a group in a state is at work. One whose state nobody wrote down is.
pub(crate) fn is_at_work(state: &str) -> bool {
    !matches!(state, "merged" | "dissolved")
}

fn counts(groups: &[&Seen], households: u64) -> GroupCounts {
    let mut counts = GroupCounts {
        households,
        ..GroupCounts::default()
    };
    let mut members: BTreeSet<DocId> = BTreeSet::new();
    let here: BTreeSet<DocId> = groups.iter().map(|seen| seen.group.id).collect();
    for seen in groups {
        let state = seen.group.state.as_str();
        *counts.states.entry(state.to_owned()).or_default() += 1;
        if seen.is_at_work {
            counts.groups += 1;
            members.extend(&seen.group.members);
        }
        // A leading group has the meetings of those merged into it already.
        let is_counted_there = seen.leader != seen.group.id && here.contains(&seen.leader);
        if !is_counted_there {
            counts.meetings += seen.group.meetings;
        }
    }
    counts.member_households = members.len() as u64;
    counts
}

/// The groups that write one model.
#[derive(Default)]
struct Following<'a> {
    name: String,
    groups: Vec<&'a Seen>,
}

fn by_model(groups: &[&Seen], models: &Models, households: u64) -> Vec<ModelGroups> {
    let mut by_model: BTreeMap<(String, Option<DocId>), Following<'_>> = BTreeMap::new();
    for seen in groups {
        let name = models.name(seen.model, &seen.group.model);
        let key = (records::fold(&name), seen.model);
        let following = by_model.entry(key).or_default();
        if following.groups.is_empty() {
            following.name = name;
        }
        following.groups.push(seen);
    }
    let by_model = by_model.into_iter();
    by_model
        .map(|((_, model), following)| ModelGroups {
            model,
            name: following.name,
            counts: counts(&following.groups, households),
        })
        .collect()
}
