//! A small seeded generator, so that a failing test can be repeated from its seed.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use uuid::Uuid;

/// A seeded xoshiro256++ generator (Blackman and Vigna, 2019) that claims to be cryptographic so that tests can pass it
/// where production code asks for a `CryptoRng`. It is not: never make a real key with it.
#[derive(Clone, Debug)]
pub struct TestRng {
    state: [u64; 4],
}

impl TestRng {
    /// Starts the sequence that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut mixer = seed;
        Self {
            state: [0; 4].map(|_: u64| split_mix(&mut mixer)),
        }
    }

    /// Starts an independent sequence named `label`: adding a draw to one part of a world leaves the other parts as they were.
    #[must_use]
    pub fn fork(&self, label: &str) -> Self {
        let [first, ..] = self.state;
        let named = label.bytes().fold(first, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self::new(named)
    }

    /// Returns the next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [mut a, mut b, mut c, mut d] = self.state;
        let out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = d.rotate_left(45);
        self.state = [a, b, c, d];
        out
    }

    /// Returns a number from 0 up to and without `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Returns a position in a list of `len` items; 0 if it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// Returns a number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add_unsigned(self.below(u64::try_from(span).unwrap_or(1)))
    }

    /// Returns true `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Returns one item of `items`, or `None` if there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.index(items.len());
        items.get(index)
    }

    /// Returns one item by its weight, or `None` if all weights are zero.
    pub fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> Option<&'a T> {
        let total = items.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = self.below(total);
        for (item, weight) in items {
            if left < u64::from(*weight) {
                return Some(item);
            }
            left -= u64::from(*weight);
        }
        None
    }

    /// Puts `items` in a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.index(end + 1);
            items.swap(end, other);
        }
    }

    /// Returns a random (version 4) UUID.
    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// Fills `target` with random bytes.
    pub fn fill(&mut self, target: &mut [u8]) {
        for chunk in target.chunks_mut(8) {
            let bytes = self.bits().to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(bytes) {
                *to = from;
            }
        }
    }
}

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.bits() >> 32).unwrap_or(0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        self.fill(target);
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}

/// SplitMix64 spreads a small seed over the whole state (Steele, Lea and Flood, 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::TestRng;

    #[test]
    fn one_seed_gives_one_sequence() {
        let draw = |seed| {
            let mut rng = TestRng::new(seed);
            (0..100).map(|_| rng.bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn a_fork_does_not_depend_on_what_is_drawn_from_its_sibling() {
        let rng = TestRng::new(3);
        let mut sibling = rng.fork("a");
        sibling.bits();
        assert_eq!(rng.fork("b").bits(), rng.fork("b").bits());
        assert_ne!(rng.fork("a").bits(), rng.fork("b").bits());
    }

    #[test]
    fn numbers_stay_between_their_ends() {
        let mut rng = TestRng::new(1);
        let drawn: Vec<i64> = (0..2000).map(|_| rng.between(-2, 3)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&3));
    }

    #[test]
    fn weights_decide_how_often_an_item_comes() {
        let mut rng = TestRng::new(1);
        let items = [("never", 0), ("often", 9), ("seldom", 1)];
        let often = (0..1000)
            .filter(|_| rng.weighted(&items) == Some(&"often"))
            .count();
        assert!((850..950).contains(&often), "{often}");
    }

    #[test]
    fn nothing_is_picked_from_nothing() {
        let mut rng = TestRng::new(1);
        assert_eq!(rng.pick::<u8>(&[]), None);
        assert_eq!(rng.weighted::<u8>(&[]), None);
    }
}
