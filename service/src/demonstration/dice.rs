//! Chance for the demonstration: the same every time, and for each thing by itself, so that neither the order of work nor an
//! interruption changes what comes out.

use uuid::Uuid;

/// What all chance of the demonstration grows from.
const SEED: u64 = 0x2566_2570_0000_0007;

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, fast, and the same on every machine and release.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of a thing, named by its parts.
    pub(super) fn of(parts: &[&str]) -> Self {
        const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
        Self(bytes.fold(SEED, |state, byte| (state ^ u64::from(byte)).wrapping_mul(FNV_PRIME)))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from the lowest to the highest, both possible.
    pub(super) fn between(&mut self, lowest: i64, highest: i64) -> i64 {
        let width = u64::try_from(highest - lowest).unwrap_or(0) + 1;
        lowest + i64::try_from(self.roll() % width).unwrap_or(0)
    }

    /// A number between two, the middle more often than the ends.
    pub(super) fn around(&mut self, lowest: i64, highest: i64) -> i64 {
        i64::midpoint(self.between(lowest, highest), self.between(lowest, highest))
    }

    /// A size: small ones more often than large ones.
    pub(super) fn size(&mut self, smallest: i64, largest: i64) -> i64 {
        let mut size = smallest;
        while size * 2 <= largest && self.happens(620) {
            size *= 2;
        }
        self.between(size, (size * 2).min(largest))
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn happens(&mut self, of_thousand: i64) -> bool {
        self.between(0, 999) < of_thousand
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).unwrap_or(0) - 1;
        usize::try_from(self.between(0, last.max(0))).ok().and_then(|place| from.get(place))
    }

    /// One of several phrases.
    pub(super) fn phrase(&mut self, from: &[&'static str]) -> String {
        self.pick(from).copied().unwrap_or_default().to_owned()
    }

    /// An identifier.
    pub(super) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes((u128::from(self.roll()) << 64 | u128::from(self.roll())).to_be_bytes())
            .into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_has_the_same_chance() {
        let rolls = |name| {
            (0..5)
                .map({
                    let mut dice = Dice::of(&["a", name]);
                    move |_| dice.between(0, 999)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(rolls("x"), rolls("x"));
        assert_ne!(rolls("x"), rolls("y"));
        assert_ne!(Dice::of(&["ab", "c"]).uuid(), Dice::of(&["a", "bc"]).uuid());
    }

    #[test]
    fn both_ends_are_possible_and_nothing_beyond() {
        let mut dice = Dice::of(&["ends"]);
        let rolled: std::collections::BTreeSet<_> = (0..200).map(|_| dice.between(-1, 2)).collect();
        assert_eq!(rolled.into_iter().collect::<Vec<_>>(), [-1, 0, 1, 2]);
        assert!((0..200).all(|_| (5..=80).contains(&dice.size(5, 80))));
    }
}
