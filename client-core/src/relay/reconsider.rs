//! Packs that were set aside, looked at again: perhaps the ledger did not know their author yet, or the key was missing.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::merge::{Merged, merge};
use crate::store::spaces::{self, Space};
use crate::store::{aside, holdings, packs};

impl Notebook {
    /// Takes in the set-aside packs that can be believed after the ledger of a space has grown. The unit's vouches as well for those
    /// who wrote what other spaces were brought.
    pub(crate) fn reconsider_after(&mut self, grown: &Space) -> Result<Merged, ClientError> {
        let concerned = match grown.n == self.unit_space()?.n {
            true => spaces::all(&self.connection)?,
            false => vec![*grown],
        };
        self.reconsider_in(concerned)
    }

    /// Takes in the set-aside packs that can be believed by now: the program may be a newer one than that which set them aside.
    pub(crate) fn reconsider_all(&mut self) -> Result<(), ClientError> {
        if aside::count(&self.connection)? > 0 {
            let all = spaces::all(&self.connection)?;
            if self.reconsider_in(all)?.areas_changed {
                self.forget_areas();
            }
        }
        Ok(())
    }

    fn reconsider_in(&mut self, spaces: Vec<Space>) -> Result<Merged, ClientError> {
        let mut all = Merged::default();
        for space in spaces {
            let merged = self.reconsider(&space)?;
            all.documents += merged.documents;
            all.areas_changed |= merged.areas_changed;
        }
        Ok(all)
    }

    /// Takes in the set-aside packs of a space that can be believed by now, after its ledger has grown. The relay is
    /// brought them, since nobody knows which way they came.
    fn reconsider(&mut self, space: &Space) -> Result<Merged, ClientError> {
        let mut all = Merged::default();
        let doubted = aside::doubted(&self.connection, space.n)?;
        if doubted.is_empty() {
            return Ok(all);
        }
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(all);
        };
        let now = self.now()?;
        for pack in doubted {
            let Ok(parts) = self.parts_of(space, &ledger, pack)? else {
                continue;
            };
            let covers = packs::covers_in(&packs::bytes(&self.connection, pack)?);
            let transaction = self.connection.transaction()?;
            aside::believe(&transaction, pack, now.0)?;
            holdings::insert_covers(&transaction, pack, &covers)?;
            let merged = merge(&transaction, space, &ledger, pack, parts)?;
            transaction.commit()?;
            all.documents += merged.documents;
            all.areas_changed |= merged.areas_changed;
        }
        Ok(all)
    }
}
