//! The outlines of the provinces and where their tiles stand, out of `reference/province_map.csv`.

use std::sync::LazyLock;

/// One province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// Its code.
    pub(super) code: String,
    /// Its short name in Thai.
    pub(super) short_th: String,
    /// Its short name in English.
    pub(super) short_en: String,
    /// In which column its tile stands.
    pub(super) column: i32,
    /// In which row.
    pub(super) row: i32,
    /// Its outline, on a drawing 560 wide and 1025 high.
    pub(super) path: String,
}

/// All of them; a line that cannot be read is left out, which a test would notice.
pub(super) static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    include_str!("../../../../reference/province_map.csv").lines().skip(1).filter_map(shape).collect()
});

fn shape(line: &str) -> Option<Shape> {
    let mut cells = line.split(',').map(str::to_owned);
    let mut next = || cells.next();
    Some(Shape {
        code: next()?,
        short_th: next()?,
        short_en: next()?,
        column: next()?.parse().ok()?,
        row: next()?.parse().ok()?,
        path: next()?,
    })
}
