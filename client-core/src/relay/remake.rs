//! What a history decided that was given up is decided again: by any device whose officer may, and once.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::entries::Waiting;
use crate::store::spaces::{self, Space};
use crate::store::{histories, ledgers};
use access::{Duty, Intent, Ledger, Remake, duties};
use proto::{Entry, Wire};
use seal::{SignedEntry, SpaceKey};

impl Notebook {
    /// Lets wait to be signed what is still to be decided again and what this device may decide.
    pub(crate) fn remake_all(&mut self) -> Result<(), ClientError> {
        if !histories::any_open(&self.connection)? {
            return Ok(());
        }
        for space in spaces::all(&self.connection)? {
            self.remake(&space)?;
        }
        Ok(())
    }

    fn remake(&mut self, space: &Space) -> Result<(), ClientError> {
        let Some(standing) = self.ledger(space)?.cloned() else {
            return Ok(());
        };
        let mut wanted = Vec::new();
        for history in histories::open(&self.connection, space.n)? {
            let entries: Result<Vec<SignedEntry>, _> = history
                .entries
                .iter()
                .map(|bytes| SignedEntry::from_bytes(bytes))
                .collect();
            let entries = entries.map_err(|_| ClientError::DatabaseDamaged)?;
            let other = Ledger::replay(space.id, &entries);
            let other = other.map_err(|_| ClientError::DatabaseDamaged)?;
            for (row, position) in history.open {
                let Some(entry) = entries.get(position) else {
                    continue;
                };
                let entry = Entry::from_bytes(entry.signed_bytes());
                let entry = entry.map_err(|_| ClientError::DatabaseDamaged)?;
                match access::remake(&entry, &other, &standing) {
                    Remake::Settled => histories::settle(&self.connection, (row, position))?,
                    Remake::Waits => {}
                    Remake::Needs(intent) => wanted.push(intent),
                }
            }
        }
        let revokes = |intent: &Intent| matches!(intent, Intent::Revoke { .. });
        let is_safe = !wanted.iter().any(revokes);
        for intent in wanted {
            self.want_again(space, &standing, intent)?;
        }
        if is_safe {
            self.publish_other_keys(space, &standing)?;
        }
        Ok(())
    }

    /// Signs a new epoch with a key of another history onto a ledger; nothing where the ledger has the key, or refuses.
    pub(crate) fn key_to_publish(
        &mut self,
        space: &Space,
        ledger: &mut Ledger,
        key: &SpaceKey,
    ) -> Result<Option<Vec<u8>>, ClientError> {
        let known = spaces::keys(&self.connection, space.n)?;
        if known
            .iter()
            .any(|(_, known)| known.as_bytes() == key.as_bytes())
        {
            return Ok(None);
        }
        let (now, random) = (self.now()?, &mut self.world.random);
        let Ok(signed) = access::publish_key(ledger, key, &self.secret, now, random) else {
            return Ok(None);
        };
        ledger
            .extend(&signed, None)
            .map_err(|_| ClientError::Internal("own entry does not follow"))?;
        Ok(Some(signed.to_bytes()))
    }

    /// Lets an intent wait, unless it does already or this device may not sign it.
    fn want_again(
        &mut self,
        space: &Space,
        standing: &Ledger,
        intent: Intent,
    ) -> Result<(), ClientError> {
        for (_, waiting) in ledgers::intents(&self.connection, space.n)? {
            if Waiting::from_bytes(&waiting)?.intent() == Some(&intent) {
                return Ok(());
            }
        }
        let now = self.now()?;
        let random = &mut self.world.random;
        if intent.sign(standing, &self.secret, now, random).is_ok() {
            let waiting = Waiting::Intent(intent).to_bytes();
            ledgers::add_intent(&self.connection, space.n, &waiting)?;
        }
        Ok(())
    }

    /// Lets keys wait to be published that packs were sealed with in a history that was given up. After them a new epoch begins:
    /// some who hold them may have left since.
    fn publish_other_keys(&mut self, space: &Space, standing: &Ledger) -> Result<(), ClientError> {
        let administers = standing
            .active_member(&self.device)
            .is_ok_and(|member| duties(member.roles, standing.kind()).contains(Duty::Administer));
        let keys = histories::other_keys(&self.connection, space.n)?;
        let waiting = ledgers::intents(&self.connection, space.n)?;
        if !administers || keys.is_empty() {
            return Ok(());
        }
        let mut is_new = false;
        for key in keys {
            let bytes = Waiting::Key(key).to_bytes();
            if waiting.iter().all(|(_, other)| *other != bytes) {
                ledgers::add_intent(&self.connection, space.n, &bytes)?;
                is_new = true;
            }
        }
        if is_new {
            let fresh = Waiting::Intent(Intent::NewEpoch).to_bytes();
            ledgers::add_intent(&self.connection, space.n, &fresh)?;
        }
        Ok(())
    }
}
