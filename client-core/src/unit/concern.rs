//! Whom and what something that was noticed is about, for people.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces;
use access::Ledger;
use proto::{DeviceId, SpaceKind};

/// A space, and a device if it is about one.
pub(crate) struct Concern {
    pub(crate) kind: Option<SpaceKind>,
    pub(crate) area: Option<String>,
    pub(crate) device: Option<DeviceId>,
    pub(crate) officer_name: Option<String>,
}

impl Notebook {
    /// Names a space by its number, and a device with its officer; zeros stand for no device.
    pub(crate) fn concern(&mut self, space: i64, author: DeviceId) -> Result<Concern, ClientError> {
        let known = spaces::by_number(&self.connection, space)?;
        let device = (author != DeviceId::ZERO).then_some(author);
        let officer = match device {
            Some(device) => self.officer_of(device)?,
            None => None,
        };
        Ok(Concern {
            kind: self.ledger(&known)?.map(Ledger::kind),
            area: self.space_name(space)?,
            device,
            officer_name: officer.and_then(|(_, name)| name),
        })
    }
}
