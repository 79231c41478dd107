//! What was heard in confidence: who asks for it says why.

use crate::notebook::Notebook;
use crate::record::HistoryEdit;
use records::{Document, FieldChange, Kind, schema, withhold, withhold_of};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Whether what is marked as sensitive is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// It is left out.
    Withheld,
    /// It is there, and the consultation log says why.
    Included,
}

impl Sensitive {
    /// Gives a document's fields in interchange form, and how many items of which it leaves out.
    pub(crate) fn fields(
        self,
        kind: Kind,
        document: &Document,
    ) -> (Map<String, Value>, BTreeMap<String, u64>) {
        let mut fields = document.to_json();
        let withheld = match self {
            Sensitive::Withheld => withhold(kind, &mut fields),
            Sensitive::Included => BTreeMap::new(),
        };
        (fields, withheld)
    }

    /// Gives one field before and after a change.
    pub(crate) fn edit(self, kind: Option<Kind>, change: FieldChange) -> HistoryEdit {
        let spec = kind.and_then(|kind| schema::field(kind, &change.field));
        let mut withheld = false;
        let mut shown = |value: Option<Value>| {
            let (Sensitive::Withheld, Some(spec), Some(mut value)) = (self, spec, value.clone())
            else {
                return value;
            };
            withheld |= withhold_of(spec, &mut value) > 0;
            Some(value).filter(|value| !value.is_null())
        };
        let (before, after) = (shown(change.before), shown(change.after));
        HistoryEdit {
            field: change.field,
            before,
            after,
            counts: change.counts,
            withheld,
        }
    }
}

impl Notebook {
    /// Tells whether what is read one by one includes what was heard in confidence: where a reason was stated.
    pub(crate) fn shown(&self) -> Sensitive {
        if self.why.is_empty() {
            Sensitive::Withheld
        } else {
            Sensitive::Included
        }
    }
}
