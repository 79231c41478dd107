//! The golden vectors as seeds: whatever bytes they hold, one file each.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// Fewer bytes than this teach the fuzzer nothing.
const SHORTEST: usize = 8;

/// Writes every sample of `proto/vectors/` into `folder`.
pub(super) fn write_seeds(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    let mut samples: BTreeSet<Vec<u8>> = BTreeSet::new();
    for file in workspace
        .files()?
        .iter()
        .filter(|file| file.starts_with("proto/vectors"))
    {
        let path = workspace.path(file);
        let bytes = fs::read(&path).map_err(Failure::file(path))?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => samples.extend(hexadecimal(text)),
            Err(_) => drop(samples.insert(bytes)),
        }
    }
    for (number, sample) in samples.iter().enumerate() {
        let path = folder.join(format!("{number:04}"));
        fs::write(&path, sample).map_err(Failure::file(path))?;
    }
    Ok(())
}

/// Every long run of hexadecimal digits in a text, whatever stands around it.
fn hexadecimal(text: &str) -> Vec<Vec<u8>> {
    let runs = text.split(|letter: char| !letter.is_ascii_hexdigit());
    runs.filter(|run| run.len() % 2 == 0 && run.len() / 2 >= SHORTEST)
        .filter_map(bytes)
        .collect()
}

fn bytes(run: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = run.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    pairs
        .chunks_exact(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum << 4 | digit)).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_digits_become_bytes_and_short_ones_do_not() {
        let text = r#"{"name": "face", "bytes": "00ff102030405060"}"#;
        assert_eq!(hexadecimal(text), [[0, 255, 16, 32, 48, 64, 80, 96]]);
    }
}
