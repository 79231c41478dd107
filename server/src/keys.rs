//! Signature keys that were unpacked before, so that a device that syncs often is checked faster.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use proto::DeviceKeys;
use seal::{SealError, VerifyingKey};

/// Keys at most; then all are forgotten, which costs each device a few microseconds once.
const CAPACITY: usize = 8192;

/// Unpacked keys by their bytes. That a key is here says nothing of who may do what.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    keys: RwLock<HashMap<[u8; 32], VerifyingKey>>,
}

impl KeyCache {
    /// Gives the key that checks a device's signatures.
    pub(crate) fn unpack(&self, keys: &DeviceKeys) -> Result<VerifyingKey, SealError> {
        let known = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.get(&keys.sign) {
            return Ok(*key);
        }
        drop(known);
        let key = VerifyingKey::try_from(keys)?;
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(keys.sign, key);
        Ok(key)
    }
}
