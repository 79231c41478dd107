//! How large a generated register is.

/// How many documents of each kind a register has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Areas (hamlets, neighbourhoods), on top of [`Size::documents`].
    pub areas: usize,
    /// Area officers; a commander, two supervisors and an auditor are added to them.
    pub officers: usize,
    /// Households.
    pub households: usize,
    /// Establishments by kind.
    pub establishments: Vec<(&'static str, usize)>,
    /// Community groups.
    pub groups: usize,
    /// Households that belong to a group.
    pub member_households: usize,
    /// Visits in the year.
    pub visits: usize,
    /// Group meetings in the year.
    pub meetings: usize,
    /// Follow-ups in the year; each answers a need heard on a visit, so at most as many as visits with a need.
    pub follow_ups: usize,
}

impl Size {
    /// The ward that every speed and size of this project is measured on: 11,209 documents.
    #[must_use]
    pub fn ward() -> Self {
        Self {
            areas: 8,
            officers: 9,
            households: 1_045,
            establishments: ward_establishments(),
            groups: 34,
            member_households: 1_020,
            visits: 8_000,
            meetings: 408,
            follow_ups: 1_500,
        }
    }

    /// A hamlet that a demo or a test fills in well under a second.
    #[must_use]
    pub fn hamlet() -> Self {
        Self {
            areas: 8,
            officers: 2,
            households: 60,
            establishments: ward_establishments(),
            groups: 3,
            member_households: 57,
            visits: 300,
            meetings: 36,
            follow_ups: 56,
        }
    }

    /// A district of `households`, in the proportions of a ward; 70,000 is a large one.
    #[must_use]
    pub fn district(households: usize) -> Self {
        let ward = Self::ward();
        let scale = |count: usize| (count * households).div_ceil(ward.households);
        Self {
            areas: scale(ward.areas),
            officers: scale(ward.officers),
            households,
            establishments: ward
                .establishments
                .iter()
                .map(|(kind, count)| (*kind, scale(*count)))
                .collect(),
            groups: scale(ward.groups),
            member_households: scale(ward.member_households).min(households),
            visits: scale(ward.visits),
            meetings: scale(ward.meetings),
            follow_ups: scale(ward.follow_ups),
        }
    }

    /// Returns the number of documents, without areas and officers.
    #[must_use]
    pub fn documents(&self) -> usize {
        let establishments: usize = self.establishments.iter().map(|(_, count)| count).sum();
        self.households
            + establishments
            + self.groups
            + self.visits
            + self.meetings
            + self.follow_ups
    }
}

fn ward_establishments() -> Vec<(&'static str, usize)> {
    vec![
        ("karaoke", 9),
        ("food", 89),
        ("pawnshop", 5),
        ("company", 100),
        ("project", 17),
        ("gas", 2),
    ]
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn a_ward_has_the_number_of_documents_that_the_peers_were_measured_on() {
        assert_eq!(Size::ward().documents(), 11_209);
    }

    #[test]
    fn a_district_of_one_wards_households_is_that_ward() {
        assert_eq!(Size::district(1_045), Size::ward());
    }
}
