//! All pairs of a register that may be of the same, without comparing each record with each.

use crate::compare::Likeness;
use crate::form::NormalForm;

/// Two records that may be of the same, by their places in the register that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that stands first.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// How sure it is, and why.
    pub likeness: Likeness,
}

/// A key that more records share than this says too little: their pairs are found by other keys, or not at all.
pub const MOST_SHARING: usize = 80;

/// Finds all pairs of records of one kind that share a key and are alike enough, the surest first.
///
/// `wanted` leaves pairs out before they are compared: those of other areas, or what somebody has judged already. The same
/// register in the same order gives the same pairs.
pub fn pairs(forms: &[NormalForm], wanted: impl Fn(usize, usize) -> bool) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = sharing_a_key(forms)
        .into_iter()
        .map(|(first, second)| (first as usize, second as usize))
        .filter(|(first, second)| wanted(*first, *second))
        .filter_map(|(first, second)| {
            let likeness = forms.get(first)?.likeness(forms.get(second)?)?;
            Some(Pair {
                first,
                second,
                likeness,
            })
        })
        .collect();
    pairs.sort_by(|one, other| {
        let sureness = other.likeness.cmp_sureness(&one.likeness);
        sureness.then((one.first, one.second).cmp(&(other.first, other.second)))
    });
    pairs
}

/// Returns the places of records that share a key, each pair once, the lower place first.
#[must_use]
pub fn sharing_a_key(forms: &[NormalForm]) -> Vec<(u32, u32)> {
    let mut places: Vec<(u64, u32)> = Vec::with_capacity(forms.len() * 6);
    for (place, form) in (0u32..).zip(forms) {
        places.extend(form.keys().into_iter().map(|key| (key, place)));
    }
    places.sort_unstable();
    let mut sharing = Vec::new();
    for block in places.chunk_by(|(one, _), (other, _)| one == other) {
        if block.len() > MOST_SHARING {
            continue;
        }
        let mut rest = block;
        while let [(_, first), others @ ..] = rest {
            sharing.extend(others.iter().map(|(_, second)| (*first, *second)));
            rest = others;
        }
    }
    sharing.sort_unstable();
    sharing.dedup();
    sharing
}
