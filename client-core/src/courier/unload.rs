//! What a device carried for an area that it is in by now: taken, and carried no longer, so that what is erased there goes
//! from here too.

use crate::courier::import::CourierImport;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{cargo, spaces};
use proto::{CourierItem, CourierReader, SpaceId};

impl Notebook {
    /// Takes what was carried for spaces that are this device's own meanwhile; tells whether there was any.
    pub(crate) fn unload_cargo(&mut self) -> Result<bool, ClientError> {
        self.unload(&mut CourierImport::default())
    }

    /// Takes it as a file brings it, ledgers before packs.
    pub(super) fn unload(&mut self, report: &mut CourierImport) -> Result<bool, ClientError> {
        let mut items = Vec::new();
        for (n, bytes) in cargo::items(&self.connection)? {
            let mut reader = CourierReader::new();
            reader.push(&bytes);
            if let Ok(Some(item)) = reader.next() {
                items.push((n, item));
            }
        }
        items.sort_by_key(|(n, item)| (item.tag(), *n));
        let mut took_any = false;
        for (n, item) in items {
            if !self.is_for_this_device(&item)? {
                continue;
            }
            // What only a newer program can read is carried on until there is one.
            let before = (report.entries_waiting, report.newer);
            self.take_item(item, report)?;
            if before == (report.entries_waiting, report.newer) {
                cargo::remove(&self.connection, n)?;
                took_any = true;
            }
        }
        Ok(took_any)
    }

    fn is_for_this_device(&mut self, item: &CourierItem) -> Result<bool, ClientError> {
        match item {
            CourierItem::Ledger { space, .. } => {
                Ok(spaces::by_id(&self.connection, *space)?.is_some())
            }
            CourierItem::Pack { pack } => match seal::parse_pack(pack.clone()) {
                Ok(parsed) => {
                    let header = parsed.claimed_header();
                    let (space, author) = (header.space, header.author);
                    Ok(self.has_ledger_of(space)? && !self.is_stranger_to(space, author)?)
                }
                Err(_) => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// Before a space's ledger has come nobody could tell whose its packs are.
    fn has_ledger_of(&mut self, space: SpaceId) -> Result<bool, ClientError> {
        match spaces::by_id(&self.connection, space)? {
            Some(space) => Ok(self.ledger(&space)?.is_some()),
            None => Ok(false),
        }
    }
}
