//! What a new record gets without being asked: its officer, its area, its time, its state.

use crate::calendar::local_time;
use crate::desk::due_of;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use proto::DocId;
use records::Kind;
use serde_json::{Map, Value as Json};

impl Notebook {
    /// Fills in what follows from who records what about whom. What the caller gave is left alone.
    pub(crate) fn with_defaults(
        &mut self,
        kind: Kind,
        mut fields: Map<String, Json>,
    ) -> Result<Map<String, Json>, ClientError> {
        match kind {
            Kind::Visit => {
                self.default_officer(&mut fields, "officer")?;
                self.default_area(&mut fields, &["household", "establishment", "group"])?;
                self.default_time(&mut fields, "started_at")?;
                default(&mut fields, "status", "draft");
            }
            Kind::Meeting => {
                self.default_officer(&mut fields, "officer")?;
                self.default_time(&mut fields, "held_at")?;
            }
            Kind::FollowUp => {
                self.default_officer(&mut fields, "assignee")?;
                self.default_area(
                    &mut fields,
                    &["visit", "household", "establishment", "group", "meeting"],
                )?;
                default(&mut fields, "state", "open");
            }
            Kind::Referral => {
                self.default_time(&mut fields, "sent_at")?;
                default(&mut fields, "state", "sent");
            }
            Kind::Group => default(&mut fields, "state", "active"),
            Kind::Model => default(&mut fields, "state", "kept"),
            Kind::Assessment => {
                self.default_officer(&mut fields, "officer")?;
                self.default_area(&mut fields, &["group"])?;
            }
            Kind::Survey => {
                self.default_officer(&mut fields, "officer")?;
                default(&mut fields, "status", "draft");
                self.default_counts(&mut fields)?;
            }
            Kind::Report => default(&mut fields, "status", "draft"),
            Kind::Training => self.default_time(&mut fields, "held_at")?,
            Kind::HandOut => {
                self.default_officer(&mut fields, "officer")?;
                self.default_area(&mut fields, &["household", "establishment", "group"])?;
                self.default_time(&mut fields, "handed_out_at")?;
            }
            Kind::Unit | Kind::Area | Kind::Officer | Kind::Household | Kind::Establishment => {}
            Kind::Material => {
                if fields.contains_key("printed") {
                    let today = local_time(self.now()?);
                    default(
                        &mut fields,
                        "printed_on",
                        today.get(..10).unwrap_or_default(),
                    );
                }
            }
            Kind::Request => {
                self.default_officer(&mut fields, "officer")?;
                self.default_area(&mut fields, &["household"])?;
                self.default_time(&mut fields, "received_at")?;
                default(&mut fields, "state", "open");
                let received = fields.get("received_at").and_then(Json::as_str);
                if let Some(due) = received.and_then(due_of) {
                    default(&mut fields, "due", &due);
                }
            }
        }
        Ok(fields)
    }

    fn default_officer(
        &mut self,
        fields: &mut Map<String, Json>,
        name: &str,
    ) -> Result<(), ClientError> {
        if !fields.contains_key(name)
            && let Some(officer) = self.officer()?
        {
            fields.insert(name.to_owned(), Json::from(officer.to_string()));
        }
        Ok(())
    }

    fn default_time(
        &mut self,
        fields: &mut Map<String, Json>,
        name: &str,
    ) -> Result<(), ClientError> {
        if !fields.contains_key(name) {
            fields.insert(name.to_owned(), Json::from(local_time(self.now()?)));
        }
        Ok(())
    }

    /// Fills in what the area's registers hold; counts that are given stand.
    fn default_counts(&mut self, fields: &mut Map<String, Json>) -> Result<(), ClientError> {
        let text = |name: &str| fields.get(name).and_then(Json::as_str);
        let area = text("area").and_then(|text| text.parse().ok());
        let period = text("period").and_then(|text| text.parse().ok());
        let (Some(area), Some(period)) = (area, period) else {
            return Ok(());
        };
        if self.area_space(area)?.is_none() {
            return Ok(());
        }
        let registers = self.survey_counts(area, period)?;
        let counts = fields
            .entry("counts")
            .or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(counts) = counts {
            for (name, number) in registers {
                counts.entry(name).or_insert_with(|| Json::from(number));
            }
        }
        Ok(())
    }

    /// Takes the area of the first record that the fields refer to.
    fn default_area(
        &mut self,
        fields: &mut Map<String, Json>,
        references: &[&str],
    ) -> Result<(), ClientError> {
        if fields.contains_key("area") {
            return Ok(());
        }
        for name in references {
            let id = fields
                .get(*name)
                .and_then(Json::as_str)
                .and_then(|text| text.parse::<DocId>().ok());
            let Some(id) = id else { continue };
            let Some(row) = changes::record(&self.connection, id)? else {
                continue;
            };
            let areas = self.areas()?;
            if let Some((area, _)) = areas.iter().find(|(_, space)| **space == row.space) {
                fields.insert("area".to_owned(), Json::from(area.to_string()));
                return Ok(());
            }
        }
        Ok(())
    }
}

fn default(fields: &mut Map<String, Json>, name: &str, value: &str) {
    fields.entry(name).or_insert_with(|| Json::from(value));
}
