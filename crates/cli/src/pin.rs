//! The PIN: from the environment for scripts, else asked for without showing it.

use crate::failure::Failure;
use crate::words::Words;
use std::io::IsTerminal;
use zeroize::Zeroizing;

/// The environment's name for the PIN.
const VARIABLE: &str = "SOTAY_PIN";

/// Gets the PIN of a notebook that exists.
pub(crate) fn ask(words: &Words) -> Result<Zeroizing<String>, Failure> {
    match given() {
        Some(pin) => Ok(pin),
        None => prompt(words, "pin-ask"),
    }
}

/// Gets the PIN of a new notebook; a person types it twice, for nobody can look it up later.
pub(crate) fn choose(words: &Words) -> Result<Zeroizing<String>, Failure> {
    if let Some(pin) = given() {
        return Ok(pin);
    }
    let first = prompt(words, "pin-choose")?;
    let second = prompt(words, "pin-again")?;
    if *first == *second {
        Ok(first)
    } else {
        Err(Failure::PinDiffers)
    }
}

fn given() -> Option<Zeroizing<String>> {
    std::env::var(VARIABLE)
        .ok()
        .filter(|pin| !pin.is_empty())
        .map(Zeroizing::new)
}

fn prompt(words: &Words, key: &str) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::PinMissing);
    }
    let typed = rpassword::prompt_password(format!("{} ", words.text(key)))
        .map_err(Failure::PinUnreadable)?;
    Ok(Zeroizing::new(typed))
}
