//! Reports that are set for printing, by typst within this process: the national one, and one for each body. What is read
//! from a snapshot is written in words and numbers of one language (`content`, `national`, `agency`); where it stands and
//! how it looks is said by the templates beside these files alone.

pub(crate) mod agency;
mod clusters;
mod content;
pub(super) mod national;
mod world;
