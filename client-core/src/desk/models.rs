//! The unit's list of models, and which of them a group means.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::groups::Leaders;
use crate::view::list;
use proto::DocId;
use records::{Kind, Value, fold};
use std::collections::BTreeMap;

/// A model of the unit's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Whether it goes on: neither merged into another one nor stopped.
    pub(crate) is_kept: bool,
}

/// The unit's models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Models {
    models: BTreeMap<DocId, Model>,
    /// Codes and names, folded.
    by_text: BTreeMap<String, DocId>,
    leaders: Leaders,
}

impl Models {
    /// Reads the list.
    pub(crate) fn read(notebook: &mut Notebook) -> Result<Models, ClientError> {
        let (mut models, mut merged) = (BTreeMap::new(), BTreeMap::new());
        for n in list::all_of(&notebook.connection, Kind::Model)? {
            let (id, row) = changes::by_number(&notebook.connection, n)?;
            let document = notebook.document(id, &row)?;
            let text = |field: &str| match document.get(field) {
                Some(Value::Text(text)) => text,
                _ => String::new(),
            };
            if text("state") == "merged"
                && let Some(Value::Reference(into)) = document.get("merged_into")
            {
                merged.insert(id, into);
            }
            let model = Model {
                code: text("code"),
                name: text("name"),
                is_kept: !matches!(text("state").as_str(), "merged" | "stopped"),
            };
            models.insert(id, model);
        }
        let mut by_text = BTreeMap::new();
        // Codes before names, and of two models that claim one text the one with the lesser id.
        for text in [
            |model: &Model| fold(&model.code),
            |model: &Model| fold(&model.name),
        ] {
            for (id, model) in &models {
                by_text.entry(text(model)).or_insert(*id);
            }
        }
        Ok(Models {
            models,
            by_text,
            leaders: Leaders::of(&merged),
        })
    }

    /// Finds the model that a group names by its code or name, or the one that this was merged into.
    pub(crate) fn of(&self, text: &str) -> Option<DocId> {
        self.named(text).map(|id| self.leaders.leader(id))
    }

    /// Finds the model that a group names by its code or name.
    pub(crate) fn named(&self, text: &str) -> Option<DocId> {
        self.by_text.get(&fold(text)).copied()
    }

    /// Returns a model.
    pub(crate) fn get(&self, id: DocId) -> Option<&Model> {
        self.models.get(&id)
    }

    /// Returns the models that go on, with their codes.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (DocId, &str)> {
        let kept = self.models.iter().filter(|(_, model)| model.is_kept);
        kept.map(|(id, model)| (*id, model.code.as_str()))
    }

    /// Returns the name of a model, or what a group writes where it is not in the list.
    pub(crate) fn name(&self, id: Option<DocId>, written: &str) -> String {
        let model = id.and_then(|id| self.models.get(&id));
        model.map_or_else(|| written.to_owned(), |model| model.name.clone())
    }
}
