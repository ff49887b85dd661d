//! The tree of hashes over the lines of a snapshot, as RFC 9162 builds it: SHA-256, with other first bytes for leaves and
//! for nodes, so that neither can stand for the other. It grows with each line and keeps one hash for each of its levels.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

/// A text that is not so many bytes in lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is not {0} bytes in lower-case hexadecimal digits")]
pub struct NotHexadecimal(pub usize);

/// The root of nothing, and what the first byte of a hashed text says it is.
const LEAF: u8 = 0;
const NODE: u8 = 1;

impl Hash {
    /// The hash of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of a line, without its end.
    pub fn of_leaf(line: &[u8]) -> Self {
        Self(Sha256::new().chain_update([LEAF]).chain_update(line).finalize().into())
    }

    fn of_node(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([NODE]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// The hash that was worked out elsewhere.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn to_hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from lower-case hexadecimal digits; upper-case ones would be a second text for the same bytes.
///
/// # Errors
/// Other characters, or another number of them.
pub fn from_hexadecimal<const COUNT: usize>(text: &str) -> Result<[u8; COUNT], NotHexadecimal> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut bytes = [0; COUNT];
    if pairs.len() != COUNT || !rest.is_empty() {
        return Err(NotHexadecimal(COUNT));
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return Err(NotHexadecimal(COUNT)) };
        *byte = high * 16 + low;
    }
    Ok(bytes)
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hexadecimal(&self.0))
    }
}

impl FromStr for Hash {
    type Err = NotHexadecimal;
    fn from_str(text: &str) -> Result<Self, NotHexadecimal> {
        from_hexadecimal(text).map(Self)
    }
}

impl TryFrom<String> for Hash {
    type Error = NotHexadecimal;
    fn try_from(text: String) -> Result<Self, NotHexadecimal> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

/// A tree that grows leaf by leaf.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Whole subtrees from the left, each with how many leaves it has: powers of two, each smaller than the one before.
    subtrees: Vec<(u64, Hash)>,
    leaves: u64,
}

impl Tree {
    /// Adds a line.
    pub fn add(&mut self, line: &[u8]) {
        let (mut size, mut hash) = (1, Hash::of_leaf(line));
        while let Some((_, left)) = self.subtrees.pop_if(|(left_size, _)| *left_size == size) {
            hash = Hash::of_node(left, hash);
            size *= 2;
        }
        self.subtrees.push((size, hash));
        self.leaves += 1;
    }

    /// How many lines there are.
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The root; that of nothing is the hash of nothing.
    pub fn root(&self) -> Hash {
        let joined = self.subtrees.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| Hash::of_node(left, right));
        joined.unwrap_or_else(|| Hash::of(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn root(lines: &[Vec<u8>]) -> Hash {
        let mut tree = Tree::default();
        for line in lines {
            tree.add(line);
        }
        tree.root()
    }

    /// As RFC 9162, 2.1.1, says it.
    fn by_the_book(lines: &[Vec<u8>]) -> Hash {
        match lines {
            [] => Hash::of(&[]),
            [line] => Hash::of_leaf(line),
            lines => {
                let (left, right) = lines.split_at(lines.len().next_power_of_two() / 2);
                Hash::of_node(by_the_book(left), by_the_book(right))
            }
        }
    }

    #[test]
    fn the_test_vectors_of_certificate_transparency_agree() {
        // https://github.com/google/certificate-transparency: the roots of its reference tree.
        let lines: Vec<Vec<u8>> =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
                .iter()
                .map(|text| {
                    (0..text.len() / 2)
                        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).expect("hex"))
                        .collect()
                })
                .collect();
        for (count, expected) in [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ] {
            assert_eq!(root(&lines[..count]).to_string(), expected, "{count}");
        }
    }

    #[test]
    fn hexadecimal_digits_have_one_spelling() {
        assert_eq!(from_hexadecimal::<2>("0fa0"), Ok([0x0f, 0xa0]));
        for wrong in ["0FA0", "0fa", "0fa0a", "0g00", ""] {
            assert_eq!(from_hexadecimal::<2>(wrong), Err(NotHexadecimal(2)), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_growing_tree_is_the_tree_of_the_book(lines in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..40)) {
            prop_assert_eq!(root(&lines), by_the_book(&lines));
        }
    }
}
