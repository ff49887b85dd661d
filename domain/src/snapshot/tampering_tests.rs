//! A thousand random ways to change a signed snapshot, none of which goes through.

use super::{Verifier, fixtures::*};
use crate::score::SplitMix64;

const EDITS: usize = 1_000;
/// The first edit is thrown with this seed, each one after it with the next, so that each can be made again by itself.
const FIRST_SEED: u64 = 20_260_101;

/// A number below a bound.
fn below(dice: &mut SplitMix64, bound: usize) -> usize {
    usize::try_from(dice.next_number() % (bound as u64)).expect("small")
}

fn lines_of(file: &[u8]) -> Vec<Vec<u8>> {
    file.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// One change of each kind in turn, at a random place.
fn tampered(file: &[u8], kind: usize, dice: &mut SplitMix64) -> (String, Vec<u8>) {
    let (mut bytes, mut lines) = (file.to_vec(), lines_of(file));
    match kind {
        0 => {
            let (place, bit) = (below(dice, bytes.len()), below(dice, 8));
            bytes[place] ^= 1 << bit;
            (format!("bit {bit} of byte {place}"), bytes)
        }
        1 => {
            let from = below(dice, bytes.len());
            let count = (1 + below(dice, 200)).min(bytes.len() - from);
            bytes.drain(from..from + count);
            (format!("{count} bytes from {from} taken out"), bytes)
        }
        2 => {
            let gone = below(dice, lines.len());
            lines.remove(gone);
            (format!("line {gone} taken out"), lines.concat())
        }
        3 => {
            let (one, other) = (below(dice, lines.len()), below(dice, lines.len() - 1));
            let other = if other >= one { other + 1 } else { other };
            lines.swap(one, other);
            (format!("lines {one} and {other} swapped"), lines.concat())
        }
        4 => {
            let (one, other) = (below(dice, bytes.len()), below(dice, bytes.len()));
            bytes.swap(one, other);
            (format!("bytes {one} and {other} swapped"), bytes)
        }
        5 => {
            let left = below(dice, bytes.len());
            bytes.truncate(left);
            (format!("cut off after {left} bytes"), bytes)
        }
        6 => {
            let twice = below(dice, lines.len());
            lines.insert(twice, lines[twice].clone());
            (format!("line {twice} twice"), lines.concat())
        }
        _ => {
            let place = below(dice, bytes.len() + 1);
            bytes.insert(place, b"0 \n\"\x00,}"[below(dice, 7)]);
            (format!("a byte put in at {place}"), bytes)
        }
    }
}

#[test]
fn a_thousand_random_changes_are_all_found() {
    let country = Country::new();
    let file = country.snapshot();
    assert!(country.verified(&file).is_ok());
    for (seed, number) in (FIRST_SEED..).zip(0..EDITS) {
        let mut dice = SplitMix64::new(seed);
        // What changed nothing, such as a line swapped with one that is the same, is thrown again.
        let changes = std::iter::repeat_with(|| tampered(&file, number % 8, &mut dice));
        let (what, tampered) = changes.into_iter().find(|(_, tampered)| *tampered != file).expect("a change");
        assert!(country.verified(&tampered).is_err(), "{what} went through, seed {seed}");
    }
}

/// The part that is hashed by nothing else: a bit of each byte, in turn.
#[test]
fn every_byte_of_manifest_and_signature_counts() {
    let country = Country::new();
    let file = country.snapshot();
    let ending = lines_of(&file).iter().rev().take(2).map(Vec::len).sum::<usize>();
    let (above, ending) = file.split_at(file.len() - ending);
    let mut verifier = Verifier::new(vec![country.key()]);
    verifier.push(above).expect("whole so far");
    let goes_through = |ending: &[u8]| {
        let mut verifier = verifier.clone();
        verifier.push(ending).is_ok() && verifier.finish().is_ok()
    };
    assert!(goes_through(ending));
    for place in 0..ending.len() {
        let mut tampered = ending.to_vec();
        tampered[place] ^= 1 << (place % 8);
        assert!(!goes_through(&tampered), "byte {place}");
    }
}
