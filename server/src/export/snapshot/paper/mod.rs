//! Reports that are set for printing, by typst within this process: the national one, and one for each body. What is read
//! from a snapshot is written in words and numbers of one language (`content`, `national`, `agency`, `schemes`); where it stands and
//! how it looks is said by the templates beside these files alone.

mod agency;
pub(crate) mod body;
pub(crate) mod by_body;
mod clusters;
mod completeness;
mod content;
pub(super) mod national;
mod schemes;
mod world;
